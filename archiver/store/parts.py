"""Packages of rolled WARCs, one after the other: each rolled file is opened once and read in one pass.

    with Parts() as parts:
        line, segment = parts.of(files)

    line         the octets of the sidecar's line
    segment      a file to read, until the next package is asked for

Either is None for what is a file of its own, which goes first, and for whatever is not as expected:
`archiver.store.packages` knows the long way, and says what is wrong.
"""

import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR
from archiver.errors import InputError, ResourceError
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Store
from archiver.store.members import Found, Members
from archiver.store.packages import PackageFiles
from archiver.store.paths import rolled_folder
from archiver.store.stretches import Stretch
from archiver.store.window import part

OPEN = 8  # rolled files at a time


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, the name of the rolled WARC that it is in, beside the package's, and where it begins there."""

    stream: BinaryIO
    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Folder:
    """What is rolled in a folder, by stem."""

    name: str
    store: Store
    members: Members


class Parts:
    """The rolled files that are open; a context manager that closes them."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[str, str], BinaryIO] = OrderedDict()
        self._folders: dict[str, _Folder | None] = {}

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes what is open; what is asked for after that is looked up anew."""
        self._folders.clear()
        while self._files:
            self._files.popitem()[1].close()

    def of(self, files: PackageFiles) -> tuple[bytes | None, Segment | None]:
        """At most MAX_JSON_BYTES + 1 octets of the line, and the segment; raises OSError when reading fails."""
        sidecar = os.fspath(files.sidecar or "")
        name, _, base = sidecar.rpartition("/")
        folder = self._folder(name)
        found = folder.members.get(base.removesuffix(SIDECAR)) if folder else None
        if folder is None or found is None:
            return None, None
        return (
            None if os.path.lexists(sidecar) else self._line(folder, found),
            None if files.warc is None or os.path.lexists(files.warc) else self._segment(folder, found),
        )

    def stretch(self, stretch: Stretch) -> Sequence[tuple[str, Found]]:
        """The packages of a stretch by their stems; none where the contents are other ones now."""
        folder = self._folder(stretch.folder)
        there = folder.members.stretch(stretch.contents, stretch.first, len(stretch.stems)) if folder else []
        return there if [stem for stem, _ in there] == list(stretch.stems) else ()

    def opened(self, stretch: Stretch, found: Found) -> tuple[BinaryIO, BinaryIO] | None:
        """The rolled WARC and the rolled sidecars that a stretch lies in, to be read by place (pread(2))."""
        folder = self._folder(stretch.folder)
        if folder is None:
            return None
        warc = self._open(folder, rolled.rolled_warc(found.contents))
        sidecars = self._open(folder, rolled.rolled_sidecars(found.contents, found.coding))
        return (warc, sidecars) if warc and sidecars else None

    def _folder(self, name: str) -> _Folder | None:
        return self._folders[name] if name in self._folders else self._read(name)

    def _line(self, folder: _Folder, found: Found) -> bytes | None:
        if found.member.line is None:
            return None
        file = self._open(folder, rolled.rolled_sidecars(found.contents, found.coding))
        offset, length = found.member.line
        if file is None:
            return None
        octets = os.pread(file.fileno(), min(length, MAX_JSON_BYTES + 1), offset)
        try:
            return rolled.line_in(octets) if found.coding else octets
        except InputError:
            return None

    def _segment(self, folder: _Folder, found: Found) -> Segment | None:
        warc, (offset, length) = rolled.rolled_warc(found.contents), found.member.segment
        file = self._open(folder, warc)
        return Segment(part(file, offset, length), warc, offset) if file else None

    def _open(self, folder: _Folder, name: str) -> BinaryIO | None:
        key = folder.name, name
        if key not in self._files:
            try:
                self._files[key] = folder.store.open(name)
            except ResourceError:  # unrolled meanwhile, or lost
                return None
            if len(self._files) > OPEN:
                self._files.popitem(last=False)[1].close()
        self._files.move_to_end(key)
        return self._files[key]

    def _read(self, name: str) -> _Folder | None:
        """None for a folder in which nothing is rolled, or that is not on this machine."""
        store = rolled_folder(Path(name))
        try:
            members = store.catalogue.listed("") if store else Members()
        except ResourceError:
            members = Members()
        folder = _Folder(name, store.inner, members) if store and members else None
        self._folders[name] = folder
        return folder
