"""Writes a segment: one gzip member a record, mtime 0 and no name, and the digests that get signed.

The digest of a record is over its uncompressed octets, so that it survives another compressor; the digest of the
segment is over the octets on disk.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from zlib_ng import zlib_ng

from archiver.bundle.members import GZIP, MAX_RATIO, RATIO_FREE
from archiver.bundle.record import AnyRecord, Record
from archiver.model.digest import PREFIX, sha256

LEVEL = 5  # of zlib-ng: pages grow by 0.5 % against its 6, in three quarters of the time
STORED = 0


@dataclass(frozen=True)
class Segment:
    """What a written segment is known by: its digest, length in octets, and the digest of each record."""

    sha256: str
    length: int
    records: tuple[str, ...]


def write_segment(records: Iterable[AnyRecord], out: BinaryIO) -> Segment:
    """Appends `records` to `out` as gzip members; memory does not grow with a record beyond RATIO_FREE."""
    whole, length, digests = hashlib.sha256(), 0, []
    for record in records:
        digest, member = _small(record) if _length(record) <= RATIO_FREE else _large(record)
        digests.append(digest)
        for piece in member:
            out.write(piece)
            whole.update(piece)
            length += len(piece)
    return Segment(PREFIX + whole.hexdigest(), length, tuple(digests))


def compress(octets: bytes) -> bytes:
    """One gzip member around octets in memory."""
    return b"".join(_gzip([octets], LEVEL))


def _length(record: AnyRecord) -> int:
    return len(record.block) if isinstance(record, Record) else record.head.content_length


def _small(record: AnyRecord) -> tuple[str, Iterable[bytes]]:
    octets = b"".join(record.pieces())
    return sha256(octets), [compress(octets)]


def _large(record: AnyRecord) -> tuple[str, Iterable[bytes]]:
    """Read twice instead of held once; stored without compression when a reader would take it for a bomb."""
    digest, size = hashlib.sha256(), 0
    for piece in _gzip(_seen(record.pieces(), digest.update), LEVEL):
        size += len(piece)
    level = STORED if record.head.content_length > MAX_RATIO * size else LEVEL
    return PREFIX + digest.hexdigest(), _gzip(record.pieces(), level)


def _seen(pieces: Iterable[bytes], see: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        see(piece)
        yield piece


def _gzip(pieces: Iterable[bytes], level: int) -> Iterator[bytes]:
    compressor = zlib_ng.compressobj(level, zlib_ng.DEFLATED, GZIP)
    for piece in pieces:
        yield compressor.compress(piece)
    yield compressor.flush()
