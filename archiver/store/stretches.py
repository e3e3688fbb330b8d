"""Packages side by side, which are looked at together: stretches of a rolled WARC, shelves of files in one folder.

    Stretch("/archive/2026/11/22", "archiver-20261127081500-00000-0b8f0f0e.contents.jsonl", first=512, stems=(...))
    Shelf("/archive/2026/11/22", sidecars=(...))

Only what is nothing but rolled lies in a stretch: where a file of its own goes before a part of a rolled one, the
packages are listed one by one. Seals of stretches (`archiver.verify.seal`) are kept beside those of packages:

    <archive>/audits/.stretches/<digest of the contents' name>     an entry a stretch: a seal of 16 octets, then
                                                                   the number of each package's leaf, 8 octets each
    <archive>/audits/.stretches-deep/...                           of deep checks
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import pack, unpack

from archiver.bundle.naming import SIDECAR, WARC
from archiver.bundle.rolled import CONTENTS
from archiver.errors import ResourceError
from archiver.model.audit import StretchEvent
from archiver.store.interface import components
from archiver.store.members import LONGEST, Contents, Found, Side
from archiver.store.packages import PackageFiles, Ways, listed
from archiver.store.paths import rolled_folder
from archiver.store.seals import DEEP
from archiver.verify.seal import SEAL_OCTETS

FOLDER = ".stretches"  # beside the seals
NUMBER_OCTETS = 8
ENTRY = SEAL_OCTETS + LONGEST * NUMBER_OCTETS


@dataclass(frozen=True, slots=True)
class Stretch:
    """Packages by their stems, from number `first` on, in the order of the contents that list them in `folder`."""

    folder: str
    contents: str
    first: int
    stems: Sequence[str]

    def __len__(self) -> int:
        return len(self.stems)

    def files(self, at: int) -> PackageFiles:
        """One of the packages."""
        folder, stem = Path(self.folder), self.stems[at]
        return PackageFiles(folder / (stem + SIDECAR), folder / (stem + WARC))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Packages by their sidecars, which lie one after the other in `folder`, each in two files of its own."""

    folder: str
    sidecars: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sidecars)

    def files(self, at: int) -> PackageFiles:
        """One of the packages."""
        sidecar = Path(self.folder, self.sidecars[at])
        return PackageFiles(sidecar, sidecar.with_name(self.sidecars[at].removesuffix(SIDECAR) + WARC))


Together = Stretch | Shelf


def find_together(root: Path) -> Iterator[PackageFiles | Together]:
    """The packages in a folder of this machine, sorted by the names of their files, several at a time where they can.

    One by one come those of which a file is missing, or is a link, or lies before a part of a rolled one.
    """
    return listed(root, Ways[Together](stretches, shelf, LONGEST))


def shelf(folder: Path, sidecars: Sequence[str]) -> Shelf:
    """Packages of one folder."""
    return Shelf(os.fspath(folder), tuple(sidecars))


def stretches(folder: Path, contents: Contents, single: Iterable[str]) -> Iterator[tuple[Side, Stretch | None]]:
    """The packages of one of the contents, those side by side with their stretch; None where they are none.

    `single` are the names of files that lie in the folder.
    """
    own = {name.removesuffix(suffix) for suffix in (SIDECAR, WARC) for name in single if name.endswith(suffix)}
    for number, side in enumerate(contents.sides):
        rolled = all(side.lines()) and own.isdisjoint(side.stems)
        yield side, Stretch(os.fspath(folder), contents.name, LONGEST * number, side.stems) if rolled else None


def members_of(root: Path, event: StretchEvent) -> list[tuple[str, Found]]:
    """The packages of a stretch, as the contents in the archive say; fewer where they say something else now."""
    folder, _, warc = event.warc.rpartition("/")
    store = rolled_folder(root.joinpath(*components(folder)) if folder else root)
    try:
        return store.catalogue.stretch(warc.removesuffix(WARC) + CONTENTS, event.first, event.of) if store else []
    except ResourceError:
        return []


class StretchSeals:
    """The seals of stretches in a folder of its own in that of the audits, made when the first one is kept."""

    def __init__(self, audits: Path, *, deep: bool) -> None:
        self._folder = audits / (FOLDER + DEEP if deep else FOLDER)

    def at(self, contents: str, first: int, count: int) -> tuple[bytes, tuple[int, ...]]:
        """The seal and the numbers of the leaves; empty where there is none. Nothing of it counts before it fits."""
        try:
            descriptor = os.open(self._path(contents), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return b"", ()
        try:
            there = stat.S_ISREG(os.fstat(descriptor).st_mode)
            entry = os.pread(descriptor, ENTRY, first // LONGEST * ENTRY) if there else b""
        finally:
            os.close(descriptor)
        numbers = entry[SEAL_OCTETS : SEAL_OCTETS + count * NUMBER_OCTETS]
        if len(numbers) != count * NUMBER_OCTETS:
            return b"", ()
        return entry[:SEAL_OCTETS], unpack(f">{count}Q", numbers)

    def put(self, contents: str, first: int, seal: bytes, numbers: Sequence[int]) -> None:
        """Keeps a seal; raises ResourceError where there is no room for it."""
        entry = (seal + pack(f">{len(numbers)}Q", *numbers)).ljust(ENTRY, b"\0")
        path = self._path(contents)
        try:
            self._folder.mkdir(exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
            try:
                os.pwrite(descriptor, entry, first // LONGEST * ENTRY)
            finally:
                os.close(descriptor)
        except OSError as e:
            raise ResourceError(f"{path}: expected room for a seal, found {e.strerror}") from e

    def _path(self, contents: str) -> str:
        return f"{self._folder}/{hashlib.sha256(os.fsencode(contents)).hexdigest()[:32]}"
