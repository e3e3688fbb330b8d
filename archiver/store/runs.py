"""Records of one length in order, however many there are: sorted pieces in a temporary file, then merged.

    with Runs(72) as runs:
        for record in records: runs.add(record)
        for record in runs.merged(): ...

In memory are RUN records while they are added (15 MB of 72 octets each), and READ of each piece while they are merged:
for ten million records 77 pieces, 80,000 records. On disk is every record once.
"""

import heapq
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO

from archiver.errors import ResourceError

RUN = 1 << 17  # records that are sorted at a time
READ = 1 << 10  # records of one piece that are read at a time


class Runs:
    """Takes records of `length` octets and gives them back in order; the file goes with the context."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._waiting: list[bytes] = []
        self._pieces: list[tuple[int, int]] = []  # first and last octet of each sorted piece
        self._file = _temporary()

    def __enter__(self) -> "Runs":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, record: bytes) -> None:
        """Takes one record; raises ResourceError where there is no room for it."""
        self._waiting.append(record)
        if len(self._waiting) == RUN:
            self._spill()

    def merged(self) -> Iterator[bytes]:
        """All records in the order of their octets."""
        self._waiting.sort()
        yield from heapq.merge(self._waiting, *(self._piece(*piece) for piece in self._pieces))

    def _spill(self) -> None:
        self._waiting.sort()
        try:
            start = self._file.seek(0, 2)
            self._file.write(b"".join(self._waiting))
            self._pieces.append((start, self._file.tell()))
        except OSError as e:
            raise _no_room(e) from e
        self._waiting.clear()

    def _piece(self, at: int, end: int) -> Iterator[bytes]:
        size = self._length
        while at < end:
            self._file.seek(at)
            octets = self._file.read(min(READ * size, end - at))
            at += len(octets)
            yield from (octets[n : n + size] for n in range(0, len(octets), size))


class Lines:
    """Texts in a temporary file, each found again by the number that `add` gave it; the file goes with the context."""

    def __init__(self) -> None:
        self._file = _temporary()
        self._end = 0

    def __enter__(self) -> "Lines":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, text: str) -> int:
        """Keeps one text; raises ResourceError where there is no room for it."""
        octets = text.encode("utf-8", "surrogateescape")
        try:
            self._file.seek(self._end)
            self._file.write(len(octets).to_bytes(4, "big") + octets)
        except OSError as e:
            raise _no_room(e) from e
        number, self._end = self._end, self._end + 4 + len(octets)
        return number

    def at(self, number: int) -> str:
        """The text of that number."""
        self._file.seek(number)
        length = int.from_bytes(self._file.read(4), "big")
        return self._file.read(length).decode("utf-8", "surrogateescape")


def _temporary() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile()
    except OSError as e:
        raise _no_room(e) from e


def _no_room(e: OSError) -> ResourceError:
    return ResourceError(f"expected room for a temporary file, found {e.strerror}: set TMPDIR to a folder with some")
