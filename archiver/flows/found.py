"""What an audit has come by: counts, what is wrong, and what index and log say beyond the packages.

index and package disagree          the row is written anew, unless the package is damaged
a row without a package             missing
a leaf without package and row      lost
a package without a leaf            unlogged
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from archiver.bundle.naming import WARC, in_folder_of_its_day
from archiver.errors import FormatError, ResourceError
from archiver.flows.agreement import Agreement
from archiver.flows.reindex import row_in
from archiver.flows.rows import sidecar_name, warc_name
from archiver.flows.shortcut import Shortcut
from archiver.flows.together import MembersOf, One, alone, ones
from archiver.flows.verify import WORST_FIRST
from archiver.index.interface import Index, Row
from archiver.model.audit import AuditedLog, AuditSummary, FixityEvent, How, ShelfEvent, Standing, TogetherEvent
from archiver.model.digest import PREFIX
from archiver.model.report import Verdict
from archiver.store.catalogue import is_rolled_name
from archiver.store.interface import Location, Store
from archiver.store.logfolder import LogFolder
from archiver.tlog.checkpoint import HASH_OCTETS
from archiver.tlog.proven import ProvenLeaves

SHOWN = 1000  # events with findings, and names of one kind, that a report repeats; all of them are on record


class Found:
    """Takes events, gives the summary; its size does not grow with the number of packages that are well."""

    def __init__(
        self, store: Store, index: Index | None, shortcut: Shortcut | None, members: MembersOf, *, whole: bool
    ) -> None:
        self._members = members
        self._agreement = Agreement(index, self._look_closer) if index else None
        self._store, self._index, self._shortcut, self._whole = store, index, shortcut, whole
        self._verdicts: Counter[Verdict] = Counter()
        self._how: Counter[How] = Counter()
        self._statuses: set[int] = set()
        self._log = LogFolder(shortcut.log) if shortcut else None
        self._met = bytearray((shortcut.size + 7) // 8 if shortcut else 0)
        self._rows = 0  # that agree with a package which was opened in this run
        self._indexed = 0
        self._unlogged_count = 0
        self._alone: list[str] = []
        self._surplus: list[str] = []
        self._unindexed: list[str] = []
        self._unlogged: list[str] = []
        self.packages = 0
        self.findings: list[FixityEvent] = []

    def take(self, events: Sequence[FixityEvent], *, earlier: bool = False) -> None:
        """Counts `events`, remembers what is wrong with them, repairs the index; `earlier`: of an interrupted run."""
        for event in events:
            self._verdicts[event.outcome] += 1
            self._how[event.how] += 1
            self._statuses.add(event.status)
            _name(self.findings, event, event.findings)
            alone = event.package.endswith(WARC) and not is_rolled_name(event.package.rpartition("/")[2])
            _name(self._alone, event.package, alone)
            self._mark(event)
            if self._agreement:
                self._agreement.meet(event)
        if self._index:
            self._indexed += self._repair(self._index, events, earlier=earlier)

    def take_together(self, event: TogetherEvent, *, earlier: bool = False) -> None:
        """As `take`, of packages that were checked together."""
        if event.packages:  # else all of them were drawn
            self._verdicts[event.outcome] += event.packages
            self._how[event.how] += event.packages
        self._statuses.add(0)
        there = self._there(event)
        for one in there:
            self._meet(one.leaf)
        if self._agreement:
            self._agreement.meet_together(event, there, earlier=earlier)

    def _there(self, event: TogetherEvent) -> list[One]:
        """What was not drawn; nothing where the contents of the rolled WARC say something else now."""
        if self._shortcut is None or self._log is None:
            return []
        try:
            found = ones(event, self._members, self._log, self._shortcut.size)
        except (FormatError, ResourceError):  # said of the log by `_lost`
            return []
        if isinstance(event, ShelfEvent):
            return found
        if len(found) != event.of:  # of an interrupted run, and the rolled WARC has gone since
            return []
        drawn = set(event.drawn)
        return [one for at, one in enumerate(found) if at not in drawn]

    def _look_closer(self, event: TogetherEvent, earlier: bool) -> None:  # as `Closer` has it
        """Holds each package against its row, as if it had been looked at by itself."""
        if self._index:
            events = [alone(event, one) for one in self._there(event)]
            self._indexed += self._repair(self._index, events, earlier=earlier)

    def summary(self, finished: str, problem: AuditedLog | None) -> AuditSummary:
        """The last line of the record."""
        if self._agreement:
            self._agreement.finish()
            self._rows += self._agreement.rows
        lost, fault = self._lost()
        log = problem
        if self._shortcut:
            standing: Standing = "contradicts" if fault else "holds"
            size, origin = self._shortcut.size, self._shortcut.origin
            log = AuditedLog(origin=origin, leaves=size, standing=standing, problem=fault)
        return AuditSummary(
            finished=finished,
            packages=self.packages,
            checked=self._verdicts.total(),
            verdicts=tuple(sorted(self._verdicts.items())),
            missing=tuple(islice(self._missing(), SHOWN)),
            unindexed=tuple(self._unindexed),
            surplus=tuple(self._surplus),
            alone=tuple(name for name in self._alone if not self._is_there(sidecar_name(name))),
            indexed=self._indexed,
            how=tuple(sorted(self._how.items())),
            log=log,
            unlogged=tuple(self._unlogged),
            unlogged_count=self._unlogged_count,
            lost=tuple(lost),
        )

    def status(self, summary: AuditSummary) -> int:
        """The exit status of the whole: a log that contradicts its own root counts as a contradiction."""
        statuses = self._statuses | ({3} if summary.missing or summary.lost else set())
        if summary.log and summary.log.standing == "contradicts":
            statuses = statuses | {1}
        return next((status for status in WORST_FIRST if status in statuses), 0)

    def _is_there(self, name: str) -> bool:
        """Whether a file can be had; not what only damaged contents of a rolled WARC may list."""
        try:
            return self._store.exists(name)
        except ResourceError:
            return False

    def _mark(self, event: FixityEvent) -> None:
        if not self._shortcut:
            return
        if event.leaf is not None and event.leaf < self._shortcut.size:
            self._meet(event.leaf)
        elif event.outcome != "tampered" and event.statement:
            self._unlogged_count += 1
            _name(self._unlogged, event.package, True)

    def _meet(self, leaf: int) -> None:
        if leaf >> 3 < len(self._met):
            self._met[leaf >> 3] |= 1 << (leaf & 7)

    def _lost(self) -> tuple[list[str], str | None]:
        """Leaves that no package was found for, and what is wrong with the log itself."""
        if not (self._shortcut and self._log and self._whole):
            return [], None
        lost = list[str]()
        leaves = ProvenLeaves(self._log, self._shortcut.size, self._shortcut.root)
        try:
            for index in self._unmet(self._shortcut.size):
                statement = f"{PREFIX}{(leaves.at(index) or b'')[:HASH_OCTETS].hex()}"
                _name(lost, f"leaf {index}, statement {statement}", self._is_lost(statement))
        except (FormatError, ResourceError) as e:
            return lost, str(e)
        return lost, None

    def _unmet(self, size: int) -> Iterator[int]:
        for place, octet in enumerate(self._met):
            if octet != 0xFF:
                yield from (8 * place + bit for bit in range(min(8, size - 8 * place)) if not octet >> bit & 1)

    def _is_lost(self, statement: str) -> bool:
        """Without a row, or where its place is taken by another package; a row without files is missing instead."""
        row = self._index.by_statement(statement) if self._index else None
        made = row_in(self._store, row.sidecar) if row and self._is_there(row.sidecar) else None
        return row is None or (made is not None and made.statement_id != statement)

    def _repair(self, index: Index, events: Sequence[FixityEvent], *, earlier: bool) -> int:
        """Rows as the packages say; that of a missing or damaged one stays, because it tells what there was."""
        anew: list[Row] = []
        for event in events:
            row = index.by_statement(event.statement) if event.statement else None
            if event.outcome == "tampered" or not in_folder_of_its_day(event.package):
                continue
            if row and row.sidecar == event.package and self._agrees(event, row):
                self._rows += not earlier and event.octets is not None
                continue
            if row and row.sidecar != event.package and self._is_there(row.sidecar):
                _name(self._surplus, event.package, True)
                continue
            made = row_in(self._store, event.package)
            anew += [made] if made else []
            _name(self._unindexed, event.package, made and row is None)
        if anew:
            index.add(anew)
        return len(anew)

    def _agrees(self, event: FixityEvent, row: Row) -> bool:
        """By name and place: what else a row holds follows from the statement, by whose id it was found."""
        warc, place = warc_name(row.sidecar), Location(row.warc, row.offset, row.length)
        if event.octets is not None:  # it was open just now
            return place == Location(*(event.within or (warc, 0)), event.octets)
        return not self._is_there(warc) or self._store.locate(warc) == place

    def _missing(self) -> Iterator[str]:
        """Rows without their files; where each row is that of a package which was opened just now there is none."""
        if self._index is None or self._rows == self._index.count():
            return
        for row in self._index.rows():
            if not (self._is_there(row.sidecar) and self._is_there(warc_name(row.sidecar))):
                yield row.sidecar


def _name(kept: list[FixityEvent] | list[str], one: object, wanted: object) -> None:
    """Keeps the first SHOWN of those that are `wanted`."""
    if wanted and len(kept) < SHOWN:
        kept.append(one)  # type: ignore[arg-type]  # one of the list's own kind, at every call
