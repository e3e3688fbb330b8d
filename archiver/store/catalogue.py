"""Which packages lie in which rolled WARC, as the contents beside each say (`archiver.model.rolled`).

A folder's contents are read when something in it is first asked for. What is not found is looked for once more in
contents read anew, so that a reader that was there before a roll finds what has moved.
"""

import heapq
import re
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import InputError, ResourceError
from archiver.model.rolled import Coding, RolledHeader, RolledMember
from archiver.store.interface import Location, Store, components
from archiver.store.local import wrapped
from archiver.store.members import Found, Members, Taken

Missed = list[tuple[str, str]]  # names of contents, and why they could not be read

FOLDERS = 64  # whose contents are kept in memory
BLOCK = 1 << 16  # octets of contents that are read at a time

REMEDY = "restore it from a copy of the archive, or take its packages back by `archiver audit --repair-from COPY`"

_ROLLED = re.compile(r"[^/]*-[0-9]{14}-[0-9]{5}-[0-9a-f]{8}\.warc\.gz")


class Catalogue:
    """The rolled packages of a store, by the names of their files."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self._folders: dict[str, Members] = {}
        self._faults: dict[str, Mapping[str, str]] = {}

    def find(self, name: str, *, fresh: bool = True) -> Found | None:
        """The member whose sidecar or segment `name` is; without `fresh`, as the contents were when first read.

        Raises ResourceError where contents cannot be read: what they list may be what is asked for.
        """
        folder, stem, suffix = _parts(name)
        if suffix is None:
            return None
        known = folder in self._folders
        found = self.listed(folder).get(stem)
        if found is None and known and fresh:
            found = self.read_anew(folder).get(stem)
        if found is None and self._faults.get(folder):
            raise ResourceError(next(iter(self._faults[folder].values())))
        return found if found and (suffix == WARC or found.member.line is not None) else None

    def listed(self, folder: str) -> Members:
        """All that is rolled in a folder, by stem, as the contents were when they were first read."""
        known = self._folders.get(folder)
        return known if known is not None else self.read_anew(folder)

    def forget(self) -> None:
        """Reads everything anew when it is next asked for."""
        self._folders.clear()
        self._faults.clear()

    def size(self) -> int:
        """How many packages are in memory."""
        return sum(map(len, self._folders.values()))

    def stretch(self, contents: str, first: int, count: int) -> list[tuple[str, Found]]:
        """Members side by side in one of the contents, by stem, as `listed` has them."""
        return self.listed(contents.rpartition("/")[0]).stretch(contents, first, count)

    def place(self, name: str) -> Location | None:
        """Where the octets of a rolled segment are, or the line of a rolled sidecar; None where they are not."""
        place = self._listed(name)
        if place is None or self._inner.exists(place.file):
            return place
        self.forget()  # another roll or unroll may have come in between
        place = self._listed(name)
        return place if place and self._inner.exists(place.file) else None

    def lost(self, name: str) -> str | None:
        """The rolled file that should hold `name` and is not there; None where none is missing."""
        place = self._listed(name)
        return place.file if place and not self._inner.exists(place.file) else None

    def members(self, contents: str) -> tuple[RolledHeader, Mapping[str, RolledMember]]:
        """Header and members, by stem, of one rolled WARC; raises FormatError, LimitError or ResourceError."""
        return rolled.read_contents(self._inner.read(contents, rolled.MAX_CONTENTS), contents)

    def names(self, suffix: str, folder: str, *, deep: bool, missed: Missed | None = None) -> Iterator[str]:
        """The names of rolled files that end in `suffix`, in order; the contents of one folder at a time in memory.

        Contents that cannot be read go to `missed`, with the reason; raises ResourceError where that is None.
        """
        listed = self._inner.list(rolled.CONTENTS, folder, deep=deep)
        places = sorted({f"{name.rpartition('/')[0]}/" for name in listed})
        parts = (self._in_folder(place[:-1], suffix, missed) for place in places)
        nested = any(after.startswith(before.lstrip("/")) for before, after in pairwise(places))
        return heapq.merge(*parts) if nested else chain.from_iterable(parts)

    def broken(self) -> Iterator[tuple[str, str]]:
        """Rolled files whose packages nobody can read, because one of them is damaged or missing; and which."""
        listed = {name.removesuffix(rolled.CONTENTS) for name in self._inner.list(rolled.CONTENTS)}
        for stem in sorted(listed):
            contents = stem + rolled.CONTENTS
            yield from ((contents, fault) for fault in [self._fault(contents)] if fault)
        for suffix in (WARC, rolled.SIDECARS, rolled.SIDECARS + rolled.ZSTD):
            for name in self._inner.list(suffix):
                if name.removesuffix(suffix) not in listed and (
                    suffix != WARC or _ROLLED.fullmatch(name.rpartition("/")[2])
                ):
                    yield name, missing_contents(name.removesuffix(suffix))

    def _fault(self, contents: str) -> str | None:
        """What keeps the packages of one of the contents from being read; None for what a killed roll left as well."""
        try:
            header, members = self.members(contents)
        except (InputError, ResourceError) as e:
            return f"{e}: {REMEDY}"
        if not members:
            return f"{contents}: expected packages, found none: {REMEDY}"
        needed = [rolled.rolled_warc(contents)]
        needed += [rolled.rolled_sidecars(contents, header.sidecars)] * any(one.line for one in members.values())
        prefix = contents[: contents.rfind("/") + 1]
        if more := self._unlisted(contents, *_taken(header, members)):
            return more
        absent = [name for name in needed if not self._inner.exists(name)]
        if not absent or all(self._inner.exists(f"{prefix}{stem}{WARC}") for stem in members):
            return None
        return f"{absent[0]} is missing, and with it what is needed of {len(members)} packages: {REMEDY}"

    def unlisted(self, contents: str, *, fresh: bool = True) -> str | None:
        """What a rolled WARC, or its sidecars, hold and the contents do not list: these lost lines, or it was added.

        Without `fresh`, by the contents as they were when first read. Raises FormatError, LimitError, ResourceError.
        """
        if fresh:
            return self._unlisted(contents, *_taken(*self.members(contents)))
        taken = self.listed(contents.rpartition("/")[0]).taken(contents)
        return self._unlisted(contents, *taken) if taken else None

    def _unlisted(self, contents: str, coding: Coding | None, segments: int, lines: int) -> str | None:
        taken = {rolled.rolled_warc(contents): segments}
        if lines:
            taken[rolled.rolled_sidecars(contents, coding)] = lines
        for name, listed in taken.items():
            if self._inner.exists(name) and (there := self._inner.size(name)) > listed:
                return f"{contents}: expected all {there} octets of {name} listed, found {listed}: {REMEDY}"
        return None

    def is_rolled_file(self, name: str) -> bool:
        """Whether `name` is one of the files that rolling makes."""
        if _ROLLED.search(name):
            return self._inner.exists(name.removesuffix(WARC) + rolled.CONTENTS)
        return name.endswith((rolled.CONTENTS, rolled.SIDECARS, rolled.SIDECARS + rolled.ZSTD))

    def _listed(self, name: str) -> Location | None:
        found = self.find(name)
        if found is None:
            return None
        if name.endswith(SIDECAR):
            return Location(rolled.rolled_sidecars(found.contents, found.coding), *(found.member.line or (0, 0)))
        return Location(rolled.rolled_warc(found.contents), *found.member.segment)

    def read_anew(self, folder: str) -> Members:
        """All that is rolled in a folder, by stem, as the contents are now, but for those that `faults` names."""
        members = Members()
        faults: dict[str, str] = {}
        while len(self._folders) >= FOLDERS:
            oldest = next(iter(self._folders))
            del self._folders[oldest], self._faults[oldest]
        for contents in self._inner.list(rolled.CONTENTS, folder, deep=False):
            try:
                with self._inner.open(contents) as file, wrapped("read", contents):
                    header, listed = rolled.read_lines(iter(lambda: file.read(BLOCK), b""), contents)
                    members.add(contents, header.sidecars, listed)
            except (InputError, ResourceError) as e:
                faults[contents] = f"{e}: {REMEDY}"
        self._folders[folder], self._faults[folder] = members, faults
        return members

    def faults(self, folder: str) -> Mapping[str, str]:
        """The contents of a folder that could not be read, and why."""
        self.listed(folder)
        return self._faults[folder]

    def _in_folder(self, folder: str, suffix: str, missed: Missed | None) -> Iterator[str]:
        prefix = f"{folder}/" if folder else ""
        names, members = list[str](), self.read_anew(folder)
        if faults := self.faults(folder):
            if missed is None:
                raise ResourceError(next(iter(faults.values())))
            missed += faults.items()
        for side in chain.from_iterable(contents.sides for contents in members.by_contents()):
            for stem, line in zip(side.stems, side.lines(), strict=True):
                names.append(f"{prefix}{stem}{WARC}")
                names += [f"{prefix}{stem}{SIDECAR}"] * line
        yield from sorted(name for name in names if name.endswith(suffix))


def _taken(header: RolledHeader, members: Mapping[str, RolledMember]) -> Taken:
    """As `Members.taken`."""
    segments = sum(one.segment[1] for one in members.values())
    return header.sidecars, segments, sum(one.line[1] for one in members.values() if one.line)


def missing_contents(stem: str) -> str:
    """What to do about a rolled WARC, or rolled sidecars, that lie alone."""
    return f"a rolled file without {stem.rpartition('/')[2]}{rolled.CONTENTS}, which says what is in it: {REMEDY}"


def is_rolled_name(name: str) -> bool:
    """Whether a WARC has a name as rolling gives it."""
    return _ROLLED.fullmatch(name) is not None


def _parts(name: str) -> tuple[str, str, str | None]:
    """Folder, stem and suffix; the suffix is None for what is no file of a package."""
    *parents, base = components(name)
    suffix = next((suffix for suffix in (SIDECAR, WARC) if base.endswith(suffix)), None)
    return "/".join(parents), base.removesuffix(suffix or ""), suffix
