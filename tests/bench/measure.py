"""Measuring two things against each other on a machine that others use at the same time.

Rounds of both sides alternate on one core, so that whatever slows the machine slows both. CPU time counts, wall time
where the work waits for the disk; the best round of each side counts, because noise only ever adds.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Spent:
    """Seconds of the best round."""

    cpu: float
    wall: float


def pin() -> None:
    """One core from here on, the last one that this process may use; nothing where the system cannot do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


@contextmanager
def all_cores() -> Iterator[None]:
    """All cores for what is inside: servers and worker processes; nothing where the system cannot do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def interleaved(rounds: int, *sides: Work) -> tuple[Spent, ...]:
    """The best of `rounds` for each side, all sides in turn in every round, after one round that does not count."""
    for side in sides:
        side()
    taken = [[_timed(side) for side in sides] for _ in range(rounds)]
    return tuple(
        Spent(min(spent.cpu for spent in column), min(spent.wall for spent in column))
        for column in zip(*taken, strict=True)
    )


def _timed(side: Work) -> Spent:
    cpu, wall = time.process_time(), time.perf_counter()
    side()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)
