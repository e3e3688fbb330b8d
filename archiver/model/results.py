"""What a step over many packages found, as a table: a row a package, in a file of JSON Lines or Parquet (`--results`).

    {"captured_at": "2026-11-22T07:15:01Z", "codes": [], "name": "2026/11/22/....json", "verdict": "verified", ...}

Columns of one name mean the same in every table: `name` is the sidecar's name in the store, `warc`, `offset` and
`length` are where the segment's octets are, the digests are of the canonical text, of the payload that the text was
taken from, and of the segment. Null is what is not known. A table is nobody's evidence: what counts is in the packages.
"""

from pydantic import RootModel

from archiver.model.article import Extractor
from archiver.model.audit import How
from archiver.model.base import Count, Frozen, Urn
from archiver.model.capture import QualityVerdict
from archiver.model.claim import Claim
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.report import Check, Verdict
from archiver.model.statement import Relation


class Result(Frozen):
    """What all tables have: which package it is, and what was captured when."""

    name: str | None
    statement_id: Digest | None
    capture_id: Urn | None
    url: str | None
    captured_at: Instant | None


class SegmentResult(Result):
    """Also what the segment and its parts hash to, and where its octets are."""

    text_sha256: Digest | None
    source_sha256: Digest | None
    segment_sha256: Digest | None
    warc: str | None
    offset: Count | None
    length: Count | None


class PlacedResult(SegmentResult):
    """A package with what an index has of it; `archiver index rebuild` and `archiver roll` give these.

    `claims` counts those that were captured with it. `error` says why a package was passed over or left as it was;
    then what could not be read is null.
    """

    packaged_at: Instant | None
    series: str | None
    sequence: Count | None
    previous: tuple[Digest, ...]
    relation: Relation | None
    quality: QualityVerdict | None
    case_id: str | None
    claims: Count | None
    error: str | None


class CaptureResult(PlacedResult):
    """What became of one address, with the exit status that it asks for (docs/cli.md).

    `asked` is its place in the list that was given, from 0. `url` is the address as it was given. Without a package
    (`name` null) `error` says why; with one, it says why that holds no article.
    """

    asked: Count
    status: Count


class AuditResult(SegmentResult):
    """One package was checked: what its event in the audit's record says, and what the index has of its statement.

    `codes` are those of `findings`, the checks that failed or could not be made. `url`, times and digests are what was
    signed where the verdict is `verified`; else they are what a package says that is not to be believed.
    """

    verdict: Verdict
    status: Count
    how: How
    checked_at: Instant
    leaf: Count | None
    codes: tuple[str, ...]
    findings: tuple[Check, ...]


class ClaimsResult(Result):
    """The claims of one package that stand, or why nothing could be stated about it (`error`).

    `added`: this call stated or withdrew something, by the statement `stated_by`. `current` is the set that stands,
    null when all are withdrawn. A claim that is withheld is null, so that a place in `claims` is the signed one.
    """

    added: bool
    stated_by: Digest | None
    current: Count | None
    extractor: Extractor | None
    claims: tuple[Claim | None, ...]
    error: str | None


class ResultRow(RootModel[AuditResult | CaptureResult | ClaimsResult | PlacedResult]):
    """A line of a file of results, of any command."""
