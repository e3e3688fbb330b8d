"""What an interrupted audit has on record, side by side with what is listed again: nothing is checked twice."""

from collections.abc import Container, Iterator, Sequence

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR
from archiver.flows.together import only
from archiver.model.audit import CheckEvent, FixityEvent, ShelfEvent, StretchEvent
from archiver.store.packages import PackageFiles
from archiver.store.stretches import Shelf, Stretch, Together

Left = Sequence[PackageFiles | Together]


class Recorded:
    """The events of the run before, in their order, each handed out once; those of what has gone since are dropped.

    A shelf may end elsewhere now, because something was added to its folder: its event is handed out in parts.
    """

    def __init__(self, events: Iterator[CheckEvent]) -> None:
        self._events = events
        self._next = next(events, None)
        self._rests: list[ShelfEvent] = []  # parts that have not been asked for yet

    def of_package(self, name: str) -> CheckEvent | None:
        """The event of the package `name`."""
        folder, _, base = name.rpartition("/")
        found = [_about(event, folder, {base}) for event in self._until(name)]
        return next((event for event in found if event), None)

    def of_together(self, one: Together, folder: str) -> tuple[list[CheckEvent], Left]:
        """The events of what lies together in the folder of that name in the store, and what is left to be checked."""
        return self._of_shelf(one, folder) if isinstance(one, Shelf) else self._of_stretch(one, folder)

    def _of_shelf(self, shelf: Shelf, folder: str) -> tuple[list[CheckEvent], Left]:
        prefix = f"{folder}/" if folder else ""
        known, missing = list[CheckEvent](), dict.fromkeys(shelf.sidecars)
        for event in self._until(prefix + shelf.sidecars[-1]):
            if part := _about(event, folder, missing):
                known.append(part)
                for name in _sidecars(part):
                    missing.pop(name, None)
        return known, [Shelf(shelf.folder, tuple(missing))] if missing else []

    def _of_stretch(self, stretch: Stretch, folder: str) -> tuple[list[CheckEvent], Left]:
        prefix = f"{folder}/" if folder else ""
        warc = prefix + rolled.rolled_warc(stretch.contents)
        numbers = {f"{prefix}{stem}{SIDECAR}": number for number, stem in enumerate(stretch.stems)}
        whole: list[CheckEvent] = []
        whole_of = warc, stretch.first, len(stretch.stems)
        missing = set(range(len(stretch.stems)))
        while event := self._peek():
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

    def _until(self, name: str) -> Iterator[CheckEvent]:
        """The events of what is listed up to that name."""
        folder, _, base = name.rpartition("/")
        place = name.split("/")
        while (event := self._peek()) and _place(event) <= place:
            self._step()
            if isinstance(event, ShelfEvent) and event.folder == folder:
                rest = only(event, lambda sidecar: sidecar > base)
                self._rests += [rest] if rest else []
                if part := only(event, lambda sidecar: sidecar <= base):
                    yield part
            else:
                yield event

    def _peek(self) -> CheckEvent | None:
        waiting = [*self._rests, self._next] if self._next else self._rests
        return min(waiting, key=_place, default=None)

    def _step(self) -> None:
        event = self._peek()
        if event is self._next:
            self._next = next(self._events, None)
        else:
            self._rests = [rest for rest in self._rests if rest is not event]


def _about(event: CheckEvent, folder: str, sidecars: Container[str]) -> CheckEvent | None:
    """What an event says of packages in a folder by their sidecars; None where it says nothing."""
    if isinstance(event, ShelfEvent):
        return only(event, sidecars.__contains__) if event.folder == folder else None
    if isinstance(event, StretchEvent):
        return None
    return event if event.package.rpartition("/")[0] == folder and _sidecars(event)[0] in sidecars else None


def _sidecars(event: CheckEvent) -> Sequence[str]:
    if isinstance(event, ShelfEvent):
        return event.sidecars
    return (event.package.rpartition("/")[2],) if isinstance(event, FixityEvent) else ()


def _is_before(event: CheckEvent, warc: str, first: int, name: str) -> bool:
    """Whether an event is of what was listed before a stretch, and has gone since."""
    if isinstance(event, StretchEvent):
        return (event.warc, event.first) < (warc, first)
    if isinstance(event, FixityEvent) and event.within and event.within[0] == warc:
        return event.package < name
    return _place(event) < warc.split("/")


def _place(event: CheckEvent) -> list[str]:
    """Packages are listed folder by folder."""
    if isinstance(event, ShelfEvent):
        return [*filter(None, event.folder.split("/")), event.sidecars[0]]
    return (event.warc if isinstance(event, StretchEvent) else event.package).split("/")
