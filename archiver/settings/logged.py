"""Which packages have their proof of the archive's log, so that who looks for those without one reads no other.

    <archive>/.logged/checkpoint            a checkpoint of that log
    <archive>/.logged/2026/11/22/.names     sidecars of that folder, one a line, as they came

Notes of this program's own, and never evidence: losing them, or a part of them, costs one look at every sidecar. So
nothing is synced, and a line that was cut off names nothing. No component of a store's name begins with a dot.
"""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from archiver.errors import LimitError, ResourceError
from archiver.settings import durable

FOLDER, CHECKPOINT, NAMES = ".logged", "checkpoint", ".names"
MAX_CHECKPOINT = 1 << 20  # octets
MAX_NAMES = 1 << 28  # octets of one folder's: some 4 million; where there are more, all of them are looked at
MODE = 0o644
_APPEND = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class LoggedNames:
    """The notes of one archive. One writer at a time: hold the archive's lock; `forget` may come in at any time.

    Raises ResourceError, from any method, when they can be neither read nor written.
    """

    def __init__(self, archive: Path) -> None:
        self.root = archive / FOLDER

    def checkpoint(self) -> str | None:
        """The checkpoint that was kept, as it lies there; None without one."""
        octets = b"" if self.root.is_symlink() else _octets(self.root / CHECKPOINT, MAX_CHECKPOINT)
        return octets.decode("utf-8", "replace") if octets else None

    def keep(self, text: str) -> None:
        """Puts a checkpoint in the place of the one before it."""
        with durable.wrapped("write", self.root):
            self.root.mkdir(exist_ok=True)
            durable.replace(self.root / CHECKPOINT, text.encode(), MODE)

    def clear(self) -> None:
        """Forgets all."""
        with durable.wrapped("remove", self.root):
            if self.root.is_symlink():
                self.root.unlink()
            elif self.root.exists():
                shutil.rmtree(self.root)

    def of(self, folder: str) -> frozenset[str]:
        """The names in that folder of the store (`2026/11/22`), without the folder."""
        path = self._path(folder)
        return frozenset(_lines(_octets(path, MAX_NAMES))) if path else frozenset()

    def add(self, names: Iterable[str]) -> None:
        """Takes down sidecars that have their proof on the medium."""
        for folder, bases in _by_folder(names):
            known, path = self.of(folder), self._path(folder)
            fresh = [base for base in bases if base not in known]
            if path and fresh:
                self._append(path, fresh)

    def forget(self, names: Iterable[str]) -> None:
        """Takes out sidecars that were found without a proof: they are looked at again."""
        for folder, bases in _by_folder(names):
            known, path = self.of(folder), self._path(folder)
            if path and not known.isdisjoint(bases):
                # What somebody else adds meanwhile may be lost with the old file, and is looked at again as well.
                with durable.wrapped("write", path):
                    durable.replace(path, _text(sorted(known.difference(bases))), MODE)

    def _path(self, folder: str) -> Path | None:
        """None for a folder that no store names, and of which nothing is ever noted."""
        parts = folder.split("/") if folder else []
        if any(not part or part.startswith(".") for part in parts):
            return None
        path = self.root.joinpath(*parts, NAMES)
        if link := next((above for above in (path, *path.parents[: len(parts) + 1]) if above.is_symlink()), None):
            raise ResourceError(f"{link}: expected notes of this program, found a symbolic link: remove it")
        return path

    def _append(self, path: Path, bases: Sequence[str]) -> None:
        with durable.wrapped("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, _APPEND, MODE)
            with os.fdopen(descriptor, "r+b") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise ResourceError(f"{path}: expected a regular file, found something else: remove it")
                # Behind a line that a killed run did not end.
                file.write(b"\n" + _text(bases) if file.seek(0, os.SEEK_END) else _text(bases))


def _octets(path: Path, limit: int) -> bytes:
    """None of them without a file, or of one that is larger than any of ours."""
    with durable.wrapped("read", path):
        try:
            return durable.read_limited(path, limit)[0]
        except (FileNotFoundError, LimitError):
            return b""


def _lines(octets: bytes) -> Sequence[str]:
    return octets.decode("utf-8", "replace").split("\n")


def _text(bases: Iterable[str]) -> bytes:
    return "".join(f"{base}\n" for base in bases).encode()


def _by_folder(names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Names in the order of their folders, each folder once."""
    parted = sorted((name.rpartition("/")[0], name.rpartition("/")[2]) for name in names)
    return ((folder, [base for _, base in some]) for folder, some in groupby(parted, key=lambda one: one[0]))
