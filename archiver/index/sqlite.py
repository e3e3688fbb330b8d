"""The index as an SQLite database, `<archive>/index.sqlite`, made from the packages and never the only place of a fact.

    $ sqlite3 archives/index.sqlite 'select surt, count(*) from package join series on id = series group by 1'
    org,example)/a|3

Write-ahead log, synchronous=NORMAL: after a power cut the last rows may be missing, the database is whole, and
`archiver index rebuild` restores it. Opening needs a file system where SQLite can lock. The tables are in `schema`.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from pathlib import Path

from archiver.database.closed import Closed
from archiver.database.fresh import fresh
from archiver.database.sqlite import Database, Kind
from archiver.errors import ResourceError
from archiver.index import finding, waiting
from archiver.index.columns import SELECTED, TALLIED, octets, to_row, to_tally
from archiver.index.filling import Filling
from archiver.index.interface import BATCH, MAX_FOUND, Found, Query, Row, full_prefix
from archiver.index.names import Numbers, Texts
from archiver.index.schema import FIRST_OCTETS, LOOK_UPS, SCHEMA, SCHEMA_VERSION, TABLES, TEXT
from archiver.index.tally import Tally
from archiver.model.base import Urn
from archiver.model.digest import Digest

INDEX_NAME = "index.sqlite"
PAGE = 1_000  # rows that are read together where all are
MAX_TEXTS = 10_000  # words of the table `name` that are remembered

_BY_PLACE = itemgetter(*(Row._fields.index(name) for name in ("series", "sequence")))
_KIND = Kind(
    "an index",
    SCHEMA_VERSION,
    SCHEMA,
    remedy="run `archiver index rebuild`; nothing is lost, it is made from the packages",
    elder="run `archiver index rebuild`; it is made from the packages",
)
_SELECT = f"SELECT {SELECTED} FROM package p JOIN series s ON s.id = p.series"  # noqa: S608  # names of this program
_CAPTURE, _HAS_TEXT = "substr(p.ids, 1, 16)", f"p.holds & {TEXT}"
_VERSIONS = (
    f"SELECT {SELECTED} FROM series s CROSS JOIN package p ON p.series = s.id WHERE s.surt = ?"  # noqa: S608
    " ORDER BY p.sequence"
)

# As they lie: `series` is only looked at beside its rows.
_PLACED = f"SELECT {TALLIED} FROM package p CROSS JOIN series s ON s.id = p.series"  # noqa: S608


class SqliteIndex(Closed):
    """An `Index` in the database file `path`, made on first use; a context manager that closes it.

    Threads may share it; they take turns. With `read_only` the database is left as it is: it belongs to an archive that
    is being looked at.

    Raises ResourceError, from any method, when the file cannot be used: missing folder, damage, another schema.
    """

    def __init__(self, path: Path, *, read_only: bool = False, database: Database | None = None) -> None:
        self._database = database or Database(path, _KIND, read_only=read_only)
        self._texts: Texts | None = None
        self._numbers: Numbers | None = None
        self._behind: int | None = None  # packages whose passages wait, from the first that is added on

    def close(self) -> None:
        """Close the database; what was added is kept, and found where its words have to wait for room on the disk."""
        if self._behind:
            with suppress(ResourceError):
                self.take_in()
        self._database.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Add all `rows` in one transaction (see `Index.add`)."""
        added = list(rows)
        with self._filling() as database:
            Filling(database, self._numbers_of(database), later=len(added) < waiting.TOGETHER).add(added)
            brought = sum(bool(row.passages) for row in added)
            self._behind = waiting.count(database) if self._behind is None else self._behind + brought
            if self._behind >= waiting.TOGETHER:
                waiting.take_in(database)
                self._behind = 0

    def flush(self) -> None:
        """Nothing: a row is written when it is added."""

    @contextmanager
    def _filling(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._database.transaction() as database:
                yield database
        except BaseException:
            self._numbers = None  # those that were made in it are not there
            raise

    def _numbers_of(self, database: sqlite3.Connection) -> Numbers:
        if self._numbers is None or len(self._numbers) > MAX_TEXTS:
            self._numbers = Numbers(database)
        return self._numbers

    def take_in(self) -> None:
        """Makes the words of all passages that wait quick to find; until then they are found, and slower."""
        with self._database.transaction() as database:
            waiting.take_in(database)
            self._behind = 0

    def add_many(self, rows: Iterable[Row]) -> int:
        """Add any number of `rows`, sorted, a transaction a batch (see `Index.add_many`)."""
        count, remaining = 0, iter(rows)
        while batch := list(islice(remaining, BATCH)):
            batch.sort(key=_BY_PLACE)
            with self._filling() as database:
                Filling(database, self._numbers_of(database)).add(batch)
            count += len(batch)
        return count

    def latest(self, archive: Urn, series: str) -> list[Row]:
        """The rows of the highest sequence in that archive (see `Index.latest`)."""
        of_archive = "archive = (SELECT id FROM name WHERE text = ?1)"
        of_series = "series = (SELECT id FROM series WHERE surt = ?2)"
        highest = f"SELECT max(sequence) FROM package WHERE {of_series} AND {of_archive}"  # noqa: S608
        where = f"p.{of_series} AND p.{of_archive} AND p.sequence = ({highest})"
        return sorted(self._find(f"{_SELECT} WHERE {where}", archive, series), key=_by_statement)

    def last_with_text(self, archive: Urn, series: str) -> Row | None:
        """The newest row that holds text (see `Index.last_with_text`)."""
        of_series, of_archive = "(SELECT id FROM series WHERE surt = ?)", "(SELECT id FROM name WHERE text = ?)"
        where = f"p.series = {of_series} AND p.archive = {of_archive} AND {_HAS_TEXT} ORDER BY p.sequence DESC LIMIT 1"
        return next(iter(self._find(f"{_SELECT} WHERE {where}", series, archive)), None)

    def versions(self, series: str) -> list[Row]:
        """All rows of `series`, by sequence and statement id."""
        return sorted(self._find(_VERSIONS, series), key=lambda row: (row.sequence, row.statement_id))

    def by_capture_prefix(self, prefix: str) -> list[Row]:
        """At most MAX_FOUND rows whose capture id starts with `prefix` (see `Index.by_capture_prefix`)."""
        start = full_prefix(prefix)
        digits = start[9:].replace("-", "")
        try:
            low, high = (bytes.fromhex(digits.ljust(32, filler)) for filler in "0f")
        except ValueError:
            return []
        found = self._find(
            f"{_SELECT} WHERE {_CAPTURE} BETWEEN ? AND ? ORDER BY {_CAPTURE} LIMIT {MAX_FOUND}", low, high
        )
        fitting = (row for row in found if row.capture_id.startswith(start))
        return sorted(fitting, key=lambda row: (row.capture_id, row.statement_id))

    def by_statement(self, statement_id: Digest) -> Row | None:
        """The row of that statement."""
        try:
            whole = octets(statement_id)
        except ValueError:
            return None
        where = f"substr(p.ids, 17, {FIRST_OCTETS}) = ? AND substr(p.ids, 17, {len(whole)}) = ? LIMIT 1"
        return next(iter(self._find(f"{_SELECT} WHERE {where}", whole[:FIRST_OCTETS], whole)), None)

    def tally(self, like: Tally) -> Tally:
        """What the rows say of where packages lie (see `Index.tally`)."""

        def said(connection: sqlite3.Connection) -> Tally:
            tally, texts = like.blank(), self._texts_of(connection)
            for columns in connection.execute(_PLACED):
                tally.add(*to_tally(columns, texts))
            return tally

        return self._database.scan(said)

    def search(self, query: Query) -> Found:
        """One page of what `query` describes (see `Index.search`)."""
        asked = finding.question(query)
        if query.for_passages:
            return self._database.look(lambda connection: self._with_waiting(connection, asked, query))
        return self._database.through(
            lambda connection: finding.to_hits(
                connection.execute(asked.sql, asked.values), query, self._texts_of(connection)
            )
        )

    def _with_waiting(self, connection: sqlite3.Connection, asked: finding.Question, query: Query) -> Found:
        rows, texts = connection.execute(asked.sql, asked.values), self._texts_of(connection)
        with waiting.apart(connection) as memory:
            if memory is None:
                return finding.to_hits(rows, query, texts)
            with closing(finding.merged(rows, memory.execute(asked.sql, asked.values), query)) as both:
                return finding.to_hits(both, query, texts)

    def rows(self) -> Iterator[Row]:
        """Every row, by series, sequence and statement id (see `Index.rows`)."""
        after = ""
        while True:
            names = self._database.read("SELECT surt FROM series WHERE surt > ? ORDER BY surt LIMIT ?", (after, PAGE))
            if not names:
                return
            for (after,) in names:
                yield from self.versions(after)

    def count(self) -> int:
        """How many rows there are."""

        def counted(connection: sqlite3.Connection) -> int:
            return int(connection.execute("SELECT count(*) FROM package").fetchone()[0])

        return self._database.scan(counted)

    def clear(self) -> None:
        """Remove every row."""
        self._texts = self._numbers = None
        with self._database.transaction() as database:
            for table in ("package", "series", "passage", "waiting", "name"):
                database.execute(f"DELETE FROM {table}")  # noqa: S608
            database.execute("INSERT INTO found (found) VALUES ('delete-all')")

    def _find(self, statement: str, *values: object) -> list[Row]:
        def found(connection: sqlite3.Connection) -> list[Row]:
            texts = self._texts_of(connection)
            return [to_row(columns, texts) for columns in connection.execute(statement, values)]

        return self._database.through(found)

    def _texts_of(self, connection: sqlite3.Connection) -> Texts:
        """What was looked up through that connection; another one may read another file."""
        if self._texts is None or self._texts.database is not connection or len(self._texts) > MAX_TEXTS:
            self._texts = Texts(connection)
        return self._texts


@contextmanager
def rebuilt(path: Path) -> Iterator[SqliteIndex]:
    """An empty index that takes the place of the one at `path` when everything inside has ended well.

    Until then the old one answers; after a failure, or a kill, it goes on to. The caller holds the archive's lock.
    """
    with fresh(path, replace(_KIND, schema=TABLES), LOOK_UPS) as database:
        yield SqliteIndex(path, database=database)


def _by_statement(row: Row) -> str:
    return row.statement_id
