"""A distant file that is read like one at hand: in one stream as it is read on, from another place after `seek`."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from archiver.errors import ResourceError

TRIES = 4  # of one read, when the connection is lost in the middle
FIRST, MOST = 64 << 10, 8 << 20  # octets that one request of `Ranges` asks for: few for a look, many for a whole file


class Stream(Protocol):
    """Octets from some place of a distant file on."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` octets, b"" at the end."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...


class Ranges:
    """A `Stream` for servers that give a range a request: `fetch(start, length)`; ranges grow while it is read on."""

    def __init__(self, fetch: Callable[[int, int], bytes], start: int, end: int) -> None:
        self._fetch, self._at, self._end = fetch, start, end
        self._length = FIRST
        self._piece = b""

    def read(self, size: int, /) -> bytes:
        """Up to `size` octets."""
        if not self._piece:
            length = min(max(self._length, min(size, MOST)), self._end - self._at)
            self._piece = self._fetch(self._at, length) if length > 0 else b""
            self._at += len(self._piece)
            self._length = min(2 * self._length, MOST)
        given, self._piece = self._piece[:size], self._piece[size:]
        return given

    def close(self) -> None:
        """Nothing is open between two requests."""


class RemoteFile(io.RawIOBase):
    """The file `name` of `length` octets, read by `stream(start)`; `failures` says what went wrong."""

    def __init__(
        self,
        stream: Callable[[int], Stream],
        failures: Callable[[str, str], AbstractContextManager[None]],
        name: str,
        length: int,
    ) -> None:
        self._stream, self._failures, self._name, self._length = stream, failures, name, length
        self._at = 0
        self._body: Stream | None = None

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Where the next octet is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Goes to `offset`; the next `read` asks for what stands there."""
        at = offset + (0, self._at, self._length)[whence]
        if at < 0:
            raise ResourceError(f"expected a place in {self._name!r}, found {at}")
        if at != self._at:
            self._drop()
        self._at = at
        return at

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` octets, b"" at the end."""
        left = max(0, self._length - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        if not wanted:
            return b""
        if wanted == left and (size is None or size < 0):
            return self._rest()
        return self._some(wanted)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # as typeshed's BytesIO
        """Fills `buffer` from the front; how many octets that were."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Ends the stream."""
        self._drop()
        super().close()

    def _rest(self) -> bytes:
        pieces = []
        while self._at < self._length:
            pieces.append(self._some(self._length - self._at))
        return b"".join(pieces)

    def _some(self, wanted: int) -> bytes:
        for _ in range(TRIES - 1):
            try:
                return self._read(wanted)
            except ResourceError:
                self._drop()  # and on from where it was lost
        return self._read(wanted)

    def _read(self, wanted: int) -> bytes:
        with self._failures("read", self._name):
            if self._body is None:
                self._body = self._stream(self._at)
            piece = self._body.read(wanted)
        if not piece:
            raise ResourceError(f"expected {self._length} octets in {self._name!r}, found the end at {self._at}")
        self._at += len(piece)
        return piece

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
