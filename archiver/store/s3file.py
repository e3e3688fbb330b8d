"""An object that is read as a file: in one stream as long as it is read on, from another place after `seek`."""

import io
from typing import Any

from archiver.errors import ResourceError
from archiver.store.s3client import failures

TRIES = 4  # of one read, when the connection is lost in the middle


class RemoteFile(io.RawIOBase):
    """The object at `where`, `length` octets with that entity tag; raises ResourceError when it is another by now."""

    def __init__(self, s3: Any, where: dict[str, str], name: str, length: int, etag: str) -> None:
        self._s3, self._where, self._name, self._length, self._etag = s3, where, name, length, etag
        self._at = 0
        self._body: Any = None

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
        for _ in range(TRIES - 1):
            try:
                return self._read(wanted)
            except ResourceError:
                self._drop()  # and on from where it was lost
        return self._read(wanted)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # as typeshed's BytesIO
        """Fills `buffer` from the front; how many octets that were."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Ends the stream."""
        self._drop()
        super().close()

    def _read(self, wanted: int) -> bytes:
        with failures("read", self._name):
            if self._body is None:
                answer = self._s3.get_object(**self._where, Range=f"bytes={self._at}-", IfMatch=self._etag)
                self._body = answer["Body"]
            piece: bytes = self._body.read(wanted)
        if not piece:
            raise ResourceError(f"expected {self._length} octets in {self._name!r}, found the end at {self._at}")
        self._at += len(piece)
        return piece

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
