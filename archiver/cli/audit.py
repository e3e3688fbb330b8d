"""`archiver audit`: verify a whole archive, or a sample of it, and put on record what was found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    JsonOption,
    QuietOption,
    TrustOption,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.flows.audit import Audited, Job
    from archiver.index.interface import Index
    from archiver.model.audit import AuditHeader, FixityEvent, RepairEvent
    from archiver.store.audits import AuditLog
    from archiver.store.interface import Store

SHOWN = 20  # packages, and names of one kind, on the screen; --json and the record have more


def audit(
    trust: TrustOption = None,
    deep: Annotated[
        bool, typer.Option("--deep/--quick", help="Every record and the text in its source, or signatures and trees.")
    ] = True,
    sample: Annotated[
        str, typer.Option("--sample", metavar="P", help="Check P per cent of the packages, chosen at random.")
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, max=64, help="Processes; 0 is one a core.", show_default=True)
    ] = 0,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew instead of going on with an interrupted audit.")
    ] = False,
    repair_from: Annotated[
        str,
        typer.Option(
            "--repair-from", metavar="DIR", help="Another copy, or s3://bucket/prefix: take back what verifies there."
        ),
    ] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Verify a whole archive, repair its index, and put on record what was found."""
    from archiver.cli import wiring
    from archiver.cli.output import emit_json, note, safe
    from archiver.index.sqlite import INDEX_NAME, SqliteIndex

    wiring.require_archive(archive)
    wiring.read_index(archive).close()  # without one, every version would lack the one before it
    if trust:
        note(f"Trusting the signer sets in {safe(str(trust))} instead of your own trust file.", quiet=quiet)
    header = _header(archive, trust, sample, deep=deep)
    job = _job(archive, trust, deep=deep)
    with _log(archive, header, restart=restart) as log, SqliteIndex(archive / INDEX_NAME) as index:
        if log.events:
            note(f"Going on with the audit of {log.header.started}: {len(log.events)} are checked.", quiet=quiet)
        done = _run(job, log, wiring.store_of(archive), index, jobs=jobs, quiet=quiet)
        repaired = _repair(job, done, repair_from) if repair_from else []
        log.add(repaired)
    if json:
        emit_json(_document(done, repaired, log.path))
    else:
        _render(done, log.header, log.path)
        _render_repairs(repaired)
    raise typer.Exit(done.status)


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
    from archiver.store.packages import mount
    from archiver.store.rolled import RolledStore

    path = Path(other)
    if other.startswith("s3://"):
        from archiver.store.s3 import S3Store

        mount(path, RolledStore(S3Store(other)))
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


def _render_repairs(repaired: "Sequence[RepairEvent]") -> None:
    from archiver.cli.output import emit, safe

    for one in repaired:
        files = ", ".join(map(safe, one.restored)) or safe(one.detail or "")
        emit(f"{one.outcome}: {safe(one.package)}" + (f" ({files})" if files else ""))
    if any(one.restored for one in repaired):
        emit("The damaged files lie beside the restored ones, as *.damaged-*. Run the audit again.")


def _run(job: "Job", log: "AuditLog", store: "Store", index: "Index", *, jobs: int, quiet: bool) -> "Audited":
    from functools import partial

    from archiver.batch.local import LocalEngine
    from archiver.batch.pool import cores
    from archiver.cli.output import progress
    from archiver.flows.audit import audit as run
    from archiver.flows.audit import check, count

    def counted(number: int) -> None:
        for _ in range(number):
            one()

    with progress("auditing", count(job.root, log.header), quiet=quiet) as one:
        return run(
            job,
            lambda job, due: LocalEngine(jobs or cores()).in_batches(partial(check, job), due),
            log,
            store,
            index,
            counted,
        )


def _header(archive: Path, trust: Path | None, sample: str, *, deep: bool) -> "AuditHeader":
    import os

    from pydantic import ValidationError

    from archiver.cli import wiring
    from archiver.errors import UsageError
    from archiver.model.audit import AUDIT_FORMAT, AuditHeader
    from archiver.model.digest import sha256
    from archiver.settings.archive import load_settings

    share = sample.strip().removesuffix("%").strip() or None
    try:
        return AuditHeader(
            format=AUDIT_FORMAT,
            archive=load_settings(archive).archive,
            started=wiring.now(),
            deep=deep,
            sample=share,
            seed=os.urandom(16).hex() if share else None,
            trust_sha256=sha256(wiring.trust_octets(trust)),
        )
    except ValidationError as e:
        raise UsageError(f"--sample: expected per cent between 0 and 100 such as 5 or 0.5, found {sample!r}") from e


def _job(archive: Path, trust: Path | None, *, deep: bool) -> "Job":
    from functools import partial

    from archiver.cli import wiring
    from archiver.flows.audit import Job
    from archiver.verify.package import Options

    return Job(
        root=archive,
        trusted=partial(wiring.trusted, trust),
        neighbours=wiring.archive_neighbours,
        options=Options(deep=deep),
        now=wiring.now,
    )


def _log(archive: Path, header: "AuditHeader", *, restart: bool) -> "AuditLog":
    from archiver.store import audits

    return (None if restart else audits.unfinished(archive, header)) or audits.begin(archive, header)


def _render(done: "Audited", header: "AuditHeader", record: Path) -> None:
    from archiver.cli.looking.render import counted
    from archiver.cli.output import emit, safe

    summary = done.summary
    for event in done.findings[:SHOWN]:
        _render_event(event)
    if len(done.findings) > SHOWN:
        emit(f"… and more packages with findings; all of them are in {safe(str(record))}")
    _names("MISSING   in the index, not on disk: restore from a copy", summary.missing)
    _names("SURPLUS   a copy of a package that lies elsewhere", summary.surplus)
    _names("ALONE     a WARC that nobody signed: its sidecar is missing", summary.alone)
    _names("INDEXED   was on disk and not in the index", summary.unindexed)
    counts = ", ".join(f"{number} {verdict}" for verdict, number in summary.verdicts) or "none"
    how = "every record" if header.deep else "signatures and trees"
    emit(f"{summary.checked} of {counted(summary.packages, 'package')} checked ({how}): {counts}")
    if header.sample:
        emit(_what_a_sample_shows(summary.checked))
    if summary.indexed:
        emit(f"{counted(summary.indexed, 'row')} of the index written anew")
    emit(f"on record in {safe(str(record))}")


def _what_a_sample_shows(checked: int) -> str:
    """The rule of three: where none of n is bad, at most 3/n of all are, with 95 % confidence."""
    if not checked:
        return "a sample of none shows nothing"
    bound = min(100.0, 300 / checked)
    return (
        f"a sample in which nothing is wrong means, with 95 % confidence, that at most {bound:.3g} % of all are wrong"
    )


def _render_event(event: "FixityEvent") -> None:
    from archiver.cli.output import emit, safe
    from archiver.cli.verify import render_check

    emit(f"{event.outcome.upper()}  {safe(event.package)}")
    for check in event.findings:
        render_check(check)


def _names(title: str, names: tuple[str, ...]) -> None:
    from archiver.cli.output import emit, safe

    if names:
        emit(title)
    for name in names[:SHOWN]:
        emit(f"  {safe(name)}")
    if len(names) > SHOWN:
        emit("  … and more")
