"""What is rolled in one folder, by stem, in a sixth of the memory that an object for each package would take.

An audit holds the contents of two nights at a time, whatever the size of the archive. Ten thousand packages are 1.1 MB
here: their names as octets, five numbers each, their digests. Text and a `Found` are made when somebody asks for them.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice, pairwise
from typing import NamedTuple, overload

from archiver.bundle.rolled import twice
from archiver.model.digest import PREFIX, Digest
from archiver.model.rolled import Coding, RolledMember, Slice

LONGEST = 256  # packages of one stretch: as many as there are leaves in a bundle of the log
_NO_LINE = (-1, 0)
_PLACES = 4  # numbers of a member: where its segment and its line begin, and how long they are
_OCTETS = 32  # of a digest
_END = "\n"  # in no stem


Taken = tuple[Coding | None, int, int]  # the coding of lines, octets of all segments, octets of all lines


class Listed(NamedTuple):
    """What contents say of a package (`RolledMember`)."""

    segment: Slice
    line: Slice | None
    sidecar: Digest


class Found(NamedTuple):
    """A member and the name of the contents that list it."""

    contents: str
    member: Listed
    coding: Coding | None = None


class Stems(Sequence[str]):
    """At most LONGEST names of packages, made from octets when they are asked for; in another process a tuple."""

    __slots__ = ("_ends", "_octets")

    def __init__(self, stems: Iterable[str]) -> None:
        each = [f"{stem}{_END}".encode() for stem in stems]
        self._octets, self._ends = b"".join(each), array("H", accumulate(map(len, each), initial=0))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return list(self)[at]
        place = range(len(self))[at]
        return self._octets[self._ends[place] : self._ends[place + 1] - len(_END)].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._octets.decode().splitlines())

    def __reduce__(self) -> tuple[type[tuple[str, ...]], tuple[tuple[str, ...]]]:
        return tuple, (tuple(self),)


class Side:
    """At most LONGEST members side by side."""

    __slots__ = ("_digests", "_places", "stems")

    def __init__(self, members: Sequence[RolledMember]) -> None:
        self.stems = Stems(member.stem for member in members)
        self._places = array("q", chain.from_iterable((*one.segment, *(one.line or _NO_LINE)) for one in members))
        self._digests = bytes.fromhex("".join(one.sidecar[len(PREFIX) :] for one in members))

    def lines(self) -> list[bool]:
        """Which of them have their sidecars rolled as well."""
        return [start >= 0 for start in self._places[2::_PLACES]]

    def listed(self) -> Iterator[Listed]:
        """What is said of each; taken out together, which is what costs."""
        places = iter(self._places.tolist())
        for digest, a, b, c, d in zip(self._digests.hex(" ", _OCTETS).split(), *[places] * _PLACES, strict=True):
            yield Listed((a, b), (c, d) if c >= 0 else None, PREFIX + digest)

    def at(self, place: int) -> Listed:
        """What is said of one."""
        a, b, c, d = self._places[_PLACES * place : _PLACES * (place + 1)]
        digest = self._digests[_OCTETS * place : _OCTETS * (place + 1)].hex()
        return Listed((a, b), (c, d) if c >= 0 else None, PREFIX + digest)


class Contents:
    """The members that one of the contents lists, in its order: all of its `sides` but the last are LONGEST."""

    def __init__(self, name: str, coding: Coding | None, listed: Iterable[RolledMember]) -> None:
        self.name, self.coding = name, coding
        self.sides = list(_sides(listed))
        self._count = sum(len(side.stems) for side in self.sides)
        self._firsts = [side.stems[0] for side in self.sides]
        self._order = self._sorted()
        order = self._order or range(self._count)
        self.first, self.last = (self._stem(order[at]) for at in (0, -1)) if self._count else ("", "")

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(side.stems for side in self.sides)

    def get(self, stem: str) -> Found | None:
        """The member of that name."""
        if not self._count or not self.first <= stem <= self.last:
            return None
        number = self._at_or_after(stem)
        if self._stem(number) != stem:
            return None
        return Found(self.name, self.sides[number // LONGEST].at(number % LONGEST), self.coding)

    def stretch(self, first: int, count: int) -> list[tuple[str, Found]]:
        """Members side by side; fewer where there are not as many."""
        found = list[tuple[str, Found]]()
        for side in self.sides[first // LONGEST : -(-(first + count) // LONGEST)]:
            listed = zip(side.stems, side.listed(), strict=True)
            found += [(stem, Found(self.name, member, self.coding)) for stem, member in listed]
        return found[first % LONGEST :][:count]

    def _at_or_after(self, stem: str) -> int:
        """The number of the first name, in their order, that is not below one of `first` to `last`."""
        if self._order is not None:
            return self._order[bisect_left(self._order, stem, key=self._stem)]
        side = bisect_right(self._firsts, stem) - 1
        return min(LONGEST * side + bisect_left(self.sides[side].stems, stem), self._count - 1)

    def _stem(self, number: int) -> str:
        return self.sides[number // LONGEST].stems[number % LONGEST]

    def _sorted(self) -> Sequence[int] | None:
        """Numbers in the order of names, None where they lie in it; raises FormatError for one listed twice."""
        if all(before < after for before, after in pairwise(self)):  # as rolling writes them
            return None
        order = array("I", sorted(range(self._count), key=self._stem))
        if any(self._stem(before) == self._stem(after) for before, after in pairwise(order)):
            raise twice(self.name)
        return order


def _sides(listed: Iterable[RolledMember]) -> Iterator[Side]:
    remaining = iter(listed)
    while some := list(islice(remaining, LONGEST)):
        yield Side(some)


def _counted(listed: Iterable[RolledMember], octets: list[int]) -> Iterator[RolledMember]:
    """The same members; adds what their segments and lines take."""
    for one in listed:
        octets[0] += one.segment[1]
        octets[1] += one.line[1] if one.line else 0
        yield one


class Members(Mapping[str, Found]):
    """Members in the order of their contents; of a stem that several contents list, the first one counts."""

    def __init__(self) -> None:
        self._contents: list[Contents] = []
        self._firsts: list[str] = []  # of contents, sorted, and
        self._apart: list[Contents] = []  # these, as long as no name of one lies between those of another
        self._where: dict[str, Contents] | None = None  # else the contents of each name
        self._taken: dict[str, Taken] = {}

    def add(self, contents: str, coding: Coding | None, listed: Iterable[RolledMember]) -> None:
        """Adds all that contents list, or nothing where `listed` raises; raises FormatError for one listed twice."""
        octets = [0, 0]
        counted = _counted(listed, octets)
        new = (one for one in counted if one.stem not in self) if self._contents else counted
        made = Contents(contents, coding, new)
        self._taken[contents] = coding, octets[0], octets[1]
        self._contents.append(made)
        if made:
            self._place(made)

    def __getitem__(self, stem: str) -> Found:
        contents = self._of(stem)
        found = contents.get(stem) if contents else None
        if found is None:
            raise KeyError(stem)
        return found

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._contents)

    def __len__(self) -> int:
        return sum(map(len, self._contents))

    def by_contents(self) -> Iterator[Contents]:
        """Those of each of the contents."""
        return iter(self._contents)

    def taken(self, contents: str) -> Taken | None:
        """How much one of the contents lists, whatever others list as well; None for contents that are not there."""
        return self._taken.get(contents)

    def stretch(self, contents: str, first: int, count: int) -> list[tuple[str, Found]]:
        """Members side by side in one of the contents; fewer where it does not list as many."""
        listed = next((one for one in self._contents if one.name == contents), None)
        return listed.stretch(first, count) if listed else []

    def _of(self, stem: str) -> Contents | None:
        """The contents that list a name if any do."""
        if self._where is not None:
            return self._where.get(stem)
        at = bisect_right(self._firsts, stem)
        return self._apart[at - 1] if at else None

    def _place(self, made: Contents) -> None:
        at = bisect_right(self._firsts, made.first)
        self._firsts.insert(at, made.first)
        self._apart.insert(at, made)
        if self._where is not None:
            self._where.update(dict.fromkeys(made, made))
        elif any(one.last >= other.first for one, other in pairwise(self._apart[max(0, at - 1) : at + 2])):
            self._where = {stem: one for one in self._contents for stem in one}
