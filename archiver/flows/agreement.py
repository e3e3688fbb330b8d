"""Rows of the index held against the packages, a rolled WARC or a folder of single files at a time.

What an audit has met there is summed up, and so is what the rows say of it (`archiver.index.tally`). Where both are
equal, every row is as it should be. Where they are not, the packages are looked at one by one.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

from archiver.flows.together import One, prefix_of
from archiver.index.interface import Index
from archiver.index.tally import Tally, folder_in
from archiver.model.audit import FixityEvent, StretchEvent, TogetherEvent
from archiver.model.digest import PREFIX

PENDING = 8  # rolled WARCs and folders that are met at a time: a day rarely has more

Closer = Callable[[TogetherEvent, bool], None]  # looks at each package of an event; True: of an interrupted run


class Agreement:
    """Takes what was met; `closer` is handed the events of a place whose rows say something else."""

    def __init__(self, index: Index, closer: Closer) -> None:
        self._index, self._closer = index, closer
        self._met = Tally.drawn()
        self._pending: OrderedDict[str, list[tuple[TogetherEvent, bool, int]]] = OrderedDict()
        self.rows = 0  # that agree with packages which this run has met together

    @cached_property
    def _said(self) -> Tally:
        """As the rows were when the first place was through; later changes only make it look closer."""
        return self._index.tally(self._met)

    def meet(self, event: FixityEvent) -> None:
        """A package that was looked at by itself."""
        if event.statement and event.octets is not None:
            where, offset = event.within or (folder_in(event.package), 0)
            statement = bytes.fromhex(event.statement.removeprefix(PREFIX))
            self._met.add(where, statement, event.package, offset, event.octets)

    def meet_together(self, event: TogetherEvent, there: list[One], *, earlier: bool) -> None:
        """The packages of an event but for those that were drawn, which have events of their own."""
        where = event.warc if isinstance(event, StretchEvent) else prefix_of(event)
        for one in there:
            self._met.add(where, one.statement, one.name, one.offset, one.octets)
        self._pending.setdefault(where, []).append((event, earlier, len(there)))
        self._pending.move_to_end(where)
        while len(self._pending) > PENDING:
            self._settle(*self._pending.popitem(last=False))

    def finish(self) -> None:
        """Settles what is left, when everything was met."""
        while self._pending:
            self._settle(*self._pending.popitem(last=False))

    def _settle(self, where: str, events: list[tuple[TogetherEvent, bool, int]]) -> None:
        if self._met.settled_with(self._said, where):
            self.rows += sum(met for _, earlier, met in events if not earlier)
            return
        for event, earlier, _ in events:
            self._closer(event, earlier)
