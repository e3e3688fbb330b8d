"""What an article's page names, fetched like the page itself: same limits, same address guard, same politeness.

    resources = await fetch_resources(references, manner, new_id)
    captured = resources.beside(captured)       # media[] with digests, their records behind the page's own
    resources.close()                           # once the records are written

Each is its own exchange chain with request and response records. What could not be had is listed with what there is:
its status, or nothing but its address; why stands in its note record.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from archiver.bundle.record import AnyRecord
from archiver.bundle.records import Stamp
from archiver.capture.file import split_media_type
from archiver.capture.http.client import Fetched
from archiver.capture.http.evidence import Evidence, entity_facts
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Pace
from archiver.capture.http.scheduler import fetch_all
from archiver.capture.interface import Captured, NewId
from archiver.extract.page.media import Reference
from archiver.model.capture import Medium

MAX_RESOURCE = 32 * 1024 * 1024  # octets of one image or style
MAX_TOTAL = 256 * 1024 * 1024  # octets of all of one article; the rest is only listed
CERTIFICATE_URI = "urn:archiver:certificate:"
JOBS = 4  # at once, for one article


@dataclass(frozen=True)
class Manner:
    """How everything of a run is fetched."""

    options: FetchOptions
    pace: Pace
    obey_robots: bool


@dataclass(frozen=True)
class Resources:
    """What came back for the references of one article."""

    fetched: tuple[tuple[Reference, Fetched, Evidence], ...]

    def beside(self, captured: Captured) -> Captured:
        """`captured` with these in its `media` and in its records."""

        def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
            more = (record for _, _, evidence in self.fetched for record in evidence.records(stamp))
            return tuple(_certificates_once((*captured.records(stamp), *more)))

        media = tuple(_medium(reference, evidence) for reference, _, evidence in self.fetched)
        return replace(
            captured, records=records, media=(*captured.media, *media), rendered=self._rendered(captured.rendered)
        )

    def _rendered(self, rendered: Callable[[str], Captured] | None) -> Callable[[str], Captured] | None:
        """These stand beside the rendered page as well."""
        return (lambda why: self.beside(rendered(why))) if rendered else None

    def close(self) -> None:
        """Frees the octets."""
        for _, fetched, _ in self.fetched:
            fetched.close()


def _certificates_once(records: Sequence[AnyRecord]) -> Iterator[AnyRecord]:
    """One host serves many resources with one certificate."""
    seen: set[str] = set()
    for record in records:
        uri = record.head.target_uri or ""
        if not uri.startswith(CERTIFICATE_URI) or uri not in seen:
            yield record
        seen.add(uri)


async def fetch_resources(references: Sequence[Reference], manner: Manner, new_id: NewId) -> Resources:
    """Fetches `references` (full addresses) in turn; one that robots.txt does not allow is left out."""
    by_url = {reference.url: reference for reference in references}
    limits = replace(manner.options.limits, max_body=min(MAX_RESOURCE, manner.options.limits.max_body))
    options = replace(manner.options, limits=limits, validators={})
    had: dict[str, Fetched] = {}
    total = 0
    async for result in fetch_all(by_url, jobs=JOBS, options=options, pace=manner.pace, obey_robots=manner.obey_robots):
        if result.fetched is None:
            continue
        had[result.url] = result.fetched
        total += sum(exchange.response.length for exchange in result.fetched.exchanges)
        if total > MAX_TOTAL:
            break
    in_order = [(reference, had[url]) for url, reference in by_url.items() if url in had]
    return Resources(tuple((reference, got, Evidence.of(got, new_id)) for reference, got in in_order))


def _medium(reference: Reference, evidence: Evidence) -> Medium:
    """`reference` with what is known of its last answer."""
    hop = evidence.hops[-1]
    head, record = hop.exchange.head, hop.response_id
    if head is None or record is None:
        return Medium(
            url=reference.url, role=reference.role, sha256=None, bytes=None, media_type=None, status=None, record=None
        )
    digest, length = entity_facts(hop.exchange)
    declared = head.get("content-type")
    return Medium(
        url=reference.url,
        role=reference.role,
        sha256=digest,
        bytes=length,
        media_type=split_media_type(declared)[0] if declared else None,
        status=head.status,
        record=record,
    )
