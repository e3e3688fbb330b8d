"""What a store is given to write, read as one file and in pieces.

`Joined(open(name) for name in names)` reads several files as one, each opened when the one before it has ended.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archiver.model.digest import PREFIX, Digest
from archiver.store.interface import Content


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


@contextmanager
def opened(content: Content) -> Iterator[BinaryIO]:
    """The octets of `content` as a binary file; one that was handed in is left open."""
    if isinstance(content, bytes):
        yield io.BytesIO(content)
    elif isinstance(content, Path):
        with content.open("rb") as file:
            yield file
    else:
        yield content


def digest_of(file: BinaryIO) -> Digest:
    """SHA-256 of a file from where it stands to its end, read in pieces."""
    return PREFIX + hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type, unused-ignore]


def filled(file: BinaryIO, size: int) -> bytes:
    """The next `size` octets, fewer only at the end."""
    parts, left = list[bytes](), size
    while left and (part := file.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def pieces(first: bytes, file: BinaryIO) -> Iterator[bytes]:
    """`first`, and the rest of `file` in pieces as long as that; only the last is shorter."""
    piece = first
    while piece:
        yield piece
        piece = filled(file, len(first))
