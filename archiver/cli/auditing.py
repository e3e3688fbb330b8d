"""What an audit says, and what it takes from the log: `archiver audit` at work."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from archiver import __version__
from archiver.cli import trusting
from archiver.cli.looking.render import counted
from archiver.cli.output import emit, note, safe
from archiver.cli.verify import render_check
from archiver.errors import ArchiverError, ResourceError
from archiver.flows.audit import Audited
from archiver.flows.shortcut import Shortcut, standing_of
from archiver.model.audit import AuditedLog, AuditHeader, AuditSummary, FixityEvent, How, RepairEvent
from archiver.settings import kept, sealing
from archiver.settings.home import home
from archiver.settings.logged import LoggedNames
from archiver.store import audits
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.verify.seal import Sealer

SHOWN = 20  # packages, and names of one kind, on the screen; --json and the record have more
_HOW: dict[How, str] = {
    "deep": "every record, signatures and every part of the sidecar",
    "full": "signatures and every part of the sidecar",
    "sample": "the same, drawn at random although the log has them",
    "log": "every part; the log vouches for the signatures",
    "seal": "unchanged since they were checked here; the log vouches for the signatures",
    "deep-seal": "every record; else unchanged since a deep check here; the log vouches for the signatures",
}


def shortcut_of(
    archive: Path, trust: Path | None, under: str, *, seed: str, share: int | None
) -> tuple[Shortcut | None, AuditedLog | None]:
    """What the archive's log vouches for; else None and why it vouches for nothing, and None twice without a log.

    `share` of the packages, in thousandths of a per cent, is drawn by `seed` and checked all the same; None: all. Seals
    are made `under` whom one trusts (`trusting.sealed_under`).
    """
    folder = LogFolder(archive / LOG_NAME)
    try:
        newest = folder.newest()
    except ArchiverError as e:
        return None, AuditedLog(origin="", leaves=0, standing="unknown", problem=str(e))
    if newest is None:
        return None, None
    seen = kept.read(home(), newest.origin)
    standing, problem = standing_of(newest, folder, trusting.trusted(trust).trust, seen)
    if problem:
        return None, AuditedLog(origin=newest.origin, leaves=newest.size, standing=standing, problem=problem)
    sealer = _sealer(under)
    way = Shortcut(
        log=folder.root,
        origin=newest.origin,
        size=newest.size,
        root=newest.root,
        seals=archive / audits.FOLDER if sealer else None,
        sealer=sealer,
        seed=seed,
        share=share,
    )
    return way, None


def _sealer(under: str) -> Sealer | None:
    try:
        return Sealer.of(sealing.secret(home(), os.urandom), __version__, under)
    except ResourceError as e:
        note(f"archiver: nothing is sealed, so that the next audit will be as slow: {safe(str(e))}")
        return None


def look_again(archive: Path, summary: AuditSummary, repaired: Sequence[RepairEvent]) -> None:
    """Has the next `log checkpoint` read the sidecars that were found without a proof, or came from another copy."""
    names = LoggedNames(archive)
    try:
        if summary.unlogged_count > len(summary.unlogged):
            names.clear()
        else:
            names.forget([*summary.unlogged, *(name for one in repaired for name in one.restored)])
    except ResourceError as e:
        note(f"archiver: what is unlogged may stay so until {safe(str(names.root))} is removed: {safe(str(e))}")


def render(done: Audited, header: AuditHeader, record: Path) -> None:
    """The report as text."""
    summary = done.summary
    for event in done.findings[:SHOWN]:
        _render_event(event)
    if len(done.findings) > SHOWN:
        emit(f"… and more packages with findings; all of them are in {safe(str(record))}")
    _names("MISSING   in the index, not on disk: restore from a copy", summary.missing)
    _names("LOST      in the log, neither on disk nor in the index: restore from a copy", summary.lost)
    _names("SURPLUS   a copy of a package that lies elsewhere", summary.surplus)
    _names("ALONE     a WARC that nobody signed: its sidecar is missing", summary.alone)
    _names("INDEXED   was on disk and not in the index", summary.unindexed)
    _names("UNLOGGED  not in the log: put there by `archiver log checkpoint`", summary.unlogged, summary.unlogged_count)
    counts = ", ".join(f"{number} {verdict}" for verdict, number in summary.verdicts) or "none"
    how = "every record" if header.deep else "segments hashed"
    emit(f"{summary.checked} of {counted(summary.packages, 'package')} checked ({how}): {counts}")
    for line in (*_means(summary), *_log(summary)):
        emit(line)
    if header.sample:
        emit(_what_a_sample_shows(summary.checked))
    if summary.indexed:
        emit(f"{counted(summary.indexed, 'row')} of the index written anew")
    emit(f"on record in {safe(str(record))}")


def _means(summary: AuditSummary) -> Iterator[str]:
    """How the packages were checked, each way with its number of them."""
    return (f"  {number:>9}  {_HOW[how]}" for how, number in summary.how)


def _log(summary: AuditSummary) -> Iterator[str]:
    log = summary.log
    if log and log.problem:
        origin = f"{log.origin}: " if log.origin else ""
        yield f"LOG       {safe(origin + log.problem.removeprefix(origin))}; see `archiver log check`"
    elif log:
        yield f"log {safe(log.origin)}: its checkpoint of {log.leaves} {'leaf' if log.leaves == 1 else 'leaves'} holds"


def _what_a_sample_shows(checked: int) -> str:
    """The rule of three: where none of n is bad, at most 3/n of all are, with 95 % confidence."""
    if not checked:
        return "a sample of none shows nothing"
    bound = min(100.0, 300 / checked)
    return (
        f"a sample in which nothing is wrong means, with 95 % confidence, that at most {bound:.3g} % of all are wrong"
    )


def _render_event(event: FixityEvent) -> None:
    emit(f"{event.outcome.upper()}  {safe(event.package)}")
    for check in event.findings:
        render_check(check)


def render_repairs(repaired: Sequence[RepairEvent]) -> None:
    """What was taken back from another copy."""
    for one in repaired:
        files = ", ".join(map(safe, one.restored)) or safe(one.detail or "")
        emit(f"{one.outcome}: {safe(one.package)}" + (f" ({files})" if files else ""))
    if any(one.restored for one in repaired):
        emit("The damaged files lie beside the restored ones, as *.damaged-*. Run the audit again.")


def _names(title: str, names: tuple[str, ...], count: int | None = None) -> None:
    if names:
        emit(title)
    for name in names[:SHOWN]:
        emit(f"  {safe(name)}")
    if len(names) > SHOWN:
        emit(f"  … and {count - SHOWN} more" if count else "  … and more")
