"""From the live web into the archive: what came back is packaged, whatever it was, and judged.

kept, status, reason = keep(source, workshop)

status 0    an article, an unchanged one (304), or one that is gone (404, 410) from a series that we know
status 6    anything else: no answer, a refusal, a wall in the article's place, a browser that crashed; the try is
            packaged all the same

A text that shrank is packaged as the new version that it may be; `reason` says so though the status is 0.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from archiver.bundle.record import AnyRecord
from archiver.bundle.records import Stamp
from archiver.capture.clock.check import Checked
from archiver.capture.http.evidence import Evidence, certificates_once
from archiver.capture.http.robots import Robots
from archiver.capture.interface import Captured, Source
from archiver.errors import CaptureError, LimitError
from archiver.extract.extraction import set_aside
from archiver.extract.page.media import Reference, resolved
from archiver.extract.quality import SHORT_WORDS, words_of
from archiver.flows.archive import Kept, Workshop, archive
from archiver.flows.chain import chain_end
from archiver.flows.unchanged import confirms
from archiver.model.base import Pair
from archiver.model.ids import new_urn

DONE = 0
SETTLED = frozenset({("unchanged", 304), ("removed", 404), ("removed", 410)})


@dataclass(frozen=True)
class Tried:
    """A try to capture one URL, its package, and the exit status that it asks for."""

    kept: Kept
    status: int
    reason: str | None


def keep(
    source: Source, shop: Workshop, *, robots: Sequence[Robots], case_id: str | None, clock: Checked | None = None
) -> Tried:
    """Packages the one capture of `source`, with the robots.txt that were asked for it; `clock` is the run's."""
    captured = _readable(next(source.captures()), shop)
    captured = clock.beside(captured) if clock else captured
    kept = archive(replace(_with_robots(captured, robots, shop), case_id=case_id), shop)
    if captured.shortfall:
        return Tried(kept, CaptureError.exit_code, captured.shortfall)
    if _settled(captured, kept) or kept.quality.verdict == "article":
        return Tried(kept, DONE, None)
    reason = f"{kept.quality.verdict}: {'; '.join(kept.quality.signals)}"
    return Tried(kept, DONE if kept.quality.verdict == "shrunken" else CaptureError.exit_code, reason)


def _settled(captured: Captured, kept: Kept) -> bool:
    """Whether the answer alone says all about an article that we know: as it was (304), or gone."""
    status = captured.response.status if captured.response else None
    return (kept.change, status) in SETTLED


def named(captured: Captured, shop: Workshop) -> tuple[Reference, ...]:
    """What the article names and nobody has fetched yet; nothing where there is no article."""
    if captured.body is None:
        return ()
    with suppress(LimitError):  # it is kept unread, and says so
        had = {medium.url for medium in captured.media}
        extraction = set_aside(shop.extract(captured))
        return tuple(one for one in resolved(extraction.media, captured.final_url) if one.url not in had)
    return ()


def validators(url: str, shop: Workshop) -> tuple[str, tuple[Pair, ...]] | None:
    """The address and the fields of a conditional request (RFC 9110 13.1) against the last version with text."""
    end = chain_end(url, shop.archive, shop.store, shop.index)
    if end.response is None or end.final_url is None or end.gone:
        return None
    fields = {name.lower(): value for name, value in end.response.headers}
    pairs = (("If-None-Match", fields.get("etag")), ("If-Modified-Since", fields.get("last-modified")))
    wanted = tuple((name, value) for name, value in pairs if value)
    return (end.final_url, wanted) if wanted else None


def _with_robots(captured: Captured, robots: Sequence[Robots], shop: Workshop) -> Captured:
    """The robots.txt that were asked before go into the segment, in front of the article's own exchanges.

    Not into that of an unchanged page: the version that it confirms has them.
    """
    if not robots or confirms(captured):
        return captured
    asked = [Evidence.of(one.fetched, lambda: new_urn(shop.entropy)) for one in dict.fromkeys(robots)]

    def records(stamp: Stamp) -> tuple[AnyRecord, ...]:
        before = (record for evidence in asked for record in evidence.records(stamp))
        return tuple(certificates_once((*before, *captured.records(stamp))))

    return replace(captured, records=records)


def _readable(captured: Captured, shop: Workshop) -> Captured:
    """The rendered page for a source where the octets hold no article without scripts and the rendered page does."""
    if captured.rendered is None:
        return captured
    plain = _words(captured, shop)
    if plain >= SHORT_WORDS:
        return captured
    rendered = captured.rendered(f"rendered, because the octets hold {plain} words of an article without scripts")
    with suppress(LimitError):  # a DOM that cannot be read within the limits is kept and not read
        return rendered if _words(rendered, shop) > plain else captured
    return captured


def _words(captured: Captured, shop: Workshop) -> int:
    return words_of(set_aside(shop.extract(captured)).blocks)


def overall(tried: Sequence[int]) -> int:
    """The exit status of a run: 0, 4 when some failed, the first failure's when all did."""
    failed = [status for status in tried if status]
    if not failed:
        return DONE
    return failed[0] if len(failed) == len(tried) else 4
