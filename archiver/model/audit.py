"""What an audit leaves behind: `<archive>/audits/<start>.jsonl`, a line a package, which is a PREMIS fixity event each.

    {"archive": "urn:uuid:...", "deep": true, "format": "archiver/audit/v1", "sample": null, "started": "...", ...}
    {"at": "...", "event": "fixity check", "findings": [], "outcome": "verified", "package": "2026/11/22/....json", ...}
    {"checked": 1204, "finished": "...", "missing": [...], ...}

The first line says what was asked for, the summary what came of it; a file without one is an audit that was interrupted
and can go on. After it stand the packages that were taken back from another copy. PREMIS 3: eventType "fixity check",
eventDateTime `at`, eventOutcome `outcome`, linkingObjectIdentifier `statement`. These lines are the auditor's word;
nobody signs them yet.
"""

from typing import Annotated, Literal

from pydantic import RootModel, StringConstraints

from archiver.model.base import Count, Frozen, Hex16, Urn
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.report import Check, Verdict

AUDIT_FORMAT: Literal["archiver/audit/v1"] = "archiver/audit/v1"

Share = Annotated[str, StringConstraints(pattern=r"^(100|[1-9]?[0-9](\.[0-9]{1,3})?)$")]


class AuditHeader(Frozen):
    """What was asked for. `sample` is a share in per cent, a decimal in text form; `seed` chose which packages."""

    format: Literal["archiver/audit/v1"]
    archive: Urn
    started: Instant
    deep: bool
    sample: Share | None
    seed: Hex16 | None
    trust_sha256: Digest


class FixityEvent(Frozen):
    """One package was checked; `findings` are the checks that failed or could not be made."""

    event: Literal["fixity check"]
    at: Instant
    package: str
    statement: Digest | None
    outcome: Verdict
    status: Count
    findings: tuple[Check, ...]


class AuditSummary(Frozen):
    """What came of it. Names are those in the store.

    `missing` are in the index and not on disk, `unindexed` the other way round; `surplus` are copies of packages that
    the index knows by another name, `alone` WARCs without a sidecar. `indexed` counts the rows that were written anew.
    """

    finished: Instant
    packages: Count
    checked: Count
    verdicts: tuple[tuple[Verdict, Count], ...]
    missing: tuple[str, ...]
    unindexed: tuple[str, ...]
    surplus: tuple[str, ...]
    alone: tuple[str, ...]
    indexed: Count


class RepairEvent(Frozen):
    """A damaged or missing package was looked for in another copy; `restored` are the files that were taken back."""

    event: Literal["repair"]
    at: Instant
    package: str
    outcome: Literal["restored", "no good copy", "not possible"]
    restored: tuple[str, ...]
    detail: str | None


AuditLine = FixityEvent | AuditSummary | RepairEvent


class AuditRecord(RootModel[AuditHeader | AuditLine]):
    """Any line of an audit's record."""
