"""An article read again from its WARC: two versions are compared by what one and the same extractor makes of them.

extraction = reread(sidecar, segment, shop.extract)
"""

from collections.abc import Callable
from typing import BinaryIO

from archiver.bundle.members import Members
from archiver.bundle.payload import readable
from archiver.bundle.reader import segment_records
from archiver.bundle.record import Record
from archiver.capture.interface import Captured
from archiver.errors import WarcError
from archiver.extract.extraction import GIVEN, Extraction
from archiver.model.capture import Source
from archiver.model.sidecar import Sidecar

MAX_SOURCE = 64 * 1024 * 1024  # octets of the record that the article is read from

Extract = Callable[[Captured], Extraction]


def reread(model: Sidecar, segment: BinaryIO, extract: Extract) -> Extraction:
    """The article as today's extractor reads it in the source record of `segment`.

    Raises WarcError when the record is not there or damaged, LimitError when it is too large or too costly to read.
    """
    source = model.capture.source
    if source is None:
        raise WarcError("expected a source record to read the article from, found none")
    return extract(_captured(model, source, readable(_source_record(source, segment))))


def _source_record(source: Source, segment: BinaryIO) -> Record:
    for record in segment_records(Members(segment)):
        if record.head.record_id == source.record:
            return record.load(MAX_SOURCE)
    raise WarcError(f"expected the source record {source.record} in the WARC, found none of that id")


def _captured(model: Sidecar, source: Source, body: bytes) -> Captured:
    """As much of the capture as reading takes: the octets, their type, and a headline that the user gave."""
    article, capture = model.article, model.capture
    given = article is not None and (article.evidence or {}).get("headline") == GIVEN
    return Captured(
        name=capture.id or "",
        url=capture.url or "",
        final_url=capture.final_url or "",
        method="import",
        captured_at=capture.captured_at,
        time_basis="imported",
        media_type=source.media_type,
        charset=source.charset,
        payload=None,
        body=body,
        records=lambda _: (),
        headline=article.headline if article and given else None,
    )
