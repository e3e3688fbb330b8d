"""The index row of a package, from the package alone."""

from archiver.bundle.naming import SIDECAR, WARC
from archiver.flows.passages import passages_of
from archiver.index.interface import Row
from archiver.model.digest import PREFIX
from archiver.model.sidecar import Sidecar
from archiver.model.statement import CaptureStatement
from archiver.store.interface import Location


def warc_name(sidecar_name: str) -> str:
    """The segment's name beside a sidecar's."""
    return sidecar_name.removesuffix(SIDECAR) + WARC


def sidecar_name(warc: str) -> str:
    """The sidecar's name beside a segment's."""
    return warc.removesuffix(WARC) + SIDECAR


def row_of(
    sidecar_name: str, sidecar: Sidecar, statement: CaptureStatement, statement_id: str, location: Location
) -> Row:
    """`statement` is the capture statement `statement_id`; `location` is where the segment's octets are.

    What a redaction withheld is not in the row: it is not in the sidecar. URL and times are those of the statement.
    """
    predicate, capture = statement.predicate, sidecar.capture
    return Row(
        series=predicate.series,
        url=predicate.url,
        captured_at=predicate.captured_at,
        packaged_at=predicate.packaged_at,
        sequence=predicate.sequence,
        archive=predicate.archive,
        capture_id=predicate.capture_id,
        statement_id=statement_id,
        previous=predicate.previous.statements if predicate.previous else (),
        sidecar=sidecar_name,
        warc=location.file,
        offset=location.offset,
        length=location.length,
        text_sha256=sidecar.article.text_sha256 if sidecar.article else None,
        claims=len(sidecar.claims[0].items) if sidecar.claims else 0,
        relation=predicate.previous.relation if predicate.previous else None,
        source_sha256=capture.source.sha256 if capture.source else None,
        segment_sha256=PREFIX + statement.subject[0].digest.sha256,
        quality=capture.quality.verdict if capture.quality else None,
        case_id=capture.case_id,
        passages=passages_of(sidecar),
    )
