"""An audit's packages on an engine: many at a time, so that small packages do not drown in what sending them costs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from archiver.batch.engine import Engine
from archiver.flows.checking import Job, Lists
from archiver.model.audit import CheckEvent, FixityEvent
from archiver.store.packages import PackageFiles
from archiver.store.stretches import Together

GROWTH = 8  # times the size that a list begins with, where all passes by seals and a package takes no time


def events_on(engine: Engine, job: Job, due: Iterable[PackageFiles | Together], *, size: int) -> Iterator[CheckEvent]:
    """The events of all that is due, in its order; `size` packages go to a process together, or one stretch or shelf.

    They become more while they pass by seals: what is drawn of them to be verified then is verified together, which
    takes half the time that it takes one by one between megabytes that are only hashed.
    """
    lists = _Lists(due, size)
    with closing(Lists(job)) as work:
        for events in engine.in_batches(work, lists.each(), size=1):
            lists.grow(events)
            yield from events


class _Lists:
    def __init__(self, due: Iterable[PackageFiles | Together], size: int) -> None:
        self._due, self._least, self._size = due, size, size

    def each(self) -> Iterator[list[PackageFiles | Together]]:
        some, packages = list[PackageFiles | Together](), 0
        for one in self._due:
            some.append(one)
            packages += 1 if isinstance(one, PackageFiles) else max(self._least, len(one))
            if packages >= self._size:
                yield some
                some, packages = [], 0
        if some:
            yield some

    def grow(self, events: Sequence[CheckEvent]) -> None:
        """Twice as many where packages of a list passed together, the fewest again where none did."""
        passed = not all(isinstance(event, FixityEvent) for event in events)
        self._size = min(2 * self._size, GROWTH * self._least) if passed else self._least
