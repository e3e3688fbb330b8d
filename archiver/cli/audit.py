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
from archiver.cli.stopping import stoppable

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


DeepOption = Annotated[
    bool, typer.Option("--deep/--quick", help="Every record read and its digests recomputed, or hashes alone.")
]
SampleOption = Annotated[
    str, typer.Option("--sample", metavar="P", help="Check P per cent of the packages, chosen at random.")
]
SignaturesOption = Annotated[
    str,
    typer.Option(
        "--signatures",
        metavar="P",
        help="Check P per cent of the packages in full although log and seals vouch for them.",
    ),
]
NoSealsOption = Annotated[
    bool, typer.Option("--no-seals", help="Check all in full: neither seals nor the log stand in for anything.")
]
RestartOption = Annotated[
    bool, typer.Option("--restart", help="Begin anew instead of going on with an interrupted audit.")
]
RepairOption = Annotated[
    str,
    typer.Option(
        "--repair-from", metavar="DIR", help="Another copy, here or at an address: take back what verifies there."
    ),
]


def audit(
    trust: TrustOption = None,
    deep: DeepOption = True,
    sample: SampleOption = "",
    signatures: SignaturesOption = SIGNATURES,
    no_seals: NoSealsOption = False,
    manifest: ManifestOption = None,
    results: ResultsOption = None,
    engine: EngineOption = "local",
    master: MasterOption = "",
    jobs: JobsOption = 0,
    restart: RestartOption = False,
    repair_from: RepairOption = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Verify a whole archive, and put on record what was found.

    The index is repaired where it does not say what the packages say; the evidence never is.
    """
    from archiver.cli import wiring
    from archiver.cli.auditing import look_again, render, render_repairs, render_what_to_do
    from archiver.cli.engines import engine_of
    from archiver.cli.looking.render import counted
    from archiver.cli.manifest import names_in
    from archiver.cli.output import emit_json, note, safe
    from archiver.index.sqlite import INDEX_NAME, SqliteIndex
    from archiver.model.results import AuditResult

    table = Results(results, AuditResult)
    wiring.require_archive(archive)
    wiring.read_index(archive).close()  # without one, every version would lack the one before it
    copy = _copy(repair_from, archive)
    if trust:
        note(f"Trusting the signer sets in {safe(str(trust))} instead of your own trust file.", quiet=quiet)
    names = names_in(manifest) if manifest else None
    header = _header(archive, trust, sample, "" if no_seals else signatures, names, deep=deep)
    with (
        stoppable("what was checked is on record, and the same command goes on from there"),
        table,
        _log(archive, header, restart=restart) as log,
        SqliteIndex(archive / INDEX_NAME) as index,
    ):
        if log.already:
            done_before = counted(log.packages, "package")
            note(f"Going on with the audit of {log.header.started}: {done_before} checked.", quiet=quiet)
        job, problem = _job(archive, trust, log.header)
        job = elsewhere(job) if engine == "spark" else job
        with engine_of(engine, master, jobs) as on:
            done = _run(job, log, wiring.store_of(archive), index, problem, on, names, quiet=quiet)
        _tabulate(table, done, log.path, archive, index, job.shortcut, quiet=quiet)
        repaired = _repaired(job, done, index, copy)
        log.add(repaired)
        look_again(archive, done.summary, repaired)
    if json:
        emit_json(_document(done, repaired, log.path))
    else:
        render(done, log.header, log.path)
        render_repairs(repaired, more=_is_cut(done))
        if not copy:
            render_what_to_do(done, quiet=quiet)
    raise typer.Exit(table.status(done.status, quiet=quiet))


def _is_cut(done: "Audited") -> bool:
    """Whether the record has more that is wrong than the report repeats, and than repairing has tried therefore."""
    from archiver.flows.found import SHOWN

    wrong = sum(number for verdict, number in done.summary.verdicts if verdict != "verified")
    most = max(len(names) for names in (done.summary.missing, done.summary.lost))
    return wrong > len(done.findings) or most >= SHOWN


def _copy(repair_from: str, archive: Path) -> Path | None:
    """Said before hours of work: raises UsageError where another copy is none."""
    from archiver.cli.repairing import copy_at

    return copy_at(repair_from, archive) if repair_from else None


def _repaired(job: "Job", done: "Audited", index: "Index", copy: Path | None) -> "list[RepairEvent]":
    from archiver.cli.repairing import repaired

    return repaired(job, done, index, copy) if copy else []


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


def _job(archive: Path, trust: Path | None, header: "AuditHeader") -> "tuple[Job, AuditedLog | None]":
    """What is done with each package; also a log that vouches for nothing, and why."""
    from archiver.cli import trusting, wiring
    from archiver.cli.auditing import shortcut_of
    from archiver.flows.audit import share_of
    from archiver.flows.checking import Job
    from archiver.verify.package import Options

    share = share_of(header.signatures) if header.signatures else None
    under = trusting.sealed_under(header.trust_sha256, header.headers_sha256)
    way, problem = shortcut_of(archive, trust, under, seed=header.seed or "", share=share)
    job = Job(
        root=archive,
        trusted=trusting.travelling(trust),
        neighbours=wiring.archive_neighbours,
        options=Options(deep=header.deep),
        now=wiring.now,
        shortcut=way,
    )
    return job, problem


def elsewhere(job: "Job") -> "Job":
    """As another machine can do it, under the same paths; the secret of the seals stays here, so that it makes none."""
    from dataclasses import replace

    way = job.shortcut and replace(job.shortcut, log=job.shortcut.log.absolute(), seals=None, sealer=None)
    return replace(job, root=job.root.absolute(), shortcut=way)


def _log(archive: Path, header: "AuditHeader", *, restart: bool) -> "AuditLog":
    from archiver.store import audits

    return (None if restart else audits.unfinished(archive, header)) or audits.begin(archive, header)
