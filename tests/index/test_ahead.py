"""Rows in front of an index."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archiver.errors import ResourceError
from archiver.index import ahead
from archiver.index.ahead import IndexAhead, IndexInBatches
from archiver.index.interface import Index, Query
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from tests.index.conformance import ARCHIVE, IndexConformance, numbers, quote, row, said

SERIES = "org,example)/a"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / INDEX_NAME


class TestInBatches(IndexConformance):
    @pytest.fixture
    def index(self, path: Path) -> Iterator[Index]:
        with IndexInBatches(path) as index:
            yield index


def test_rows_are_written_together_and_chains_are_looked_up_meanwhile(path: Path) -> None:
    with IndexInBatches(path) as index, SqliteIndex(path, read_only=True) as other:
        for number in range(3):
            index.add([row(number, number)])
        assert index.latest(ARCHIVE, SERIES) == [row(2, 2)]
        assert index.last_with_text(ARCHIVE, SERIES) == row(1, 1)
        assert other.count() == 0
        index.flush()
        assert other.count() == 3
        assert index.added == []


def test_whatever_is_asked_besides_chains_writes_them_first() -> None:
    asked = {name for name, member in vars(Index).items() if callable(member) and not name.startswith("_")}
    assert asked <= set(vars(IndexInBatches))


def test_no_row_is_lost_or_unseen_while_another_thread_writes(path: Path) -> None:
    unseen: list[int] = []

    def package(start: int) -> None:
        for number in range(start, start + 100):
            series = f"org,example)/{number}"
            index.add([row(number, series=series)])
            if index.latest(ARCHIVE, series) != [row(number, series=series)]:
                unseen.append(number)

    with IndexInBatches(path) as index, ThreadPoolExecutor(5) as threads:
        working = [threads.submit(package, start) for start in range(0, 400, 100)]
        while not all(one.done() for one in working):
            index.flush()
        for one in working:
            one.result()
    with SqliteIndex(path, read_only=True) as written:
        assert (written.count(), unseen) == (400, [])


def test_the_fiftieth_writes_them(path: Path) -> None:
    with IndexInBatches(path) as index, SqliteIndex(path, read_only=True) as other:
        for number in range(ahead.BATCH + 1):
            index.add([row(number, number)])
        assert other.count() == ahead.BATCH
    with SqliteIndex(path) as index:
        assert index.count() == ahead.BATCH + 1


def test_words_are_found_before_and_after(path: Path) -> None:
    with IndexInBatches(path) as index:
        index.add([said(1, quote("the port"))])
        assert numbers(index.search(Query(words="port"))) == [1]
    with SqliteIndex(path, read_only=True) as read:
        assert numbers(read.search(Query(words="port"))) == [1]


def test_a_failure_is_told_and_keeps_them_in_front(path: Path) -> None:
    index = IndexInBatches(path)
    index.add([said(1, quote("the port")), row(2)._replace(statement_id="sha256:none")])
    with pytest.raises(ResourceError):
        index.flush()
    assert len(index.added) == 2
    with pytest.raises(ResourceError):
        index.close()


def test_what_is_only_ahead_is_never_written(path: Path) -> None:
    SqliteIndex(path).close()
    with IndexAhead(path) as index:
        index.add([row(1)])
    with SqliteIndex(path) as written:
        assert written.count() == 0
