"""The index row of a package, from the package alone."""

from archiver.bundle.naming import SIDECAR, WARC
from archiver.index.interface import Row
from archiver.model.sidecar import Sidecar
from archiver.model.statement import CapturePredicate
from archiver.store.interface import Location


def warc_name(sidecar_name: str) -> str:
    """The segment's name beside a sidecar's."""
    return sidecar_name.removesuffix(SIDECAR) + WARC


def sidecar_name(warc: str) -> str:
    """The sidecar's name beside a segment's."""
    return warc.removesuffix(WARC) + SIDECAR


def row_of(
    sidecar_name: str, sidecar: Sidecar, predicate: CapturePredicate, statement_id: str, location: Location
) -> Row:
    """`predicate` is what the capture statement `statement_id` says; `location` is where the segment's octets are."""
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
    )
