"""Leaves of parts, as a stranger would compute them from the documentation: JCS, HMAC, one octet in front."""

import hashlib
import hmac

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from archiver.tlog import parts
from tests.support.build import package
from tests.support.forge import records_of, statement_of

HEX = st.binary(min_size=32, max_size=32)
KEYS = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["/article/headline", "/capture/url"]))


@given(HEX, st.sampled_from(parts.TREES), KEYS)
def test_salts_are_half_of_an_hmac(seed: bytes, kind: str, key: str) -> None:
    expected = hmac.new(seed, f"{kind}:{key}".encode(), hashlib.sha256).hexdigest()[:32]
    assert parts.salts_from_seed(seed)(kind, key) == expected


@given(HEX, st.sampled_from(parts.TREES), KEYS, HEX)
def test_a_leaf_is_over_canonical_json(seed: bytes, kind: str, key: str, digest: bytes) -> None:
    salt, stated = seed[:16].hex(), "sha256:" + digest.hex()
    data = rfc8785.dumps(["archiver/part/v1", salt, kind, key, stated])
    assert parts.part_leaf(salt, kind, key, stated) == hashlib.sha256(b"\x00" + data).digest()


@given(HEX, st.sampled_from(parts.TREES), st.lists(st.tuples(KEYS, HEX), max_size=5))
def test_many_leaves_are_each_part_s_leaf(seed: bytes, kind: parts.Tree, digests: list[tuple[str, bytes]]) -> None:
    pairs = [(key, "sha256:" + digest.hex()) for key, digest in digests]
    salt = parts.salts_from_seed(seed)
    one_by_one = [parts.part_leaf(salt(kind, key) or "", kind, key, digest) for key, digest in pairs]
    assert list(parts.leaves(seed, kind, pairs)) == one_by_one


@pytest.mark.parametrize("tree", ["fields", "blocks", "claims", "records"])
def test_the_roots_of_a_package_are_what_a_stranger_computes(tree: str) -> None:
    document, segment = package().document, package().segment
    seed = bytes.fromhex(document["disclosure"]["seed"])
    values: dict[str, list[tuple[str, bytes]]] = {
        "fields": [
            (f"/{name}/{member}", rfc8785.dumps(document[name][member]))
            for name in ("article", "capture")
            for member in sorted(document[name])
        ],
        "blocks": [(str(n), block.encode()) for n, block in enumerate(document["text"])],
        "claims": [
            (str(n), rfc8785.dumps(part))
            for n, part in enumerate([document["claims"][0]["extractor"], *document["claims"][0]["items"]])
        ],
        "records": [(str(n), record) for n, record in enumerate(records_of(segment))],
    }
    level = []
    for key, octets in values[tree]:
        salt = hmac.new(seed, f"{tree}:{key}".encode(), hashlib.sha256).hexdigest()[:32]
        digest = "sha256:" + hashlib.sha256(octets).hexdigest()
        data = rfc8785.dumps(["archiver/part/v1", salt, tree, key, digest])
        level.append(hashlib.sha256(b"\x00" + data).digest())
    stated = statement_of(document)["predicate"]["parts"][tree]
    assert stated == {"root": "sha256:" + _mth(level).hex(), "size": len(level)}


def _mth(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _mth(hashes[:k]) + _mth(hashes[k:])).digest()
