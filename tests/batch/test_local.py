"""Batches on several processes: the same results in the same order, whatever happens to the processes."""

import os
import signal
from functools import partial

import pytest

from archiver.batch.engine import BATCH
from archiver.batch.local import AHEAD, LocalEngine
from archiver.errors import ResourceError
from tests.batch.conformance import EngineConformance, process_of


def dying(bad: int, numbers: list[int]) -> list[int]:
    if bad in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers


class TestLocalEngine(EngineConformance):
    ahead = (2 * AHEAD + 5) * BATCH

    @pytest.fixture(params=[1, 2])
    def engine(self, request: pytest.FixtureRequest) -> LocalEngine:
        return LocalEngine(request.param)


def test_many_items_are_shared_and_few_are_not() -> None:
    engine = LocalEngine(2)
    assert set(engine.in_batches(process_of, range(BATCH))) == {os.getpid()}
    several = set(engine.in_batches(process_of, range(20 * BATCH)))
    assert os.getpid() not in several


def test_a_killed_process_is_no_result() -> None:
    with pytest.raises(ResourceError, match="--jobs 1"):
        list(LocalEngine(2).in_batches(partial(dying, 6 * BATCH), range(10 * BATCH)))
