"""Damaged or missing files of a package, taken back from another copy of the archive.

    own sidecar + own segment        what an audit found wanting
    own sidecar + their segment      tried first: the sidecar may have grown here
    their sidecar + their segment    else the whole package

Evidence is never overwritten: a damaged file is set aside under a name that says so, and only then does the other copy
take its place, and only when it verifies here, under the trust of whoever repairs, as the same statement.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archiver.bundle.naming import SIDECAR
from archiver.bundle.rolled import CONTENTS
from archiver.errors import ResourceError
from archiver.flows.rows import sidecar_name, warc_name
from archiver.flows.verify import verify_files
from archiver.model.audit import AuditSummary, FixityEvent, RepairEvent
from archiver.store.catalogue import is_rolled_name
from archiver.store.interface import Store, components
from archiver.store.opening import opened
from archiver.store.packages import PackageFiles
from archiver.store.paths import is_there
from archiver.verify.chain import Neighbours
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options

Outcome = Literal["restored", "no good copy", "not possible"]


@dataclass(frozen=True)
class Bench:
    """What repairing needs; `set_aside` renames a file in the archive, if it is one of its own there.

    `known` gives the statements that the archive's index has under a name, `named` the name under which the other copy
    has a statement. A part of a rolled WARC stays where it is: what is put into `store` goes before it.
    """

    root: Path
    other: Path
    trusted: Trusted
    neighbours: Neighbours
    options: Options
    set_aside: Callable[[str], object]
    store: Store
    now: Callable[[], str]
    known: Callable[[str], Iterable[str]]
    named: Callable[[str], str | None]


def repair(events: Iterable[FixityEvent], summary: AuditSummary, bench: Bench) -> Iterator[RepairEvent]:
    """Tries each damaged or missing package once, in order, then those that only the log knows."""
    for name, statements in _wanted(events, summary.missing, bench).items():
        yield _tried(name, statements, bench)
    for line in summary.lost:
        statement = line.rpartition(" ")[2]
        found = bench.named(statement)
        if found is None:
            yield _event(line, bench, "no good copy", detail="no index of the copy knows it")
        elif _files(bench.root, found) != PackageFiles(None, None):
            yield _event(found, bench, "not possible", detail="another package lies here under its name")
        else:
            yield _tried(found, {statement}, bench)


def _wanted(events: Iterable[FixityEvent], missing: Iterable[str], bench: Bench) -> dict[str, set[str]]:
    """By the sidecar's name, the statements of which one has to come back; any will do where none is known."""
    wanted = dict[str, set[str]]()
    for event in events:
        if event.outcome != "verified" and not _is_rolled_file(event.package):
            name = event.package if event.package.endswith(SIDECAR) else sidecar_name(event.package)
            wanted.setdefault(name, set(bench.known(name))).update([event.statement] if event.statement else [])
    for name in missing:
        wanted.setdefault(name, set(bench.known(name)))
    return wanted


def _tried(name: str, statements: set[str], bench: Bench) -> RepairEvent:
    try:
        return _repair(name, statements, bench)
    except ResourceError as e:
        return _event(name, bench, "not possible", detail=str(e))


def _is_rolled_file(name: str) -> bool:
    """A rolled file that cannot be read: its packages are missing, and are looked for one by one."""
    return name.endswith(CONTENTS) or is_rolled_name(name.rpartition("/")[2])


def _repair(name: str, statements: set[str], bench: Bench) -> RepairEvent:
    own, other = _files(bench.root, name), _files(bench.other, name)
    for sidecar, warc in ((own.sidecar, other.warc), (other.sidecar, own.warc), (other.sidecar, other.warc)):
        if sidecar is None or warc is None or (sidecar, warc) == (own.sidecar, own.warc):
            continue
        report = verify_files(PackageFiles(sidecar, warc), bench.trusted, bench.options, bench.neighbours).report
        if report.verdict == "verified" and (not statements or report.statement_id in statements):
            return _take(name, sidecar, warc, own, bench)
    return _event(name, bench, "no good copy")


def _take(name: str, sidecar: Path, warc: Path, own: PackageFiles, bench: Bench) -> RepairEvent:
    """The segment before the sidecar, as when a package is made: a run that is killed in between leaves no lie."""
    pairs = ((warc_name(name), warc, own.warc), (name, sidecar, own.sidecar))
    changed = [(target, path, present) for target, path, present in pairs if path != present]
    for target, _, present in changed:
        if present is not None:
            bench.set_aside(target)
    for target, path, _ in changed:
        with opened(path) as octets:
            bench.store.put_new([(target, octets)])
    return _event(name, bench, "restored", tuple(target for target, _, _ in changed))


def _event(
    name: str, bench: Bench, outcome: Outcome, restored: tuple[str, ...] = (), detail: str | None = None
) -> RepairEvent:
    return RepairEvent(event="repair", at=bench.now(), package=name, outcome=outcome, restored=restored, detail=detail)


def _files(root: Path, name: str) -> PackageFiles:
    return PackageFiles(_regular(root, name), _regular(root, warc_name(name)))


def _regular(root: Path, name: str) -> Path | None:
    path = root.joinpath(*components(name))
    return path if is_there(path) and not path.is_symlink() and not path.is_dir() else None
