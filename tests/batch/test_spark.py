"""The same contract on a cluster: a real master, two workers, and one of them killed in the middle of the work."""

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from archiver.batch.engine import BATCH
from archiver.batch.local import LocalEngine
from archiver.batch.spark import AHEAD, Answer, Guarded, SparkEngine, connect
from archiver.errors import ResourceError, UsageError
from tests.batch.conformance import EngineConformance, squares
from tests.support.cluster import WORKERS, Cluster, standalone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with standalone(tmp_path_factory.mktemp("spark")) as started:
        yield started


@pytest.fixture(scope="module")
def connected(cluster: Cluster) -> Iterator[SparkEngine]:
    with connect(cluster.master) as engine:
        yield engine


def slowly(folder: Path, numbers: list[int]) -> list[int]:
    (folder / f"{numbers[0]}-{os.getpid()}").touch()
    time.sleep(0.2)
    return squares(numbers)


def broken(numbers: list[int]) -> list[int]:
    raise ZeroDivisionError(numbers[0])


def test_a_worker_in_another_version_answers_with_what_to_do() -> None:
    answer: Answer[int] = Guarded(squares, "0.0.1-else")([2])
    with pytest.raises(ResourceError, match=r"expected archiver 0\.0\.1-else on every worker, found .*: install one"):
        answer.results()


def test_no_master_is_told_at_once() -> None:
    with (
        pytest.raises(ResourceError, match=r"expected a Spark master at spark://127\.0\.0\.1:1, found .*refused"),
        connect("spark://127.0.0.1:1"),
    ):
        pass


def test_an_engine_needs_an_address() -> None:
    with pytest.raises(UsageError, match="expected --master"), connect(None):
        pass


class TestSparkEngine(EngineConformance):
    ahead = AHEAD * WORKERS * BATCH

    @pytest.fixture
    def engine(self, connected: SparkEngine) -> SparkEngine:
        return connected


def test_a_defect_is_no_result(connected: SparkEngine) -> None:
    with pytest.raises(ResourceError, match="expected the cluster to run the step to its end"):
        list(connected.in_batches(broken, range(3)))


def test_a_second_engine_shares_the_context_and_leaves_it_alone(connected: SparkEngine) -> None:
    with connect(None) as second:
        assert second.context is connected.context
    assert list(connected.in_batches(squares, range(3))) == [0, 1, 4]


def test_what_a_killed_worker_held_is_done_again(connected: SparkEngine, cluster: Cluster, tmp_path: Path) -> None:
    """Last in the file: the cluster has one worker from here on."""
    results = connected.in_batches(partial(slowly, tmp_path), range(40), size=1)
    found = []
    for number, result in enumerate(results):
        found.append(result)
        if number == 2:
            cluster.kill(0)
    assert found == list(LocalEngine(1).in_batches(squares, range(40)))
    assert len({path.name.partition("-")[2] for path in tmp_path.iterdir()}) >= 2
