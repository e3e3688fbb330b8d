"""The verifier: every check, in order, and the verdict that follows from them.

    report = verify_package(Package("a.json", octets, segment_stream), trusted, Options(), chain.Alone())

Bytes first: the signature is checked over the payload as received, and exactly those octets are then parsed. Nothing
in the package, whatever it holds, makes this raise: what cannot be read is a failed check.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from pydantic import ValidationError

from archiver.bundle import parts, sidecar
from archiver.bundle.sidecar import ReadSidecar
from archiver.errors import FormatError, LimitError
from archiver.model.digest import PREFIX
from archiver.model.report import Check, PackageReport, Verdict
from archiver.model.sidecar import Sidecar
from archiver.verify import bindings, chain, codes, later, segment, wording
from archiver.verify.envelope import Trusted, check_envelope, given
from archiver.verify.segment import SegmentFacts
from archiver.verify.statement import Statement, read_statement
from archiver.verify.trees import Disclosed, check_disclosure, check_tree, check_withheld_records
from archiver.verify.vouching import check_vouching

DOES_NOT_PROVE = (
    "that the publisher wrote it: TLS gives no proof that could be shown to others",
    "that anything said in it is true",
    "that nothing newer existed",
    "that the capture was not staged by whoever held key, time authority and witness together",
)


@dataclass(frozen=True)
class Package:
    """A package as received; `segment` is None when the WARC is not at hand."""

    name: str
    sidecar: bytes
    segment: BinaryIO | None


@dataclass(frozen=True)
class Options:
    """`at` is an `Instant` that the user vouches for as the time of the signatures.

    `now` is the clock of whoever verifies: it serves to pass over stamps from the future, and for nothing else.
    `admitted` says who vouches for the capture's signatures in their stead: a log that admits nothing else, under whose
    signed root this very envelope was found.
    """

    deep: bool = True
    at: str | None = None
    now: str | None = None
    admitted: str | None = None


@dataclass(frozen=True)
class Opened:
    """A sidecar by the strict reader, and the statement in it; `checks` say how far it could be read (E001 to E004)."""

    checks: tuple[Check, ...]
    sidecar: ReadSidecar | None = None
    statement: Statement | None = None


def verify_package(package: Package, trusted: Trusted, options: Options, neighbours: chain.Neighbours) -> PackageReport:
    """Checks one package; `neighbours` are the statements at hand from the same archive."""
    return verify_opened(open_sidecar(package.sidecar), package, trusted, options, neighbours)


def open_sidecar(octets: bytes) -> Opened:
    """The sidecar in `octets`; what cannot be read is a failed check."""
    try:
        read = sidecar.read(octets)
    except (FormatError, LimitError) as e:
        return Opened((_unreadable(e),))
    checks = codes.SIDECAR_JSON.passed(_layout(read)), codes.SIDECAR_FORMAT.passed()
    try:
        statement = read_statement(read.model.provenance.capture)
    except (FormatError, LimitError) as e:
        code = codes.PAYLOAD_FORMAT if isinstance(e.__cause__, ValidationError) else codes.PAYLOAD_JSON
        return Opened((*checks, code.failed(str(e))), read)
    return Opened((*checks, codes.PAYLOAD_JSON.passed(), codes.PAYLOAD_FORMAT.passed()), read, statement)


def verify_opened(
    opened: Opened, package: Package, trusted: Trusted, options: Options, neighbours: chain.Neighbours
) -> PackageReport:
    """As `verify_package`, of a package whose sidecar was opened before."""
    read, statement, checks = opened.sidecar, opened.statement, [*opened.checks]
    if read is None or statement is None:
        return _report(package.name, read.model if read else None, None, checks)
    stated = given(options.at)
    vouched = check_vouching(read.model.provenance, statement, trusted, given=stated, now=options.now)
    checks += check_envelope(
        read.model.provenance, statement.model.predicate, trusted, vouched.moment, admitted=options.admitted
    )
    disclosed = Disclosed.of(read.model.disclosure)
    checks += _check_sidecar(read, statement, disclosed)
    checks += _check_segment(package, read, statement, disclosed, deep=options.deep)
    checks += chain.check_chain(statement, trusted, neighbours)
    afterwards = later.check_later(read, statement, disclosed, trusted, vouched.moment_of)
    checks += [*afterwards.checks, *vouched.checks]
    return _report(package.name, read.model, statement, checks, afterwards.current)


def exit_code(report: PackageReport) -> int:
    """The exit status of one package (cli.md): 0, 1, 7 or 3."""
    failures = {codes.BY_CODE[check.code].failure for check in report.checks if check.status == "fail"}
    if "tampered" in failures:
        return 1
    if "unusable" in failures:
        return 7
    return 0 if report.verdict == "verified" else 3


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """`tampered` for a contradiction, `indeterminate` for anything missing or unreadable, else `verified`."""
    verdict: Verdict = "verified"
    for check in checks:
        if check.status == "fail" and codes.BY_CODE[check.code].failure == "tampered":
            return "tampered"
        if check.status in ("fail", "cannot-check"):
            verdict = "indeterminate"
    return verdict


def _unreadable(e: FormatError | LimitError) -> Check:
    code = codes.SIDECAR_FORMAT if isinstance(e.__cause__, ValidationError) else codes.SIDECAR_JSON
    return code.failed(str(e))


def _layout(read: ReadSidecar) -> str | None:
    return None if read.in_layout else "written in another layout than the format's; the values are what counts"


def _check_sidecar(read: ReadSidecar, statement: Statement, disclosed: Disclosed) -> list[Check]:
    roots = statement.model.predicate.parts
    trees: dict[str, parts.Pairs] = {
        "fields": parts.field_pairs(read.document),
        "blocks": parts.block_pairs(read.document),
        "claims": parts.claim_pairs(read.document),
    }
    return [
        *bindings.check_statement(statement.model, read.model, disclosed.withheld),
        *check_tree("fields", trees["fields"], disclosed, roots.fields_),
        *check_tree("blocks", trees["blocks"], disclosed, roots.blocks),
        *check_tree("claims", trees["claims"], disclosed, roots.claims),
        *check_disclosure(read.document, read.model.disclosure, trees | parts.later_claim_pairs(read.document)),
        *wording.check_anchors(read.model),
    ]


def _check_segment(
    package: Package, read: ReadSidecar, statement: Statement, disclosed: Disclosed, *, deep: bool
) -> list[Check]:
    if disclosed.withheld:
        absent = codes.WARC_DIGEST.inapplicable("parts are withheld; the segment that was signed is not part of this")
        return [absent, *check_withheld_records(disclosed, statement.model.predicate.parts.records)]
    if package.segment is None:
        return [codes.WARC_DIGEST.cannot("the WARC is not at hand")]
    if too_large := segment.check_length(package.segment):
        return [too_large]
    signed = PREFIX + statement.model.subject[0].digest.sha256
    if not deep:
        return segment.check_segment(segment.digest_only(package.segment), signed, deep=False)
    # Only text is looked for in a source: one without any may be larger than what fits into memory.
    source = read.model.capture.source if read.model.text else None
    facts = segment.read_segment(package.segment, {source.record} if source else ())
    checks = segment.check_segment(facts, signed, deep=True)
    if facts.records is None:
        return checks
    tree = _check_records(facts, statement, disclosed)
    if facts.sha256 != signed and all(check.status == "pass" for check in tree):
        checks.append(
            codes.WARC_RECOMPRESSED.failed("every record is the one that was signed; the file around them is not")
        )
    return [*checks, *tree, *bindings.check_records(read.model, facts), *wording.check_text(read.model, facts)]


def _check_records(facts: SegmentFacts, statement: Statement, disclosed: Disclosed) -> list[Check]:
    pairs = parts.record_pairs([record.sha256 for record in facts.records or ()])
    return check_tree("records", pairs, disclosed, statement.model.predicate.parts.records)


def _report(
    name: str, model: Sidecar | None, statement: Statement | None, checks: list[Check], current: int | None = None
) -> PackageReport:
    capture: Any = model.capture if model else None
    predicate = statement.model.predicate if statement else None
    return PackageReport(
        sidecar=name,
        capture_id=predicate.capture_id if predicate else capture and capture.id,
        statement_id=statement.id if statement else None,
        url=predicate.url if predicate else capture and capture.url,
        captured_at=predicate.captured_at if predicate else capture and capture.captured_at,
        verdict=verdict_of(checks),
        current_claims=current,
        checks=tuple(checks),
        does_not_prove=DOES_NOT_PROVE,
    )
