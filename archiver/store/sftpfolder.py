"""Single steps with the files of another machine: each is atomic there, none is repeated unless that does no harm.

    <folder>/.tmp-5f3c9a0b1d2e4f60-<name>     a file that is being written; whatever is left of a killed run
    <folder>/<name>                           a complete one

Every function raises asyncssh's errors; `archiver.store.sftplink.failures` says what was being done.
"""

import stat
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from archiver.errors import ResourceError
from archiver.store.remotefile import Ranges
from archiver.store.sftplink import Link

if TYPE_CHECKING:
    from asyncssh import SFTPClient, SFTPClientFile, SFTPName

CHUNK = 1 << 20  # octets sent at a time


@dataclass(frozen=True, slots=True)
class Status:
    """A regular file: octets, and when it was written by that machine's clock, in seconds."""

    size: int
    mtime: int


def status(link: Link, path: str) -> Status | None:
    """What is known of the regular file `path`; no link is followed."""
    import asyncssh

    try:
        found = link.run(lambda sftp: sftp.lstat(path), again=True)
    except asyncssh.SFTPNoSuchFile:
        return None
    return Status(found.size or 0, found.mtime or 0) if stat.S_ISREG(found.permissions or 0) else None


def is_folder(link: Link, path: str) -> bool:
    """Whether there is a folder `path`."""
    return link.run(lambda sftp: sftp.isdir(path), again=True)


def make_folder(link: Link, path: str) -> None:
    """Makes a folder in one that exists. If it does not come to be, writing into it says why."""
    import asyncssh

    with suppress(asyncssh.SFTPFailure):  # it is there already, or another writer was faster
        link.run(lambda sftp: sftp.mkdir(path), again=True)


def entries(link: Link, path: str) -> list[str]:
    """The names of files and folders in `path`, these with a `/`; what is neither is left out."""

    async def listed(sftp: "SFTPClient") -> "list[SFTPName]":
        found: AsyncIterator[SFTPName] = sftp.scandir(path)
        return [entry async for entry in found]

    names = []
    for entry in link.run(listed, again=True):
        name, mode = _text(entry.filename), entry.attrs.permissions or 0
        if name not in (".", "..") and (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            names.append(name + "/" * stat.S_ISDIR(mode))
    return names


def write(link: Link, path: str, source: BinaryIO) -> None:
    """A new file with the octets of `source`, on the disk there when this returns."""
    import asyncssh

    async def created(sftp: "SFTPClient") -> "SFTPClientFile":
        return await sftp.open(path, asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_EXCL, encoding=None)

    file = link.run(created)
    try:
        while piece := source.read(CHUNK):
            _send(link, file, piece)
        link.run(lambda _: file.fsync())
    finally:
        with suppress(asyncssh.Error, OSError, TimeoutError):
            link.run(lambda _: file.close())


def _send(link: Link, file: "SFTPClientFile", piece: bytes) -> None:
    link.run(lambda _: file.write(piece))


def place(link: Link, old: str, new: str) -> bool:
    """Gives the file `old` the name `new` as well; False where that is taken."""
    import asyncssh

    try:
        link.run(lambda sftp: sftp.link(old, new))
    except asyncssh.SFTPFailure:  # version 3 of the protocol has no code of its own for it
        if link.run(lambda sftp: sftp.lexists(new), again=True):
            return False
        raise
    return True


def swap(link: Link, old: str, new: str) -> None:
    """Renames `old` to `new`, in the place of what had that name."""
    link.run(lambda sftp: sftp.posix_rename(old, new))


def remove(link: Link, path: str) -> None:
    """Removes a file."""
    link.run(lambda sftp: sftp.remove(path))


def remove_if_possible(link: Link, path: str) -> None:
    """A failure is none of its own: what stays is hidden and swept later, or it is a whole package."""
    import asyncssh

    with suppress(asyncssh.Error, ResourceError, OSError, TimeoutError):
        link.run(lambda sftp: sftp.remove(path), again=True)


class Opened:
    """A `Stream` of a file there; raises ResourceError when it is not the one that was looked at."""

    def __init__(self, link: Link, path: str, expected: Status, start: int) -> None:
        self._link = link
        self._file = link.run(lambda sftp: _open(sftp, path), again=True)
        found = link.run(lambda _: self._file.stat())
        if (found.size, found.mtime) != (expected.size, expected.mtime):
            self.close()
            raise ResourceError(f"expected {path!r} to stay while it is read, found it replaced: run this again")
        self._ranges = Ranges(self._fetch, start, expected.size)

    def read(self, size: int, /) -> bytes:
        """Up to `size` octets."""
        return self._ranges.read(size)

    def close(self) -> None:
        """Closes it there."""
        import asyncssh

        with suppress(asyncssh.Error, OSError, TimeoutError):
            self._link.run(lambda _: self._file.close())

    def _fetch(self, start: int, length: int) -> bytes:
        octets: bytes = self._link.run(lambda _: self._file.read(length, start))  # type: ignore[assignment]  # no encoding
        return octets


async def _open(sftp: "SFTPClient", path: str) -> "SFTPClientFile":
    return await sftp.open(path, "rb", encoding=None)


def keeps_apart(link: Link, first: str, second: str, third: str) -> bool:
    """Whether two names cannot have one file each: tried with two finished files and a name that is free."""
    import asyncssh

    def tried(call: Callable[[], object]) -> bool:
        try:
            call()
        except (asyncssh.SFTPOpUnsupported, asyncssh.SFTPFailure):
            return False
        return True

    return (
        tried(lambda: place(link, first, third))
        and not place(link, second, third)
        and tried(lambda: swap(link, second, third))
    )


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode(errors="surrogateescape")
