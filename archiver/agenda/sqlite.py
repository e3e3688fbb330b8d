"""The agenda as an SQLite database, `<archive>/watch.sqlite`.

    $ sqlite3 archives/watch.sqlite "select url, json_extract(state, '$.outcome') from watched"

Unlike the index it is made from nothing else: write-ahead log with synchronous=FULL, so that what is said to be kept
survives a power cut. Back it up with the packages (docs/operations.md). `user_version` is the number of the schema; a
newer one is refused, not guessed.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from archiver.agenda.interface import EndedRun, Planned, RunRow, Settled
from archiver.agenda.schema import SCHEMA, SCHEMA_VERSION
from archiver.database.closed import Closed
from archiver.database.sqlite import Database, Kind, statements
from archiver.model.instant import Instant
from archiver.model.run import Outcome, SourceOutcome
from archiver.model.url import surt
from archiver.model.watch import State, Watched, Wish

AGENDA_NAME = "watch.sqlite"
MAX_NOTICED = 50  # runs that one notice speaks of
KEPT_RUNS = 400  # whose outcomes are remembered; packages and reports stay

_INSERT = (
    "INSERT INTO watched (series, is_source, url, added_at, found_in, wish, state) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING RETURNING id"
)
_KIND = Kind(
    "a watch list",
    SCHEMA_VERSION,
    statements(SCHEMA),
    remedy="restore it from the last copy",
    elder="use the archiver that wrote it",
    synchronous="FULL",
)
_WATCHED = "SELECT id, series, added_at, found_in, wish, state FROM watched"


class SqliteAgenda(Closed):
    """An `Agenda` in the database file `path`, made on first use; a context manager that closes it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._database = Database(path, _KIND, read_only=read_only)

    def close(self) -> None:
        """Close the database; what was added is kept."""
        self._database.close()

    def add(self, wish: Wish, at: Instant, found_in: int | None = None) -> Watched | None:
        """A new entry (see `Agenda.add`)."""
        with self._database.transaction() as database:
            made = _insert(database, wish, at, found_in)
        return self._watched("WHERE id = ?", made)[0] if made else None

    def add_all(self, wishes: Iterable[Wish], at: Instant, found_in: int) -> int:
        """Articles that a source names, in one transaction."""
        with self._database.transaction() as database:
            return sum(_insert(database, wish, at, found_in) is not None for wish in wishes)

    def replace(self, watched: Watched, wish: Wish) -> None:
        """Other wishes for an entry."""
        with self._database.transaction() as database:
            database.execute("UPDATE watched SET wish = ?, url = ? WHERE id = ?", (_json(wish), wish.url, watched.id))

    def remove(self, ids: Iterable[int]) -> int:
        """Removes entries and what the journal says of them."""
        with self._database.transaction() as database:
            numbers = [(number,) for number in ids]
            database.executemany("DELETE FROM journal WHERE id = ?", numbers)
            return database.executemany("DELETE FROM watched WHERE id = ?", numbers).rowcount if numbers else 0

    def everything(self) -> Sequence[Watched]:
        """All entries."""
        return self._watched("ORDER BY id")

    def of_series(self, series: str) -> Sequence[Watched]:
        """The entries of one series."""
        return self._watched("WHERE series = ? ORDER BY id", series)

    def begin(self, run: RunRow) -> RunRow:
        """The run to go on with (see `Agenda.begin`)."""
        with self._database.transaction() as database:
            database.execute("UPDATE run SET resumed = resumed + 1 WHERE ended_at IS NULL")
            found = database.execute("SELECT id, started_at, resumed, free FROM run WHERE ended_at IS NULL").fetchone()
            if found is None:
                values = (run.id, run.started_at, run.resumed, run.free)
                database.execute("INSERT INTO run (id, started_at, resumed, free) VALUES (?, ?, ?, ?)", values)
        return RunRow(*found) if found else run

    def plan(self, run: str, planned: Iterable[tuple[int, int]]) -> None:
        """Writes the journal."""
        rows = ((run, number, before) for number, before in planned)
        with self._database.transaction() as database:
            database.executemany("INSERT OR IGNORE INTO journal (run, id, before) VALUES (?, ?, ?)", rows)

    def open_plans(self, run: str) -> Sequence[Planned]:
        """What is planned and not settled."""
        before = dict(self._database.read("SELECT id, before FROM journal WHERE run = ?", (run,)))
        found = self._watched("WHERE id IN (SELECT id FROM journal WHERE run = ?) ORDER BY id", run)
        return [Planned(watched, before[watched.id]) for watched in found]

    def settle(self, run: str, settled: Sequence[Settled]) -> None:
        """Outcomes, states and journal in one transaction."""
        with self._database.transaction() as database:
            database.executemany(
                "INSERT INTO outcome (run, is_source, value) VALUES (?, 0, ?)",
                [(run, _json(one.outcome)) for one in settled],
            )
            database.executemany(
                "UPDATE watched SET state = ? WHERE id = ?", [(_json(one.state), one.watched.id) for one in settled]
            )
            _clear(database, run, [one.watched.id for one in settled])

    def read(self, run: str, watched: Watched, outcome: SourceOutcome, state: State) -> None:
        """A source's outcome and state."""
        with self._database.transaction() as database:
            database.execute("INSERT INTO outcome (run, is_source, value) VALUES (?, 1, ?)", (run, _json(outcome)))
            database.execute("UPDATE watched SET state = ? WHERE id = ?", (_json(state), watched.id))

    def drop(self, run: str, ids: Iterable[int]) -> None:
        """Clears journal entries."""
        with self._database.transaction() as database:
            _clear(database, run, ids)

    def outcomes(self, run: str) -> Sequence[Outcome]:
        """The outcomes of a run."""
        return [Outcome.model_validate_json(value) for value in self._values(run, is_source=False)]

    def sources(self, run: str) -> Sequence[SourceOutcome]:
        """The sources of a run."""
        return [SourceOutcome.model_validate_json(value) for value in self._values(run, is_source=True)]

    def end(self, run: str, at: Instant, status: int, used: int, report: str | None) -> None:
        """Closes the run, and forgets the outcomes of very old ones."""
        closed = "UPDATE run SET ended_at = ?, status = ?, used = ?, report = ? WHERE id = ?"
        old = "SELECT id FROM run ORDER BY rowid DESC LIMIT -1 OFFSET ?"
        with self._database.transaction() as database:
            database.execute(closed, (at, status, used, report, run))
            database.execute("DELETE FROM journal WHERE run = ?", (run,))
            database.execute(f"DELETE FROM outcome WHERE run IN ({old})", (KEPT_RUNS,))  # noqa: S608  # no value in it

    def last_runs(self, count: int) -> Sequence[EndedRun]:
        """The newest runs that ended."""
        select = (
            "SELECT id, started_at, ended_at, status, used, report FROM run WHERE ended_at IS NOT NULL"
            " ORDER BY rowid DESC LIMIT ?"
        )
        return [EndedRun(*row) for row in self._database.read(select, (count,))]

    def unnoticed(self) -> Sequence[EndedRun]:
        """The runs that no notice has spoken of, oldest first; at most MAX_NOTICED of the newest."""
        select = (
            "SELECT id, started_at, ended_at, status, used, report FROM run"
            " WHERE ended_at IS NOT NULL AND noticed_at IS NULL ORDER BY rowid DESC LIMIT ?"
        )
        return [EndedRun(*row) for row in self._database.read(select, (MAX_NOTICED,))][::-1]

    def noticed(self, at: Instant) -> None:
        """A notice was sent at `at`, or none was needed: every run that ended has been spoken of."""
        with self._database.transaction() as database:
            database.execute("UPDATE run SET noticed_at = ? WHERE ended_at IS NOT NULL AND noticed_at IS NULL", (at,))

    def last_notice(self) -> Instant | None:
        """When the last notice was sent."""
        [(found,)] = self._database.read("SELECT max(noticed_at) FROM run")
        return str(found) if found else None

    def unfinished(self) -> RunRow | None:
        """The run that is under way or was cut off."""
        select = "SELECT id, started_at, resumed, free FROM run WHERE ended_at IS NULL"
        return next((RunRow(*row) for row in self._database.read(select)), None)

    def _values(self, run: str, *, is_source: bool) -> list[str]:
        select = "SELECT value FROM outcome WHERE run = ? AND is_source = ? ORDER BY number"
        return [value for (value,) in self._database.read(select, (run, is_source))]

    def _watched(self, where: str, *values: object) -> list[Watched]:
        rows = self._database.read(f"{_WATCHED} {where}", values)
        with self._database.wrapped():
            return [_to_watched(row) for row in rows]


def _insert(database: sqlite3.Connection, wish: Wish, at: Instant, found_in: int | None) -> int | None:
    """The number of the new entry, None where there is one of that series and kind."""
    row = (surt(wish.url), wish.kind != "article", wish.url, at, found_in, _json(wish), _json(State()))
    made = database.execute(_INSERT, row).fetchone()
    return int(made[0]) if made else None


def _clear(database: sqlite3.Connection, run: str, ids: Iterable[int]) -> None:
    database.executemany("DELETE FROM journal WHERE run = ? AND id = ?", [(run, number) for number in ids])


def _json(model: Wish | State | Outcome | SourceOutcome) -> str:
    return model.model_dump_json(exclude_defaults=True)


def _to_watched(row: tuple[Any, ...]) -> Watched:
    number, series, added_at, found_in, wish, state = row
    return Watched(
        id=number,
        series=series,
        added_at=added_at,
        found_in=found_in,
        wish=Wish.model_validate_json(wish),
        state=State.model_validate_json(state),
    )
