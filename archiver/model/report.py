"""What a verification found: one check a code, one verdict a package. `verify --json` prints exactly this."""

from typing import Literal

from archiver.model.base import Frozen

Status = Literal["pass", "fail", "cannot-check", "not-applicable"]
Verdict = Literal["verified", "tampered", "indeterminate"]


class Check(Frozen):
    """One thing that was looked at. `code` never changes its meaning; `part` names what differs, as in "block 4"."""

    code: str
    name: str
    status: Status
    expected: str | None = None
    found: str | None = None
    part: str | None = None
    detail: str | None = None


class PackageReport(Frozen):
    """The checks of one package and what follows from them. What could not be read is null.

    `current_claims` is the index in the sidecar's `claims` of the set that counts: null without claims, or when every
    set is withdrawn.
    """

    sidecar: str
    capture_id: str | None
    statement_id: str | None
    url: str | None
    captured_at: str | None
    current_claims: int | None = None
    verdict: Verdict
    checks: tuple[Check, ...]
    does_not_prove: tuple[str, ...]


class ForkReport(Frozen):
    """Statements that claim one place in a chain; `joined` is the one that names them all, null while none does."""

    version: int
    statements: tuple[str, ...]
    joined: str | None


class LogReport(Frozen):
    """What the archive's log knows: statement ids that are not at hand; `problem` says why it could not be asked."""

    leaves: int
    absent: tuple[str, ...]
    problem: str | None


class ChainReport(Frozen):
    """How the versions of one address hang together in one archive, as far as packages, citations and log tell.

    `heads` are named by no other; `missing` are named and not at hand, `gaps` version numbers that nobody has (from 1);
    `disorder` don't follow by number or time from what they name; `cited` are newer than all at hand. `findings` says
    in words what there is to say; a fork that was joined leaves a chain `whole`. `log` is null where no trusted log is
    known of.
    """

    url: str
    archive: str
    series: str
    versions: int
    whole: bool
    heads: tuple[str, ...]
    missing: tuple[str, ...]
    gaps: tuple[int, ...]
    forks: tuple[ForkReport, ...]
    cycles: tuple[str, ...]
    disorder: tuple[str, ...]
    cited: tuple[str, ...]
    log: LogReport | None
    findings: tuple[str, ...]


CitationStatus = Literal["verified", "changed", "tampered", "cannot-check"]


class CitationReport(Frozen):
    """What became of one entry of a bibliography."""

    key: str
    status: CitationStatus
    statement_id: str | None
    url: str | None
    sidecar: str | None
    detail: str


class Report(Frozen):
    """All packages of one run; the worst decides the verdict.

    `chains` are those of the addresses that were named, `citations` the entries of the bibliographies.
    """

    verdict: Verdict
    packages: tuple[PackageReport, ...]
    chains: tuple[ChainReport, ...] = ()
    citations: tuple[CitationReport, ...] = ()
