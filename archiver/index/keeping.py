"""Passages into their two tables: as they are printed, and their words.

The words of many packages go in together: FTS5 writes a tree a transaction and merges them later.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from archiver.index.columns import PassageColumns, passages_of_second
from archiver.index.names import Numbers
from archiver.index.words import folded

MAX_KEPT = 1_000  # passages in memory before they are written

_PASSAGE = "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)"
_WORDS = "INSERT INTO found (rowid, text, speaker, place) VALUES (?, ?, ?, ?)"
_FORGET = "INSERT INTO found (found, rowid, text, speaker, place) VALUES ('delete', ?, ?, ?, ?)"
_LAST = "SELECT max(id) FROM passage WHERE id >= ? AND id < ?"


class Keeping:
    """What one transaction keeps and forgets; `finish` writes what was kept."""

    def __init__(self, database: sqlite3.Connection, names: Numbers) -> None:
        self._database, self._names = database, names
        self._passages: list[tuple[Any, ...]] = []
        self._next: dict[int, int] = {}  # first number of a second -> the next one that is free

    def keep(self, passages: Iterable[PassageColumns], captured: int) -> tuple[int | None, int]:
        """Number of the first of a package's passages (None: it has none) and how many there are."""
        low, high = passages_of_second(captured)
        first = number = self._next.get(low) or self._free(low, high)
        for number, (position, kind, *rest) in enumerate(passages, start=first + 1):
            self._passages.append((number - 1, position, self._names[kind], *rest))
        self._next[low] = number
        if len(self._passages) >= MAX_KEPT:
            self.finish()
        return (first, number - first) if number > first else (None, 0)

    def forget(self, first: int | None, count: int) -> None:
        """Takes out what `keep` gave these numbers."""
        if first is None:
            return
        self.finish()
        between = (first, first + count)
        select = "SELECT id, text, speaker, stands_for, places FROM passage WHERE id >= ? AND id < ?"
        there = self._database.execute(select, between).fetchall()
        self._database.executemany(_FORGET, [_words(*columns) for columns in there])
        self._database.execute("DELETE FROM passage WHERE id >= ? AND id < ?", between)

    def finish(self) -> None:
        """Writes what was kept."""
        self._database.executemany(_PASSAGE, self._passages)
        words = [_words(number, *printed) for number, _, _, *printed in self._passages]
        self._database.executemany(_WORDS, words)
        self._passages.clear()

    def _free(self, low: int, high: int) -> int:
        (last,) = self._database.execute(_LAST, (low, high)).fetchone()
        return low if last is None else int(last) + 1


def _words(
    number: int, text: str, speaker: str | None, stands_for: str | None, places: str | None
) -> tuple[int, str, str, str]:
    """Number, text, speaker with whom it stands for, and places, in the form of words."""
    named = folded(f"{speaker or ''} {stands_for or ''}") if speaker or stands_for else ""
    return number, folded(text), named, folded(places) if places else ""
