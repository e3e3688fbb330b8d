"""Many packages into few large WARCs, octet for octet, so that every signature stays as it is.

    a night's packages -> those that are whole -> groups -> contents, sidecars, WARC -> read back -> originals removed

A sidecar that was added to since it was rolled lies beside its line: its WARC is undone and rolled again.

Whatever ends a roll, nothing is lost: the WARC comes last of its three files, the originals go only when all that the
rolled files hold was read back and has the digests that were signed, and the next roll ends what this one began.
"""

import io
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR, in_folder_of_its_day
from archiver.errors import InputError, ResourceError
from archiver.flows.reindex import read_row
from archiver.flows.rolled import (
    Member,
    all_single,
    digest_of,
    is_grown,
    members_of,
    read_back,
    remove_rolled,
    require_all_listed,
    rolled_sidecar,
    signed_digest,
    statement_in,
)
from archiver.flows.rows import warc_name
from archiver.flows.unroll import undo
from archiver.index.interface import Row
from archiver.model.digest import Digest, sha256
from archiver.model.rolled import Coding, RolledMember
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.interface import Content, Store
from archiver.store.rolled import RolledStore
from archiver.store.stream import joined

SERIALS = 1_000  # WARCs of one day
FEWEST = 2  # packages; fewer are not worth a file of their own
NOT_SIGNED = "it is not what was signed: run `archiver verify` on it"
NOT_GROWN = "it is not what was rolled with additions: run `archiver verify` on it"
NOT_ALIKE = "its octets could not be had back from a line of JSON"


@dataclass(frozen=True)
class Way:
    """How to roll: `archive` is its id, `at` an Instant, `size` octets of one WARC, `apart` leaves sidecars alone.

    `coding` is that of the sidecars that are not left alone.
    """

    archive: str
    at: str
    prefix: str = rolled.ROLL_PREFIX
    size: int = rolled.ROLL_SIZE
    apart: bool = False
    coding: Coding | None = None
    waiting: Container[str] = ()  # sidecars that something is still to be added to


@dataclass(frozen=True)
class Rolled:
    """One rolled WARC: its name, how many packages it holds, and how many octets their segments take."""

    warc: str
    packages: int
    size: int


@dataclass(frozen=True)
class _Whole:
    """A package that may be rolled, with the lengths of its segment and of its line in octets."""

    name: str
    sidecar: Digest
    length: int
    line: int

    def member(self, segment: int, line: int | None) -> RolledMember:
        stem = self.name.rpartition("/")[2].removesuffix(SIDECAR)
        place = None if line is None else (line, self.line)
        return RolledMember(stem=stem, segment=(segment, self.length), line=place, sidecar=self.sidecar)


@dataclass(frozen=True)
class Day:
    """What became of one day: its rolled WARCs, what stayed as it was and why, and where the packages are now.

    `waiting` counts packages that something is still to be added to.
    """

    rolled: tuple[Rolled, ...]
    left: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    waiting: int = 0


def roll_days(opening: Callable[[], RolledStore], way: Way, days: Sequence[tuple[int, str]]) -> list[Day]:
    """The work of one process: days as (number, folder). The numbers keep the names of their WARCs apart."""
    store = opening()
    return [roll_day(store, way, folder, serial=number * SERIALS) for number, folder in days]


def roll_day(store: RolledStore, way: Way, folder: str, *, serial: int = 0) -> Day:
    """Rolls what lies in the folder of one day; WARCs are numbered from `serial`."""
    rows: list[Row] = []
    run = Roll(store, rows.extend, way, serial=serial)
    return Day(tuple(run.day(folder)), tuple(run.left), tuple(rows), run.waiting)


class Roll:
    """One run over the days of an archive; `left` is what stayed as it was, and why; `waiting` counts what is to wait.

    `add` hears where packages are now, after their originals are gone.
    """

    def __init__(self, store: RolledStore, add: Callable[[Iterable[Row]], None], way: Way, *, serial: int = 0) -> None:
        self._store, self._add, self._way = store, add, way
        self._serial = serial
        self.left: list[tuple[str, str]] = []
        self.waiting = 0

    def day(self, folder: str) -> Iterator[Rolled]:
        """Rolls what lies in the folder of one day (`2026/11/22`); first ends what an interrupted roll began."""
        for contents in list(self._store.inner.list(rolled.CONTENTS, folder, deep=False)):
            try:
                yield from self._end(contents)
                self._open_grown(contents)
            except ResourceError as e:
                self.left.append((contents, str(e)))
                return  # what is in doubt here must not be doubled
        for group in self._groups(folder):
            contents = self._write(folder, group)
            try:
                checked = self._read_back(contents)
            except ResourceError:
                remove_rolled(contents, self._store)
                raise
            yield self._take(contents, checked)

    def _end(self, contents: str) -> Iterator[Rolled]:
        """What a killed run left: originals that are rolled already, or parts of a rolled WARC that is not there."""
        inner = self._store.inner
        if not inner.exists(rolled.rolled_warc(contents)):
            if all_single(contents, self._store):
                require_all_listed(contents, self._store)
                remove_rolled(contents, self._store)
            else:
                self.left.append((contents, "its WARC is missing, and so are packages of it: restore it from a copy"))
        elif any(inner.exists(warc_name(member.name)) for member in members_of(contents, self._store)):
            yield self._take(contents, self._read_back(contents))

    def _open_grown(self, contents: str) -> None:
        """Single files again where sidecars were added to since they were rolled: they are rolled anew as they are now.

        Not while something is still to be added to one of them, and not where one is anything but its line with
        additions: then the line may be all that is left of what was signed.
        """
        inner = self._store.inner
        if not inner.exists(contents):
            return
        single = set(inner.list(SIDECAR, contents.rpartition("/")[0], deep=False))
        beside = [one for one in members_of(contents, self._store) if one.listed.line and one.name in single]
        if any(one.name in self._way.waiting for one in beside):
            return
        strange = [one.name for one in beside if not self._has_grown(one)]
        self.left += [(name, NOT_GROWN) for name in strange]
        if beside and not strange:
            undo(contents, self._store, self._add)

    def _has_grown(self, member: Member) -> bool:
        octets = self._store.inner.read(member.name, MAX_JSON_BYTES)
        try:
            return rolled.line_of(octets) is not None and is_grown(rolled_sidecar(member, self._store), octets)
        except InputError:
            return False

    def _groups(self, folder: str) -> Iterator[list[_Whole]]:
        group: list[_Whole] = []
        size = 0
        for name in list(self._store.inner.list(SIDECAR, folder, deep=False)):
            one = self._whole(name)
            if one is None:
                continue
            if group and (size + one.length > self._way.size or len(group) == rolled.MAX_MEMBERS):
                yield from _worth(group)
                group, size = [], 0
            group.append(one)
            size += one.length
        yield from _worth(group)

    def _whole(self, name: str) -> _Whole | None:
        """None for what cannot be given back as it is, or is not what was signed: that stays in sight."""
        store = self._store.inner
        if name in self._way.waiting:
            self.waiting += 1
            return None
        if not in_folder_of_its_day(name) or not store.exists(warc_name(name)):
            return None  # its segment is rolled already, or lost, which an audit tells
        try:
            octets = store.read(name, MAX_JSON_BYTES)
            line, signed = rolled.line_of(octets, self._way.coding), signed_digest(statement_in(octets))
            with store.open(warc_name(name)) as segment:
                found, length = digest_of(segment)
            if line is None or found != signed:
                self.left.append((name, NOT_SIGNED if line else NOT_ALIKE))
                return None
            return _checked(_Whole(name, sha256(octets), length, len(line)))
        except InputError as e:
            self.left.append((name, str(e)))
            return None

    def _write(self, folder: str, group: Sequence[_Whole]) -> str:
        """Contents, sidecars, WARC, in this order; returns the name of the contents."""
        way, store, contents = self._way, self._store.inner, self._next(folder)
        coding = None if way.apart else way.coding
        members = _members(group, apart=way.apart)
        files: list[tuple[str, Content]] = [(contents, rolled.write_contents(way.archive, way.at, members, coding))]
        if not way.apart:
            files.append((rolled.rolled_sidecars(contents, coding), joined(_lines(group, store, coding))))
        segments = joined(store.open(warc_name(one.name)) for one in group)
        store.put_new([*files, (rolled.rolled_warc(contents), segments)])
        return contents

    def _next(self, folder: str) -> str:
        """A name for contents that nothing has yet."""
        way = self._way
        while True:
            name = f"{folder}/{rolled.rolled_name(way.prefix, way.at, self._serial, way.archive)}{rolled.CONTENTS}"
            self._serial += 1
            if not self._store.inner.exists(name):
                return name

    def _read_back(self, contents: str) -> dict[Member, Digest]:
        """The members with the digests of their segments; raises ResourceError when one is not as it was."""
        self._store.catalogue.forget()
        return {member: read_back(member, self._store) for member in members_of(contents, self._store)}

    def _take(self, contents: str, members: dict[Member, Digest]) -> Rolled:
        """Removes the originals of what was read back, sidecars first, and tells the index."""
        sidecars = [(member.name, member.listed.sidecar) for member in members if member.listed.line]
        self._store.discard([*sidecars, *((warc_name(member.name), digest) for member, digest in members.items())])
        self._add(read_row(self._store, member.name) for member in members)
        return Rolled(rolled.rolled_warc(contents), len(members), sum(one.listed.segment[1] for one in members))


def days_with_packages(store: Store) -> list[str]:
    """The folders of days in which something lies that could be rolled, or that a killed roll left."""
    names = (name for suffix in (SIDECAR, rolled.CONTENTS) for name in store.list(suffix) if in_folder_of_its_day(name))
    return sorted({name.rpartition("/")[0] for name in names})


def _worth(group: list[_Whole]) -> list[list[_Whole]]:
    return [group] if len(group) >= FEWEST else []


def _checked(one: _Whole) -> _Whole:
    """Raises InputError for a name that contents cannot list."""
    try:
        one.member(0, 0)
    except ValueError as e:
        raise InputError("its name is not one that packages have: rename it, or leave it as it is") from e
    return one


def _members(group: Sequence[_Whole], *, apart: bool) -> Iterator[RolledMember]:
    segment = line = 0
    for one in group:
        yield one.member(segment, None if apart else line)
        segment += one.length
        line += one.line


def _lines(group: Sequence[_Whole], store: Store, coding: Coding | None) -> Iterator[BinaryIO]:
    for one in group:
        octets = store.read(one.name, MAX_JSON_BYTES)
        if sha256(octets) != one.sidecar:
            raise ResourceError(f"expected {one.name!r} as it was a moment ago, found it changed: run this again")
        yield io.BytesIO(rolled.line_of(octets, coding) or b"")
