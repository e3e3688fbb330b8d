"""Verification of files: open, check, report; the worst package decides.

outcomes = [verify_files(files, trusted, options, neighbours) for files in find_packages(target)]
report, status = overall(outcomes)
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from archiver.errors import LimitError, ResourceError
from archiver.model.report import PackageReport, Report, Verdict
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.opening import opened, read_sidecar
from archiver.store.packages import PackageFiles
from archiver.verify import codes
from archiver.verify.chain import Neighbours
from archiver.verify.envelope import Trusted
from archiver.verify.package import DOES_NOT_PROVE, Options, Package, exit_code, verify_package

# cli.md: over several packages the first of these that occurs is the exit status.
WORST_FIRST = (70, 1, 7, 5, 3, 0)
_VERDICTS: tuple[Verdict, ...] = ("tampered", "indeterminate", "verified")


@dataclass(frozen=True)
class Outcome:
    """A package's report and the exit status that it asks for."""

    report: PackageReport
    status: int


def verify_files(files: PackageFiles, trusted: Trusted, options: Options, neighbours: Neighbours) -> Outcome:
    """Verifies one package on disk; what cannot be opened is `indeterminate` with exit status 5."""
    if files.problem:
        return _unopened(files.name, files.problem, 3)
    if files.sidecar is None:
        return _unopened(files.name, "no sidecar lies beside this WARC: nothing is signed", 3)
    try:
        octets = read_sidecar(files.sidecar, MAX_JSON_BYTES)
        with opened(files.warc) if files.warc else nullcontext() as segment:
            report = verify_package(Package(files.name, octets, segment), trusted, options, neighbours)
    except ResourceError as e:
        return _unopened(files.name, str(e), ResourceError.exit_code)
    return Outcome(report, exit_code(report))


def overall(outcomes: Sequence[Outcome]) -> tuple[Report, int]:
    """The report over all packages and the exit status."""
    verdicts = {outcome.report.verdict for outcome in outcomes}
    verdict: Verdict = next((verdict for verdict in _VERDICTS if verdict in verdicts), "indeterminate")
    statuses = {outcome.status for outcome in outcomes}
    status = next((status for status in WORST_FIRST if status in statuses), LimitError.exit_code)
    return Report(verdict=verdict, packages=tuple(outcome.report for outcome in outcomes)), status


def _unopened(name: str, detail: str, status: int) -> Outcome:
    report = PackageReport(
        sidecar=name,
        capture_id=None,
        statement_id=None,
        url=None,
        captured_at=None,
        verdict="indeterminate",
        checks=(codes.SIDECAR_JSON.cannot(detail),),
        does_not_prove=DOES_NOT_PROVE,
    )
    return Outcome(report, status)
