"""Rows into the tables of the index, in one transaction of its caller's."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archiver.index.columns import NAMED, PACKAGE, package_columns, passage_columns, passages_of_second
from archiver.index.interface import Passage, Row
from archiver.index.words import folded

_NAMED_AT = tuple(position for position, column in enumerate(PACKAGE) if column in NAMED)
_CAPTURED, _STATEMENT = PACKAGE.index("captured"), PACKAGE.index("statement")
_KEY = ("series", "sequence", "twin", *PACKAGE, "passages", "passage_count")
_INSERT = f"INSERT OR REPLACE INTO package ({', '.join(_KEY)}) VALUES ({', '.join('?' for _ in _KEY)})"  # noqa: S608
_THERE = "SELECT twin, statement, passages, passage_count FROM package WHERE series = ? AND sequence = ?"
_SERIES = "SELECT id FROM series WHERE surt = ?"
_NAME = "SELECT id FROM name WHERE text = ?"
_NEW_SERIES = "INSERT INTO series (surt) VALUES (?)"
_NEW_NAME = "INSERT INTO name (text) VALUES (?)"
_WORDS = "INSERT INTO found (rowid, text, speaker, place) VALUES (?, ?, ?, ?)"
_FORGET = "INSERT INTO found (found, rowid, text, speaker, place) VALUES ('delete', ?, ?, ?, ?)"


@dataclass(slots=True)
class _Place:
    """One statement of a place in a chain, and its passages: number of the first (None: it has none) and how many."""

    twin: int
    statement: bytes
    first: int | None = None
    count: int = 0


class Filling:
    """What is added through one connection; names and series that were looked up are remembered meanwhile."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._names: dict[str, int] = {}
        self._series: dict[str, int] = {}
        self._new: set[int] = set()  # series of which nothing is in the database
        self._places: dict[tuple[int, int], list[_Place]] = {}
        self._rows: list[tuple[Any, ...]] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Adds rows; one that is there already takes its own place, and keeps its passages where it brings none."""
        for row in rows:
            self._add(row)
        self._database.executemany(_INSERT, self._rows)

    def _add(self, row: Row) -> None:
        columns = package_columns(row)
        series = self._series.get(row.series) or self._number_of_series(row.series)
        place = self._place(series, row.sequence, columns[_STATEMENT])
        if row.passages is not None:
            self._forget(place.first, place.count)
            place.first, place.count = self._keep(row.passages, columns[_CAPTURED])
        for at in _NAMED_AT:
            if columns[at] is not None:
                columns[at] = self._names.get(columns[at]) or self._number_of_name(columns[at])
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

    def _keep(self, passages: Iterable[Passage], captured: int) -> tuple[int | None, int]:
        """Number of the first passage and how many there are."""
        values = [passage_columns(passage) for passage in passages]
        if not values:
            return None, 0
        first = self._next_number(captured)
        numbered = [
            (number, position, self._name(kind), *rest)
            for number, (position, kind, *rest) in enumerate(values, start=first)
        ]
        self._database.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)", numbered)
        self._database.executemany(_WORDS, map(_words, ((number, *rest) for number, _, _, *rest in numbered)))
        return first, len(numbered)

    def _forget(self, first: int | None, count: int) -> None:
        if first is None:
            return
        between = (first, first + count)
        select = "SELECT id, text, speaker, stands_for, places FROM passage WHERE id >= ? AND id < ?"
        there = self._database.execute(select, between).fetchall()
        self._database.executemany(_FORGET, map(_words, there))
        self._database.execute("DELETE FROM passage WHERE id >= ? AND id < ?", between)

    def _next_number(self, captured: int) -> int:
        low, high = passages_of_second(captured)
        select = "SELECT max(id) FROM passage WHERE id >= ? AND id < ?"
        (last,) = self._database.execute(select, (low, high)).fetchone()
        return low if last is None else int(last) + 1

    def _name(self, text: str) -> int:
        return self._names.get(text) or self._number_of_name(text)

    def _number_of_name(self, text: str) -> int:
        self._names[text] = number = self._found(_NAME, text) or self._made(_NEW_NAME, text)
        return number

    def _number_of_series(self, surt: str) -> int:
        number = self._found(_SERIES, surt)
        if not number:
            number = self._made(_NEW_SERIES, surt)
            self._new.add(number)
        self._series[surt] = number
        return number

    def _found(self, select: str, text: str) -> int:
        """0 where there is none: SQLite counts from 1."""
        found = self._database.execute(select, (text,)).fetchone()
        return int(found[0]) if found else 0

    def _made(self, insert: str, text: str) -> int:
        return int(self._database.execute(insert, (text,)).lastrowid or 0)


def _words(columns: Any) -> tuple[int, str, str, str]:
    """Number, text, speaker with whom it stands for, and places, in the form of words."""
    number, text, speaker, stands_for, places = columns
    return number, folded(text), folded(f"{speaker or ''} {stands_for or ''}"), folded(places or "")
