"""Several files read as one, each opened when the one before it has ended: `Joined(open(name) for name in names)`."""

from collections.abc import Iterable
from typing import BinaryIO


class Joined:
    """Reads to the end of one file and goes on with the next; all that `Store.put_new` asks of a binary file."""

    def __init__(self, files: Iterable[BinaryIO]) -> None:
        self._files = iter(files)
        self._file: BinaryIO | None = None

    def read(self, size: int) -> bytes:
        """Up to `size` octets, b"" at the end of the last file."""
        while True:
            if self._file is None:
                self._file = next(self._files, None)
                if self._file is None:
                    return b""
            if piece := self._file.read(size):
                return piece
            self._file.close()
            self._file = None


def joined(files: Iterable[BinaryIO]) -> BinaryIO:
    """A `Joined`, as the kind of file that a store takes."""
    return Joined(files)  # type: ignore[return-value]  # of a binary file it has what is used
