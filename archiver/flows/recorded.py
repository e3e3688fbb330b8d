"""What an interrupted audit has on record, side by side with what is listed again: nothing is checked twice."""

from collections.abc import Iterator, Sequence

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR
from archiver.model.audit import CheckEvent, FixityEvent, StretchEvent
from archiver.store.packages import PackageFiles
from archiver.store.stretches import Stretch


class Recorded:
    """The events of the run before, in their order, each handed out once; those of what has gone since are dropped."""

    def __init__(self, events: Iterator[CheckEvent]) -> None:
        self._events = events
        self._next = next(events, None)

    def of_package(self, name: str) -> FixityEvent | None:
        """The event of the package `name`."""
        while self._next and _place(self._next) < name.split("/"):
            self._step()
        event = self._next
        if not isinstance(event, FixityEvent) or event.package != name:
            return None
        self._step()
        return event

    def of_stretch(self, stretch: Stretch, folder: str) -> tuple[list[CheckEvent], Sequence[PackageFiles | Stretch]]:
        """The events of a stretch in the folder of that name in the store, and what is still to be checked of it."""
        prefix = f"{folder}/" if folder else ""
        warc = prefix + rolled.rolled_warc(stretch.contents)
        numbers = {f"{prefix}{stem}{SIDECAR}": number for number, stem in enumerate(stretch.stems)}
        whole: list[CheckEvent] = []
        whole_of = warc, stretch.first, len(stretch.stems)
        missing = set(range(len(stretch.stems)))
        while event := self._next:
            if isinstance(event, FixityEvent) and event.package in numbers:
                missing.discard(numbers[event.package])
            elif isinstance(event, StretchEvent) and (event.warc, event.first, event.of) == whole_of:
                missing &= set(event.drawn)
            elif _is_before(event, warc, stretch.first, prefix + stretch.stems[0] + SIDECAR):
                self._step()
                continue
            else:
                break
            whole.append(event)
            self._step()
        if len(missing) == len(stretch.stems):
            return whole, [stretch]
        return whole, [stretch.files(number) for number in sorted(missing)]

    def _step(self) -> None:
        self._next = next(self._events, None)


def _is_before(event: CheckEvent, warc: str, first: int, name: str) -> bool:
    """Whether an event is of what was listed before a stretch, and has gone since."""
    if isinstance(event, StretchEvent):
        return (event.warc, event.first) < (warc, first)
    if event.within and event.within[0] == warc:
        return event.package < name
    return _place(event) < warc.split("/")


def _place(event: CheckEvent) -> list[str]:
    """Packages are listed folder by folder."""
    return (event.warc if isinstance(event, StretchEvent) else event.package).split("/")
