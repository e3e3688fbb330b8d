"""Reads the file that a path of a package leads to, whole or in part (`archiver.store.paths`)."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import SEEK_END, FileIO
from pathlib import Path
from typing import BinaryIO

from archiver.bundle.members import PIECE
from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import InputError, ResourceError
from archiver.store.paths import Located, folder_of, mounted

# O_NONBLOCK: a named pipe in the place of a file must not wait for a writer.
_INSIDE = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW


@contextmanager
def opened(path: Path, error: type[ResourceError] = ResourceError) -> Iterator[BinaryIO]:
    """A file for reading, or a part of a rolled one; raises `error` when it cannot be read."""
    with open_part(path, error) as stream:
        try:
            yield stream
        except OSError as e:
            raise error(f"{path}: reading failed: {e.strerror or e}") from e


def open_part(path: Path, error: type[ResourceError] = ResourceError) -> BinaryIO:
    """As `opened`, for who closes it."""
    try:
        return open_file(path, error)
    except ResourceError as e:
        found = _rolled(path) if isinstance(e.__cause__, FileNotFoundError) else None
        if found is None:
            lost = _lost(path)
            raise (error(f"{path}: expected it in {lost}, found no such file: restore that one") if lost else e) from e
        return found


def open_file(path: Path, error: type[ResourceError] = ResourceError) -> BinaryIO:
    """The regular file `path`, raw: no second buffer between the disk and the hash; raises `error`."""
    try:
        # O_NONBLOCK: a named pipe in its place must not wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as e:
        raise error(f"{path}: expected a readable file: {e.strerror or e}") from e
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise error(f"{path}: expected a regular file, found something else")
    return FileIO(descriptor)


class Folder:
    """A folder that stays open, so that no path is walked again for each file; a context manager that closes it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> "Folder":
        with suppress(OSError):  # then no file in it can be opened either
            self._descriptor = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    @contextmanager
    def file(self, name: str) -> Iterator[tuple[FileIO, int]]:
        """A regular file, no link, and how many octets it has; raises OSError for anything else."""
        with FileIO(os.open(name, _INSIDE, dir_fd=self._descriptor)) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "expected a regular file", name)
            yield file, status.st_size


def _rolled(path: Path) -> BinaryIO | None:
    if found := mounted(path):
        return found[0].open(found[1])
    try:
        return folder_of(path.parent.absolute()).open_rolled(path.name)
    except ResourceError:
        return None


def _lost(path: Path) -> str | None:
    """The rolled file beside `path` that should hold it, and is missing."""
    try:
        return folder_of(path.parent.absolute()).catalogue.lost(path.name)
    except (InputError, ResourceError):
        return None


def read_sidecar(path: Path, limit: int) -> bytes:
    """At most `limit` + 1 octets of a sidecar: enough for its reader to refuse a larger one."""
    with open_part(path) as stream:
        parts = []
        try:
            size = stream.seek(0, SEEK_END) + 1  # one more than there is: a large buffer costs its page faults
            stream.seek(0)
            while limit >= 0 and (piece := stream.read(min(size, PIECE, limit + 1))):
                parts.append(piece)
                limit -= len(piece)
        except OSError as e:
            raise ResourceError(f"{path}: reading failed: {e.strerror or e}") from e
    return parts[0] if len(parts) == 1 else b"".join(parts)


def located(path: Path) -> Located:
    """Where the octets of a package's file are; raises ResourceError when there are none."""
    if not path.name.endswith((WARC, SIDECAR)) or os.path.lexists(path):
        with opened(path) as stream:
            return Located(path, 0, stream.seek(0, os.SEEK_END))
    store, name = mounted(path) or (folder_of(path.parent.absolute()), path.name)
    found = store.locate(name)
    return Located(path.with_name(found.file.rpartition("/")[2]), found.offset, found.length)
