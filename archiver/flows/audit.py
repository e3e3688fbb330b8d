"""An audit of a whole archive: every package checked, index and log held against the packages, all of it on record.

    names on disk -> those that are due -> check (engine) -> record, batch by batch -> index, leaves -> summary

`audit` is the order of the steps; which engine checks, and where the record lies, are arguments. It repairs the index,
which can be made from the packages at any time, and never a package. In memory are a bit a leaf of the log and what is
named in the report: nothing that grows with the number of packages that are well.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from archiver.flows.checking import Job, name_of
from archiver.flows.found import Found
from archiver.flows.shortcut import PER_CENT, drawn
from archiver.index.interface import Index
from archiver.model.audit import AuditedLog, AuditHeader, AuditLine, AuditSummary, FixityEvent
from archiver.store.interface import Store
from archiver.store.packages import PackageFiles, find_packages, kept

RECORD = 64  # events that are put on record together
QUICK_RECORD = 512  # of a quick audit, which makes thousands a second


class Log(Protocol):
    """Where an audit is put on record; `already` events are those of an interrupted run that this one goes on with."""

    header: AuditHeader
    already: int

    def events(self) -> Iterator[FixityEvent]:
        """Those of the interrupted run, in their order."""

    def add(self, lines: Iterable[AuditLine]) -> None:
        """On the medium when this returns."""


Engine = Callable[[Job, Iterable[PackageFiles]], Iterator[FixityEvent]]


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
    found = Found(store, index, job.shortcut, whole=log.header.sample is None and names is None)
    together = RECORD if job.options.deep else QUICK_RECORD
    for batch in _batches(engine(job, _due(job.root, log, found, progress, names)), together):
        log.add(batch)
        found.take(batch)
        progress(len(batch))
    summary = found.summary(job.now(), problem)
    log.add([summary])
    return Audited(summary, tuple(found.findings), found.status(summary))


def count(root: Path, header: AuditHeader) -> int:
    """How many packages an audit has to check."""
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


def _due(
    root: Path, log: Log, found: Found, progress: Callable[[int], None], names: Sequence[str] | None
) -> Iterator[PackageFiles]:
    """The packages that are to be checked; those on record are taken from there, side by side in their order."""
    recorded = log.events()
    event = next(recorded, None)
    for files in find_packages(root) if names is None else (kept(root, name) for name in names):
        found.packages += 1
        name = name_of(root, files)
        if not is_chosen(name, log.header):
            continue
        while event and _place(event.package) < _place(name):  # it has gone since
            event = next(recorded, None)
        if event and event.package == name:
            found.take([event], earlier=True)
            progress(1)
            event = next(recorded, None)
        else:
            yield files


def _place(name: str) -> list[str]:
    """Packages are listed folder by folder."""
    return name.split("/")


def _batches(events: Iterator[FixityEvent], together: int) -> Iterator[Sequence[FixityEvent]]:
    while batch := list(islice(events, together)):
        yield batch
