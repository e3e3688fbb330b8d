"""What is rolled in one folder, by stem, in a third of the memory that an object for each package would take.

An audit holds the contents of two nights at a time, whatever the size of the archive. Ten thousand packages are 2 MB
here: their names, five numbers each, their digests; a `Found` is made when somebody asks for it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from archiver.bundle.rolled import twice
from archiver.model.digest import PREFIX, Digest
from archiver.model.rolled import Coding, RolledMember, Slice

_NO_LINE = (-1, 0)
_PLACES = 4  # numbers of a member: where its segment and its line begin, and how long they are
_OCTETS = 32  # of a digest


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


class Members(Mapping[str, Found]):
    """Members in the order of their contents; of a stem that several contents list, the first one counts."""

    def __init__(self) -> None:
        self._stems: list[str] = []
        self._numbers: dict[str, int] = {}
        self._places = array("q")
        self._digests = bytearray()
        self._starts: list[int] = []  # of each of the contents, the number of its first member
        self._contents: list[tuple[str, Coding | None]] = []
        self._taken: list[list[int]] = []  # by each of the contents: octets of all segments, and of all lines

    def add(self, contents: str, coding: Coding | None, listed: Iterable[RolledMember]) -> None:
        """Adds all that contents list, or nothing where `listed` raises; raises FormatError for one listed twice."""
        before = len(self._stems)
        self._starts.append(before)
        self._contents.append((contents, coding))
        self._taken.append([0, 0])
        try:
            for member in listed:
                self._append(member)
        except BaseException:
            self._cut(before)
            raise

    def __getitem__(self, stem: str) -> Found:
        return self._at(self._numbers[stem])

    def __iter__(self) -> Iterator[str]:
        return iter(self._stems)

    def __len__(self) -> int:
        return len(self._stems)

    def by_contents(self) -> Iterator[tuple[str, Sequence[str]]]:
        """The name of each of the contents, with the stems that it lists."""
        for (name, _), first, end in zip(self._contents, self._starts, [*self._starts[1:], len(self)], strict=False):
            yield name, self._stems[first:end]

    def taken(self, contents: str) -> tuple[Coding | None, int, int]:
        """The coding of lines, and how many octets all segments and all lines take that one of the contents lists."""
        at = [name for name, _ in self._contents].index(contents)
        segments, lines = self._taken[at]
        return self._contents[at][1], segments, lines

    def has_line(self, stem: str) -> bool:
        """Whether the sidecar is rolled as well."""
        return self._places[_PLACES * self._numbers[stem] + 2] != _NO_LINE[0]

    def stretch(self, contents: str, first: int, count: int) -> list[tuple[str, Found]]:
        """Members side by side in one of the contents; fewer where it does not list as many."""
        for at, (name, _) in enumerate(self._contents):
            if name == contents:
                end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self)
                start = self._starts[at] + first
                return self._some(at, start, min(start + count, end))
        return []

    def _at(self, number: int) -> Found:
        return self._some(bisect_right(self._starts, number) - 1, number, number + 1)[0][1]

    def _some(self, at: int, start: int, end: int) -> list[tuple[str, Found]]:
        """Members `start` to `end` of one of the contents; taken out of the arrays together, which is what costs."""
        contents, coding = self._contents[at]
        places = iter(self._places[_PLACES * start : _PLACES * end].tolist())
        digests = self._digests[_OCTETS * start : _OCTETS * end].hex(" ", _OCTETS).split()
        return [
            (stem, Found(contents, Listed((a, b), (c, d) if c >= 0 else None, PREFIX + digest), coding))
            for stem, a, b, c, d, digest in zip(
                self._stems[start:end], places, places, places, places, digests, strict=True
            )
        ]

    def _append(self, member: RolledMember) -> None:
        self._taken[-1][0] += member.segment[1]
        self._taken[-1][1] += member.line[1] if member.line else 0
        if (known := self._numbers.get(member.stem)) is not None:
            if known >= self._starts[-1]:
                raise twice(self._contents[-1][0])
            return
        self._numbers[member.stem] = len(self._stems)
        self._stems.append(member.stem)
        self._places.extend((*member.segment, *(member.line or _NO_LINE)))
        self._digests += bytes.fromhex(member.sidecar.removeprefix(PREFIX))

    def _cut(self, count: int) -> None:
        for stem in self._stems[count:]:
            del self._numbers[stem]
        del self._stems[count:], self._places[_PLACES * count :], self._digests[_OCTETS * count :]
        del self._starts[-1], self._contents[-1], self._taken[-1]
