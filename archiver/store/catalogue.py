"""Which packages lie in which rolled WARC, as the contents beside each say (`archiver.model.rolled`).

A folder's contents are read when something in it is first asked for. What is not found is looked for once more in
contents read anew, so that a reader that was there before a roll finds what has moved.
"""

import heapq
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import InputError, ResourceError
from archiver.model.rolled import Coding, RolledHeader, RolledMember
from archiver.store.interface import Location, Store, components

FOLDERS = 64  # whose contents are kept in memory

_ROLLED = re.compile(r"[^/]*-[0-9]{14}-[0-9]{5}-[0-9a-f]{8}\.warc\.gz")


@dataclass(frozen=True, slots=True)
class Found:
    """A member and the name of the contents that list it."""

    contents: str
    member: RolledMember
    coding: Coding | None = None


class Catalogue:
    """The rolled packages of a store, by the names of their files."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self._folders: dict[str, Mapping[str, Found]] = {}
        self._order: tuple[Mapping[str, Found], str, list[str]] | None = (
            None  # the stems of the contents asked for last
        )

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
        return found if found and (suffix == WARC or found.member.line is not None) else None

    def listed(self, folder: str) -> Mapping[str, Found]:
        """All that is rolled in a folder, by stem, as the contents were when they were first read."""
        known = self._folders.get(folder)
        return known if known is not None else self.read_anew(folder)

    def forget(self) -> None:
        """Reads everything anew when it is next asked for."""
        self._folders.clear()

    def stretch(self, contents: str, first: int, count: int) -> list[tuple[str, Found]]:
        """Members side by side in one of the contents, by stem, as `listed` has them."""
        folder = contents.rpartition("/")[0]
        members = self.listed(folder)
        if self._order is None or self._order[0] is not members or self._order[1] != contents:
            self._order = members, contents, [stem for stem, one in members.items() if one.contents == contents]
        return [(stem, members[stem]) for stem in self._order[2][first : first + count]]

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

    def names(self, suffix: str, folder: str, *, deep: bool) -> Iterator[str]:
        """The names of rolled files that end in `suffix`, in order; the contents of one folder at a time in memory."""
        listed = self._inner.list(rolled.CONTENTS, folder, deep=deep)
        places = sorted({f"{name.rpartition('/')[0]}/" for name in listed})
        parts = (self._in_folder(place[:-1], suffix) for place in places)
        nested = any(after.startswith(before.lstrip("/")) for before, after in pairwise(places))
        return heapq.merge(*parts) if nested else chain.from_iterable(parts)

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

    def read_anew(self, folder: str) -> Mapping[str, Found]:
        """All that is rolled in a folder, by stem, as the contents are now; raises ResourceError (see `find`)."""
        members: dict[str, Found] = {}
        for contents in self._inner.list(rolled.CONTENTS, folder, deep=False):
            try:
                header, listed = self.members(contents)
            except InputError as e:
                raise ResourceError(f"{e}: restore {contents!r} from a copy of the archive") from e
            for stem, member in listed.items():
                members.setdefault(stem, Found(contents, member, header.sidecars))
        while len(self._folders) >= FOLDERS:
            del self._folders[next(iter(self._folders))]
        self._folders[folder] = members
        return members

    def _in_folder(self, folder: str, suffix: str) -> Iterator[str]:
        prefix = f"{folder}/" if folder else ""
        names = []
        for stem, found in self.read_anew(folder).items():
            names.append(f"{prefix}{stem}{WARC}")
            if found.member.line is not None:
                names.append(f"{prefix}{stem}{SIDECAR}")
        yield from sorted(name for name in names if name.endswith(suffix))


def _parts(name: str) -> tuple[str, str, str | None]:
    """Folder, stem and suffix; the suffix is None for what is no file of a package."""
    *parents, base = components(name)
    suffix = next((suffix for suffix in (SIDECAR, WARC) if base.endswith(suffix)), None)
    return "/".join(parents), base.removesuffix(suffix or ""), suffix
