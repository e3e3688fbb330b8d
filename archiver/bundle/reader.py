"""Reads WARC records from a stream, one at a time, each as a head and pieces of its block.

    for record in segment_records(stream):      # strict: our own segments
        record.head.type, list(record.pieces())

A segment of this format holds exactly one record a gzip member, and nothing else. `foreign_records` reads what others
wrote: several records in a member, no compression at all.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from archiver.bundle.members import Members
from archiver.bundle.record import END_OF_HEAD, END_OF_RECORD, MAX_HEAD, Head, Record
from archiver.errors import LimitError, WarcError

MAX_RECORDS = 100_000
_PLAIN_PIECE = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"


class OpenRecord:
    """A record being read: its head, then the pieces of its block, once."""

    def __init__(self, head: Head, buffered: bytes, more: Callable[[], bytes]) -> None:
        self.head = head
        self._buffered = buffered
        self._more = more
        self._left = head.content_length
        self._tail: bytes | None = None

    def pieces(self) -> Iterator[bytes]:
        """The block, piece by piece; raises WarcError when it ends before Content-Length."""
        while self._left:
            piece = self._buffered or self._more()
            if not piece:
                raise WarcError(f"{self._name()}: {self._left} octets of the block are missing")
            piece, self._buffered = piece[: self._left], piece[self._left :]
            self._left -= len(piece)
            yield piece

    def finish(self) -> bytes:
        """Reads to the end of the record and returns the octets after it; raises WarcError for a wrong end."""
        for _ in self.pieces():
            pass
        while len(self._buffered) < len(END_OF_RECORD):
            piece = self._more()
            if not piece:
                break
            self._buffered += piece
        if not self._buffered.startswith(END_OF_RECORD):
            raise WarcError(f"{self._name()}: expected two CRLF after Content-Length octets, found other octets")
        return self._buffered[len(END_OF_RECORD) :]

    def load(self, limit: int) -> Record:
        """The record in memory; raises LimitError when its block is larger than `limit` octets."""
        if self._left > limit:
            raise LimitError(f"{self._name()}: expected at most {limit} octets, found {self._left}")
        return Record(self.head, b"".join(self.pieces()))

    def _name(self) -> str:
        return f"record {self.head.get('WARC-Record-ID') or 'without id'}"[:128]


def segment_records(members: Members) -> Iterator[OpenRecord]:
    """The records of a segment; raises WarcError where it is not one well-formed record a gzip member."""
    number = 0
    while members.next():
        _check_number(number)
        record, number = _open(b"", members.read), number + 1
        if record is None:
            raise WarcError(f"the gzip member at octet {members.offset} holds no record")
        yield record
        if record.finish() or members.read():
            raise WarcError(f"expected one record in the gzip member at octet {members.offset}, found more")


def foreign_records(stream: BinaryIO) -> Iterator[OpenRecord]:
    """The records of any WARC file, compressed or not; raises WarcError where it is damaged."""
    more = _continuous(stream)
    record, number = _open(b"", more), 0
    while record is not None:
        _check_number(number)
        yield record
        record, number = _open(record.finish(), more), number + 1


def _check_number(number: int) -> None:
    if number >= MAX_RECORDS:
        raise LimitError(f"expected at most {MAX_RECORDS} records, found more")


def _open(buffered: bytes, more: Callable[[], bytes]) -> OpenRecord | None:
    data = buffered
    while (end := data.find(END_OF_HEAD)) < 0:
        if len(data) > MAX_HEAD:
            raise LimitError(f"expected a record's head within {MAX_HEAD} octets, found no end of it")
        piece = more()
        if not piece and data.strip(b"\r\n"):
            raise WarcError(f"expected a WARC record, found {data[:32]!r} and the end of the file")
        if not piece:
            return None
        data += piece
    if end > MAX_HEAD:
        raise LimitError(f"expected a record's head within {MAX_HEAD} octets, found {end}")
    end += len(END_OF_HEAD)
    return OpenRecord(Head(data[:end]), data[end:], more)


def _continuous(stream: BinaryIO) -> Callable[[], bytes]:
    """Octets across member boundaries, or as they are when the stream is not compressed."""
    first = stream.read(len(GZIP_MAGIC))
    if first != GZIP_MAGIC:
        parts = iter((first,))
        return lambda: next(parts, b"") or stream.read(_PLAIN_PIECE)
    stream.seek(-len(first), 1)
    members = Members(stream)
    members.next()

    def more() -> bytes:
        while not (piece := members.read()):
            if not members.next():
                return b""
        return piece

    return more
