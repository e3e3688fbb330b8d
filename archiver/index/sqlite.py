"""The index as an SQLite database, `<archive>/index.sqlite`, made from the packages and never the only place of a fact.

    $ sqlite3 archives/index.sqlite 'select sequence, captured_at, sidecar from package where series = "org,example)/a"'
    0|2026-11-22T07:15:01.000000Z|2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json

Write-ahead log, synchronous=NORMAL: after a power cut the last rows may be missing, the database is whole, and
`archiver index rebuild` restores it. `user_version` is the number of the schema; a newer one is refused, not guessed.
Opening needs a file system where SQLite can lock.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

from archiver.errors import ResourceError
from archiver.index.interface import MAX_FOUND, Row, full_prefix
from archiver.model.base import Urn
from archiver.model.digest import Digest

INDEX_NAME = "index.sqlite"
SCHEMA_VERSION = 2
MAX_VALUE = 1 << 20  # octets of one value in an index that is looked at
BUSY_SECONDS = 30.0  # how long to wait for another run that writes

_NAMES = tuple(field.name for field in fields(Row))
_COLUMNS = ", ".join(_NAMES).replace("offset", '"offset"')
_PLACES = ", ".join("?" for _ in _NAMES)
_SELECT = f"SELECT {_COLUMNS} FROM package"  # noqa: S608  # the names are this file's own
_INSERT = f"INSERT OR REPLACE INTO package ({_COLUMNS}) VALUES ({_PLACES})"  # noqa: S608
_SCHEMA = """
CREATE TABLE package (
    series TEXT NOT NULL,
    url TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    packaged_at TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    archive TEXT NOT NULL,
    capture_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    previous TEXT NOT NULL,
    sidecar TEXT NOT NULL,
    warc TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL,
    text_sha256 TEXT,
    claims INTEGER NOT NULL,
    relation TEXT,
    PRIMARY KEY (series, sequence, statement_id)
) WITHOUT ROWID;
CREATE INDEX package_capture ON package (capture_id, statement_id);
CREATE INDEX package_statement ON package (statement_id);
CREATE INDEX package_captured_at ON package (captured_at);
"""
_LAST = "\U0010ffff"  # sorts after everything that can follow a prefix


class SqliteIndex:
    """An `Index` in the database file `path`, made on first use; a context manager that closes it.

    Threads may share it; they take turns.

    With `read_only` the database is left as it is: it belongs to an archive that is being looked at.

    Raises ResourceError, from any method, when the file cannot be used: missing folder, damage, a newer schema.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._turn = RLock()
        address = path.absolute().as_uri() + (_looking_at(path) if read_only else "")
        with self._wrapped():
            self._database = sqlite3.connect(
                address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            self._prepare(read_only=read_only)
        except ResourceError:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; what was added is kept."""
        self._database.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Add all `rows` in one transaction (see `Index.add`)."""
        with self._transaction() as database:
            database.executemany(_INSERT, map(_to_columns, rows))

    def latest(self, archive: Urn, series: str) -> list[Row]:
        """The rows of the highest sequence in that archive (see `Index.latest`)."""
        where = "archive = ?1 AND series = ?2"
        highest = f"SELECT max(sequence) FROM package WHERE {where}"  # noqa: S608
        return self._find(f"{where} AND sequence = ({highest}) ORDER BY statement_id", archive, series)

    def last_with_text(self, archive: Urn, series: str) -> Row | None:
        """The newest row that holds text (see `Index.last_with_text`)."""
        where = "archive = ? AND series = ? AND text_sha256 IS NOT NULL ORDER BY sequence DESC LIMIT 1"
        return next(iter(self._find(where, archive, series)), None)

    def versions(self, series: str) -> list[Row]:
        """All rows of `series`, by sequence and statement id."""
        return self._find("series = ? ORDER BY sequence, statement_id", series)

    def by_capture_prefix(self, prefix: str) -> list[Row]:
        """At most MAX_FOUND rows whose capture id starts with `prefix` (see `Index.by_capture_prefix`)."""
        start = full_prefix(prefix)
        where = f"capture_id >= ? AND capture_id < ? ORDER BY capture_id, statement_id LIMIT {MAX_FOUND}"
        return self._find(where, start, start + _LAST)

    def by_statement(self, statement_id: Digest) -> Row | None:
        """The row of that statement."""
        return next(iter(self._find("statement_id = ? LIMIT 1", statement_id)), None)

    def rows(self) -> Iterator[Row]:
        """Every row, by series, sequence and statement id (see `Index.rows`)."""
        with self._wrapped():
            for found in self._database.execute(f"{_SELECT} ORDER BY series, sequence, statement_id"):
                yield _to_row(found)

    def count(self) -> int:
        """How many rows there are."""
        return int(self._value("SELECT count(*) FROM package"))

    def clear(self) -> None:
        """Remove every row."""
        with self._transaction() as database:
            database.execute("DELETE FROM package")

    def _find(self, where: str, *values: str) -> list[Row]:
        with self._wrapped():
            return [_to_row(found) for found in self._database.execute(f"{_SELECT} WHERE {where}", values)]

    def _value(self, statement: str) -> int:
        with self._wrapped():
            return int(self._database.execute(statement).fetchone()[0])

    def _prepare(self, *, read_only: bool) -> None:
        with self._wrapped():
            self._database.execute("PRAGMA trusted_schema = OFF")  # the archive may be somebody else's
            if read_only:
                self._refuse_program()
            else:
                self._database.execute("PRAGMA journal_mode = WAL")
                self._database.execute("PRAGMA synchronous = NORMAL")
        if not read_only and self._value("PRAGMA user_version") == 0:
            self._create()
        version = self._value("PRAGMA user_version")
        if version != SCHEMA_VERSION:
            raise ResourceError(
                f"expected {str(self._path)!r} with schema {SCHEMA_VERSION}, found {version}: use the archiver that "
                "wrote it, or remove the file and run `archiver index rebuild`"
            )

    def _refuse_program(self) -> None:
        """A view in the place of the table computes its rows, without an end if somebody likes."""
        self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
        found = self._database.execute("SELECT type, sql FROM sqlite_schema WHERE name = 'package'").fetchone()
        if found and (found[0] != "table" or str(found[1]).upper().startswith("CREATE VIRTUAL")):
            raise sqlite3.DatabaseError(f"package is no table but a {found[0]}")

    def _create(self) -> None:
        with self._transaction() as database:
            # Another run may have made it while this one waited for the lock.
            if database.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._wrapped():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.rollback()
                raise
            self._database.commit()

    @contextmanager
    def _wrapped(self) -> Iterator[None]:
        try:
            with self._turn:
                yield
        except sqlite3.OperationalError as error:
            raise ResourceError(
                f"expected to use the index {str(self._path)!r}, found {error}: check folder, permission and disk, "
                "wait for other runs"
            ) from error
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise ResourceError(
                f"expected an index in {str(self._path)!r}, found a damaged file ({error}): remove it and run "
                "`archiver index rebuild`; nothing is lost, it is made from the packages"
            ) from error


def _looking_at(path: Path) -> str:
    """Without a log that has to be read, SQLite need not write one beside the database, nor a lock."""
    log = path.with_name(path.name + "-wal")
    return "?mode=ro" if log.exists() else "?mode=ro&immutable=1"


def _to_columns(row: Row) -> tuple[Any, ...]:
    columns = (getattr(row, name) for name in _NAMES)
    return tuple(json.dumps(value) if isinstance(value, tuple) else value for value in columns)


def _to_row(columns: tuple[Any, ...]) -> Row:
    values = dict(zip(_NAMES, columns, strict=True))
    return Row(**values | {"previous": tuple(json.loads(values["previous"]))})
