"""Feeds, sitemaps and front pages of a run: asked for conditionally, read behind the wall, and what they name joins.

The articles that a source names are captured in the same run; an answer that names new ones is packaged before they
join, so that anybody can see why they did. A source is asked through the same polite queue as articles, with robots.txt
and delays.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from archiver.agenda.interface import RunRow
from archiver.bundle import content
from archiver.capture.file import split_media_type
from archiver.capture.http.evidence import payload
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.robots import RobotsShelf
from archiver.capture.http.scheduler import Result, fetch_all
from archiver.capture.http.source import HttpSource
from archiver.cli.capturing.orders import Orders
from archiver.cli.nightly.logs import Log
from archiver.cli.wiring import OpenArchive
from archiver.errors import InputError, SourceError
from archiver.flows.nightly import Desk
from archiver.flows.watching import Answer, names_new, took
from archiver.flows.witness import keep_source
from archiver.index.interface import Row
from archiver.model import instant
from archiver.model.base import Pair
from archiver.model.ids import new_urn
from archiver.model.watch import Watched
from archiver.watch.sources import MAX_SOURCE, Listing

SITEMAP_DAYS = 7
NESTED_DEPTH = 2  # an index names sitemaps; one that names indexes again is followed once more
ACCEPTABLE = 200


class SourceReader:
    """Reads the sources of one run."""

    def __init__(self, opened: OpenArchive, desk: Desk, run: RunRow, orders: Orders, log: Log) -> None:
        self._opened = opened
        self._desk = desk
        self._run = run
        self._orders = orders
        self._log = log

    async def over(self, sources: Sequence[Watched], stop: asyncio.Event) -> None:
        """Reads `sources`, as many at once as captures; each is settled as soon as it has come."""
        by_url = {one.wish.url: one for one in sources}
        options = replace(self._orders.fetch, validators={one.wish.url: _validators(one) for one in sources})
        async with RobotsShelf(options, self._orders.pace) as shelf:
            async for result in self._fetched(list(by_url), options, shelf, stop):
                source = by_url[result.url]
                answer = await self._answer(source, result)
                for nested in answer.listing.nested if answer.listing else ():
                    answer = answer.with_more(await self._nested(source, nested, options, shelf, NESTED_DEPTH))
                outcome = took(self._desk, self._run, source, answer)
                self._log.event("source", **outcome.document())

    def _fetched(
        self, urls: Iterable[str], options: FetchOptions, shelf: RobotsShelf, stop: asyncio.Event | None
    ) -> AsyncIterator[Result]:
        orders = self._orders
        robots = shelf if orders.obey_robots else None
        return fetch_all(urls, jobs=orders.jobs, options=options, pace=orders.pace, robots=robots, stop=stop)

    async def _nested(self, source: Watched, url: str, options: FetchOptions, shelf: RobotsShelf, depth: int) -> Answer:
        """What a sitemap of an index names; nothing where it cannot be read: the index itself could."""
        found = Answer(listing=Listing(()))
        async for result in self._fetched([url], replace(options, validators={}), shelf, None):
            found = await self._answer(source, result)
        if depth > 1 and found.listing:
            for deeper in found.listing.nested:
                found = found.with_more(await self._nested(source, deeper, options, shelf, depth - 1))
        return found

    async def _answer(self, source: Watched, result: Result) -> Answer:
        if result.fetched is None:
            cause = "robots.txt" if result.robots_verdict == "unavailable" else "robots"
            return Answer(cause=cause, reason=result.refused)
        try:
            answer = await self._read(source, result)
            return replace(answer, kept=await self._kept(source, result, answer))
        except InputError as e:
            return Answer(cause="unreadable", reason=str(e))
        finally:
            result.fetched.close()

    async def _read(self, source: Watched, result: Result) -> Answer:
        fetched = result.fetched
        if fetched is None or fetched.failure or fetched.final.head is None:
            failure = fetched.failure if fetched else None
            return Answer(cause=failure.kind if failure else "no answer", reason=failure.message if failure else None)
        final, head = fetched.final, fetched.final.head
        if head.status == 304:
            return Answer(unchanged=True)
        if head.status != ACCEPTABLE or final.truncated:
            return Answer(cause="cut off" if final.truncated else f"status {head.status}")
        octets = content.decode(payload(final, MAX_SOURCE), head.get("content-encoding"))
        listing = await asyncio.to_thread(
            self._opened.reader.read_source,
            octets,
            kind=source.wish.kind,
            base=final.url,
            media_type=split_media_type(head.get("content-type") or "")[0],
            rules=source.wish.links,
            since=self._since(),
        )
        return Answer(listing=listing, etag=head.get("etag"), modified=head.get("last-modified"))

    async def _kept(self, source: Watched, result: Result, answer: Answer) -> tuple[Row, ...]:
        """The package of an answer that names new articles; they join all the same where there can be none."""
        if result.fetched is None or answer.listing is None or not names_new(self._desk.agenda, answer.listing):
            return ()
        shop = self._desk.shop
        verdict = result.robots_verdict or "ignored"
        http = HttpSource(result.fetched, lambda: new_urn(shop.entropy), self._orders.fetch, verdict)
        keeping = partial(keep_source, robots=result.robots, case_id=source.wish.case_id)
        try:
            return (await asyncio.to_thread(keeping, next(http.captures()), source.wish.kind, shop),)
        except (InputError, SourceError) as e:
            self._log.event("source not packaged", url=result.url, error=str(e))
            return ()

    def _since(self) -> str:
        days = self._opened.settings.sitemap_days or SITEMAP_DAYS
        return instant.format_instant(instant.parse(self._desk.shop.now()) - timedelta(days=days))


def _validators(source: Watched) -> tuple[Pair, ...]:
    """Of a source's own address only: after a redirect its answer is asked for in full (RFC 9110 13.1)."""
    state = source.state
    pairs = (("If-None-Match", state.etag), ("If-Modified-Since", state.modified))
    return tuple((name, value) for name, value in pairs if value)
