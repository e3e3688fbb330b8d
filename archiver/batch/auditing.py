"""An audit's packages on an engine: many at a time, so that small packages do not drown in what sending them costs."""

from collections.abc import Iterable, Iterator
from functools import partial

from archiver.batch.engine import Engine
from archiver.flows.checking import Job, check_lists
from archiver.model.audit import CheckEvent
from archiver.store.packages import PackageFiles
from archiver.store.stretches import Stretch


def events_on(engine: Engine, job: Job, due: Iterable[PackageFiles | Stretch], *, size: int) -> Iterator[CheckEvent]:
    """The events of all that is due, in its order; `size` packages go to a process together, or one stretch."""
    work = partial(check_lists, job)
    for events in engine.in_batches(work, _lists(due, size), size=1):
        yield from events


def _lists(due: Iterable[PackageFiles | Stretch], size: int) -> Iterator[list[PackageFiles | Stretch]]:
    some: list[PackageFiles | Stretch] = []
    for one in due:
        some.append(one)
        if len(some) == size or isinstance(one, Stretch):
            yield some
            some = []
    if some:
        yield some
