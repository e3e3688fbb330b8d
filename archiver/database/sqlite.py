"""One SQLite file that several processes may use at once.

    Database(path, Kind("an index", VERSION, SCHEMA, remedy="..."))           makes the tables on first use
    Database(path, kind, read_only=True)                                      changes nothing, not even a time stamp

Who writes has a write-ahead log: readers go on meanwhile and see what was committed. `user_version` is the number of
the schema; another one is refused, not guessed.

Who only looks must leave a folder as it is that belongs to somebody else. SQLite can do that for a file without a log
when told that nobody changes it (`immutable`). Somebody may all the same. So whatever was read counts only if the file
is afterwards as it was when it was opened; else it is opened again, with the log that is there now, and read again.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Literal, NamedTuple, TypeVar

from archiver.database.closed import Closed
from archiver.errors import ResourceError

BUSY_SECONDS = 30.0  # how long to wait for another run that writes
MAX_VALUE = 1 << 20  # octets of one value in a file that is looked at
MAX_AGAIN = 100  # how often a file is opened again because it changed; a writer's log stays, so that once is usual
KEPT_KIB = 4 * 1024  # of pages, for who writes: a run over thousands of articles takes no more memory than a short one
SCANNING_KIB = 256
FILLING_KIB = 32 * 1024  # for who makes the whole file anew
LOG = "-wal"
SHARED = "-shm"

Values = Sequence[object]
Answer = TypeVar("Answer")

_SENSELESS = (ValueError, TypeError, OverflowError)  # of values that no writer of this program wrote
_FAULTS = (sqlite3.DatabaseError, *_SENSELESS)
_NOT_TAKEN_APART = (LookupError, AttributeError)  # the same, by a reader that expects other values


@dataclass(frozen=True)
class Kind:
    """What a file holds: `name` such as "an index", the number and the statements of its schema.

    `remedy` is what to do about a damaged file, `elder` about one of an older schema; `synchronous` is SQLite's word
    for what survives a power cut (NORMAL: a whole file; FULL: everything that was committed).
    """

    name: str
    version: int
    schema: tuple[str, ...]
    remedy: str
    elder: str
    synchronous: Literal["NORMAL", "FULL"] = "NORMAL"

    @property
    def noun(self) -> str:
        """The name without its article."""
        return self.name.partition(" ")[2]


def statements(schema: str) -> tuple[str, ...]:
    """The statements of a schema, as SQLite keeps them."""
    return tuple(stripped for statement in schema.split(";") if (stripped := statement.strip()))


class _State(NamedTuple):
    """What tells that a file is another one than it was; `content` is None while there is a write-ahead log."""

    inode: int
    content: tuple[int, int] | None


class Database(Closed):
    """The file `path`; a context manager that closes it. Threads may share it; they take turns.

    With `scratch` nothing of it is durable: it is made to be thrown away, or finished (`fresh`).

    Raises ResourceError, from any method, when the file cannot be used: missing folder, damage, another schema.
    """

    def __init__(self, path: Path, kind: Kind, *, read_only: bool = False, scratch: bool = False) -> None:
        self.path, self.kind, self.read_only, self._scratch = path, kind, read_only, scratch
        self._turn = RLock()
        self._state: _State | None = None
        with self.wrapped():
            self._connection = self._opened()
        try:
            if not read_only and self.value("PRAGMA user_version") == 0:
                self._create()
            self._compare_version()
        except ResourceError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; what was committed is kept."""
        self._connection.close()

    def ask(self, statement: str, values: Values, reader: Callable[[Iterable[tuple[Any, ...]]], Answer]) -> Answer:
        """What `reader` makes of the rows of a question; it may stop early, and may be called again."""
        return self.through(lambda connection: reader(connection.execute(statement, values)))

    def look(self, look: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """What several questions say of one moment, whoever writes between them; `look` may be called again."""

        def at_one_moment(connection: sqlite3.Connection) -> Answer:
            connection.execute("BEGIN")
            try:
                return look(connection)
            finally:
                connection.rollback()

        return self.through(at_one_moment)

    def through(self, look: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """What `look` reads through the connection that there is; it may be called again, with another one."""
        try:  # as `wrapped`, without what a context manager costs a look-up
            with self._turn:
                return self._look_while_still(look) if self.read_only else self._look_once(look)
        except _FAULTS as error:
            raise self._told(error) from error

    def scan(self, look: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """As `through`, of what is read from one end to the other: no page is kept for a second time."""

        def once(connection: sqlite3.Connection) -> Answer:
            (kept,) = map(int, connection.execute("PRAGMA cache_size").fetchone())
            connection.execute(f"PRAGMA cache_size = -{SCANNING_KIB}")
            try:
                return look(connection)
            finally:
                connection.execute(f"PRAGMA cache_size = {kept}")

        return self.through(once)

    def read(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows of a question."""
        return self.ask(statement, values, list)

    def value(self, statement: str, values: Values = ()) -> int:
        """The one number that is the answer."""
        return int(self.read(statement, values)[0][0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything that is written inside, or nothing of it."""
        with self.wrapped():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise

    @contextmanager
    def wrapped(self) -> Iterator[None]:
        """The faults of what is inside as ResourceError, in words that say what to do."""
        try:
            with self._turn:
                yield
        except _FAULTS as error:
            raise self._told(error) from error

    def _told(self, error: Exception) -> ResourceError:
        lacks_means = isinstance(error, sqlite3.OperationalError) and not _is_foreign(error)
        if lacks_means:
            return ResourceError(
                f"expected to use the {self.kind.noun} {str(self.path)!r}, found {error}: check folder, permission and"
                " disk, wait for other runs"
            )
        return ResourceError(
            f"expected {self.kind.name} in {str(self.path)!r}, found a damaged file ({error}): {self.kind.remedy}"
        )

    def _compare_version(self) -> None:
        version = self.value("PRAGMA user_version")
        if version == self.kind.version:
            return
        remedy = self.kind.elder if version < self.kind.version else "use the archiver that wrote it"
        raise ResourceError(f"expected {str(self.path)!r} with schema {self.kind.version}, found {version}: {remedy}")

    def _create(self) -> None:
        with self.transaction() as database:
            # Another run may have made it while this one waited for the lock.
            if database.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in self.kind.schema:
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {self.kind.version}")

    def _opened(self) -> sqlite3.Connection:
        for _ in range(MAX_AGAIN):
            try:
                return self._opened_once()
            except sqlite3.DatabaseError:
                if not self.read_only or self._is_still():
                    raise
        raise sqlite3.OperationalError(f"a file that changed {MAX_AGAIN} times while it was opened")

    def _opened_once(self) -> sqlite3.Connection:
        self._state = _state(self.path) if self.read_only else None
        still = self._state is not None and self._state.content is not None
        mode = "" if not self.read_only else "?mode=ro&immutable=1" if still else "?mode=ro"
        connection = sqlite3.connect(
            self.path.absolute().as_uri() + mode,
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare(connection)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA trusted_schema = OFF")  # the file may be somebody else's
        connection.execute("PRAGMA cell_size_check = ON")
        _refuse_cut(connection, self.path)
        if self.read_only:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
            if connection.execute("PRAGMA user_version").fetchone()[0] == self.kind.version:
                _refuse_programs(connection, self.kind.schema)
            return
        connection.execute("PRAGMA secure_delete = ON")  # what is taken out is overwritten
        connection.execute(f"PRAGMA cache_size = -{FILLING_KIB if self._scratch else KEPT_KIB}")
        connection.execute(f"PRAGMA journal_mode = {'MEMORY' if self._scratch else 'WAL'}")
        connection.execute(f"PRAGMA synchronous = {'OFF' if self._scratch else self.kind.synchronous}")

    def _look_once(self, look: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return look(self._connection)
        except _NOT_TAKEN_APART as error:
            raise ValueError(f"values of another kind: {error}") from error

    def _look_while_still(self, look: Callable[[sqlite3.Connection], Answer]) -> Answer:
        for _ in range(MAX_AGAIN):
            try:
                found = self._look_once(look)
            except _FAULTS:
                if self._is_still():
                    raise
            else:
                if self._is_still():
                    return found
            self._connection.close()
            self._connection = self._opened()
        raise sqlite3.OperationalError(f"a file that changed {MAX_AGAIN} times while it was read")

    def _is_still(self) -> bool:
        now, before = _state(self.path), self._state
        if before is not None and before.content is None:  # the log protects who reads, as long as it is this file's
            return now is not None and now.inode == before.inode
        return now == before


def schema_of(path: Path) -> int:
    """The number of the schema that a file says it has; 0 where there is none, or nothing that could say so."""
    if not path.is_file():
        return 0
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    except sqlite3.DatabaseError:
        return 0
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0
    finally:
        connection.close()


def _state(path: Path) -> _State | None:
    """None where there is no such file."""
    try:
        there = path.stat()
    except OSError:
        return None
    logged = os.path.lexists(f"{path}{LOG}")
    return _State(there.st_ino, None if logged else (there.st_size, there.st_mtime_ns))


def _is_foreign(error: sqlite3.OperationalError) -> bool:
    """A table or column that is not there is a file of somebody else's making, no lack of means."""
    return error.sqlite_errorcode == sqlite3.SQLITE_ERROR


def _refuse_cut(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite finds out that pages are missing, and takes a part of a page for a whole one."""
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    state = _state(path)
    if state and state.content and state.content[0] % page:
        raise sqlite3.DatabaseError("its last page is cut short")


def _refuse_programs(connection: sqlite3.Connection, schema: Sequence[str]) -> None:
    """A view in the place of a table computes its rows, without an end if somebody likes.

    Everything in the file has to be what this program itself would make, word for word. The tables below a virtual one
    are made by SQLite; their names start with its name, and they must be tables.
    """
    own = set(schema)
    virtual = tuple(f"{sql.split()[3]}_" for sql in own if sql.startswith("CREATE VIRTUAL TABLE"))
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall():
        made_by_sqlite = name.startswith(("sqlite_", *virtual)) and kind in ("table", "index")
        if sql not in own and not (made_by_sqlite and not str(sql).upper().startswith("CREATE VIRTUAL")):
            raise sqlite3.DatabaseError(f"{name[:40]} is not the table of this schema but a {kind}")
