"""`archiver verify`: check everything that can be checked, offline."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    JsonOption,
    QuietOption,
    TargetsArgument,
    TrustOption,
    VerboseOption,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archiver.flows.verify import Outcome
    from archiver.flows.versions import Chain, Known
    from archiver.model.report import Check, PackageReport, Report
    from archiver.store.packages import PackageFiles
    from archiver.verify.envelope import Trusted
    from archiver.verify.package import Options

MARKS = {"pass": "ok  ", "fail": "FAIL", "cannot-check": "?   ", "not-applicable": "-   "}


def verify(
    targets: TargetsArgument,
    trust: TrustOption = None,
    deep: Annotated[
        bool, typer.Option("--deep/--quick", help="Every record and the text in its source, or signatures and trees.")
    ] = True,
    at: Annotated[
        str, typer.Option("--at", metavar="T", help="A time at which you know that the signatures existed.")
    ] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Check everything that can be checked, offline."""
    from archiver.cli import bibliography, wiring
    from archiver.cli.comparing.chains import chain_report
    from archiver.cli.output import emit_json
    from archiver.cli.targets import packages_of
    from archiver.flows.verify import overall
    from archiver.verify.package import Options

    options, trusted = Options(deep=deep, at=instant_of(at, "--at"), now=wiring.now()), _trusted(trust, quiet=quiet)
    lists, others = bibliography.apart(targets)
    entries = [entry for path in lists for entry in bibliography.read_bibliography(path)]
    packages = [files for target in others for files in packages_of(target, archive)]
    known = bibliography.known(entries)
    chains = _chains([target for target in others if is_url(target)], archive, known, trusted, deep=deep, quiet=quiet)
    report, status = overall(list(_outcomes(packages, trusted, options, known, chains, quiet=quiet)))
    citations = bibliography.check_all(entries, packages, archive, trusted, options) if lists else None
    if citations is not None:
        report, status = bibliography.with_citations(report if others else None, status, citations)
    report = report.model_copy(update={"chains": tuple(chain_report(url, chain) for url, chain in chains)})
    if json:
        emit_json(report.document())
    else:
        render(report, verbose=verbose)
        _render_chains(report)
        bibliography.render(citations)
    raise typer.Exit(status)


def is_url(target: str) -> bool:
    """Whether a TARGET is an address, and no file of that name."""
    from pathlib import Path

    return "://" in target and not Path(target).exists()


def _chains(
    urls: list[str], archive: "Path", known: "Known", trusted: "Trusted", *, deep: bool, quiet: bool
) -> "list[tuple[str, Chain]]":
    """How the versions of each address hang together: what each says of its own place is among its checks."""
    from archiver.cli import wiring
    from archiver.cli.output import progress
    from archiver.flows.tail import Logs, Shelf
    from archiver.flows.versions import versions_of
    from archiver.settings import kept
    from archiver.settings.home import home

    if not urls:
        return []
    with wiring.read_index(archive) as index, progress("asking the log", None, quiet=quiet):
        logs = Logs(archive, Shelf(archive, index, deep=deep), trusted.trust, lambda origin: kept.read(home(), origin))
        return [(url, chain) for url in urls for chain in versions_of(url, index, known, logs.view)]


def _render_chains(report: "Report") -> None:
    from archiver.cli.output import emit, safe

    for chain in report.chains:
        if chain.versions == 1 and not chain.findings and chain.log is None:
            continue
        logged = f", {chain.log.leaves} statements in its log" if chain.log and not chain.log.problem else ""
        emit(
            f"chain of {chain.versions}, archive {safe(chain.archive)}{logged}: "
            + ("whole" if chain.whole else "not whole")
        )
        for finding in chain.findings:
            emit(f"  - {safe(finding)}")


def _trusted(trust: "Path | None", *, quiet: bool) -> "Trusted":
    from archiver.cli import trusting, wiring
    from archiver.cli.output import note, safe
    from archiver.flows import pinning
    from archiver.settings.home import home

    trusted = trusting.trusted(trust)
    if trust:  # a file name may have put the option there: `archiver verify *` in a folder that somebody else filled
        note(f"Trusting the signer sets in {safe(str(trust))} instead of your own trust file.", quiet=quiet)
    else:
        for text in pinning.expired(home(), wiring.now()):
            note(f"archiver: {safe(text)}", quiet=quiet)
    return trusted


def _outcomes(
    packages: "list[PackageFiles]",
    trusted: "Trusted",
    options: "Options",
    known: "Known",
    chains: "list[tuple[str, Chain]]",
    *,
    quiet: bool,
) -> "Iterator[Outcome]":
    from archiver.cli.output import progress
    from archiver.cli.targets import neighbours_of
    from archiver.flows.verify import verify_files

    views = {(chain.archive, chain.rows[0].series): chain.log for _, chain in chains if chain.log}
    with (
        neighbours_of(packages, known, views) as neighbours,
        progress("verifying", len(packages), quiet=quiet) as count,
    ):
        for files in packages:
            yield verify_files(files, trusted, options, neighbours)
            count()


def instant_of(text: str, option: str) -> str | None:
    """The time that the user gave to an option, None without one; raises UsageError."""
    from archiver.errors import UsageError
    from archiver.model import instant

    try:
        return instant.format_instant(instant.read(text)) if text else None
    except ValueError as e:
        raise UsageError(f"{option}: {e}") from e


def render(report: "Report", *, verbose: bool) -> None:
    """The report for people: what was found first, then what it does not prove, once."""
    from archiver.cli.output import emit

    for package in report.packages:
        _render_package(package, verbose=verbose)
    if len(report.packages) > 1:
        verdicts = [package.verdict for package in report.packages]
        counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
        emit(f"{len(verdicts)} packages: {counts}")
    if verbose and report.packages:
        emit("This does not prove")
        for line in report.packages[0].does_not_prove:
            emit(f"  {line}")


def _render_package(package: "PackageReport", *, verbose: bool) -> None:
    from archiver.cli.output import emit, safe

    emit(f"{package.verdict.upper()}  {safe(package.sidecar)}{_signed_by(package)}")
    if package.url:
        emit(f"  {safe(package.url)}  captured {package.captured_at}")
    if package.statement_id and (verbose or package.verdict != "verified"):
        emit(f"  statement {package.statement_id}")
    for line in _current_claims(package):
        emit(f"  {safe(line)}")
    for check in package.checks:
        if verbose or check.status in ("fail", "cannot-check"):
            render_check(check)


def _current_claims(package: "PackageReport") -> list[str]:
    """Which set of claims counts, where there is more than the one that was signed with the capture."""
    told = [check.detail for check in package.checks if check.name == "unsigned-claims" and check.status == "pass"]
    return [detail for detail in told if detail]


def _signed_by(package: "PackageReport") -> str:
    """Whose signature it is, by the name in the trust file: `verified` says nothing without it."""
    from archiver.cli.output import safe

    sets = [check.detail for check in package.checks if check.name == "trusted-set" and check.status == "pass"]
    return f"  signed by {safe(sets[0])}" if package.verdict == "verified" and sets and sets[0] else ""


def render_check(check: "Check") -> None:
    """One check for people, with what was expected and found."""
    from archiver.cli.output import emit, safe

    part = f"  {safe(check.part)}" if check.part else ""
    detail = f"  {safe(check.detail)}" if check.detail else ""
    emit(f"  {MARKS[check.status]} {check.code} {check.name}{part}{detail}")
    for label, value in (("expected", check.expected), ("found", check.found)):
        if value is not None:
            emit(f"         {label:8} {safe(value)}")
