"""What an audit leaves behind: `<archive>/audits/<start>.jsonl`, lines of PREMIS fixity events.

    {"archive": "urn:uuid:...", "deep": true, "format": "archiver/audit/v1", "sample": null, "started": "...", ...}
    {"at": "...", "event": "fixity check", "findings": [], "outcome": "verified", "package": "2026/11/22/....json", ...}
    {"at": "...", "event": "fixity check", "of": 256, "outcome": "verified", "warc": "2026/11/22/....warc.gz", ...}
    {"at": "...", "event": "fixity check", "folder": "2026/11/23", "outcome": "verified", "sidecars": [...], ...}
    {"checked": 1204, "finished": "...", "log": {"leaves": 1204, ...}, "missing": [...], ...}

An event is about a package, or about packages side by side in a rolled WARC or a folder, all of which are unchanged.
The first line says what was asked for, the summary what came of it; a file without one is an audit that was interrupted
and can go on. After it stand the packages that were taken back from another copy. PREMIS 3: eventType "fixity check",
eventDateTime `at`, eventOutcome `outcome`, linkingObjectIdentifier `statement`, or each of the packages named. These
lines are the auditor's word; nobody signs them yet.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, RootModel, StringConstraints, model_validator

from archiver.model.base import Count, Frozen, Hex16, Urn
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.report import Check, Verdict

AUDIT_FORMAT: Literal["archiver/audit/v1"] = "archiver/audit/v1"

Share = Annotated[str, StringConstraints(pattern=r"^(100|[1-9]?[0-9](\.[0-9]{1,3})?)$")]


How = Literal["deep", "full", "sample", "log", "seal", "deep-seal"]
Standing = Literal["holds", "unknown", "contradicts"]


class AuditHeader(Frozen):
    """What was asked for. `sample` and `signatures` are shares in per cent, decimals in text form.

    `sample` is the share of the packages that is checked, `signatures` the share that is checked the long way although
    log and seals vouch for it, null where neither counts; `seed` chose which those are. `manifest` is the digest of the
    names, a line each, where only these packages are checked. `headers_sha256` is of Bitcoin's block headers, where the
    trust file names some.
    """

    format: Literal["archiver/audit/v1"]
    archive: Urn
    started: Instant
    deep: bool
    sample: Share | None
    signatures: Share | None = None
    seed: Hex16 | None
    trust_sha256: Digest
    headers_sha256: Digest | None = None
    manifest: Digest | None = None


class FixityEvent(Frozen):
    """One package was checked; `findings` are the checks that failed or could not be made.

    `leaf` is its number in the archive's log, null where the log does not have it. `how`: `deep` with every record;
    `full` without the records, and `sample` the same although the log has it; `log`: the log vouches for the
    signatures, all else was checked; `seal`: the sidecar, besides, is the one that was checked before, under the same
    trust file; `deep-seal`: as `seal`, of a deep check before, and every record was read and its digests recomputed.
    In every case the segment was hashed. `octets` is its length, null where it was not read to the end;
    `within` is the rolled WARC that it lies in and the octet where it begins there, null for a file of its own.
    """

    event: Literal["fixity check"]
    at: Instant
    package: str
    statement: Digest | None
    outcome: Verdict
    status: Count
    how: How
    leaf: Count | None
    octets: Count | None
    within: tuple[str, Count] | None = None
    findings: tuple[Check, ...]

    @property
    def packages(self) -> int:
        """One."""
        return 1


class StretchEvent(Frozen):
    """Packages side by side in a rolled WARC were checked together: each as `how` in a FixityEvent says.

    `warc` is the rolled WARC. Of its packages, in the order of its contents, these are `of` from number `first` on, but
    for those at the places `drawn` (from 0, within the stretch), which have events of their own. `leaves` are the
    numbers of all their leaves in the archive's log, in that order: runs of (first number, how many).
    """

    event: Literal["fixity check"]
    at: Instant
    warc: str
    first: Count
    of: Count
    drawn: tuple[Count, ...]
    leaves: tuple[tuple[Count, Count], ...]
    outcome: Literal["verified"]
    how: Literal["seal", "deep-seal"]

    @property
    def packages(self) -> int:
        """How many packages this event is about."""
        return self.of - len(self.drawn)


class ShelfEvent(Frozen):
    """Packages that are files of their own in one folder were checked together: each as `how` in a FixityEvent says.

    `folder` is named as in the store, `sidecars` are names in it; in their order, `octets` are the lengths of the
    segments, and `leaves` the numbers of their leaves in the archive's log: runs of (first number, how many). What lay
    between them and was checked by itself has events of its own.
    """

    event: Literal["fixity check"]
    at: Instant
    folder: str
    sidecars: Annotated[tuple[str, ...], Field(min_length=1)]
    octets: tuple[Count, ...]
    leaves: tuple[tuple[Count, Count], ...]
    outcome: Literal["verified"]
    how: Literal["seal", "deep-seal"]

    @model_validator(mode="after")
    def _says_it_of_each(self) -> Self:
        if not len(self.sidecars) == len(self.octets) == sum(many for _, many in self.leaves):
            raise ValueError("expected a length and a leaf for each of the sidecars")
        return self

    @property
    def packages(self) -> int:
        """How many packages this event is about."""
        return len(self.sidecars)


class AuditedLog(Frozen):
    """The archive's log as the audit met it; `problem` says why it vouches for nothing, null where it `holds`.

    `unknown`: nobody in the trust file signed it; `contradicts`: its key did, and it is not what was signed or seen.
    """

    origin: str
    leaves: Count
    standing: Standing
    problem: str | None


class AuditSummary(Frozen):
    """What came of it. Names are those in the store.

    `missing` are in the index and not on disk, `unindexed` the other way round; `surplus` are copies of packages that
    the index knows by another name, `alone` WARCs without a sidecar. `indexed` counts the rows that were written anew.
    `unlogged` are packages without a leaf in the archive's log, `lost` leaves whose package is neither on disk nor in
    the index; the record names a thousand of each, `unlogged_count` counts all. `how` counts the packages by how they
    were checked.
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
    how: tuple[tuple[How, Count], ...]
    log: AuditedLog | None
    unlogged: tuple[str, ...]
    unlogged_count: Count
    lost: tuple[str, ...]


class RepairEvent(Frozen):
    """A damaged or missing package was looked for in another copy; `restored` are the files that were taken back."""

    event: Literal["repair"]
    at: Instant
    package: str
    outcome: Literal["restored", "no good copy", "not possible"]
    restored: tuple[str, ...]
    detail: str | None


TogetherEvent = StretchEvent | ShelfEvent
CheckEvent = FixityEvent | TogetherEvent
CheckRecord = RootModel[CheckEvent]
AuditLine = CheckEvent | AuditSummary | RepairEvent


class AuditRecord(RootModel[AuditHeader | AuditLine]):
    """Any line of an audit's record."""
