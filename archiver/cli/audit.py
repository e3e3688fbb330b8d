"""`archiver audit`: verify a whole archive, or a sample of it, and put on record what was found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.engines import EngineOption, JobsOption, MasterOption
from archiver.cli.manifest import ManifestOption
from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    JsonOption,
    QuietOption,
    TrustOption,
)
from archiver.cli.results import Results, ResultsOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.batch.engine import Engine
    from archiver.flows.audit import Audited
    from archiver.flows.checking import Job
    from archiver.flows.shortcut import Shortcut
    from archiver.index.interface import Index
    from archiver.model.audit import AuditedLog, AuditHeader, RepairEvent
    from archiver.store.audits import AuditLog
    from archiver.store.interface import Store

SIGNATURES = "0.5"  # per cent: a log that let in a thousand forged signatures escapes one audit in 150
QUICK_BATCH = 512  # packages that go to a process together: each takes a tenth of a millisecond


def audit(
    trust: TrustOption = None,
    deep: Annotated[
        bool, typer.Option("--deep/--quick", help="Every record read and its digests recomputed, or hashes alone.")
    ] = True,
    sample: Annotated[
        str, typer.Option("--sample", metavar="P", help="Check P per cent of the packages, chosen at random.")
    ] = "",
    signatures: Annotated[
        str,
        typer.Option(
            "--signatures",
            metavar="P",
            help="Check P per cent of the packages in full although log and seals vouch for them.",
        ),
    ] = SIGNATURES,
    no_seals: Annotated[
        bool, typer.Option("--no-seals", help="Check all in full: neither seals nor the log stand in for anything.")
    ] = False,
    manifest: ManifestOption = None,
    results: ResultsOption = None,
    engine: EngineOption = "local",
    master: MasterOption = "",
    jobs: JobsOption = 0,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew instead of going on with an interrupted audit.")
    ] = False,
    repair_from: Annotated[
        str,
        typer.Option(
            "--repair-from", metavar="DIR", help="Another copy, here or at an address: take back what verifies there."
        ),
    ] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Verify a whole archive, and put on record what was found.

    The index is repaired where it does not say what the packages say; the evidence never is.
    """
    from archiver.cli import wiring
    from archiver.cli.auditing import look_again, render, render_repairs, shortcut_of
    from archiver.cli.engines import engine_of
    from archiver.cli.looking.render import counted
    from archiver.cli.manifest import names_in
    from archiver.cli.output import emit_json, note, safe
    from archiver.cli.trusting import sealed_under
    from archiver.flows.audit import share_of
    from archiver.index.sqlite import INDEX_NAME, SqliteIndex
    from archiver.model.results import AuditResult

    table = Results(results, AuditResult)
    wiring.require_archive(archive)
    wiring.read_index(archive).close()  # without one, every version would lack the one before it
    if trust:
        note(f"Trusting the signer sets in {safe(str(trust))} instead of your own trust file.", quiet=quiet)
    names = names_in(manifest) if manifest else None
    header = _header(archive, trust, sample, "" if no_seals else signatures, names, deep=deep)
    with table, _log(archive, header, restart=restart) as log, SqliteIndex(archive / INDEX_NAME) as index:
        if log.already:
            done_before = counted(log.packages, "package")
            note(f"Going on with the audit of {log.header.started}: {done_before} checked.", quiet=quiet)
        share = share_of(log.header.signatures) if log.header.signatures else None
        under = sealed_under(log.header.trust_sha256, log.header.headers_sha256)
        way, problem = shortcut_of(archive, trust, under, seed=log.header.seed or "", share=share)
        job = _job(archive, trust, way, deep=deep)
        job = elsewhere(job) if engine == "spark" else job
        with engine_of(engine, master, jobs) as on:
            done = _run(job, log, wiring.store_of(archive), index, problem, on, names, quiet=quiet)
        _tabulate(table, done, log.path, archive, index, way, quiet=quiet)
        repaired = _repair(job, done, repair_from) if repair_from else []
        log.add(repaired)
        look_again(archive, done.summary, repaired)
    if json:
        emit_json(_document(done, repaired, log.path))
    else:
        render(done, log.header, log.path)
        render_repairs(repaired)
    raise typer.Exit(table.status(done.status, quiet=quiet))


def _tabulate(
    table: Results, done: "Audited", record: Path, archive: Path, index: "Index", way: "Shortcut | None", *, quiet: bool
) -> None:
    """Rows from the record, which is whole."""
    from archiver.cli.output import progress
    from archiver.flows.results import Ledger
    from archiver.store.audits import events_in
    from archiver.store.logfolder import LogFolder

    if not table.wanted:
        return
    ledger = Ledger(archive, index, LogFolder(way.log) if way else None, way.size if way else 0)
    with progress("writing the table", done.summary.checked, quiet=quiet) as one:
        table.add(row for row in ledger.rows(events_in(record)) if one() is None)


def _document(done: "Audited", repaired: "Sequence[RepairEvent]", record: Path) -> dict[str, object]:
    return {
        "record": str(record),
        "summary": done.summary.document(),
        "findings": [event.document() for event in done.findings],
        "repaired": [one.document() for one in repaired],
    }


def _repair(job: "Job", done: "Audited", other: str) -> "list[RepairEvent]":
    """The lock of the archive is held meanwhile: nobody may write where a file is being put back."""
    from archiver.cli import wiring
    from archiver.flows.repair import Bench, repair
    from archiver.store.lock import locked

    store, stamp = wiring.store_of(job.root).inner, f".damaged-{wiring.now().translate(str.maketrans('', '', ':-.'))}"
    with locked(job.root, wiring.now()), job.neighbours(job.root) as neighbours:
        bench = Bench(
            root=job.root,
            other=_other(other, job.root),
            trusted=job.trusted(),
            neighbours=neighbours,
            options=job.options,
            set_aside=lambda name: _set_aside(store, name, stamp),
            store=store,
            now=wiring.now,
        )
        return list(repair(done.findings, done.summary.missing, bench))


def _other(other: str, root: Path) -> Path:
    """Where another copy is; raises UsageError when it is none, or the archive itself."""
    from archiver.cli import wiring
    from archiver.errors import UsageError
    from archiver.store.addresses import is_address, store_at
    from archiver.store.paths import mount
    from archiver.store.rolled import RolledStore

    path = Path(other)
    if is_address(other):
        mount(path, RolledStore(store_at(other)))
    elif not path.is_dir() or path.resolve() == root.resolve():
        raise UsageError(f"--repair-from: expected the folder of another copy of the archive, found {other}")
    else:
        wiring.reach(path)
    return path


def _set_aside(store: "Store", name: str, stamp: str) -> None:
    """Renames a damaged file on disk; raises ResourceError for one that is kept elsewhere."""
    from archiver.errors import ResourceError
    from archiver.store.local import LocalStore

    if not store.exists(name):
        return
    if not isinstance(store, LocalStore):
        raise ResourceError(
            f"expected {name!r} missing, or on a disk, found it damaged in a store where nothing is renamed: keep a"
            " copy of it, remove it with the store's own tools, and run this again"
        )
    store.set_aside(name, stamp)


def _run(
    job: "Job",
    log: "AuditLog",
    store: "Store",
    index: "Index",
    problem: "AuditedLog | None",
    engine: "Engine",
    names: "Sequence[str] | None",
    *,
    quiet: bool,
) -> "Audited":
    from functools import partial

    from archiver.batch.auditing import events_on
    from archiver.batch.engine import BATCH, Reaching
    from archiver.cli import wiring
    from archiver.cli.output import progress, progress_is_shown
    from archiver.flows.audit import audit as run
    from archiver.flows.audit import count

    def counted(number: int) -> None:
        for _ in range(number):
            one()

    total = None
    if progress_is_shown(quiet=quiet):
        total = len(names) if names is not None else count(job.root, log.header)
    size = BATCH if job.options.deep else QUICK_BATCH
    there = Reaching(engine, partial(wiring.reach, job.root))
    with progress("auditing", total, quiet=quiet) as one:
        return run(
            job,
            lambda job, due: events_on(there, job, due, size=size),
            log,
            store,
            index,
            counted,
            problem,
            names,
        )


def _header(
    archive: Path, trust: Path | None, sample: str, signatures: str, names: "Sequence[str] | None", *, deep: bool
) -> "AuditHeader":
    import os

    from pydantic import ValidationError

    from archiver.cli import trusting, wiring
    from archiver.errors import UsageError
    from archiver.model.audit import AUDIT_FORMAT, AuditHeader
    from archiver.model.digest import sha256
    from archiver.settings.archive import load_settings

    if names is not None and sample:
        raise UsageError("expected --manifest or --sample, found both: name fewer packages instead")
    trust_sha256, headers_sha256 = trusting.digests(trust)
    share, checked = (text.strip().removesuffix("%").strip() or None for text in (sample, signatures))
    try:
        return AuditHeader(
            format=AUDIT_FORMAT,
            archive=load_settings(archive).archive,
            started=wiring.now(),
            deep=deep,
            sample=share,
            signatures=checked,
            seed=os.urandom(16).hex() if share or checked else None,
            trust_sha256=trust_sha256,
            headers_sha256=headers_sha256,
            manifest=sha256("".join(f"{name}\n" for name in names).encode()) if names is not None else None,
        )
    except ValidationError as e:
        option, found = (
            ("--signatures", signatures) if e.errors()[0]["loc"] == ("signatures",) else ("--sample", sample)
        )
        raise UsageError(f"{option}: expected per cent between 0 and 100 such as 5 or 0.5, found {found!r}") from e


def _job(archive: Path, trust: Path | None, way: "Shortcut | None", *, deep: bool) -> "Job":
    from archiver.cli import trusting, wiring
    from archiver.flows.checking import Job
    from archiver.verify.package import Options

    return Job(
        root=archive,
        trusted=trusting.travelling(trust),
        neighbours=wiring.archive_neighbours,
        options=Options(deep=deep),
        now=wiring.now,
        shortcut=way,
    )


def elsewhere(job: "Job") -> "Job":
    """As another machine can do it, under the same paths; the secret of the seals stays here, so that it makes none."""
    from dataclasses import replace

    way = job.shortcut and replace(job.shortcut, log=job.shortcut.log.absolute(), seals=None, sealer=None)
    return replace(job, root=job.root.absolute(), shortcut=way)


def _log(archive: Path, header: "AuditHeader", *, restart: bool) -> "AuditLog":
    from archiver.store import audits

    return (None if restart else audits.unfinished(archive, header)) or audits.begin(archive, header)
