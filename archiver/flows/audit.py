"""An audit of a whole archive: every package checked, the index held against the packages, all of it on record.

    names on disk -> those that are due -> check (engine) -> record, batch by batch -> index -> summary

`audit` is the order of the steps; which engine checks, and where the record lies, are arguments. It repairs the index,
which can be made from the packages at any time, and never a package.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from archiver.bundle.naming import WARC, in_folder_of_its_day
from archiver.flows.reindex import row_in
from archiver.flows.rows import sidecar_name, warc_name
from archiver.flows.verify import WORST_FIRST, Outcome, verify_files
from archiver.index.interface import Index, Row
from archiver.model.audit import AuditHeader, AuditLine, AuditSummary, FixityEvent
from archiver.model.report import Verdict
from archiver.store.interface import Location, Store
from archiver.store.packages import PackageFiles, find_packages
from archiver.verify.chain import Neighbours
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options

RECORD = 64  # events that are put on record together
SHOWN = 1000  # events with findings, and names of one kind, that a report repeats; all of them are on record
_PER_CENT = 10**5  # `sample` has up to three decimals


class Log(Protocol):
    """Where an audit is put on record; `events` are those of an interrupted run that this one goes on with."""

    header: AuditHeader
    events: tuple[FixityEvent, ...]

    def add(self, lines: Iterable[AuditLine]) -> None:
        """On the medium when this returns."""


@dataclass(frozen=True)
class Job:
    """What a process needs to check packages: everything in it goes to other processes as it is."""

    root: Path
    trusted: Callable[[], Trusted]
    neighbours: Callable[[Path], AbstractContextManager[Neighbours]]
    options: Options
    now: Callable[[], str]


Engine = Callable[[Job, Iterable[PackageFiles]], Iterator[FixityEvent]]


@dataclass(frozen=True)
class Audited:
    """The summary, and the first SHOWN events with findings, those of an interrupted run before among them."""

    summary: AuditSummary
    findings: tuple[FixityEvent, ...]
    status: int  # exit status (cli.md): the worst of all packages; 3 where a package is missing


def audit(
    job: Job, engine: Engine, log: Log, store: Store, index: Index | None, progress: Callable[[int], None]
) -> Audited:
    """Checks what is due and closes the record; `index` is None where it must stay as it is."""
    seen = _Seen(store, index)
    known = {event.package for event in log.events}
    seen.take(log.events)
    progress(len(known))
    due = (files for files in seen.chosen(job.root, log.header) if _name(job.root, files) not in known)
    for batch in _batches(engine(job, due)):
        log.add(batch)
        seen.take(batch)
        progress(len(batch))
    summary = seen.summary(job.now())
    log.add([summary])
    return Audited(summary, tuple(seen.findings), seen.status(summary))


def count(root: Path, header: AuditHeader) -> int:
    """How many packages an audit has to check."""
    return sum(is_chosen(_name(root, files), header) for files in find_packages(root))


class _Seen:
    """What an audit has come by so far; its size does not grow with the number of packages that are well."""

    def __init__(self, store: Store, index: Index | None) -> None:
        self._store, self._index = store, index
        self._verdicts: Counter[Verdict] = Counter()
        self._packages = 0
        self._indexed = 0
        self._statuses: set[int] = set()
        self._alone: list[str] = []
        self._surplus: list[str] = []
        self._unindexed: list[str] = []
        self.findings: list[FixityEvent] = []

    def chosen(self, root: Path, header: AuditHeader) -> Iterator[PackageFiles]:
        """The packages that are to be checked; counts all of them on the way."""
        for files in find_packages(root):
            self._packages += 1
            if is_chosen(_name(root, files), header):
                yield files

    def take(self, events: Sequence[FixityEvent]) -> None:
        """Counts events, and repairs the index where it does not agree with their packages."""
        self._verdicts.update(event.outcome for event in events)
        self._statuses.update(event.status for event in events)
        self.findings += [event for event in events if event.findings][: SHOWN - len(self.findings)]
        self._alone += [event.package for event in events if event.package.endswith(WARC)][: SHOWN - len(self._alone)]
        if self._index:
            self._indexed += self._repair(self._index, events)

    def summary(self, finished: str) -> AuditSummary:
        """The last line of the record."""
        return AuditSummary(
            finished=finished,
            packages=self._packages,
            checked=self._verdicts.total(),
            verdicts=tuple(sorted(self._verdicts.items())),
            missing=tuple(islice(self._missing(), SHOWN)),
            unindexed=tuple(self._unindexed),
            surplus=tuple(self._surplus),
            alone=tuple(name for name in self._alone if not self._store.exists(sidecar_name(name))),
            indexed=self._indexed,
        )

    def status(self, summary: AuditSummary) -> int:
        """The exit status of the whole."""
        statuses = self._statuses | ({3} if summary.missing else set())
        return next((status for status in WORST_FIRST if status in statuses), 0)

    def _repair(self, index: Index, events: Sequence[FixityEvent]) -> int:
        """Rows as the packages say; that of a missing or damaged one stays, because it tells what there was."""
        anew: list[Row] = []
        for event in events:
            row = index.by_statement(event.statement) if event.statement else None
            damaged = event.outcome == "tampered"
            if damaged or not in_folder_of_its_day(event.package) or self._agrees(event, row):
                continue
            if row and row.sidecar != event.package and self._store.exists(row.sidecar):
                self._surplus += [event.package][: SHOWN - len(self._surplus)]
                continue
            made = row_in(self._store, event.package)
            anew += [made] if made else []
            self._unindexed += [event.package][: SHOWN - len(self._unindexed)] if made and row is None else []
        index.add(anew)
        return len(anew)

    def _agrees(self, event: FixityEvent, row: Row | None) -> bool:
        """By name and place: what else a row holds follows from the statement, by whose id it was found."""
        if row is None or row.sidecar != event.package:
            return False
        warc = warc_name(row.sidecar)
        place = Location(row.warc, row.offset, row.length)
        return not self._store.exists(warc) or self._store.locate(warc) == place

    def _missing(self) -> Iterator[str]:
        for row in self._index.rows() if self._index else ():
            if not (self._store.exists(row.sidecar) and self._store.exists(warc_name(row.sidecar))):
                yield row.sidecar


def check(job: Job, packages: Sequence[PackageFiles]) -> list[FixityEvent]:
    """The work of one process: a batch of packages, each an event. Trust and index are opened once a batch."""
    trusted = job.trusted()
    with job.neighbours(job.root) as neighbours:
        return [_event(job, files, verify_files(files, trusted, job.options, neighbours)) for files in packages]


def is_chosen(name: str, header: AuditHeader) -> bool:
    """Whether a package belongs to the sample: by a digest of seed and name, so that an audit that goes on agrees."""
    if header.sample is None or header.seed is None:
        return True
    digest = hashlib.sha256(f"{header.seed}:{name}".encode("utf-8", "surrogateescape")).digest()
    whole, _, part = header.sample.partition(".")
    share = int(whole) * 1000 + int(part.ljust(3, "0"))
    return int.from_bytes(digest[:8], "big") % _PER_CENT < share


def _event(job: Job, files: PackageFiles, outcome: Outcome) -> FixityEvent:
    report = outcome.report
    return FixityEvent(
        event="fixity check",
        at=job.now(),
        package=_name(job.root, files),
        statement=report.statement_id,
        outcome=report.verdict,
        status=outcome.status,
        findings=tuple(check for check in report.checks if check.status in ("fail", "cannot-check")),
    )


def _name(root: Path, files: PackageFiles) -> str:
    """The name in the store; a folder outside of it is named in full."""
    return PackageFiles(_below(root, files.sidecar), _below(root, files.warc)).name


def _below(root: Path, path: Path | None) -> Path | None:
    return path.relative_to(root) if path and path.is_relative_to(root) else path


def _batches(events: Iterator[FixityEvent]) -> Iterator[list[FixityEvent]]:
    while batch := list(islice(events, RECORD)):
        yield batch
