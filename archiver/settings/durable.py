"""Replacing a small file of the user's: the old content or the new one, never a part, not even after a power cut."""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from archiver.errors import LimitError, ResourceError

_SWEPT = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def create(path: Path, data: bytes, mode: int) -> None:
    """Create `path` with at most the permissions `mode`, from its first moment on; raises FileExistsError."""
    descriptor = os.open(path, _NEW, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        sync_folder(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def replace(path: Path, data: bytes, mode: int) -> None:
    """Put `data` in the place of `path`: temporary file, fsync, rename, fsync of the folder."""
    temporary = path.with_name(f".tmp-{token_hex(8)}-{path.name}")
    create(temporary, data, mode)
    try:
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def replacing(path: Path, mode: int) -> Iterator[BinaryIO]:
    """As `replace`, for what is written piece by piece: it takes the place of `path` when the block ends without error.

    Whatever ends the block otherwise, `path` stays as it was; raises OSError. The temporary file is locked (flock(2))
    while it is written, so that the next call for `path` can remove what a killed one left.
    """
    _sweep(path)
    temporary, descriptor = _locked_temporary(path, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
            temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def _locked_temporary(path: Path, mode: int) -> tuple[Path, int]:
    while True:
        temporary = path.with_name(f".tmp-{token_hex(8)}-{path.name}")
        descriptor = os.open(temporary, _NEW, mode)
        with suppress(OSError):  # a file system without locks: nothing is swept there either
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:  # else swept between its making and its lock
            return temporary, descriptor
        os.close(descriptor)


def _sweep(path: Path) -> None:
    """Removes what killed writers of `path` left; what is not to be had for that stays."""
    pattern = re.compile(rf"\.tmp-[0-9a-f]{{16}}-{re.escape(path.name)}")
    with os.scandir(path.parent) as entries:
        left = [
            entry.path for entry in entries if pattern.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        ]
    for name in left:
        with suppress(OSError):
            descriptor = os.open(name, _SWEPT)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Path(name).unlink()
            finally:
                os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_limited(path: Path, limit: int) -> tuple[bytes, os.stat_result]:
    """The regular file `path` and its status as it was opened; raises LimitError over `limit` octets, and OSError."""
    # O_NONBLOCK: a named pipe in its place must not wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ResourceError(f"expected a regular file, found something else at {str(path)!r}: check the path")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise LimitError(f"expected at most {limit} octets in {str(path)!r}, found more: this is no file of ours")
    return data, status


@contextmanager
def wrapped(doing: str, path: Path) -> Iterator[None]:
    """Turn an OSError into a ResourceError that says what was being done with `path`."""
    try:
        yield
    except OSError as error:
        raise ResourceError(
            f"expected to {doing} {str(path)!r}, found {error.strerror}: check path, permission and free space"
        ) from error
