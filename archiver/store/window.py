"""A part of a file, read as if it were a file of its own.

Window(file, offset, length)     the file is its own
Part(file, offset, length)       others read the same file
"""

import io
import os
from typing import BinaryIO

from archiver.errors import ResourceError

_WHENCE = (io.SEEK_SET, io.SEEK_CUR, io.SEEK_END)


class Window(io.RawIOBase):
    """`length` octets of `file` from `offset` on; closing it closes the file. What the file lacks is not there."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        self._file = file
        self._offset = offset
        self._length = length
        self._at = 0
        self._file.seek(offset)

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` octets, b"" at the end."""
        left = self._length - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        piece = self._file.read(wanted) if wanted > 0 else b""
        self._at += len(piece)
        return piece

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # as typeshed's BytesIO
        """Fills `buffer` from the front; how many octets that were."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Goes to `offset`, counted within the part."""
        start = dict(zip(_WHENCE, (0, self._at, self._length), strict=True))[whence]
        if start + offset < 0:
            raise ResourceError(f"expected a place in a file, found {start + offset}")
        self._at = start + offset
        self._file.seek(self._offset + self._at)
        return self._at

    def tell(self) -> int:
        """Where the next octet is read."""
        return self._at

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
        super().close()


class Part(Window):
    """A part of a file that stays open: it is read by place, whatever others read there. Closing leaves the file."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` octets, b"" at the end."""
        left = max(0, self._length - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        piece = os.pread(self._file.fileno(), wanted, self._offset + self._at)
        self._at += len(piece)
        return piece

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # as typeshed's BytesIO
        """Fills `buffer` from the front; how many octets that were."""
        wanted = memoryview(buffer)[: max(0, self._length - self._at)]
        count = os.preadv(self._file.fileno(), [wanted], self._offset + self._at)
        self._at += count
        return count

    def close(self) -> None:
        """Leaves the file open."""
        io.RawIOBase.close(self)


def part(file: BinaryIO, offset: int, length: int) -> BinaryIO:
    """A `Part`, as the kind of file that everybody reads."""
    return Part(file, offset, length)  # type: ignore[return-value]  # it is one in all but name


def window(file: BinaryIO, offset: int, length: int) -> BinaryIO:
    """A `Window`, as the kind of file that everybody reads."""
    return Window(file, offset, length)  # type: ignore[return-value]  # it is one in all but name
