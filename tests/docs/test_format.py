"""docs/format.md agrees with the code: its examples are recomputed, its tables compared."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from archiver.bundle import content, http1, members, reader, record
from archiver.bundle.parts import block_pairs, later_claim_pairs
from archiver.bundle.record import Head, Record
from archiver.claims.anchors import anchor_faults
from archiver.model.base import Frozen
from archiver.model.capture import REASONED, REQUIRED, Capture
from archiver.model.claim import ClaimSet
from archiver.model.digest import sha256
from archiver.model.later import MAX_POSITION, MAX_REASON, ClaimsStatement, WithdrawalStatement
from archiver.model.sidecar import Sidecar
from archiver.model.statement import CaptureStatement
from archiver.model.url import MAX_URL, surt
from archiver.sign import ots, strict
from archiver.sign.canonical import canonical
from archiver.sign.dsse import pae
from archiver.sign.trust import Trust
from archiver.text.blocks import canonical_block, to_file
from archiver.tlog.parts import part_leaf, salts_from_seed, signed_root
from archiver.verify import codes, later, segment
from archiver.verify.ots import MAX_PROOFS
from archiver.verify.timestamps import MAX_STAMPS
from tests.docs.document import Block, blocks, prose, read, rows

NAME = "format.md"
TYPE = "application/vnd.in-toto+json"


def _block(*words: str) -> Block:
    return next(block for block in blocks(NAME) if (block.language, *block.words) == words)


def _octets_of_dump(dump: str) -> bytes:
    return bytes.fromhex("".join(line[10:49].replace(" ", "") for line in dump.splitlines()))


def _code(cell: str) -> str:
    return cell.strip("`")


def _text() -> list[str]:
    return list(json.loads(_block("json", "text").text))


def _seed() -> bytes:
    found = re.search(r"The seed is `([0-9a-f]{64})`", prose(NAME))
    assert found
    return bytes.fromhex(found[1])


def _leaves_of_the_text() -> list[bytes]:
    salt = salts_from_seed(_seed())
    pairs = block_pairs({"text": _text()})
    return [part_leaf(salt("blocks", key) or "", "blocks", key, digest or "") for key, digest in pairs]


def test_every_code_is_listed_as_the_program_has_it() -> None:
    listed = [tuple(row) for row in rows(NAME, "## Checks") if row]
    assert listed == [(code.code, code.name, code.about, code.failure) for code in codes.ALL]


def _schema_words(schema: Any) -> Iterator[str]:
    """Names of members and values of enumerations, wherever they stand in a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in (*schema.get("enum", ()), schema.get("const")) if isinstance(value, str))
        for part in schema.values():
            yield from _schema_words(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _schema_words(part)


@pytest.mark.parametrize("model", [Sidecar, CaptureStatement, ClaimsStatement, WithdrawalStatement, Trust])
def test_every_member_and_value_is_named(model: type[Frozen]) -> None:
    text = read(NAME)
    code = " ".join(re.findall(r"`([^`\n]+)`", text)) + " ".join(block.text for block in blocks(NAME))
    words = set(re.findall(r"[\w./:+-]+", code)) | set(re.findall(r"\w+", code))
    missing = sorted(set(_schema_words(model.model_json_schema(by_alias=True))) - words)
    assert not missing


def test_members_of_capture_are_listed_with_their_kind() -> None:
    listed = {_code(row[0].removesuffix(" †")): row[1] for row in rows(NAME, "### `capture`")}
    kinds = {
        name: "required" if name in REQUIRED else "reasoned" if name in REASONED else "optional" for name in listed
    }
    assert listed == kinds
    assert set(listed) == set(Capture.model_fields)


def test_the_leaf_in_octets() -> None:
    octets = _octets_of_dump(_block("text", "leaf-hex").text)
    assert f"SHA-256 of these {len(octets)} octets" in prose(NAME)
    assert hashlib.sha256(octets).digest() == _leaves_of_the_text()[0]
    assert f"which is `{hashlib.sha256(octets).hexdigest()}`" in prose(NAME)


def test_the_leaves_and_root_of_the_blocks() -> None:
    table = {row[0]: _code(row[1]) for row in _table_after("| block | leaf |")}
    leaves = _leaves_of_the_text()
    root = signed_root(tuple(leaves)).root.removeprefix("sha256:")
    assert table == {**{str(n): leaf.hex() for n, leaf in enumerate(leaves)}, "root": root}


def _table_after(head: str) -> list[list[str]]:
    lines = read(NAME).partition(f"\n{head}\n")[2].splitlines()[1:]
    end = lines.index("")
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[:end]]


def test_leaves_of_fields() -> None:
    salt = salts_from_seed(_seed())
    for place, value, shown_salt, shown_leaf in _table_after("| kind and key | value | salt | leaf |"):
        kind, _, key = _code(place).partition(":")
        octets = _code(value).encode()
        assert canonical(json.loads(octets)) == octets
        assert salt(kind, key) == _code(shown_salt)
        assert part_leaf(_code(shown_salt), kind, key, sha256(octets)).hex() == _code(shown_leaf)


def test_pre_authentication_encoding() -> None:
    assert _block("text", "pae").text.rstrip("\n").encode() == pae(TYPE, b"{}")
    assert _octets_of_dump(_block("text", "pae-hex").text) == pae(TYPE, b'{"_t' + b" " * 1262)[:48]


def test_head_of_the_conversion_record() -> None:
    head = Head(_block("text", "warc-head").text.rstrip("\n").replace("\n", "\r\n").encode() + b"\r\n\r\n")
    text = to_file(_text())
    assert head.type == "conversion"
    assert head.content_length == len(text)
    assert head.get("WARC-Payload-Digest") == head.get("WARC-Block-Digest") == sha256(text)


def test_the_warcinfo_record() -> None:
    octets = _block("text", "warc-info").text.replace("\n", "\r\n").encode()
    head, _, content_ = octets.partition(b"\r\n\r\n")
    warcinfo = Record(Head(head + b"\r\n\r\n"), content_)
    assert warcinfo.head.content_length == len(content_)
    assert warcinfo.head.get("WARC-Block-Digest") == sha256(content_)


def test_the_redacted_example_fits_the_others() -> None:
    disclosure = json.loads(_block("json", "redacted").text)
    salt, leaves = salts_from_seed(_seed()), _leaves_of_the_text()
    withheld = {entry["position"]: entry["hash"] for entry in disclosure["withheld"]}
    assert withheld["blocks:1"] == leaves[1].hex()
    assert not set(disclosure["salts"]) & set(withheld)
    for position, value in disclosure["salts"].items():
        assert salt(*position.split(":", 1)) == value


def test_the_statement_of_a_later_set() -> None:
    claims = json.loads(_block("json", "later-claims").text)
    statement = ClaimsStatement.model_validate_json(_block("json", "claims-statement").text)
    salt = salts_from_seed(_seed())
    pairs = later_claim_pairs({"claims": [None, claims]})["claims/1"]
    leaves = tuple(part_leaf(salt("claims/1", key) or "", "claims/1", key, digest or "") for key, digest in pairs)
    predicate = statement.predicate
    assert [leaf.hex() for leaf in leaves] == list(predicate.leaves)
    assert signed_root(leaves) == predicate.parts.claims
    assert predicate.extractor.document() == claims["extractor"]
    assert anchor_faults(_text(), ClaimSet.model_validate_json(json.dumps(claims)).items[0]) == ()  # type: ignore[arg-type]
    assert f"from 1 to {MAX_POSITION}" in prose(NAME)
    assert f"up to {MAX_REASON} code points" in prose(NAME)


def test_canonical_text() -> None:
    examples = _table_after("| as found | as a block |")
    assert len(examples) >= 4
    for found, block in examples:
        assert canonical_block(json.loads(_code(found))) == json.loads(_code(block))


def test_series() -> None:
    examples = [(_code(url), _code(series)) for url, series in _table_after("| URL | series |")]
    assert [(url, surt(url)) for url, _ in examples] == examples


LIMITS = (
    f"{strict.MAX_JSON_BYTES} octets", f"{strict.MAX_DEPTH} levels", f"{strict.MAX_VALUES}",
    f"{segment.MAX_SEGMENT} octets", f"{reader.MAX_RECORDS}",
    f"{record.MAX_HEAD} octets, {record.MAX_FIELDS} fields", f"{members.MAX_RATIO} to 1",
    f"{members.MAX_INFLATED} octets", f"{segment.MAX_KEPT} octets",
    f"{segment.MAX_KEPT_TOGETHER} octets", f"{segment.MAX_HEADS} octets", f"{later.MAX_LATER}",
    f"{ots.MAX_PROOF} octets; {ots.MAX_STEPS} steps, {ots.MAX_DEPTH} deep; {ots.MAX_FORKS} forks that are open;"
    f" {ots.MAX_ATTESTATIONS} attestations",
    f"{ots.MAX_MESSAGE} octets, {ots.MAX_PAYLOAD} octets", f"{MAX_PROOFS} of each",
    f"{http1.MAX_HEAD} octets, {http1.MAX_FIELDS} fields",
    f"{content.MAX_CODINGS}, {content.MAX_DECODED} octets", f"{MAX_URL} characters",
)  # fmt: skip


def test_limits() -> None:
    table = rows(NAME, "## Limits")
    assert tuple(row[1] for row in table) == LIMITS
    assert MAX_STAMPS == MAX_PROOFS
    assert f"beyond {members.RATIO_FREE} octets" in table[6][0]
    assert all(code in codes.BY_CODE for row in table for code in re.findall(r"E\d+", row[2]))


def test_codes_named_in_the_text_exist() -> None:
    assert set(re.findall(r"\bE\d{3}\b", read(NAME))) == set(codes.BY_CODE)
