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


class Report(Frozen):
    """All packages of one run; the worst decides the verdict."""

    verdict: Verdict
    packages: tuple[PackageReport, ...]
