"""Passages that were added and whose words are not in `found` yet: durable beside their row, and found all the same.

    add          package, waiting             the row of a package and one row with all of its passages
    take_in      waiting -> passage, found    many packages at once: FTS5 writes a tree a transaction
    apart        waiting -> in memory         the same tables once more, for a search

So a kill at any moment loses no word, and who may only read misses none (docs/adr/0031).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson

from archiver.index.columns import NAMED, PassageColumns
from archiver.index.keeping import Keeping
from archiver.index.names import Numbers
from archiver.index.schema import TABLES

TOGETHER = 1_000  # packages whose words are taken in at once; a search meanwhile takes 0.2 ms for each
MAX_WAITING = 10_000  # packages; many more than runs leave that were killed
MAX_PACKED = 1 << 18  # octets of one package's passages that may wait
MAX_OCTETS = 1 << 26  # of all that wait

Key = tuple[int, int, int]  # series, sequence, twin

_KEY = "series = ? AND sequence = ? AND twin = ?"
_PUT = "INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?)"
_DROP = f"DELETE FROM waiting WHERE {_KEY}"  # noqa: S608
_OF_PACKAGE = "FROM waiting w CROSS JOIN package p USING (series, sequence, twin)"
_WAITING = f"SELECT w.series, w.sequence, w.twin, p.captured, w.passages {_OF_PACKAGE}"
_TAKEN_IN = f"UPDATE package SET passages = ?, passage_count = ? WHERE {_KEY}"  # noqa: S608
_NAMED = " UNION ".join(f"SELECT p.{column} {_OF_PACKAGE}" for column in sorted(NAMED))
_COPIED = {
    "waiting": "SELECT * FROM waiting",
    "package": f"SELECT p.* {_OF_PACKAGE}",
    "series": "SELECT * FROM series WHERE id IN (SELECT series FROM waiting)",
    "name": f"SELECT * FROM name WHERE id IN ({_NAMED})",  # noqa: S608
}


def put(database: sqlite3.Connection, key: Key, passages: Sequence[PassageColumns]) -> bool:
    """Lets the passages of a package wait, in the place of those that do; False where there are none, or too much."""
    packed = orjson.dumps(passages) if passages else b""
    if not 0 < len(packed) <= MAX_PACKED:
        return False
    database.execute(_PUT, (*key, packed))
    return True


def drop(database: sqlite3.Connection, key: Key) -> None:
    """Takes out what waits under `key`."""
    database.execute(_DROP, key)


def count(database: sqlite3.Connection) -> int:
    """Packages whose passages wait."""
    return int(database.execute("SELECT count(*) FROM waiting").fetchone()[0])


def take_in(database: sqlite3.Connection) -> None:
    """Moves everything that waits to where it is found quickly; inside a transaction."""
    keeping = Keeping(database, Numbers(database))
    taken = []
    for *key, captured, packed in database.execute(_WAITING):
        taken.append((*keeping.keep(orjson.loads(packed), captured), *key))
    keeping.finish()
    database.executemany(_TAKEN_IN, taken)
    database.execute("DELETE FROM waiting")


@contextmanager
def apart(database: sqlite3.Connection) -> Iterator[sqlite3.Connection | None]:
    """The packages whose passages wait, taken in, in a database of their own in memory; None where none wait.

    Raises sqlite3.DatabaseError for more than this program lets wait: the file may be somebody else's.
    """
    waits, octets = database.execute("SELECT count(*), total(length(passages)) FROM waiting").fetchone()
    if not waits:
        yield None
        return
    if waits > MAX_WAITING or octets > MAX_OCTETS:
        raise sqlite3.DatabaseError(f"{waits} packages wait for their words, {octets:.0f} octets")
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in TABLES:
            memory.execute(statement)
        _copy(database, memory)
        take_in(memory)
        yield memory
    finally:
        memory.close()


def _copy(database: sqlite3.Connection, memory: sqlite3.Connection) -> None:
    """What a search joins, with the names that come up."""
    for table, select in _COPIED.items():
        rows = database.execute(select).fetchall()
        places = ", ".join("?" for _ in rows[0]) if rows else "NULL"
        memory.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608  # names of this program
