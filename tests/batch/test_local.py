"""Batches on several processes: the same results in the same order, whatever happens to the processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from archiver.batch.engine import BATCH
from archiver.batch.local import AHEAD, LocalEngine
from archiver.errors import InputError, ResourceError
from tests.batch.conformance import EngineConformance, failing, process_of

T = TypeVar("T")
PATIENCE = 60.0  # seconds
ENDLESS = """
from itertools import count
from archiver.batch.local import LocalEngine
from tests.batch.test_local import naming
if __name__ == "__main__":
    for process in LocalEngine(2).in_batches(naming, count(), size=1):
        print(process, flush=True)
"""


def dying(parent: int, numbers: list[int]) -> list[int]:
    time.sleep(0.02)
    if os.getpid() != parent:
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
    several = [process for process, _ in until_shared(iter(engine.in_batches(Counting(), range(10_000), size=1)))]
    assert several[0] == os.getpid()
    assert len(set(several)) == 2


def until_shared(results: Iterator[tuple[int, T]]) -> list[tuple[int, T]]:
    """Results up to the fourth of another process: how long one takes to start is the machine's affair."""
    met, others = list[tuple[int, T]](), 0
    for process, calls in results:
        met.append((process, calls))
        others += process != os.getpid()
        if others == 4:
            break
    results.close()  # type: ignore[attr-defined]  # a generator
    return met


class Counting:
    """A step that remembers; it goes to a process once."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, numbers: list[int]) -> list[tuple[int, int]]:
        time.sleep(0.02)
        self.calls += 1
        return [(os.getpid(), self.calls)] * len(numbers)


def test_what_a_step_keeps_is_there_at_the_next_batch() -> None:
    met = until_shared(iter(LocalEngine(2).in_batches(Counting(), range(10_000), size=1)))
    assert len({process for process, _ in met}) == 2
    for one in {process for process, _ in met}:
        calls = [count for process, count in met if process == one]
        assert sorted(calls) == list(range(1, len(calls) + 1))


def test_an_error_in_this_process_waits_for_the_results_before_it() -> None:
    results = LocalEngine(2).in_batches(partial(failing_slowly, 60), range(100), size=1)
    assert [next(results) for _ in range(60)] == list(range(60))
    with pytest.raises(InputError, match="anything but"):
        next(results)


def failing_slowly(bad: int, numbers: list[int]) -> list[int]:
    time.sleep(0.02)
    return failing(bad, numbers)


def test_a_killed_process_is_no_result() -> None:
    with pytest.raises(ResourceError, match="--jobs 1"):
        list(LocalEngine(2).in_batches(partial(dying, os.getpid()), range(10_000), size=1))


def held_up(numbers: list[int]) -> list[tuple[int, bool]]:
    time.sleep(0.02)
    return [(os.getpid(), signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))] * len(numbers)


def test_an_interrupt_is_for_the_process_that_somebody_started() -> None:
    """From their first moment on: what interrupts a process that still imports would be a traceback on a terminal."""
    results = iter(LocalEngine(2).in_batches(held_up, range(10_000), size=1))
    met = dict(until_shared(results))
    assert met.pop(os.getpid()) is False
    assert list(met.values()) == [True]


def naming(numbers: list[int]) -> list[int]:
    time.sleep(0.02)
    return process_of(numbers)


def test_no_process_outlives_the_one_that_was_killed(tmp_path: Path) -> None:
    """Whoever reads its output meets the end of it: a process that is left would hold the pipe open."""
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    root = str(Path(__file__).parent.parent.parent)
    with subprocess.Popen(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": root}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        met = {int(line) for line in iter(process.stdout.readline, f"{process.pid}\n")}
        while len(met) < 2:
            met.add(int(process.stdout.readline()))
        process.kill()
        process.communicate(timeout=PATIENCE)
