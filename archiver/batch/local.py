"""One step over many items on all cores of this machine: batches in, results out, in the order of the items.

    for event in LocalEngine(jobs=cores()).in_batches(partial(check, job), packages):
        ...

`work` takes a batch and answers with one result an item. It goes to other processes by name, once to each, so that it
has to be a function of a module (or a `partial` of one) and everything it is given has to be picklable. Batches keep
the cost of sending small beside the cost of working; only a few are under way at a time, so that memory does not grow
with the number of items.

This process is one of the `jobs`: it works alone while the others start, and takes a batch whenever there is no result
to hand out. The others are spawned: a script of its own needs `if __name__ == "__main__":` around the call.
"""

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from archiver.batch.engine import BATCH, in_lists
from archiver.errors import ArchiverError, ResourceError

AHEAD = 2  # batches that each other process has: the one that it works on, and the next; this one waits for the last
BEYOND = 8  # batches that are done here before the first of those is
WORTH_IT = 4  # batches; below, starting a process costs more than it saves

_steps: list[Callable[[list[Any]], list[Any]]] = []  # of a process of the pool: the one step that it is there for

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[list[T]], list[R]]


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
        # Not fork: a progress bar runs in a thread, and a forked child inherits its locks as they happen to be.
        with ProcessPoolExecutor(
            self.jobs - 1, mp_context=get_context("spawn"), initializer=_begin, initargs=(work,)
        ) as pool:
            yield from _Shared(work, _chained(first, batches), pool, self.jobs).results()


def _chained(first: list[list[T]], rest: Iterator[list[T]]) -> Iterator[list[T]]:
    yield from first
    yield from rest


class _Shared(Generic[T, R]):
    """Batches that this process and those of `pool` take in turns; what is `waiting` is in the order of the batches."""

    def __init__(self, work: Work[T, R], batches: Iterator[list[T]], pool: ProcessPoolExecutor, jobs: int) -> None:
        self._work, self._batches, self._pool = work, batches, pool
        self._most = (jobs - 1) * AHEAD
        self._waiting: deque[Future[list[R]]] = deque()

    def results(self) -> Iterator[R]:
        """All of them; raises ResourceError when a process of the pool was killed."""
        try:
            yield from self._while_they_start()
            while self._filled():
                yield from self._waiting.popleft().result()
        except BrokenProcessPool as e:
            raise ResourceError(
                "expected worker processes to run to their end, found one killed, perhaps for want of memory;"
                " what was reported before is done; run it again, with --jobs 1 if it happens again"
            ) from e
        finally:
            for future in self._waiting:
                future.cancel()

    def _while_they_start(self) -> Iterator[R]:
        ready = _submitted(self._pool, _ready)
        while not ready.done() and (batch := next(self._batches, None)):
            yield from self._work(batch)
        ready.result()

    def _filled(self) -> bool:
        """Whether anything is waiting; then the first of it is done, or this process can do nothing but wait."""
        self._submit()
        while self._waiting and not self._waiting[0].done() and len(self._waiting) < self._most + BEYOND:
            batch = next(self._batches, None)
            if batch is None:
                break
            self._waiting.append(_done(self._work, batch))
            self._submit()
        return bool(self._waiting)

    def _submit(self) -> None:
        """Gives the pool as much as keeps it busy while this process works."""
        under_way = sum(not future.done() for future in self._waiting)
        for batch in islice(self._batches, max(0, self._most - under_way)):
            self._waiting.append(_submitted(self._pool, _do, batch))


def _submitted(pool: ProcessPoolExecutor, call: Callable[..., R], *arguments: object) -> "Future[R]":
    """Gives `pool` a call. A process that it starts for it takes over that SIGINT is held up, for as long as it lives.

    An interrupt goes to the whole process group: one that came while a process still imports what it needs would end in
    its traceback on the terminal. It reaches this process when the call is given.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return pool.submit(call, *arguments)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _done(work: Work[T, R], batch: list[T]) -> "Future[list[R]]":
    """What `work` makes of a batch here and now, to be handed out in its turn; an error of ours as well."""
    future: Future[list[R]] = Future()
    try:
        future.set_result(work(batch))
    except ArchiverError as e:  # raised by `result`, after the results that come before it
        future.set_exception(e)
    return future


def _begin(work: Work[Any, Any]) -> None:
    """In a process of the pool: what it is for."""
    import threading

    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    sys.stderr.flush()
    _steps.append(work)


def _end_with_the_parent() -> None:
    """Ends this process when its parent is killed.

    It would wait for work for ever: it holds the other end of its own queue, which therefore never closes.
    """
    import multiprocessing
    import os

    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _ready() -> None:
    """Says that a process of the pool has begun."""


def _do(batch: list[T]) -> list[R]:
    results: list[R] = _steps[-1](batch)
    return results
