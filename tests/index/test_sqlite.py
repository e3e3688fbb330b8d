"""`SqliteIndex`: the conformance suite, and what can happen to a file."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archiver.database import sqlite
from archiver.errors import ResourceError
from archiver.index import finding
from archiver.index.interface import Index, Passage, Query, Row
from archiver.index.schema import SCHEMA_VERSION
from archiver.index.sqlite import INDEX_NAME, SqliteIndex, rebuilt
from archiver.index.tally import Tally
from archiver.model.digest import sha256
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


DIGEST = "sha256:" + "0" * 64
MOMENT = "2026-11-22T07:15:01.000000Z"


@pytest.mark.parametrize("question", [
    lambda index: index.versions("x"), lambda index: index.by_capture_prefix("a"),
    lambda index: index.by_statement(DIGEST), lambda index: index.latest("a", "x"),
    lambda index: index.last_with_text("a", "x"),
    *(lambda index, query=query: index.search(query) for query in (
        Query(), Query(url="https://example.org/"), Query(host="example.org"), Query(prefix="https://example.org/"),
        Query(quality="captcha"), Query(case_id="x"), Query(since=MOMENT), Query(until=MOMENT),
        Query(quality="captcha", case_id="x", since=MOMENT), Query(words="port"), Query(words="port", host="example.org"),
        Query(speaker="koval", since=MOMENT, sort="oldest"), Query(kind="headline", since=MOMENT, quality="captcha"),
    )),
])  # fmt: skip
def test_no_question_reads_the_whole_table_or_sorts(path: Path, question: Callable[[Index], object]) -> None:
    fill(path)
    asked: list[str] = []
    with SqliteIndex(path) as index:
        connection = index._database._connection
        connection.set_trace_callback(asked.append)
        question(index)
        connection.set_trace_callback(None)
        own = [one for one in asked if one.startswith("SELECT s.surt")]  # and what FTS5 asks of its own tables
        plans = [plan[3] for one in own for plan in connection.execute("EXPLAIN QUERY PLAN " + one)]
    plans = [
        plan for plan in plans if not re.match(r"SCAN (found VIRTUAL TABLE|p USING INDEX package_captured|g$)", plan)
    ]
    assert any("SEARCH" in plan for plan in plans)
    assert not [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE" in plan]


def test_a_digest_is_looked_up_in_each_of_its_places(path: Path) -> None:
    fill(path)
    asked = finding.question(Query(digest=DIGEST))
    with SqliteIndex(path) as index:
        plan = [one[3] for one in index._database.read("EXPLAIN QUERY PLAN " + asked.sql, asked.values)]
    for name in ("text", "source", "segment", "statement"):
        assert f"SEARCH p USING INDEX package_{name} (<expr>=?)" in plan
    assert not [one for one in plan if "SCAN" in one]


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


def everything(index: SqliteIndex) -> tuple[object, ...]:
    """Answers that together need every table and every look-up."""
    rows = list(index.rows())
    ids = [index.by_statement(one.statement_id) for one in rows]
    captures = index.by_capture_prefix("")
    queries = (
        Query(limit=100),
        Query(words="port"),
        Query(quality="captcha"),
        Query(case_id="c"),
        Query(kind="headline"),
    )
    return rows, ids, captures, [index.search(query) for query in queries], index.search(Query(digest=sha256(b"text")))


def full(number: int) -> Row:
    facts = {"quality": "captcha", "case_id": "c", "source_sha256": sha256(b"s"), "text_sha256": sha256(b"text")}
    passages = (
        Passage(None, "headline", "Port"),
        Passage(0, "indirect", f"the port {number}", "Olena", None, ("Dolna",)),
    )
    return row(number, series=f"org,example)/{number % 9}")._replace(passages=passages, **facts)  # type: ignore[arg-type]


def pages(data: bytes) -> range:
    return range(4096, len(data), 4096)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, tuple[object, ...]]:
    """The octets of an index, and what it answers."""
    path = tmp_path_factory.mktemp("filled") / INDEX_NAME
    with SqliteIndex(path) as index:
        index.add_many(map(full, range(120)))
        answers = everything(index)
    return path.read_bytes(), answers


def asked_or_told(path: Path) -> object:
    """All answers, or None where the user is told how to rebuild the index."""
    try:
        with SqliteIndex(path, read_only=True) as index:
            return everything(index)
    except ResourceError as e:
        assert re.search(r"damaged file .*run `archiver index rebuild`; nothing is lost", str(e)), e
        return None


@pytest.mark.parametrize("garbage", [b"\xff" * 4096, b"\0" * 4096, bytes(range(256)) * 16])
def test_a_garbled_page_is_told_wherever_it_is(
    path: Path, filled: tuple[bytes, tuple[object, ...]], garbage: bytes
) -> None:
    data, answers = filled
    told = 0
    for start in pages(data):
        path.write_bytes(data[:start] + garbage + data[start + 4096 :])
        found = asked_or_told(path)
        told += found is None
        assert found is None or found == answers or garbage[0] == 0  # nothing but zeros can be a page without rows
    assert told > len(pages(data)) // 2


def test_a_file_that_is_cut_short_is_told(path: Path, filled: tuple[bytes, tuple[object, ...]]) -> None:
    data, _ = filled
    for length in (*pages(data), 100, 4095, len(data) - 1):
        path.write_bytes(data[:length])
        assert asked_or_told(path) is None


def test_damage_is_repaired_by_making_it_anew(path: Path, filled: tuple[bytes, tuple[object, ...]]) -> None:
    data, answers = filled
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with rebuilt(path) as index:
        index.add_many(map(full, range(120)))
    assert asked_or_told(path) == answers
    assert [found.name for found in path.parent.iterdir()] == [INDEX_NAME]


FOREIGN = {"text": "no octets", "number": 5, "octets": b"\xff", "huge": 1e300, "negative": -5}
MAY_BE = {
    "ids": (), "holds": ("number", "negative"), "captured": ("number", "negative"), "url": ("text",),
    "sidecar": ("text", "number", "huge", "negative"), "archive": (), "offset": ("number",), "length": ("number",),
    "claims": ("number",), "packaged": ("number", "negative"), "warc": (), "relation": (), "quality": (), "case_id": (),
}  # fmt: skip


@pytest.mark.parametrize("column", MAY_BE)
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_value_in_a_row_says_how_to_rebuild(path: Path, column: str, kind: str) -> None:
    fill(path)
    with sqlite3.connect(path) as database:
        database.execute(f'UPDATE package SET "{column}" = ?', (FOREIGN[kind],))
    with SqliteIndex(path, read_only=True) as index:
        try:
            index.versions(row(0).series)
            assert kind in MAY_BE[column]  # a number becomes text, where the column says so
        except ResourceError as e:
            assert kind not in MAY_BE[column]
            assert re.search(r"damaged file .*archiver index rebuild", str(e))


@pytest.mark.parametrize("length", [0, 143, 145, 175])
def test_ids_of_another_length_say_how_to_rebuild(path: Path, length: int) -> None:
    fill(path)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE package SET ids = zeroblob(?), warc = 1", (length,))
    with SqliteIndex(path, read_only=True) as index:
        for question in (lambda: index.versions(row(0).series), lambda: index.tally(Tally.drawn())):
            with pytest.raises(ResourceError, match=r"damaged file .*archiver index rebuild"):
                question()


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
