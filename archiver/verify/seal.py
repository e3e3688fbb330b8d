"""Seals: this very sidecar was verified here before, in full, under this very trust file, by this version.

    seal = HMAC-SHA256(key, leaf's number, leaf, segment's digest, sidecar's digest)[:16]
    key  = HMAC-SHA256(secret, program's version and digest of the trust file)

All that is checked about a sidecar alone follows from its octets and from whom one trusts, so that it need not be
checked again while neither changes. The secret is the user's own, never in an archive: whoever can write to an archive
cannot make a seal, and one that was copied from elsewhere fits no other sidecar, place or trust.

`glance` takes from a sidecar what a seal is over, without reading the rest. It proves nothing: a hostile layout may
fool it, but then it says something else than the strict reader said when the seal was made, and the seal differs.
"""

import hmac
from binascii import a2b_base64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from archiver.bundle import sidecar
from archiver.errors import FormatError, LimitError
from archiver.verify.log import leaf_of
from archiver.verify.statement import read_statement

SEAL_OCTETS = 16
_DOMAIN = b"archiver/seal/v1\n"
# Where the envelope begins and ends, and the log's entries: in the layout on disk, and in RFC 8785 form.
_LAYOUTS = (
    (b'\n  "provenance": {\n    "capture": ', b',\n    "keys": [', b'\n    "log": ', b',\n    "timestamps": '),
    (b',"provenance":{"capture":', b',"keys":[', b',"log":', b',"timestamps":'),
)


@dataclass(frozen=True, slots=True)
class Sealable:
    """What a seal is over, but for the sidecar's digest: `leaf` and `segment` (a digest) are 64 and 32 octets."""

    index: int
    leaf: bytes
    segment: bytes


@dataclass(frozen=True)
class Sealer:
    """Makes seals under the key that `of` derives."""

    key: bytes

    @classmethod
    def of(cls, secret: bytes, version: str, trust_sha256: str) -> "Sealer":
        """`secret` are 32 octets that nobody else knows."""
        return cls(hmac.digest(secret, _DOMAIN + f"{version}\n{trust_sha256}".encode(), "sha256"))

    def seal(self, over: Sealable, octets: bytes) -> bytes:
        """The seal of a sidecar, SEAL_OCTETS long."""
        message = over.index.to_bytes(8, "big") + over.leaf + over.segment + sha256(octets).digest()
        return hmac.digest(self.key, message, "sha256")[:SEAL_OCTETS]


def same(one: bytes, other: bytes) -> bool:
    """Whether two seals are one."""
    return hmac.compare_digest(one, other)


def glance(octets: bytes, origin: str) -> Sealable | None:
    """What the sidecar seems to say of its statement and of its place in the log `origin`; None where it says nothing.

    Not to be relied upon without a seal.
    """
    for begin, end, log, stamps in _LAYOUTS:
        start = octets.rfind(begin) + len(begin)
        if start < len(begin):
            continue
        stop = octets.find(end, start)
        entries = octets.find(log, stop) + len(log)
        try:
            index = _index(orjson.loads(octets[entries : octets.find(stamps, entries)]), origin)
            return _sealable(octets[start:stop].translate(None, b" \n"), index)
        except (ValueError, TypeError, LookupError, FormatError):  # any shape but the expected one
            return None
    return None


def strictly(octets: bytes, origin: str) -> Sealable | None:
    """As `glance`, by the strict reader; None for what is no sidecar or names no place in that log."""
    try:
        provenance = sidecar.read(octets).model.provenance
        statement = read_statement(provenance.capture)
    except (FormatError, LimitError):
        return None
    index = next((entry.index for entry in provenance.log if entry.origin == origin), None)
    if index is None:
        return None
    segment = bytes.fromhex(statement.model.subject[0].digest.sha256)
    return Sealable(index, leaf_of(statement.id, provenance.capture), segment)


def _index(entries: Iterable[dict[str, Any]], origin: str) -> int:
    index = next((entry["index"] for entry in entries if entry["origin"] == origin), None)
    if not isinstance(index, int) or not 0 <= index < 1 << 63:
        raise FormatError("expected a leaf's number")
    return index


def _sealable(envelope: bytes, index: int) -> Sealable:
    """From an envelope in RFC 8785 form, which its members have without the white space around them."""
    payload = a2b_base64(_between(envelope, b'{"payload":"', b'"'))
    segment = _between(payload, b'"subject":[{"digest":{"sha256":"', b'"')
    return Sealable(index, sha256(payload).digest() + sha256(envelope).digest(), bytes.fromhex(segment.decode()))


def _between(octets: bytes, before: bytes, after: bytes) -> bytes:
    start = octets.index(before) + len(before)
    return octets[start : octets.index(after, start)]
