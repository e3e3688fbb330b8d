"""Packages in a folder of another machine, by SFTP: `SftpStore("sftp://user@host/folder")`.

    /folder/2026/11/22/.tmp-5f3c9a0b1d2e4f60-...    a file that is being written, or what a killed run left of one
    /folder/2026/11/22/.next-0b1d2e4f...            the next state of a sidecar, while it is put in its place
    /folder/2026/11/22/20261122T071501Z-...         complete files

SFTP itself cannot write on a condition. OpenSSH can, by three extensions: a finished file gets its name by
`hardlink@openssh.com`, which fails where the name is taken; `posix-rename@openssh.com` replaces a sidecar in one step,
and whoever does so first takes a name beside it that only one can have; `fsync@openssh.com` puts octets on the disk. A
server without them is refused before anything is written. What SFTP cannot do at all is to sync a folder: a name that
is new may be lost when that machine loses power, its octets then lie under a hidden name or nowhere, never half.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import BinaryIO

from archiver.errors import ResourceError, UsageError
from archiver.model.digest import Digest
from archiver.store import sftpfolder
from archiver.store.addresses import EXAMPLES, is_path
from archiver.store.atomic import TEMPORARY, temporary_name
from archiver.store.elsewhere import Elsewhere
from archiver.store.interface import (
    MAX_DEPTH,
    REPLACEABLE,
    Content,
    already_there,
    changed_meanwhile,
    components,
    is_component,
    not_replaceable,
    too_long,
)
from archiver.store.remotefile import RemoteFile, Stream
from archiver.store.sftpfolder import Opened, Status
from archiver.store.sftplink import Link, failures
from archiver.store.stream import digest_of, opened

NEXT = ".next-"
STALE_SECONDS = 3600  # by the server's clock: calls of a run that lives end in minutes

_ADDRESS = re.compile(
    r"sftp://(?:([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})@)?"
    r"([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::([0-9]{1,5}))?(/.+)"
)


class SftpStore(Elsewhere[Status]):
    """A `Store` in a folder that exists; nobody is connected to before that is needed."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        found = _ADDRESS.fullmatch(self.address)
        if found is None or not is_path(found[4]):
            raise UsageError(f"expected an address such as {EXAMPLES['sftp']}, found {address[:200]!r}")
        self._root = found[4]
        self._link = Link(found[1] or "", found[2], int(found[3] or 0))
        self._trusted = False
        self._folders = set[str]()

    def __reduce__(self) -> tuple[type["SftpStore"], tuple[str]]:
        """Another process makes a connection of its own."""
        return SftpStore, (self.address,)

    def put_new(self, files: Sequence[tuple[str, Content]]) -> None:
        """Create all `files`, in order, or none of them (see `Store.put_new`)."""
        for name, _ in files:
            if self.exists(name):
                raise already_there(name)
        self._require_extensions()
        with ExitStack() as stack:
            written = [(name, self._write(self._path(name), name, content, stack)) for name, content in files]
            with ExitStack() as undo:
                for name, temporary in written:
                    with failures("write", name):
                        if not sftpfolder.place(self._link, temporary, self._path(name)):
                            raise already_there(name)
                    undo.callback(sftpfolder.remove_if_possible, self._link, self._path(name))
                undo.pop_all()

    def replace(self, name: str, data: bytes, expected: Digest) -> None:
        """Put `data` in the place of the sidecar `name` if its digest is `expected` (see `Store.replace`)."""
        if not name.endswith(REPLACEABLE):
            raise not_replaceable(name)
        self._require_extensions()
        path = self._path(name)
        self._require_digest(name, expected)
        with ExitStack() as stack:
            turn = self._turn(self._write(path, name, data, stack), path, name)
            with ExitStack() as undo:
                undo.callback(sftpfolder.remove_if_possible, self._link, turn)
                self._require_digest(name, expected)
                undo.pop_all()  # from here on the name may be another's: if the answer is lost, it is left to its age
            with failures("replace", name):
                sftpfolder.swap(self._link, turn, path)

    def open(self, name: str) -> BinaryIO:
        """The regular file `name` for reading, from any place; it must not change meanwhile."""
        path, found = self._path(name), self._there(name)

        def stream(start: int) -> Stream:
            return Opened(self._link, path, found, start)

        return RemoteFile(stream, failures, name, found.size)  # type: ignore[return-value]

    def read(self, name: str, limit: int) -> bytes:
        """All octets of `name`; raises LimitError when there are more than `limit`."""
        with self.open(name) as file:
            data = file.read() if self.size(name) <= limit else b""
        if len(data) > limit or self.size(name) > limit:
            raise too_long(name, limit)
        return data

    def list(self, suffix: str, folder: str = "", *, deep: bool = True) -> Iterator[str]:
        """The names that end in `suffix`, in code-point order; one folder at a time is held in memory."""
        below = f"{'/'.join(components(folder))}/" if folder else ""
        for name in self._walk(below, deep=deep):
            if name.endswith(suffix) and is_component(name.rpartition("/")[2]):
                yield name

    def discard(self, files: Sequence[tuple[str, Digest]]) -> Sequence[str]:
        """Remove files of which the same octets are kept elsewhere (see `Store.discard`)."""
        return [name for name, expected in files if self.exists(name) and not self._discard(name, expected)]

    def sweep(self) -> int:
        """Remove what killed runs left behind long ago, by that machine's clock; returns how many files that were."""
        removed = 0
        with ExitStack() as stack, failures("sweep", self.address):
            now = self._mtime(self._write(f"{self._root}/x", self.address, b"", stack))
            for name in self._walk("", deep=True):
                path, base = f"{self._root}/{name}", name.rpartition("/")[2]
                if base.startswith((TEMPORARY, NEXT)) and self._mtime(path) < now - STALE_SECONDS:
                    sftpfolder.remove(self._link, path)
                    removed += 1
        return removed

    def _path(self, name: str) -> str:
        return "/".join([self._root, *components(name)])

    def _look(self, name: str) -> Status | None:
        path = self._path(name)
        with failures("look at", name):
            return sftpfolder.status(self._link, path)

    def _require_digest(self, name: str, expected: Digest) -> None:
        if (found := self._digest(name)) != expected:
            raise changed_meanwhile(name, expected, found)

    def _digest(self, name: str) -> Digest:
        with self.open(name) as file:
            return digest_of(file)

    def _discard(self, name: str, expected: Digest) -> bool:
        """Comparing and removing are one step, as far as `replace` goes."""
        self._require_extensions()
        path = self._path(name)
        with ExitStack() as stack:
            turn = self._turn(self._write(path, name, b"", stack), path, name)
            stack.callback(sftpfolder.remove_if_possible, self._link, turn)
            if self._digest(name) != expected:
                return False
            with failures("remove", name):
                sftpfolder.remove(self._link, path)
        return True

    def _write(self, path: str, name: str, content: Content, stack: ExitStack) -> str:
        """Where the octets are, on the disk there, until `stack` ends; folders are made on the way."""
        folder, _, base = path.rpartition("/")
        temporary = f"{folder}/{temporary_name(base)}"
        with opened(content) as source, failures("write", name):
            self._make(folder)
            stack.callback(sftpfolder.remove_if_possible, self._link, temporary)
            sftpfolder.write(self._link, temporary, source)
        return temporary

    def _make(self, folder: str) -> None:
        if folder in self._folders:
            return
        if folder != self._root:
            self._make(folder.rpartition("/")[0])
            sftpfolder.make_folder(self._link, folder)
        elif not sftpfolder.is_folder(self._link, folder):
            raise ResourceError(
                f"{self.address}: expected a folder there, found none: make it, or correct `store` in archiver.yaml"
            )
        self._folders.add(folder)

    def _turn(self, temporary: str, path: str, name: str) -> str:
        """A second name of `temporary` that only one writer of `name` can have; raises ResourceError for others."""
        folder, _, base = path.rpartition("/")
        turn = f"{folder}/{NEXT}{hashlib.sha256(base.encode()).hexdigest()[:32]}"
        with failures("replace", name):
            if sftpfolder.place(self._link, temporary, turn):
                return turn
            self._bury_if_stale(turn, self._mtime(temporary))
            if sftpfolder.place(self._link, temporary, turn):
                return turn
        raise ResourceError(
            f"expected to be alone with {name!r}, found another run at {turn!r}: run this again when it has ended; what"
            " a dead run left counts no more after an hour"
        )

    def _bury_if_stale(self, turn: str, now: int) -> None:
        found = sftpfolder.status(self._link, turn)
        if found and found.mtime < now - STALE_SECONDS:
            grave = f"{turn.rpartition('/')[0]}/{temporary_name('stale')}"
            sftpfolder.swap(self._link, turn, grave)  # of two that find it, one gets it
            sftpfolder.remove_if_possible(self._link, grave)

    def _mtime(self, path: str) -> int:
        found = sftpfolder.status(self._link, path)
        return found.mtime if found else 0

    def _walk(self, below: str, *, deep: bool) -> Iterator[str]:
        # A folder sorts as its name with the slash: depth first is then the order of the whole names.
        path = f"{self._root}/{below}".rstrip("/")
        with failures("list", self.address):
            if below and not sftpfolder.is_folder(self._link, path):
                return
            entries = sorted(sftpfolder.entries(self._link, path))
        for name in entries:
            if not name.endswith("/"):
                yield below + name
            elif deep and is_component(name[:-1]) and below.count("/") < MAX_DEPTH:
                yield from self._walk(below + name, deep=deep)

    def _require_extensions(self) -> None:
        """Raises ResourceError for a server, or a file system there, that could not keep two writers apart."""
        if self._trusted:
            return
        path, third = f"{self._root}/x", f"{self._root}/{temporary_name('probe')}"
        with ExitStack() as stack:
            first, second = (self._write(path, self.address, octets, stack) for octets in (b"a", b"b"))
            stack.callback(sftpfolder.remove_if_possible, self._link, third)
            with failures("write", self.address):
                self._trusted = sftpfolder.keeps_apart(self._link, first, second, third)
        if not self._trusted:
            raise ResourceError(
                f"{self.address}: expected a server with OpenSSH's hardlink, posix-rename and fsync, over a file system"
                " with hard links, found another: two runs could overwrite each other's evidence there; nothing was"
                " written, use another server"
            )
