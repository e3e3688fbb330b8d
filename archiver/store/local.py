"""Packages on a local file system, POSIX: `LocalStore(Path("archives"))`.

Writing a package: every file under a temporary name, each fsynced, then linked under its final name in order, then one
fsync of the folder. A run that is killed or that finds the disk full leaves `.tmp-*` files at most, which are never
listed and which `sweep` removes; only between the two links can a segment stand without its sidecar, which comes last.
No component below the root may be a symbolic link.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archiver.errors import ResourceError
from archiver.model.digest import Digest
from archiver.store import atomic
from archiver.store.interface import (
    MAX_DEPTH,
    REPLACEABLE,
    Content,
    Location,
    already_there,
    changed_meanwhile,
    components,
    is_component,
    not_replaceable,
    not_there,
    too_long,
)
from archiver.store.stream import digest_of

_REMEDY = {
    errno.ENOENT: "make the archive's folder with `archiver init`",
    errno.ENOSPC: "free some space and run this again",
    errno.EDQUOT: "free some of the quota and run this again",
    errno.EACCES: "give this user the permission, or choose another archive",
    errno.EPERM: "give this user the permission, or choose another archive",
    errno.EROFS: "mount it writable, or choose another archive",
    errno.EIO: "the medium is failing: check it, and restore from a copy",
    errno.ELOOP: "replace the symbolic link by the folder or file itself",
    errno.ENOTDIR: "no symbolic link and no file may stand where a folder is needed",
}


class LocalStore:
    """A `Store` below the existing folder `root`. Safe to use from several processes at once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        """Create all `files` durably, in order, or none of them (see `Store.put_new`)."""
        with ExitStack() as stack:
            folders = _Folders(self._root, stack)
            written: list[tuple[int, str, str, str]] = []
            for name, content in files:
                with wrapped("write", name):
                    *parents, base = components(name)
                    folder = folders.open(tuple(parents))
                    temporary = atomic.temporary_name(base)
                    stack.callback(atomic.remove_if_possible, folder, temporary)
                    atomic.write_temporary(folder, temporary, content)
                    written.append((folder, temporary, base, name))
            with ExitStack() as undo:
                for folder, temporary, base, name in written:
                    _place(folder, temporary, base, name)
                    undo.callback(atomic.remove_if_possible, folder, base)
                folders.sync()
                undo.pop_all()

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        """Put `data` in the place of the sidecar `name` if its digest is `expected` (see `Store.replace`)."""
        if not name.endswith(REPLACEABLE):
            raise not_replaceable(name)
        with self._folder_of(name, "replace") as (folder, base), ExitStack() as stack:
            temporary = atomic.temporary_name(base)
            stack.callback(atomic.remove_if_possible, folder, temporary)
            atomic.write_temporary(folder, temporary, data)
            fcntl.flock(folder, fcntl.LOCK_EX)  # comparing and swapping must be one step for every other writer
            found = _digest(folder, base)
            if found != expected:
                raise changed_meanwhile(name, expected, found)
            os.rename(temporary, base, src_dir_fd=folder, dst_dir_fd=folder)
            fcntl.flock(folder, fcntl.LOCK_UN)  # several writers may wait for the medium at the same time
            os.fsync(folder)

    def open(self, name: str) -> BinaryIO:
        """The regular file `name` for reading."""
        with self._folder_of(name, "open") as (folder, base):
            return os.fdopen(atomic.open_file(folder, base), "rb")

    def read(self, name: str, limit: int) -> bytes:
        """All octets of `name`; raises LimitError when there are more than `limit`."""
        with self.open(name) as file, wrapped("read", name):
            data = file.read(limit + 1)
        if len(data) > limit:
            raise too_long(name, limit)
        return data

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        """The names that end in `suffix`, in code-point order; one folder at a time is held in memory."""
        below = self._root.joinpath(*components(folder)) if folder else self._root
        if folder and not _is_folder(self._root, folder):
            return
        with wrapped("list", str(below)):
            wanted = partial(_ends, suffix)
            yield from _walk(str(below), f"{folder}/" if folder else "", wanted, deep=deep)

    def exists(self, name: str) -> bool:
        """Whether there is a regular file `name`."""
        return self._stat(name) is not None

    def size(self, name: str) -> int:
        """Length of `name` in octets."""
        status = self._stat(name)
        if status is None:
            raise not_there(name)
        return status.st_size

    def locate(self, name: str) -> Location:
        """The whole file `name`."""
        return Location(name, 0, self.size(name))

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        """Remove files of which the same octets are kept elsewhere (see `Store.discard`)."""
        others: list[str] = []
        with ExitStack() as stack:
            folders = _Folders(self._root, stack, create=False)
            for name, expected in files:
                *parents, base = components(name)
                with wrapped("remove", name), suppress(FileNotFoundError):
                    folder = folders.open(tuple(parents))
                    fcntl.flock(folder, fcntl.LOCK_EX)  # against `replace`: comparing and removing must be one step
                    if _digest(folder, base) == expected:
                        os.unlink(base, dir_fd=folder)
                    else:
                        others.append(name)
            folders.sync()
        return others

    def sweep(self, older_than: datetime) -> int:
        """Remove what killed runs left behind before `older_than` (aware); returns how many files that were."""
        removed = 0
        with wrapped("sweep", str(self._root)):
            for name in _walk(str(self._root), "", lambda name: name.startswith(atomic.TEMPORARY)):
                path = self._root / name
                if path.stat(follow_symlinks=False).st_mtime < older_than.timestamp():
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def set_aside(self, name: str, stamp: str) -> str:
        """Renames a damaged file to `name` + `stamp`, never over another one; returns the new name.

        Not part of `Store`: only whoever repairs an archive at hand takes a file out of its place.
        """
        with self._folder_of(name, "set aside") as (folder, base):
            try:
                atomic.place(folder, base, base + stamp)
            except FileExistsError as error:
                raise already_there(name + stamp) from error
            os.fsync(folder)
        return name + stamp

    def _stat(self, name: str) -> os.stat_result | None:
        try:
            with self._folder_of(name, "look at") as (folder, base):
                status = os.stat(base, dir_fd=folder, follow_symlinks=False)
        except ResourceError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        return status if stat.S_ISREG(status.st_mode) else None

    @contextmanager
    def _folder_of(self, name: str, doing: str) -> Iterator[tuple[int, str]]:
        *parents, base = components(name)
        with wrapped(doing, name):
            folder = atomic.open_folder(self._root, parents)
            try:
                yield folder, base
            finally:
                os.close(folder)


class _Folders:
    """The folders that one call writes to, each opened once and closed by `stack`."""

    def __init__(self, root: Path, stack: ExitStack, *, create: bool = True) -> None:
        self._root = root
        self._stack = stack
        self._create = create
        self._open: dict[tuple[str, ...], int] = {}

    def open(self, parents: tuple[str, ...]) -> int:
        if parents not in self._open:
            descriptor = atomic.open_folder(self._root, list(parents), create=self._create)
            self._stack.callback(os.close, descriptor)
            self._open[parents] = descriptor
        return self._open[parents]

    def sync(self) -> None:
        for parents, descriptor in self._open.items():
            with wrapped("write", "/".join(parents)):
                os.fsync(descriptor)


def _is_folder(root: Path, name: str) -> bool:
    try:
        os.close(atomic.open_folder(root, name.split("/")))
    except OSError:
        return False
    return True


def _place(folder: int, temporary: str, base: str, name: str) -> None:
    with wrapped("write", name):
        try:
            atomic.place(folder, temporary, base)
        except FileExistsError as error:
            raise already_there(name) from error


def _digest(folder: int, base: str) -> Digest:
    with os.fdopen(atomic.open_file(folder, base), "rb") as file:
        return digest_of(file)


def _ends(suffix: str, name: str) -> bool:
    return name.endswith(suffix) and is_component(name)


def _walk(folder: str, prefix: str, wanted: Callable[[str], bool], *, deep: bool = True) -> Iterator[str]:
    """Files whose own name is `wanted`; no other name is kept in memory, and none for longer than its folder's turn."""
    with os.scandir(folder) as found:
        files, folders = list[str](), list[str]()
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                # A folder sorts as its name with the slash: depth first is then the order of the whole paths.
                folders.append(entry.name + "/")
            elif wanted(entry.name) and entry.is_file(follow_symlinks=False):
                files.append(entry.name)
    for name in sorted(files + folders):
        if not name.endswith("/"):
            yield prefix + name
        elif deep and is_component(name[:-1]) and prefix.count("/") < MAX_DEPTH:
            yield from _walk(f"{folder}/{name}", prefix + name, wanted)


@contextmanager
def wrapped(doing: str, name: str) -> Iterator[None]:
    """Turns an OSError over the file `name` into a ResourceError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOENT and doing != "write":
            raise not_there(name) from error
        remedy = _REMEDY.get(error.errno or 0, "see the system's message")
        raise ResourceError(f"expected to {doing} {name!r}, found {error.strerror}: {remedy}") from error
