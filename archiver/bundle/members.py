"""Octets out of gzip members (RFC 1952), a bounded piece at a time, so that memory stays flat and bombs stay small.

A WARC of this format is a row of members, one a record. `Members` hands them out one by one and notices what common
readers pass over in silence: a last member cut short, octets that belong to no member, a wrong CRC.
"""

from collections.abc import Callable
from typing import BinaryIO

from zlib_ng import zlib_ng

from archiver.errors import LimitError, WarcError

# Octets read from the file and inflated at a time. From 128 KiB on, malloc asks the kernel for every buffer anew.
PIECE = 64 * 1024
GZIP = 31  # window bits that mean "gzip wrapper" to zlib
# DEFLATE reaches 1032:1 on constant input; pages reach 20:1. The writer stores what would exceed this.
MAX_RATIO = 200
RATIO_FREE = 16 * 1024 * 1024  # a member may inflate to this much whatever its ratio
_DAMAGED: type[Exception] = zlib_ng.error  # type: ignore[assignment]  # its stub calls the class an instance
MAX_INFLATED = 64 * 1024 * 1024 * 1024


class Members:
    """The gzip members of a stream, in order; `tap` sees every octet of the stream once, as read."""

    def __init__(self, stream: BinaryIO, tap: Callable[[bytes], None] = lambda _: None) -> None:
        self._stream = stream
        self._tap = tap
        self._input = b""
        self._taken = 0  # octets of the stream used up so far
        self._start = 0  # where the current member starts
        self._out = 0  # octets inflated from the current member
        self._total = 0
        self._inflater: zlib_ng._Decompress | None = None

    @property
    def offset(self) -> int:
        """Where the current member starts, in octets from the start of the stream."""
        return self._start

    @property
    def end(self) -> int:
        """Where the last finished member ended."""
        return self._taken

    def next(self) -> bool:
        """Goes on to the next member; False at the end of the stream. The current one must be finished."""
        if not self._fill():
            return False
        self._start, self._out = self._taken, 0
        self._inflater = zlib_ng.decompressobj(GZIP)
        return True

    def read(self) -> bytes:
        """The next piece of the current member, b"" at its end.

        Raises WarcError when it is damaged or cut short, LimitError when it inflates beyond the limits.
        """
        while self._inflater is not None:
            more = self._fill()
            piece = self._inflate(self._inflater)  # also without input: some output may still be held back
            if piece:
                return piece
            if not more and self._inflater is not None:
                raise WarcError(f"the gzip member at octet {self._start} is cut short")
        return b""

    def rest(self) -> None:
        """Shows the tap what stands after the last member read, so that it has seen the whole stream."""
        while self._stream_piece():
            pass

    def _inflate(self, inflater: "zlib_ng._Decompress") -> bytes:
        before = len(self._input)
        try:
            piece: bytes = inflater.decompress(self._input, PIECE)
        except _DAMAGED as e:
            raise WarcError(f"the gzip member at octet {self._start} is damaged: {e}") from e
        self._input = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
        self._taken += before - len(self._input)
        if inflater.eof:
            self._inflater = None
        self._count(len(piece))
        return piece

    def _count(self, size: int) -> None:
        self._out += size
        self._total += size
        if self._out > RATIO_FREE and self._out > MAX_RATIO * max(1, self._taken - self._start):
            raise LimitError(
                f"expected at most {MAX_RATIO} octets out of one compressed, found more at octet {self._start};"
                " this looks like a decompression bomb"
            )
        if self._total > MAX_INFLATED:
            raise LimitError(f"expected at most {MAX_INFLATED} octets of records, found more")

    def _fill(self) -> bool:
        if not self._input:
            self._input = self._stream_piece()
        return bool(self._input)

    def _stream_piece(self) -> bytes:
        piece = self._stream.read(PIECE)
        self._tap(piece)
        return piece
