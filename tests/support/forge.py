"""What an attacker does with a package: rewrite its sidecar, its records, its statement, and sign with any keys at hand.

`resigned` with the archive's own keys is no attack from outside: it isolates one check from the signatures, as a packer
with a defect or an insider would.
"""

import base64
import copy
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from archiver.bundle import parts
from archiver.bundle.writer import compress
from archiver.model.digest import sha256
from archiver.sign import dsse, keys
from archiver.sign.canonical import canonical, layout
from archiver.sign.trust import describe
from archiver.tlog.parts import part_leaf, salts_from_seed, signed_root
from tests.support.build import Built, archive_keys

Document = dict[str, Any]
Change = Callable[[Document], object]


def nothing(_: Document) -> None:
    """Changes nothing."""


def edited(built: Built, change: Change) -> Built:
    """The package with `change` done to its sidecar's values, signatures left as they were."""
    document = built.document
    change(document)
    return built.with_sidecar(layout(document))


def replaced(built: Built, old: bytes, new: bytes) -> Built:
    """The package with the first `old` in the sidecar's octets replaced; `old` must be there."""
    assert old in built.sidecar
    return built.with_sidecar(built.sidecar.replace(old, new, 1))


def statement_of(document: Document) -> Document:
    """The capture statement in a sidecar."""
    return dict(json.loads(base64.b64decode(document["provenance"]["capture"]["payload"])))


def sealed(document: Document, payload: bytes, signers: Sequence[keys.Signer]) -> None:
    """Puts `payload` into the envelope, signed by `signers`, whose public keys then lie in the package."""
    document["provenance"]["capture"] = dsse.seal(payload, signers).document()
    document["provenance"]["keys"] = [describe(signer).document() for signer in signers]


def restated(built: Built, change: Change, signers: Sequence[keys.Signer] | None = None) -> Built:
    """The package with `change` done to its signed statement, signed again (by the archive's keys)."""
    document = built.document
    statement = statement_of(document)
    change(statement)
    sealed(document, canonical(statement), archive_keys() if signers is None else signers)
    return built.with_sidecar(layout(document))


def resigned(
    built: Built,
    change: Change = nothing,
    *,
    records: Iterable[bytes] | None = None,
    segment: bytes | None = None,
    signers: Sequence[keys.Signer] | None = None,
    statement: Change = nothing,
) -> Built:
    """The package after `change`, with leaves, roots and statement made anew and signed by `signers`."""
    document = built.document
    change(document)
    held = records_of(built.segment) if records is None else list(records)
    octets = segment_of(held) if segment is None else segment
    signed_by = archive_keys() if signers is None else tuple(signers)
    seed = bytes.fromhex(document["disclosure"]["seed"])
    leaves = parts.leaf_hashes(document, [sha256(record) for record in held], seed)
    document["disclosure"]["leaves"] = {tree: [leaf.hex() for leaf in hashes] for tree, hashes in leaves.items()}
    stated = statement_of(document)
    stated["subject"][0]["digest"]["sha256"] = hashlib.sha256(octets).hexdigest()
    stated["predicate"]["parts"] = {tree: signed_root(hashes).document() for tree, hashes in leaves.items()}
    stated["predicate"]["requiredSigners"] = [
        {"keyid": key.keyid, "algorithm": key.algorithm} for key in map(describe, signed_by)
    ]
    statement(stated)
    sealed(document, canonical(stated), signed_by)
    return Built(built.stem, layout(document), octets)


def members_of(segment: bytes) -> list[bytes]:
    """The gzip members of a segment, compressed."""
    members = []
    while segment:
        inflater = zlib.decompressobj(31)
        inflater.decompress(segment)
        members.append(segment[: len(segment) - len(inflater.unused_data)])
        segment = inflater.unused_data
    return members


def records_of(segment: bytes) -> list[bytes]:
    """The uncompressed records of a segment."""
    return [gzip.decompress(member) for member in members_of(segment)]


def segment_of(records: Iterable[bytes]) -> bytes:
    """A segment of uncompressed records, compressed as the packer does."""
    return b"".join(map(compress, records))


def with_records(built: Built, change: Callable[[list[bytes]], object]) -> Built:
    """The package with `change` done to its list of records; the sidecar stays."""
    records = records_of(built.segment)
    change(records)
    return built.with_segment(segment_of(records))


def split(record: bytes) -> tuple[bytes, bytes]:
    """Head (with the empty line) and block of a record."""
    head, _, rest = record.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest[:-4]


def with_block(record: bytes, block: bytes) -> bytes:
    """The record around another block, its length and its digests recomputed as an attacker would."""
    lines = split(record)[0].removesuffix(b"\r\n\r\n").split(b"\r\n")
    payload = block.partition(b"\r\n\r\n")[2] if block.startswith(b"HTTP/") else block
    new = {
        b"content-length": b"%d" % len(block),
        b"warc-block-digest": sha256(block).encode(),
        b"warc-payload-digest": sha256(payload).encode(),
    }
    made = []
    for line in lines:
        name, colon, _ = line.partition(b":")
        made.append(name + b": " + new[name.lower()] if colon and name.lower() in new else line)
    return b"\r\n".join(made) + b"\r\n\r\n" + block + b"\r\n\r\n"


def with_field(record: bytes, name: bytes, value: bytes | None) -> bytes:
    """The record with one field of its head set, or dropped for None; appended where there is none."""
    head, block = split(record)
    lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith(name.lower() + b":")]
    if value is not None:
        at = next((n for n, line in enumerate(lines) if line.lower().startswith(name.lower() + b":")), len(kept))
        kept.insert(at, name + b": " + value)
    return b"\r\n".join(kept) + b"\r\n\r\n" + block + b"\r\n\r\n"


def number_of(records: Sequence[bytes], kind: bytes) -> int:
    """Which record is the first of a WARC-Type."""
    return next(n for n, record in enumerate(records) if b"\r\nWARC-Type: " + kind + b"\r\n" in record)


def redacted(built: Built, positions: Sequence[str]) -> Built:
    """An honest redaction of blocks or of members of `capture`: null, withheld with their leaves, salts for the rest."""
    document = built.document
    seed = bytes.fromhex(document["disclosure"]["seed"])
    pairs = parts.all_pairs(document, [sha256(record) for record in records_of(built.segment)])
    leaves = parts.leaf_hashes(document, [sha256(record) for record in records_of(built.segment)], seed)
    at = {f"{tree}:{key}": leaves[tree][n].hex() for tree in pairs for n, (key, _) in enumerate(pairs[tree])}
    salt = salts_from_seed(seed)
    later = parts.later_claim_pairs(document)
    at |= {
        f"{tree}:{key}": part_leaf(salt(tree, key) or "", tree, key, digest or "").hex()
        for tree, found in later.items()
        for key, digest in found
    }
    keys_of: dict[str, parts.Pairs] = {tree: pairs[tree] for tree in pairs} | later
    document["disclosure"]["withheld"] = [{"position": p, "hash": at[p]} for p in sorted(positions)]
    document["disclosure"]["salts"] = {
        f"{tree}:{key}": salt(tree, key)
        for tree in keys_of
        for key, _ in keys_of[tree]
        if f"{tree}:{key}" not in positions
    }
    document["disclosure"]["seed"] = None
    for position in positions:
        withhold(document, position)
    return built.with_sidecar(layout(document))


def withhold(document: Document, position: str) -> None:
    """Puts null where `position` points; a record has no place in the sidecar."""
    tree, _, key = position.partition(":")
    if tree == "fields":
        _, name, member = key.split("/")
        document[name][member] = None
    elif tree == "blocks":
        document["text"][int(key)] = None
    elif tree.startswith("claims"):
        found = document["claims"][int(tree.partition("/")[2] or 0)]
        if key == "0":
            found["extractor"] = None
        else:
            found["items"][int(key) - 1] = None


def copied(document: Document) -> Document:
    """A deep copy of plain values."""
    return copy.deepcopy(document)
