"""What runs a step over many items: the cores of this machine (`local`), or a cluster (`spark`).

    engine.in_batches(partial(verify_batch, job), packages)

Both hold to one contract (`tests/batch/conformance.py`): the results of the items, in the order of the items; items are
taken as they are needed, so that memory does not grow with their number; an error of the work arrives as it was raised,
after the results that come before it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

BATCH = 32  # items

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """Runs a step over many items."""

    def in_batches(self, work: Callable[[list[T]], list[R]], items: Iterable[T], *, size: int = BATCH) -> Iterator[R]:
        """The results of `work`, which takes a list of items and answers with as many results.

        `work` is a function of a module, or a `partial` of one, and everything it is given can be pickled. It may run
        twice for one batch (a worker that is lost takes its results with it), so that doing it again must do no harm.
        What it keeps from one batch to the next it may meet again or not: it goes to a process once, or every time.
        Raises what `work` raises, and ResourceError when processes or workers are lost.
        """
        ...


@dataclass(frozen=True)
class Reaching:
    """An `Engine` whose workers call `reach` first: what they work on may be kept where this process alone looked."""

    engine: Engine
    reach: Callable[[], object]

    def in_batches(self, work: Callable[[list[T]], list[R]], items: Iterable[T], *, size: int = BATCH) -> Iterator[R]:
        """As `Engine.in_batches`."""
        return self.engine.in_batches(partial(_reached, self.reach, work), items, size=size)


def _reached(reach: Callable[[], object], work: Callable[[list[T]], list[R]], batch: list[T]) -> list[R]:
    reach()
    return work(batch)


def in_lists(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of `size`, the last one as long as what is left."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
