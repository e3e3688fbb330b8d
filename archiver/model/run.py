"""A nightly run and what came of it: `report.json` in the archive's folder `reports`, and `archiver run --json`.

Every outcome is read from a package that is on disk, never from what a run remembers of itself.
"""

from typing import Literal

from archiver.model.base import Count, Frozen, Urn
from archiver.model.instant import Instant
from archiver.model.statement import Relation

Result = Literal["captured", "unchanged", "changed", "returned", "removed", "shrunken", "blocked", "failed"]
GOOD: frozenset[Result] = frozenset({"captured", "unchanged", "changed", "returned", "removed", "shrunken"})
Ending = Literal["complete", "stopped", "time", "disk", "resource"]


class Outcome(Frozen):
    """One article of a run. `cause` is a short word that stays the same (`dns`, `status 503`), null when all is well.

    `sidecar` is null only where nothing could be packaged. `octets` counts both files. `stealth` says that the text
    changed while the page claims that it did not; null where nobody compared.
    """

    url: str
    result: Result
    at: Instant
    change: Relation | None
    cause: str | None
    reason: str | None
    sidecar: str | None
    capture_id: Urn | None
    sequence: Count | None
    octets: Count
    tags: tuple[str, ...] = ()
    stealth: bool | None = None


class SourceOutcome(Frozen):
    """One feed, sitemap or front page of a run: how many articles it named and how many of them are new.

    `sidecars` are the packages of the answers that named the new ones, `octets` what both files of them take.
    """

    url: str
    kind: str
    named: Count
    joined: Count
    cause: str | None
    reason: str | None
    sidecars: tuple[str, ...] = ()
    octets: Count = 0


class Disk(Frozen):
    """Octets. `days_left` is how long the free space lasts at the pace of the last runs, null without any pace."""

    free: Count
    reserve: Count
    used_by_run: Count
    days_left: Count | None


class RunReport(Frozen):
    """A whole run. `resumed` counts how often it was cut off and taken up again; `not_reached` are due and untried."""

    format: Literal["archiver/run/v1"] = "archiver/run/v1"
    id: str
    archive: Urn
    archive_name: str
    started_at: Instant
    ended_at: Instant
    resumed: Count
    ending: Ending
    ending_detail: str | None
    status: Count
    due: Count
    not_reached: Count
    counts: dict[str, Count]
    causes: dict[str, Count]
    outcomes: tuple[Outcome, ...]
    sources: tuple[SourceOutcome, ...]
    disk: Disk
    warnings: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was due, and nothing went wrong: there is nothing to report."""
        return self.is_quiet and not self.outcomes and not self.sources

    @property
    def is_quiet(self) -> bool:
        """Whether it says nothing that anybody would look up: all as before, to the end, in one go."""
        whole = (self.status, self.ending, self.resumed, self.not_reached) == (0, "complete", 0, 0)
        same = all(one.result == "unchanged" and not one.cause and not one.reason for one in self.outcomes)
        return whole and same and not any(one.cause or one.joined for one in self.sources)
