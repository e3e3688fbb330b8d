"""An audit of a whole archive: every package checked, index and log held against the packages, all of it on record.

    names on disk -> those that are due -> check (engine) -> record, batch by batch -> index, leaves -> summary

`audit` is the order of the steps; which engine checks, and where the record lies, are arguments. It repairs the index,
which can be made from the packages at any time, and never a package. In memory are a bit a leaf of the log and what is
named in the report: nothing that grows with the number of packages that are well.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Protocol

from archiver.flows.checking import Job, folder_of, name_of
from archiver.flows.found import Found
from archiver.flows.recorded import Recorded
from archiver.flows.shortcut import PER_CENT, Shortcut, drawn
from archiver.index.interface import Index
from archiver.model.audit import (
    AuditedLog,
    AuditHeader,
    AuditLine,
    AuditSummary,
    CheckEvent,
    FixityEvent,
)
from archiver.store.interface import Store
from archiver.store.packages import PackageFiles, find_packages, kept
from archiver.store.paths import mounted
from archiver.store.stretches import Together, find_together, members_of

RECORD = 64  # packages whose events are put on record together
QUICK_RECORD = 512  # of a quick audit, which checks thousands a second


class Log(Protocol):
    """Where an audit is put on record; `already` events are those of an interrupted run that this one goes on with."""

    header: AuditHeader
    already: int

    def events(self) -> Iterator[CheckEvent]:
        """Those of the interrupted run, in their order."""

    def add(self, lines: Iterable[AuditLine]) -> None:
        """On the medium when this returns."""


Engine = Callable[[Job, Iterable[PackageFiles | Together]], Iterator[CheckEvent]]


@dataclass(frozen=True)
class Audited:
    """The summary, and the first events with findings, those of an interrupted run before among them."""

    summary: AuditSummary
    findings: tuple[FixityEvent, ...]
    status: int  # exit status (cli.md): the worst of all packages; 3 where a package is missing


def audit(
    job: Job,
    engine: Engine,
    log: Log,
    store: Store,
    index: Index | None,
    progress: Callable[[int], None],
    problem: AuditedLog | None = None,
    names: Sequence[str] | None = None,
) -> Audited:
    """Checks what is due and closes the record; `index` is None where it must stay as it is.

    `problem` is a log that vouches for nothing, and why. `names` are sidecars in the order of a listing, where only
    their packages are due.
    """
    whole = log.header.sample is None and names is None
    found = Found(store, index, job.shortcut, partial(members_of, job.root), whole=whole)
    together = RECORD if job.options.deep else QUICK_RECORD
    taking = Taking(found, progress)
    for batch in _batches(engine(job, _due(job, log, found, taking, names)), together):
        log.add(batch)
        taking.take(batch)
    summary = found.summary(job.now(), problem)
    log.add([summary])
    return Audited(summary, tuple(found.findings), found.status(summary))


def count(root: Path, header: AuditHeader) -> int:
    """How many packages an audit has to check."""
    if header.sample is None and not mounted(root):  # together, so that none has to be named
        return sum(1 if isinstance(one, PackageFiles) else len(one) for one in find_together(root))
    return sum(is_chosen(name_of(root, files), header) for files in find_packages(root))


def is_chosen(name: str, header: AuditHeader) -> bool:
    """Whether a package belongs to the sample: by a digest of seed and name, so that an audit that goes on agrees."""
    if header.sample is None or header.seed is None:
        return True
    return drawn(f"{header.seed}:{name}", share_of(header.sample))


def share_of(text: str) -> int:
    """A share in per cent, such as `5` or `0.5`, in thousandths of a per cent."""
    whole, _, part = text.partition(".")
    return int(whole) * PER_CENT + int(part.ljust(3, "0"))


class Taking:
    """Hands events to what is found."""

    def __init__(self, found: Found, progress: Callable[[int], None]) -> None:
        self._found, self._progress = found, progress

    def take(self, events: Sequence[CheckEvent], *, earlier: bool = False) -> None:
        """In their order; `earlier`: of an interrupted run."""
        for alone, some in groupby(events, lambda event: isinstance(event, FixityEvent)):
            if alone:
                self._found.take([one for one in some if isinstance(one, FixityEvent)], earlier=earlier)
                continue
            for one in some:
                if not isinstance(one, FixityEvent):
                    self._found.take_together(one, earlier=earlier)
        self._progress(sum(event.packages for event in events))


def _due(
    job: Job, log: Log, found: Found, taking: Taking, names: Sequence[str] | None
) -> Iterator[PackageFiles | Together]:
    """The packages that are to be checked; those on record are taken from there, side by side in their order."""
    root, recorded = job.root, Recorded(event for event in log.events() if _still_says(event, job.shortcut))
    for one in _listed(job, log.header, names):
        if not isinstance(one, PackageFiles):
            found.packages += len(one)
            known, left = recorded.of_together(one, folder_of(root, one.folder))
            taking.take(known, earlier=True)
            yield from left
            continue
        found.packages += 1
        name = name_of(root, one)
        if not is_chosen(name, log.header):
            continue
        if event := recorded.of_package(name):
            taking.take([event], earlier=True)
        else:
            yield one


def _still_says(event: CheckEvent, way: Shortcut | None) -> bool:
    """Whether it says whose statements it is about: of what was checked together only the log that holds tells them."""
    if isinstance(event, FixityEvent):
        return True
    return way is not None and all(first + many <= way.size for first, many in event.leaves)


def _listed(job: Job, header: AuditHeader, names: Sequence[str] | None) -> Iterator[PackageFiles | Together]:
    """Several at a time where seals can count."""
    if names is not None:
        return (kept(job.root, name) for name in names)
    way = job.shortcut
    counts = way is not None and way.sealer is not None and way.seals is not None and way.share is not None
    if header.sample is None and counts and not mounted(job.root):
        return find_together(job.root)
    return find_packages(job.root)


def _batches(events: Iterator[CheckEvent], together: int) -> Iterator[Sequence[CheckEvent]]:
    """Events of at least `together` packages."""
    batch, packages = list[CheckEvent](), 0
    for event in events:
        batch.append(event)
        packages += event.packages
        if packages >= together:
            yield batch
            batch, packages = [], 0
    if batch:
        yield batch
