"""What belongs together (E307, E401-E405, E409, E410): statement, capture and segment speak of the same article.

In-toto matches subjects by digest alone; so roles, names, times and references are held against each other here.
"""

from collections.abc import Iterator, Mapping

from archiver.bundle import naming
from archiver.bundle.package import SUBJECT_ROLE
from archiver.bundle.records import NONCE_OCTETS, nonce_uri
from archiver.errors import InputError
from archiver.model.capture import REASONED, REQUIRED, Capture
from archiver.model.report import Check
from archiver.model.sidecar import Sidecar
from archiver.model.statement import CapturePredicate, CaptureStatement
from archiver.model.url import check_url, surt
from archiver.verify import codes
from archiver.verify.segment import RecordFacts, SegmentFacts

# The members of `capture` that name records of the segment (tests/verify/test_bindings.py: all that there are).
NAMING = ("media", "redirects", "renderings", "request", "response", "source")


def check_statement(statement: CaptureStatement, sidecar: Sidecar, withheld: Mapping[str, str]) -> list[Check]:
    """E401, E402 and E307: needs nothing but the sidecar."""
    return [
        _subject(statement),
        *_predicate(statement.predicate, sidecar.capture, withheld),
        *_absent(sidecar, withheld),
    ]


def check_records(sidecar: Sidecar, facts: SegmentFacts) -> list[Check]:
    """E403, E404, E405, E409 and E410: the segment against the sidecar; `facts` come from a full pass."""
    records = facts.records or ()
    return [
        _warcinfo(sidecar.capture, records),
        _order(sidecar, records),
        _source(sidecar, facts),
        _nonce(sidecar.capture, records),
        _references(sidecar.capture, facts),
    ]


def _subject(statement: CaptureStatement) -> Check:
    name = statement.subject[0].name
    if name == SUBJECT_ROLE:
        return codes.SUBJECT.passed()
    return codes.SUBJECT.failed("the subject plays another role", expected=SUBJECT_ROLE, found=name)


def _predicate(predicate: CapturePredicate, capture: Capture, withheld: Mapping[str, str]) -> list[Check]:
    pairs = [
        ("captureId", predicate.capture_id, "id", capture.id),
        ("url", predicate.url, "url", capture.url),
        ("capturedAt", predicate.captured_at, "captured_at", capture.captured_at),
        ("requestedAt", predicate.requested_at, "requested_at", capture.requested_at),
        ("timeBasis", predicate.time_basis, "time_basis", capture.time_basis),
    ]
    checks = [
        codes.PREDICATE.failed(f"capture differs from the signed {name}", expected=signed, found=found, part=member)
        for name, signed, member, found in pairs
        if signed != found and f"fields:/capture/{member}" not in withheld
    ]
    if predicate.captured_at > predicate.packaged_at:
        detail, limit = "captured after it was packaged", f"not after {predicate.packaged_at}"
        checks.append(codes.PREDICATE.failed(detail, expected=limit, found=predicate.captured_at, part="capturedAt"))
    try:
        series = surt(predicate.url)
    except InputError as e:
        return [*checks, codes.PREDICATE.failed(str(e), found=predicate.url, part="url")]
    if series != predicate.series:
        detail = "the series is not the SURT of the url"
        checks.append(codes.PREDICATE.failed(detail, expected=series, found=predicate.series, part="series"))
    return checks or [codes.PREDICATE.passed()]


def _absent(sidecar: Sidecar, withheld: Mapping[str, str]) -> Iterator[Check]:
    capture, reasons = sidecar.capture, sidecar.capture.absent or {}
    missing = [
        name for name in REQUIRED if getattr(capture, name) is None and f"fields:/capture/{name}" not in withheld
    ]
    unexplained = [
        name
        for name in REASONED
        if getattr(capture, name) is None
        and f"/capture/{name}" not in reasons
        and f"fields:/capture/{name}" not in withheld
    ]
    explained = sidecar.article is not None or "/article" in reasons or "fields:/capture/absent" in withheld
    faults = [f"/capture/{name}" for name in (*missing, *unexplained)] + ([] if explained else ["/article"])
    for pointer in faults:
        yield codes.ABSENT.failed("a member has no value and no reason", part=pointer)
    if not faults:
        yield codes.ABSENT.passed()


def _warcinfo(capture: Capture, records: tuple[RecordFacts, ...]) -> Check:
    first = records[0].kept if records and records[0].head.type == "warcinfo" else None
    if first is None:
        return codes.WARCINFO.failed("the segment does not start with a warcinfo record")
    fields = dict(_warc_fields(first.block))
    expected = {"captureId": capture.id, "sidecar": f"{_stem(capture)}.json"}
    for name, value in expected.items():
        if value and fields.get(name) != value:
            return codes.WARCINFO.failed(
                "warcinfo names another package", expected=value, found=fields.get(name), part=name
            )
    return codes.WARCINFO.passed()


def _stem(capture: Capture) -> str:
    return naming.stem(capture.captured_at or "", capture.url or "", capture.id or "")


def _warc_fields(block: bytes) -> Iterator[tuple[str, str]]:
    for line in block.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        yield name.strip(), value.strip()


def _order(sidecar: Sidecar, records: tuple[RecordFacts, ...]) -> Check:
    types = [record.head.type for record in records]
    tail = ["conversion", "resource"] if sidecar.text else ["resource"]
    own = types[1 : len(types) - len(tail)]
    if types[:1] != ["warcinfo"] or types[-len(tail) :] != tail or "conversion" in own or len(types) <= len(tail):
        expected = " ".join(["warcinfo", "…", *tail])
        return codes.RECORD_ORDER.failed(
            "records are missing or stand elsewhere", expected=expected, found=" ".join(types)
        )
    return codes.RECORD_ORDER.passed(" ".join(types))


def _source(sidecar: Sidecar, facts: SegmentFacts) -> Check:
    source = sidecar.capture.source
    if source is None:
        return codes.SOURCE_RECORD.inapplicable("no source is named")
    record = facts.names.get(source.record)
    if record is None:
        return codes.SOURCE_RECORD.failed("the source record is not in the segment", expected=source.record)
    uri = _normal(record.head.target_uri or "")
    pairs = (
        ("sha256", source.sha256, record.payload_sha256),
        ("bytes", str(source.bytes), str(record.payload_length)),
        ("WARC-Target-URI", sidecar.capture.final_url, uri),
    )
    for name, expected, found in pairs:
        if expected is not None and expected != found:
            return codes.SOURCE_RECORD.failed(
                "the source record is another one", expected=expected, found=found, part=name
            )
    return codes.SOURCE_RECORD.passed(source.record)


def _normal(uri: str) -> str:
    """The URI as `capture` spells it; importers leave the record's own spelling alone."""
    try:
        return check_url(uri)
    except InputError:
        return uri


def _nonce(capture: Capture, records: tuple[RecordFacts, ...]) -> Check:
    last = records[-1] if records else None
    uri = nonce_uri(capture.id or "")
    if last is None or last.head.target_uri != uri or last.payload_length != NONCE_OCTETS:
        return codes.NONCE.failed(
            "the last record is not this capture's nonce", expected=uri, found=last.head.target_uri if last else None
        )
    return codes.NONCE.passed()


def _references(capture: Capture, facts: SegmentFacts) -> Check:
    named = list(_named_records(capture))
    for pointer, record in named:
        if record not in facts.names:
            return codes.REFERENCES.failed("a named record is not in the segment", expected=record, part=pointer)
    return codes.REFERENCES.passed(f"{len(named)} references")


def _named_records(capture: Capture) -> Iterator[tuple[str, str]]:
    """Pointer and record of every member that names one."""
    for name in NAMING:
        value = getattr(capture, name)
        for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
            if item is not None and item.record is not None:
                yield f"/capture/{name}{f'/{index}' if isinstance(value, tuple) else ''}/record", item.record
