"""`SqliteIndex`: the conformance suite, and what can happen to a file."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archiver.database import sqlite
from archiver.errors import ResourceError
from archiver.index.interface import Index
from archiver.index.sqlite import INDEX_NAME, SCHEMA_VERSION, SqliteIndex
from tests.index.conformance import IndexConformance, row


class TestSqliteIndex(IndexConformance):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[Index]:
        with SqliteIndex(tmp_path / INDEX_NAME) as index:
            yield index


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / INDEX_NAME


def fill(path: Path, rows: int = 1) -> None:
    with SqliteIndex(path) as index:
        index.add(row(number) for number in range(rows))


def test_what_was_added_is_there_when_it_is_opened_again(path: Path) -> None:
    fill(path)
    with SqliteIndex(path) as index:
        assert index.versions(row(0).series) == [row(0)]


def test_it_is_as_durable_and_as_keyed_as_promised(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            database.execute("SELECT rowid FROM package")


@pytest.mark.parametrize("question", [
    lambda index: index.versions("x"), lambda index: index.by_capture_prefix("x"),
    lambda index: index.by_statement("x"), lambda index: index.latest("a", "x"),
    lambda index: index.last_with_text("a", "x"),
])  # fmt: skip
def test_no_question_reads_the_whole_table_or_sorts(path: Path, question: Callable[[Index], object]) -> None:
    fill(path)
    asked: list[str] = []
    with SqliteIndex(path) as index:
        index._database._connection.set_trace_callback(asked.append)
        question(index)
        index._database._connection.set_trace_callback(None)
        plans = [plan[3] for one in asked for plan in index._database._connection.execute("EXPLAIN QUERY PLAN " + one)]
    assert any("SEARCH" in plan for plan in plans)
    assert not [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE" in plan]


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(ResourceError, match=f"schema {SCHEMA_VERSION}, found {SCHEMA_VERSION + 1}: use the archiver"):
        SqliteIndex(path)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM package").fetchone() == (1,)


def test_a_file_that_is_no_database_says_how_to_rebuild(path: Path) -> None:
    path.write_bytes(b"not a database, surely" * 1000)
    with pytest.raises(ResourceError, match=r"damaged file .*archiver index rebuild"):
        SqliteIndex(path)


@pytest.mark.parametrize("position", [4096 * 2, 4096 * 5])
def test_a_damaged_page_says_how_to_rebuild(path: Path, position: int) -> None:
    fill(path, 400)
    data = bytearray(path.read_bytes())
    data[position : position + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with SqliteIndex(path) as index, pytest.raises(ResourceError, match=r"damaged file .*archiver index rebuild"):
        index.versions(row(0).series)
        for number in range(400):
            index.by_statement(row(number).statement_id)
            index.by_capture_prefix(row(number).capture_id)


@pytest.mark.parametrize("value", ["not json", "5", b"\xff"])
def test_a_foreign_value_in_a_row_says_how_to_rebuild(path: Path, value: str | bytes) -> None:
    fill(path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE package SET previous = ?", (value,))
    with SqliteIndex(path) as index, pytest.raises(ResourceError, match=r"damaged file .*archiver index rebuild"):
        index.versions(row(0).series)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"none/index\.sqlite.*unable to open"):
        SqliteIndex(tmp_path / "none" / INDEX_NAME)


def test_another_run_that_writes_too_long_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with sqlite3.connect(path, isolation_level=None) as other, SqliteIndex(path) as index:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ResourceError, match="locked"):
            index.add([row(2)])
        assert index.count() == 1
        other.execute("ROLLBACK")
        index.add([row(2)])
        assert index.count() == 2


def test_several_runs_may_start_and_write_at_once(path: Path) -> None:
    def write(start: int) -> None:
        for number in range(start, start + 5):
            with SqliteIndex(path) as index:
                index.add([row(number)])

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 20, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with SqliteIndex(path) as index:
        assert index.count() == 20


def test_threads_share_one_index(path: Path) -> None:
    with SqliteIndex(path) as index, ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: index.add([row(number)]), range(200)))
        counted = list(threads.map(lambda _: index.count(), range(20)))
    assert set(counted) == {200}
