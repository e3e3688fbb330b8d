"""Writes a segment: one gzip member a record, mtime 0 and no name, and the digests that get signed.

The digest of a record is over its uncompressed octets, so that it survives another compressor; the digest of the
segment is over the octets on disk.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from zlib_ng import zlib_ng

from archiver.bundle.members import GZIP, MAX_RATIO, RATIO_FREE
from archiver.bundle.record import Record
from archiver.model.digest import PREFIX, sha256

LEVEL = 6
STORED = 0


@dataclass(frozen=True)
class Segment:
    """What a written segment is known by: its digest, length in octets, and the digest of each record."""

    sha256: str
    length: int
    records: tuple[str, ...]


def write_segment(records: Iterable[Record], out: BinaryIO) -> Segment:
    """Appends `records` to `out` as gzip members."""
    whole, length, digests = hashlib.sha256(), 0, []
    for record in records:
        octets = record.octets()
        member = compress(octets)
        out.write(member)
        whole.update(member)
        length += len(member)
        digests.append(sha256(octets))
    return Segment(PREFIX + whole.hexdigest(), length, tuple(digests))


def compress(octets: bytes) -> bytes:
    """One gzip member; stored without compression when a reader would take it for a bomb."""
    member = _gzip(octets, LEVEL)
    if len(octets) > RATIO_FREE and len(octets) > MAX_RATIO * len(member):
        return _gzip(octets, STORED)
    return member


def _gzip(octets: bytes, level: int) -> bytes:
    compressor = zlib_ng.compressobj(level, zlib_ng.DEFLATED, GZIP)
    return bytes(compressor.compress(octets)) + bytes(compressor.flush())
