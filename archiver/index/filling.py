"""Rows into the tables of the index, in one transaction of its caller's."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from archiver.index import waiting
from archiver.index.columns import PACKAGE, STATEMENT, package_columns, passage_columns
from archiver.index.interface import Passage, Row
from archiver.index.keeping import Keeping
from archiver.index.names import Numbers

_IDS, _CAPTURED = PACKAGE.index("ids"), PACKAGE.index("captured")
_KEY = ("series", "sequence", "twin", "passages", "passage_count", *PACKAGE)
_INSERT = f"INSERT OR REPLACE INTO package ({', '.join(_KEY)}) VALUES ({', '.join('?' for _ in _KEY)})"  # noqa: S608
_THERE = f"""
SELECT twin, substr(ids, {STATEMENT.start + 1}, {STATEMENT.stop - STATEMENT.start}), passages, passage_count
FROM package WHERE series = ? AND sequence = ?
"""  # noqa: S608  # numbers of this program
_SERIES = "SELECT id FROM series WHERE surt = ?"
_HIGHEST = "SELECT coalesce(max(id), 0) FROM series"
_NEW_SERIES = "INSERT OR IGNORE INTO series (id, surt) VALUES (?, ?)"

TOGETHER = 250  # rows that are written at a time: so few that the collector of cycles does not look at them

_Place = tuple[int, int | None, int]  # twin; of its passages the number of the first (None: it has none) and how many
_FIRST: _Place = (0, None, 0)


class Filling:
    """What is added through one connection; names and series that were looked up are remembered meanwhile.

    With `later` passages wait for `waiting.take_in`.
    """

    def __init__(self, database: sqlite3.Connection, numbers: Numbers, *, later: bool = False) -> None:
        self._database, self._numbers, self._later = database, numbers, later
        self._keeping = Keeping(database, numbers)
        self._series: dict[str, int] = {}
        self._highest: dict[int, int] = {}  # series that are new -> sequence below which there may be rows
        self._rows: list[tuple[Any, ...]] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Adds rows; one that is there already takes its own place, and keeps its passages where it brings none."""
        self._number(rows)
        series_of, highest, numbers, ready = self._series, self._highest, self._numbers, self._rows
        for row in rows:
            series, sequence, columns = series_of[row.series], row.sequence, package_columns(row, numbers)
            if highest.get(series, sequence) < sequence:
                place = _FIRST
                highest[series] = sequence
            else:
                place = self._place(series, sequence, columns[_IDS][STATEMENT])
            if row.passages is not None:
                place = self._replace(row.passages, (series, sequence), place, columns[_CAPTURED])
            ready.append((series, sequence, *place) + columns)  # noqa: RUF005  # a third of the time of one display
            if len(ready) == TOGETHER:
                self._write()
        self._write()
        self._keeping.finish()

    def _number(self, rows: Iterable[Row]) -> None:
        """Numbers for all series, those that are new side by side in their order."""
        asked = list(dict.fromkeys(row.series for row in rows))
        (last,) = self._database.execute(_HIGHEST).fetchone()
        made = self._database.executemany(_NEW_SERIES, enumerate(asked, start=last + 1))
        if made.rowcount == len(asked):
            numbers: Iterable[int] = range(last + 1, last + 1 + len(asked))
        else:
            numbers = [int(self._database.execute(_SERIES, (one,)).fetchone()[0]) for one in asked]
        self._series.update(zip(asked, numbers, strict=True))
        self._highest.update((number, -1) for number in self._series.values() if number > last)

    def _write(self) -> None:
        self._database.executemany(_INSERT, self._rows)
        self._rows.clear()

    def _place(self, series: int, sequence: int, statement: bytes) -> _Place:
        """Which of the statements of its place in the chain a row is, with the passages that it has there."""
        self._write()
        twins = [-1]
        for twin, there, *passages in self._database.execute(_THERE, (series, sequence)):
            if there == statement:
                return (twin, *passages)
            twins.append(twin)
        return (max(twins) + 1, None, 0)

    def _replace(self, passages: Iterable[Passage], row: tuple[int, int], place: _Place, captured: int) -> _Place:
        """New passages in the place of those that are there, kept or waiting."""
        twin, first, count = place
        self._keeping.forget(first, count)
        columns = [passage_columns(passage) for passage in passages]
        if self._later and waiting.put(self._database, (*row, twin), columns):
            return (twin, None, 0)
        waiting.drop(self._database, (*row, twin))
        return (twin, *self._keeping.keep(columns, captured))
