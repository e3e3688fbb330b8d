"""Which parts a package has: the (key, digest) pairs of its four trees, from the sidecar's plain JSON values.

    fields   /article/headline, /capture/url, ...   digest of the member's JCS, sorted by pointer
    blocks   0, 1, ...                              digest of the block's UTF-8 octets
    claims   0, 1, ...                              digest of JCS: the extractor, then each item of claims[0]
    records  0, 1, ...                              digest of the whole uncompressed record
    claims/N 0, 1, ...                              as claims, of claims[N]: a tree of a later statement

The packer and the verifier both come through here; the verifier with the values it read, never with a model's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from archiver.model.digest import sha256
from archiver.sign.canonical import canonical
from archiver.tlog import parts
from archiver.tlog.parts import Tree

Pairs = tuple[tuple[str, str | None], ...]
NULL = sha256(b"null")  # what half of the members of a capture are


def field_pairs(document: Mapping[str, Any]) -> Pairs:
    """Pointer and digest of each top-level member of `article` and `capture`."""
    return tuple(
        [
            (f"/{name}/{member}", NULL if value is None else sha256(canonical(value)))
            for name in ("article", "capture")
            for member, value in sorted((document[name] or {}).items())
        ]
    )


def block_pairs(document: Mapping[str, Any]) -> Pairs:
    """Index and digest of each block; the digest of a withheld one (null) is None."""
    return _indexed([None if block is None else sha256(block.encode("utf-8")) for block in document["text"]])


def claim_pairs(document: Mapping[str, Any]) -> Pairs:
    """Index and digest of the first claim set's extractor and items; None for a withheld one."""
    if not document["claims"]:
        return ()
    first = document["claims"][0]
    return _indexed(
        [None if part is None else sha256(canonical(part)) for part in (first["extractor"], *first["items"])]
    )


def later_claim_pairs(document: Mapping[str, Any]) -> dict[str, Pairs]:
    """The trees of the sets after the first, `claims/1` and so on: each its extractor, then its items."""
    return {
        f"claims/{number}": _indexed(
            [None if part is None else sha256(canonical(part)) for part in (found["extractor"], *found["items"])]
        )
        for number, found in enumerate(document["claims"][1:], start=1)
    }


def record_pairs(digests: Sequence[str]) -> Pairs:
    """Index and digest of each record of the segment."""
    return _indexed(digests)


def all_pairs(document: Mapping[str, Any], records: Sequence[str]) -> dict[Tree, Pairs]:
    """The pairs of all four trees."""
    return {
        "fields": field_pairs(document),
        "blocks": block_pairs(document),
        "records": record_pairs(records),
        "claims": claim_pairs(document),
    }


def leaf_hashes(document: Mapping[str, Any], records: Sequence[str], seed: bytes) -> dict[Tree, tuple[bytes, ...]]:
    """The leaves of a package that withholds nothing."""
    return {
        tree: parts.leaves(seed, tree, [(key, digest) for key, digest in pairs if digest is not None])
        for tree, pairs in all_pairs(document, records).items()
    }


def _indexed(digests: Sequence[str | None]) -> Pairs:
    return tuple(zip(map(str, range(len(digests))), digests, strict=True))
