"""Rows into the tables of the index, in one transaction of its caller's."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archiver.index import waiting
from archiver.index.columns import NAMED, PACKAGE, package_columns, passage_columns
from archiver.index.interface import Passage, Row
from archiver.index.keeping import Keeping
from archiver.index.names import Names

_NAMED_AT = tuple(position for position, column in enumerate(PACKAGE) if column in NAMED)
_CAPTURED, _STATEMENT = PACKAGE.index("captured"), PACKAGE.index("statement")
_KEY = ("series", "sequence", "twin", *PACKAGE, "passages", "passage_count")
_INSERT = f"INSERT OR REPLACE INTO package ({', '.join(_KEY)}) VALUES ({', '.join('?' for _ in _KEY)})"  # noqa: S608
_THERE = "SELECT twin, statement, passages, passage_count FROM package WHERE series = ? AND sequence = ?"
_SERIES = "SELECT id FROM series WHERE surt = ?"
_NEW_SERIES = "INSERT INTO series (surt) VALUES (?)"


@dataclass(slots=True)
class _Place:
    """One statement of a place in a chain, and its passages: number of the first (None: it has none) and how many."""

    twin: int
    statement: bytes
    first: int | None = None
    count: int = 0


class Filling:
    """What is added through one connection; names and series that were looked up are remembered meanwhile.

    With `later` passages wait for `waiting.take_in`.
    """

    def __init__(self, database: sqlite3.Connection, *, later: bool = False) -> None:
        self._database, self._later = database, later
        self._names = Names(database)
        self._keeping = Keeping(database, self._names)
        self._series: dict[str, int] = {}
        self._new: set[int] = set()  # series of which nothing is in the database
        self._places: dict[tuple[int, int], list[_Place]] = {}
        self._rows: list[tuple[Any, ...]] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Adds rows; one that is there already takes its own place, and keeps its passages where it brings none."""
        for row in rows:
            self._add(row)
        self._database.executemany(_INSERT, self._rows)
        self._keeping.finish()

    def _add(self, row: Row) -> None:
        columns = package_columns(row)
        series = self._series.get(row.series) or self._number_of_series(row.series)
        place = self._place(series, row.sequence, columns[_STATEMENT])
        if row.passages is not None:
            self._replace(row.passages, (series, row.sequence, place.twin), place, columns[_CAPTURED])
        for at in _NAMED_AT:
            if columns[at] is not None:
                columns[at] = self._names[columns[at]]
        self._rows.append((series, row.sequence, place.twin, *columns, place.first, place.count))

    def _place(self, series: int, sequence: int, statement: bytes) -> _Place:
        """Which of the statements of its place in the chain a row is, with the passages that it has there."""
        there = self._places.get((series, sequence))
        if there is None:
            known = () if series in self._new else self._database.execute(_THERE, (series, sequence))
            there = self._places[series, sequence] = [_Place(*place) for place in known]
        for place in there:
            if place.statement == statement:
                return place
        there.append(_Place(max((place.twin for place in there), default=-1) + 1, statement))
        return there[-1]

    def _replace(self, passages: Iterable[Passage], key: waiting.Key, place: _Place, captured: int) -> None:
        """New passages in the place of those that are there, kept or waiting."""
        self._keeping.forget(place.first, place.count)
        columns = [passage_columns(passage) for passage in passages]
        if self._later and waiting.put(self._database, key, columns):
            place.first, place.count = None, 0
        else:
            waiting.drop(self._database, key)
            place.first, place.count = self._keeping.keep(columns, captured)

    def _number_of_series(self, surt: str) -> int:
        found = self._database.execute(_SERIES, (surt,)).fetchone()
        if found:
            number = int(found[0])
        else:
            number = int(self._database.execute(_NEW_SERIES, (surt,)).lastrowid or 0)
            self._new.add(number)
        self._series[surt] = number
        return number
