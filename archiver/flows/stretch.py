"""A stretch of a rolled WARC in an audit: many packages, two runs of octets that are hashed, one seal.

    names and places, leaves, all segments, all lines = what was sealed      every package is as it was checked before

A deep audit asks for the seal of a deep check, and inflates the same octets while they are hashed: every digest that a
record's head states is recomputed, whatever the seal says.

The seal is made when each package of the stretch has just passed by its own (`archiver.flows.shortcut`), over the very
octets that passed. Where it does not fit, the packages are looked at one by one.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import orjson

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR
from archiver.errors import InputError
from archiver.flows.shortcut import BUFFER, Quick
from archiver.flows.together import runs
from archiver.model.audit import StretchEvent
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.members import Found
from archiver.store.parts import Parts
from archiver.store.stretches import Stretch, StretchSeals
from archiver.store.window import part
from archiver.verify.seal import same
from archiver.verify.segment import MAX_SEGMENT, recompute_digests

Members = Sequence[tuple[str, Found]]
Taker = Callable[[bytes | memoryview], None]


@dataclass(frozen=True)
class Range:
    """Octets side by side in one file."""

    file: BinaryIO
    offset: int
    length: int


class Stretches:
    """Looks at stretches by way of seals; `root` is the archive."""

    def __init__(self, quick: Quick, parts: Parts, root: Path, now: Callable[[], str]) -> None:
        self._quick, self._parts, self._root, self._now = quick, parts, root, now
        folder, kinds = quick.shortcut.seals, (False, True) if quick.deep else (False,)
        self._seals = {deep: StretchSeals(folder, deep=deep) for deep in kinds} if folder else {}
        self._buffer = memoryview(bytearray(BUFFER))

    def passes(self, stretch: Stretch, members: Members) -> StretchEvent | None:
        """The stretch, if log, seal and digests all say that it is as it was; None means only: look closer."""
        sealer, name, deep = self._quick.shortcut.sealer, self.contents(stretch), self._quick.deep
        if sealer is None or not self._seals:
            return None
        kept, numbers = self._seals[deep].at(name, stretch.first, len(stretch.stems))
        leaves = self._quick.leaves(numbers)
        ranges = self._ranges(stretch, members) if leaves and len(leaves) == len(stretch.stems) else None
        if ranges is None:
            return None
        segments, lines = self._segments(ranges[0], members), self._digest(ranges[1])
        said = places(name, members)
        if segments is None or not same(kept, sealer.seal_stretch(leaves, said, segments, lines, deep=deep)):
            return None
        folder = name.rpartition("/")[0]
        drawn = (at for at, (stem, _) in enumerate(members) if self._quick.shortcut.draws(f"{folder}/{stem}{SIDECAR}"))
        return StretchEvent(
            event="fixity check", at=self._now(), warc=rolled.rolled_warc(name), first=stretch.first, of=len(members),
            drawn=tuple(drawn), leaves=tuple(runs(numbers)), outcome="verified", how="deep-seal" if deep else "seal",
        )  # fmt: skip

    def seal(self, stretch: Stretch, members: Members) -> None:
        """Keeps that all packages of the stretch were checked and are well: each passes once more, by its own seal."""
        sealer, name = self._quick.shortcut.sealer, self.contents(stretch)
        ranges = self._ranges(stretch, members)
        if sealer is None or not self._seals or ranges is None:
            return
        segments, lines = hashlib.sha256(), hashlib.sha256()
        numbers = list[int]()
        for _, found in members:
            number = self._sealed(ranges, found, segments.update, lines.update)
            if number is None:
                return
            numbers.append(number)
        leaves, said = self._quick.leaves(numbers), places(name, members)
        if not leaves:
            return
        for deep, seals in self._seals.items():
            seal = sealer.seal_stretch(leaves, said, segments.digest(), lines.digest(), deep=deep)
            seals.put(name, stretch.first, seal, numbers)

    def contents(self, stretch: Stretch) -> str:
        """The contents' name in the store."""
        below = _below(self._root, stretch.folder)
        return stretch.contents if below == "." else f"{below}/{stretch.contents}"

    def _sealed(self, ranges: tuple[Range, Range], found: Found, segments: Taker, lines: Taker) -> int | None:
        """The number of the leaf of a package that passes by its own seal.

        Its octets are handed on as they are read, so that what is handed on is what was looked at.
        """
        offset, length = found.member.line or (0, 0)
        octets = part(ranges[1].file, offset, min(length, MAX_JSON_BYTES)).read()
        lines(octets)
        try:
            line = rolled.line_in(octets) if found.coding else octets
        except InputError:
            return None
        return self._quick.sealed(line, self._digest(Range(ranges[0].file, *found.member.segment), segments))

    def _ranges(self, stretch: Stretch, members: Members) -> tuple[Range, Range] | None:
        """Segments and lines; None where they are not side by side, or not to be had."""
        files = self._parts.opened(stretch, members[0][1]) if members else None
        if files is None:
            return None
        segments = _side_by_side([found.member.segment for _, found in members])
        lines = _side_by_side([found.member.line or (0, 0) for _, found in members])
        return (Range(files[0], *segments), Range(files[1], *lines)) if segments and lines else None

    def _segments(self, of: Range, members: Members) -> bytes | None:
        """The digest of all segments; None where a deep look finds a record or a digest that is not as it should be."""
        if not self._quick.deep:
            return self._digest(of)
        whole = hashlib.sha256()
        for _, found in members:
            offset, length = found.member.segment
            if length > MAX_SEGMENT or not recompute_digests(part(of.file, offset, length), whole.update):
                return None
        return whole.digest()

    def _digest(self, of: Range, also: Taker = lambda _: None) -> bytes:
        """Of what there is; a file that ends before gives another digest. `also` is handed the same octets."""
        whole, stream = hashlib.sha256(), part(of.file, of.offset, of.length)
        while count := stream.readinto(self._buffer):  # type: ignore[attr-defined]  # every binary reader has it
            whole.update(self._buffer[:count])
            also(self._buffer[:count])
        return whole.digest()


def places(contents: str, members: Members) -> bytes:
    """Which packages a stretch holds, and where they begin and end."""
    said = [(stem, found.member.segment, found.member.line, found.member.sidecar) for stem, found in members]
    return orjson.dumps(said) + b"\n" + contents.encode("utf-8", "surrogateescape")


@lru_cache
def _below(root: Path, folder: str) -> str:
    path = Path(folder)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _side_by_side(places_of: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Where they all are, None when another thing is between two of them, or one lies over another."""
    start = end = places_of[0][0]
    for offset, length in places_of:
        if offset != end:
            return None
        end += length
    return start, end - start
