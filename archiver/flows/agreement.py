"""Rows of the index held against the packages of rolled WARCs, a WARC at a time.

What an audit has met in a WARC is summed up, and so is what the rows say of it (`archiver.index.tally`). Where both are
equal, every row is as it should be. Where they are not, the packages of the WARC are looked at one by one.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

from archiver.bundle.naming import SIDECAR
from archiver.index.interface import Index
from archiver.index.tally import Tally
from archiver.model.audit import FixityEvent, StretchEvent
from archiver.model.digest import PREFIX
from archiver.store.members import Found as Rolled

PENDING = 8  # rolled WARCs that are met at a time: a day rarely has more

Closer = Callable[[StretchEvent, bool], None]  # looks at each package of a stretch; True: of an interrupted run
Member = tuple[str, Rolled, int, bytes]  # stem, place by the contents, number of the leaf, statement id in octets


class Agreement:
    """Takes what was met; `closer` is handed the stretches of a WARC whose rows say something else."""

    def __init__(self, index: Index, closer: Closer) -> None:
        self._index, self._closer = index, closer
        self._met = Tally.drawn()
        self._pending: OrderedDict[str, list[tuple[StretchEvent, bool]]] = OrderedDict()
        self.rows = 0  # that agree with packages which were met in stretches of this run

    @cached_property
    def _said(self) -> Tally:
        """As the rows were when the first WARC was through; later changes only make it look closer."""
        return self._index.tally(self._met)

    def meet(self, event: FixityEvent) -> None:
        """A package that was looked at by itself."""
        if event.within and event.statement and event.octets is not None:
            warc, offset = event.within
            statement = bytes.fromhex(event.statement.removeprefix(PREFIX))
            self._met.add(warc, statement, event.package, offset, event.octets)

    def meet_stretch(self, event: StretchEvent, members: list[Member], *, earlier: bool) -> None:
        """The packages of a stretch but for those that were drawn, which have events of their own."""
        folder = event.warc.rpartition("/")[0]
        for stem, found, _, statement in members:
            name = f"{folder}/{stem}{SIDECAR}" if folder else stem + SIDECAR
            self._met.add(event.warc, statement, name, *found.member.segment)
        self._pending.setdefault(event.warc, []).append((event, earlier))
        self._pending.move_to_end(event.warc)
        while len(self._pending) > PENDING:
            self._settle(*self._pending.popitem(last=False))

    def finish(self) -> None:
        """Settles what is left, when everything was met."""
        while self._pending:
            self._settle(*self._pending.popitem(last=False))

    def _settle(self, warc: str, stretches: list[tuple[StretchEvent, bool]]) -> None:
        if self._met.settled_with(self._said, warc):
            self.rows += sum(event.of - len(event.drawn) for event, earlier in stretches if not earlier)
            return
        for event, earlier in stretches:
            self._closer(event, earlier)
