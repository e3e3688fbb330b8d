"""What an article's page names, fetched like the page itself: same limits, same address guard, same politeness.

    resources = await fetch_resources(references, manner, new_id)
    captured = resources.beside(captured)       # media[] with digests, their records behind the page's own
    resources.close()                           # once the records are written

Each is its own exchange chain with request and response records. What could not be had is listed with what there is:
its status, or nothing but its address, and `capture.absent` says why. `resources.robots` are the robots.txt that were
asked for on the way, for whoever packages them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archiver.bundle.record import AnyRecord
from archiver.bundle.records import Stamp
from archiver.capture.file import split_media_type
from archiver.capture.http.client import Fetched
from archiver.capture.http.evidence import Evidence, certificates_once, entity_facts
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Pace
from archiver.capture.http.robots import Robots, RobotsShelf
from archiver.capture.http.scheduler import Result, fetch_all
from archiver.capture.interface import Captured, NewId
from archiver.extract.page.media import Reference
from archiver.model.capture import Medium

MAX_RESOURCE = 32 * 1024 * 1024  # octets of one image or style
MAX_TOTAL = 256 * 1024 * 1024  # octets of all of one article; the rest is only listed
JOBS = 4  # at once, for one article


@dataclass(frozen=True)
class Manner:
    """How everything of a run is fetched; `robots` is None where nobody asks for robots.txt."""

    options: FetchOptions
    pace: Pace
    robots: RobotsShelf | None


@dataclass(frozen=True)
class Had:
    """What became of one reference: what came back, or why nobody asked."""

    reference: Reference
    evidence: Evidence | None
    refused: str | None


@dataclass(frozen=True)
class Resources:
    """What became of the references of one article, and the robots.txt that were asked on the way."""

    had: tuple[Had, ...]
    robots: tuple[Robots, ...]
    fetched: tuple[Fetched, ...]

    def beside(self, captured: Captured) -> Captured:
        """`captured` with these in its `media` and in its records."""

        def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
            more = (record for one in self.had if one.evidence for record in one.evidence.records(stamp))
            return tuple(certificates_once((*captured.records(stamp), *more)))

        return replace(
            captured,
            records=records,
            media=(*captured.media, *map(_medium, self.had)),
            absent={**captured.absent, **self._absent(len(captured.media))},
            rendered=self._rendered(captured.rendered),
        )

    def _absent(self, start: int) -> dict[str, str]:
        """By JSON pointer, why a medium has no digest."""
        reasons = ((f"/capture/media/{n}/sha256", _why_not(one)) for n, one in enumerate(self.had, start))
        return {pointer: why for pointer, why in reasons if why}

    def _rendered(self, rendered: Callable[[str], Captured] | None) -> Callable[[str], Captured] | None:
        """These stand beside the rendered page as well."""
        return (lambda why: self.beside(rendered(why))) if rendered else None

    def close(self) -> None:
        """Frees the octets."""
        for fetched in self.fetched:
            fetched.close()


async def fetch_resources(references: Sequence[Reference], manner: Manner, new_id: NewId) -> Resources:
    """Fetches `references` (full addresses) in turn; what robots.txt does not allow, or is too much, is only listed."""
    by_url = {reference.url: reference for reference in references}
    limits = replace(manner.options.limits, max_body=min(MAX_RESOURCE, manner.options.limits.max_body))
    options = replace(manner.options, limits=limits, validators={})
    results: dict[str, Result] = {}
    total = 0
    async for result in fetch_all(by_url, jobs=JOBS, options=options, pace=manner.pace, robots=manner.robots):
        results[result.url] = result
        if result.fetched:
            total += sum(exchange.response.length for exchange in result.fetched.exchanges)
        if total > MAX_TOTAL:
            break
    had = tuple(_had(reference, results.get(url), new_id) for url, reference in by_url.items())
    asked = dict.fromkeys(robots for result in results.values() for robots in result.robots)
    return Resources(had, tuple(asked), tuple(result.fetched for result in results.values() if result.fetched))


def _had(reference: Reference, result: Result | None, new_id: NewId) -> Had:
    if result is None:
        return Had(reference, None, f"the resources of the article are more than {MAX_TOTAL} octets")
    return Had(reference, Evidence.of(result.fetched, new_id) if result.fetched else None, result.refused)


def _why_not(had: Had) -> str | None:
    """Why there is no answer, None where there is one."""
    if had.evidence is None:
        return had.refused
    exchange = had.evidence.hops[-1].exchange
    if exchange.head is None and exchange.failure:
        return f"{exchange.failure.kind}: {exchange.failure.message}"
    return None


def _medium(had: Had) -> Medium:
    """The reference with what is known of its last answer."""
    reference, hop = had.reference, had.evidence.hops[-1] if had.evidence else None
    head, record = (hop.exchange.head, hop.response_id) if hop else (None, None)
    if hop is None or head is None or record is None:
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
