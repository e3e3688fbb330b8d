"""Single steps of durable writing, relative to an open directory: each is atomic, none follows a symbolic link.

    <folder>/.tmp-5f3c9a0b1d2e4f60-<name>     a file that is being written; whatever is left of a killed run
    <folder>/<name>                           a complete one: linked only when its octets are on the medium

Every function raises OSError; `archiver.store.local` says what was being done.
"""

import ctypes
import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

TEMPORARY = ".tmp-"
CHUNK = 1 << 20  # octets copied at a time
NAME_IN_TEMPORARY = 128  # characters of the name that a temporary one repeats: at most 4 octets each would be too long

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a named pipe that somebody put there must not wait for a writer.
_EXISTING = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_NO_LINKS_HERE = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_RENAME_NOREPLACE = 1  # renameat2(2)


def open_folder(root: Path, parts: list[str], create: bool = False) -> int:
    """A descriptor of the folder `parts` below `root`; new folders are durable in their parents."""
    folder = os.open(root, _DIRECTORY & ~os.O_NOFOLLOW)
    try:
        for part in parts:
            inner = _open_inner(folder, part, create)
            os.close(folder)
            folder = inner
    except OSError:
        os.close(folder)
        raise
    return folder


def _open_inner(folder: int, name: str, create: bool) -> int:
    try:
        return os.open(name, _DIRECTORY, dir_fd=folder)
    except FileNotFoundError:
        if not create:
            raise
    try:
        os.mkdir(name, dir_fd=folder)
        os.fsync(folder)
    except FileExistsError:
        pass  # another writer made it between the two calls
    return os.open(name, _DIRECTORY, dir_fd=folder)


def open_file(folder: int, name: str) -> int:
    """A descriptor of the regular file `name`."""
    descriptor = os.open(name, _EXISTING, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return descriptor


def temporary_name(name: str) -> str:
    """A name beside `name` that nobody else uses and that is never listed."""
    short = name.encode()[:NAME_IN_TEMPORARY].decode(errors="ignore")
    return f"{TEMPORARY}{token_hex(8)}-{short}"


def write_temporary(folder: int, temporary: str, content: bytes | BinaryIO | Path) -> None:
    """Create `temporary` with `content`, on the medium when this returns."""
    if isinstance(content, Path):
        _adopt(folder, temporary, content)
        return
    descriptor = os.open(temporary, _NEW, 0o666, dir_fd=folder)
    with os.fdopen(descriptor, "wb", buffering=0):
        if isinstance(content, bytes):
            _write_all(descriptor, content)
        else:
            while chunk := content.read(CHUNK):
                _write_all(descriptor, chunk)
        os.fsync(descriptor)


def _adopt(folder: int, temporary: str, path: Path) -> None:
    try:
        os.link(path, temporary, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS_HERE | {errno.EXDEV}:
            raise
        with path.open("rb") as source:
            write_temporary(folder, temporary, source)
        return
    descriptor = open_file(folder, temporary)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def place(folder: int, temporary: str, name: str) -> None:
    """Give `temporary` its final name; raises FileExistsError instead of overwriting."""
    try:
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS_HERE:
            raise
        _rename_without_replacing(folder, temporary, name)
    else:
        remove_if_possible(folder, temporary)


def _rename_without_replacing(folder: int, temporary: str, name: str) -> None:
    # FAT and some network file systems have no hard links; rename(2) alone would overwrite.
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        raise OSError(errno.ENOSYS, "neither hard links nor renameat2")
    if rename(folder, os.fsencode(temporary), folder, os.fsencode(name), _RENAME_NOREPLACE) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def remove_if_possible(folder: int, name: str) -> None:
    """Unlink `name`. A failure is none of its own: on a medium that breaks, the error that led here is the one to tell.

    What stays is swept later, or it is a whole package.
    """
    with suppress(OSError):
        os.unlink(name, dir_fd=folder)
