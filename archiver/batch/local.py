"""One step over many items on all cores of this machine: batches in, results out, in the order of the items.

    for event in LocalEngine(jobs=cores()).in_batches(partial(check, job), packages):
        ...

`work` takes a batch and answers with one result an item. It goes to other processes by name, so that it has to be a
function of a module (or a `partial` of one) and everything it is given has to be picklable. Batches keep the cost of
sending small beside the cost of working; only a few are under way at a time, so that memory does not grow with the
number of items. The processes are spawned: a script of its own needs `if __name__ == "__main__":` around the call.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from archiver.batch.engine import BATCH, in_lists
from archiver.errors import ResourceError

AHEAD = 3  # batches a process that are under way or waiting
WORTH_IT = 4  # batches; below, starting a process costs more than it saves

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class LocalEngine:
    """An `Engine` of `jobs` processes, which share the work where there is enough to share."""

    jobs: int

    def in_batches(self, work: Callable[[list[T]], list[R]], items: Iterable[T], *, size: int = BATCH) -> Iterator[R]:
        """As `Engine.in_batches`."""
        batches = in_lists(items, size)
        first = list(islice(batches, WORTH_IT if self.jobs > 1 else 0))
        if len(first) < WORTH_IT:
            for batch in _chained(first, batches):
                yield from work(batch)
            return
        yield from _shared(work, _chained(first, batches), self.jobs)


def _chained(first: list[list[T]], rest: Iterator[list[T]]) -> Iterator[list[T]]:
    yield from first
    yield from rest


def _shared(work: Callable[[list[T]], list[R]], batches: Iterator[list[T]], jobs: int) -> Iterator[R]:
    # Not fork: a progress bar runs in a thread, and a forked child inherits its locks as they happen to be.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_quiet) as pool:
        waiting: deque[Future[list[R]]] = deque(pool.submit(work, batch) for batch in islice(batches, jobs * AHEAD))
        try:
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(pool.submit(work, batch) for batch in islice(batches, 1))
                yield from done
        except BrokenProcessPool as e:
            raise ResourceError(
                "expected worker processes to run to their end, found one killed, perhaps for want of memory;"
                " what was reported before is done; run it again, with --jobs 1 if it happens again"
            ) from e
        finally:
            for future in waiting:
                future.cancel()


def _quiet() -> None:
    """An interrupt goes to the whole process group; the parent says so, once."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr.flush()
