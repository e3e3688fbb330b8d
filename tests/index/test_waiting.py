"""Passages that wait for their words are found as those that don't, whatever happens between row and words."""

import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.errors import ResourceError
from archiver.index import waiting
from archiver.index.interface import Index, Query, Row, Sort
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from tests.index.conformance import IndexConformance, numbers, quote, said
from tests.index.test_sqlite import everything, full

WORDS = Query(words="port", limit=1_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / INDEX_NAME


class _TakesIn(SqliteIndex):
    """Takes in what waits after some of what is added."""

    def __init__(self, path: Path, every: int) -> None:
        super().__init__(path)
        self._every, self._added = every, 0

    def add(self, rows: object) -> None:
        super().add(rows)  # type: ignore[arg-type]
        self._added += 1
        if self._added % self._every == 0:
            self.take_in()


class TestAtOnce(IndexConformance):
    @pytest.fixture
    def index(self, path: Path) -> Iterator[Index]:
        with _TakesIn(path, 1) as index:
            yield index


class TestHalfOfThemWait(IndexConformance):
    @pytest.fixture
    def index(self, path: Path) -> Iterator[Index]:
        with _TakesIn(path, 2) as index:
            yield index


def port(number: int) -> Row:
    """Several share a second, so that numbers of passages meet."""
    return said(number, quote(f"the port {number % 3}", speaker="Olena"), quote("a port", 1), day=1 + number % 7)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sort", ["newest", "oldest", "address"])
def test_pages_are_the_same_whatever_waits(tmp_path: Path, sort: Sort, seed: int) -> None:
    draw = random.Random(seed)
    with SqliteIndex(tmp_path / "half") as half, SqliteIndex(tmp_path / "all") as whole:
        for number in range(80):
            half.add([port(number)])
            whole.add([port(number)])
            whole.take_in()
            if draw.random() < 0.1:
                half.take_in()
        asked = replace(WORDS, sort=sort, limit=7)
        for offset in (0, 1, 6, 30, 77, 79, 80, 200):
            assert half.search(replace(asked, offset=offset)) == whole.search(replace(asked, offset=offset))


def test_relevance_finds_both(path: Path) -> None:
    with SqliteIndex(path) as index:
        index.add([said(1, quote("port " * 9)), said(2, quote("the port and much besides that is said"))])
        index.take_in()
        index.add([said(3, quote("port port"))])
        found = numbers(index.search(replace(WORDS, sort="relevance")))
        assert sorted(found) == [1, 2, 3]
        assert found.index(1) < found.index(2)


def test_who_only_reads_finds_what_waits_and_writes_nothing(path: Path, tmp_path: Path) -> None:
    """Beside a writer, and in a copy without the writer's log."""
    with SqliteIndex(path) as index:
        index.add([port(1)])
        with SqliteIndex(path, read_only=True) as beside:
            assert numbers(beside.search(WORDS)) == [1]
            assert numbers(beside.search(Query(speaker="olena"))) == [1]
            assert numbers(beside.search(Query(kind="direct_quote", words="0"))) == []
        index._database._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = tmp_path / "copy.sqlite"
        shutil.copyfile(path, copy)
    before = copy.read_bytes()
    with SqliteIndex(copy, read_only=True) as read:
        assert numbers(read.search(WORDS)) == [1]
    assert copy.read_bytes() == before
    assert not list(tmp_path.glob("copy.sqlite-*"))


def test_what_replaces_passages_that_wait_leaves_none_of_the_old_words(path: Path) -> None:
    with SqliteIndex(path) as index:
        index.add([said(1, quote("the secret harbour"))])
        index.add([said(1, quote("the port"))])
        assert numbers(index.search(Query(words="secret"))) == []
        index.take_in()
        assert (numbers(index.search(Query(words="secret"))), numbers(index.search(WORDS))) == ([], [1])
        index.add([said(1, quote("a bridge"))])
        assert (numbers(index.search(WORDS)), numbers(index.search(Query(words="bridge")))) == ([], [1])
        index.add([said(1)])
        index.take_in()
        assert numbers(index.search(Query(words="bridge"))) == []
    assert b"secret harbour" not in path.read_bytes()


def test_a_row_that_brings_no_passages_leaves_those_that_wait(path: Path) -> None:
    with SqliteIndex(path) as index:
        index.add([port(1)])
        index.add([port(1)._replace(passages=None, warc="rolled.warc.gz")])
        assert index.search(WORDS).hits[0].row.warc == "rolled.warc.gz"
        index.take_in()
        assert numbers(index.search(WORDS)) == [1]


def test_closing_takes_them_in_and_so_does_the_thousandth(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TOGETHER", 10)
    with SqliteIndex(path) as index:
        for number in range(15):
            index.add([port(number)])
        assert waits(path) == 5
        index.add([port(number) for number in range(20, 40)])
        assert waits(path) == 0
        index.add([port(50)])
    assert waits(path) == 0


def test_what_an_earlier_run_left_counts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TOGETHER", 10)
    left_behind(path, 9)
    with SqliteIndex(path) as index:
        index.add([port(10)])
        assert waits(path) == 0


def test_a_package_with_more_passages_than_may_wait_does_not(path: Path) -> None:
    with SqliteIndex(path) as index:
        index.add([said(1, *(quote(f"port {'x' * 10_000}", number) for number in range(40)))])
        assert waits(path) == 0
        assert len(index.search(WORDS).hits[0].passages) == 40


def test_a_disk_that_fills_up_keeps_them_waiting_and_found(path: Path) -> None:
    with SqliteIndex(path) as index:
        for number in range(30):
            index.add([said(number, *(quote(f"port {number} {word}", word) for word in range(100)))])
        (pages,) = index._database._connection.execute("PRAGMA page_count").fetchone()
        index._database._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ResourceError, match="full"):
            index.take_in()
    assert waits(path) == 30
    with SqliteIndex(path, read_only=True) as index:
        assert sorted(numbers(index.search(WORDS))) == list(range(30))


def test_more_than_ever_waits_is_no_index_of_ours(path: Path) -> None:
    left_behind(path, 2)
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO waiting VALUES (9, ?, 0, '[]')", ((n,) for n in range(waiting.MAX_WAITING)))
    with SqliteIndex(path, read_only=True) as index, pytest.raises(ResourceError, match="10002 packages wait"):
        index.search(WORDS)


@pytest.mark.parametrize(
    "packed", ["", "{", "5", "[5]", '[[0, "x"]]', '[[0, "x", "port", 5, 6, 7]]', '[["a"]]', "[" * 99]
)
def test_foreign_passages_say_how_to_rebuild(path: Path, packed: str) -> None:
    left_behind(path, 1)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE waiting SET passages = ?", (packed,))
    with SqliteIndex(path, read_only=True) as index, pytest.raises(ResourceError, match="archiver index rebuild"):
        index.search(WORDS)


def test_a_garbled_page_is_told_wherever_it_is(path: Path) -> None:
    index = SqliteIndex(path)
    for number in range(60):
        index.add([full(number)])
    answers = everything(index)
    index._database.close()
    data = path.read_bytes()
    for start in range(4096, len(data), 4096):
        path.write_bytes(data[:start] + b"\xff" * 4096 + data[start + 4096 :])
        try:
            with SqliteIndex(path, read_only=True) as garbled:
                assert everything(garbled) == answers
        except ResourceError as e:
            assert "archiver index rebuild" in str(e)


ADDS = """
import sys
from pathlib import Path
from archiver.index import waiting
from archiver.index.sqlite import SqliteIndex
from tests.index.test_waiting import port

waiting.TOGETHER = 7
index = SqliteIndex(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 100_000):
    index.add([port(number)])
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_loses_no_word(path: Path) -> None:
    """A package that was said to be added is found once: by who reads then, and after the next run."""
    draw, start = random.Random(7), 0
    for _ in range(12):
        adding = subprocess.Popen(
            [sys.executable, "-c", ADDS, str(path), str(start)], stdout=subprocess.PIPE, text=True
        )
        assert adding.stdout
        told = [int(adding.stdout.readline())]
        time.sleep(draw.random() * 0.03)
        os.kill(adding.pid, signal.SIGKILL)
        told += map(int, adding.stdout.read().split())
        adding.wait()
        with SqliteIndex(path, read_only=True) as index:
            found = numbers(index.search(Query(words="port", limit=10_000)))
        assert len(found) == len(set(found))
        assert set(found) >= set(range(told[-1] + 1))  # a last one may be there that could not be told any more
        start = max(found) + 1
    with SqliteIndex(path) as index:
        index.take_in()
        assert sorted(numbers(index.search(Query(words="port", limit=10_000)))) == list(range(start))


def test_a_search_beside_a_writer_misses_nothing_and_finds_nothing_twice(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "TOGETHER", 5)
    told = itertools.count()
    last, stop = [next(told)], threading.Event()

    def add() -> None:
        with SqliteIndex(path) as index:
            while not stop.is_set():
                number = last[0] + 1
                index.add([port(number)])
                last[0] = number

    with SqliteIndex(path) as first:
        first.add([port(0)])
    writer = threading.Thread(target=add)
    writer.start()
    try:
        with SqliteIndex(path, read_only=True) as index:
            while last[0] < 150:
                before = last[0]
                found = numbers(index.search(Query(words="port", limit=10_000)))
                assert len(found) == len(set(found))
                assert set(found) >= set(range(before + 1))
    finally:
        stop.set()
        writer.join()


def left_behind(path: Path, count: int) -> None:
    """As a run leaves it that was killed."""
    index = SqliteIndex(path)
    for number in range(count):
        index.add([port(number)])
    index._database.close()


def waits(path: Path) -> int:
    with sqlite3.connect(path) as database:
        return int(database.execute("SELECT count(*) FROM waiting").fetchone()[0])
