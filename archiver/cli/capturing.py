"""One call of `archiver capture` at work: what comes back is read, packaged as it came, and told.

Pages are fetched by the event loop, read by children on all cores, and packaged one after another in the order in which
they came back; at most AHEAD of them are between the first step and the last, so that memory stays flat.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from archiver.capture.http.resources import Manner, fetch_resources
from archiver.capture.http.scheduler import Result, fetch_all
from archiver.capture.http.source import HttpSource
from archiver.capture.interface import Captured, Source
from archiver.cli.output import note, safe
from archiver.cli.packaged import say
from archiver.cli.wiring import OpenArchive
from archiver.errors import CaptureError, LimitError
from archiver.flows.archive import Workshop
from archiver.flows.capture import Tried, keep, named, validators
from archiver.model.ids import new_urn
from archiver.model.url import check_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.capture.browser.options import BrowserOptions

AHEAD = 8  # pages between fetched and packaged


@dataclass(frozen=True)
class Wishes:
    """What is wanted of every capture; `loud` says whether each package is told on stdout."""

    case_id: str | None
    with_resources: bool
    browser: "BrowserOptions | None"
    loud: bool
    quiet: bool


@dataclass(frozen=True)
class _Given:
    """A capture that has been had already."""

    captured: Captured

    @classmethod
    def of(cls, source: Source) -> "_Given":
        return cls(next(source.captures()))

    def captures(self) -> "Iterator[Captured]":
        yield self.captured


def _read_ahead(source: "_Given", shop: Workshop) -> Workshop:
    """A workshop that has read the page of `source` already; the same where there is none, or one to choose."""
    captured = source.captured
    if captured.body is None or captured.rendered:
        return shop
    try:
        extraction = shop.extract(captured)
    except LimitError as e:
        return replace(shop, extract=partial(_raise, e))
    claims = shop.find_claims(extraction) if extraction.blocks else None
    return replace(shop, extract=lambda _: extraction, find_claims=lambda _: claims or shop.find_claims(extraction))


def _raise(error: LimitError, _: Captured) -> NoReturn:
    raise error


@dataclass
class Run:
    """The captures of one call: `tried` are the packages, `statuses` the exit statuses of all addresses."""

    opened: OpenArchive
    manner: Manner
    wishes: Wishes
    tried: list[Tried] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def over(self, urls: Sequence[str], *, jobs: int) -> None:
        """Fetches and packages `urls`; raises InputError for one that is none before anything is fetched."""
        # A page that did not change may still be rendered as another one, so that a browser asks without conditions.
        checked = [check_url(url) for url in urls]
        known = (validators(url, self.opened.workshop) for url in ([] if self.wishes.browser else checked))
        options = replace(self.manner.options, validators=dict(found for found in known if found))
        self.manner = replace(self.manner, options=options)
        obey, pace = self.manner.obey_robots, self.manner.pace
        room = asyncio.Semaphore(AHEAD)
        last: asyncio.Task[None] | None = None
        async for result in fetch_all(urls, jobs=jobs, options=options, pace=pace, obey_robots=obey):
            await room.acquire()
            if last and last.done():
                last.result()  # what ended one packaging ends the run
            last = asyncio.create_task(self._in_turn(result, last, room))
        if last:
            await last

    async def _in_turn(self, result: Result, before: "asyncio.Task[None] | None", room: asyncio.Semaphore) -> None:
        """Reads at once, packages after `before`."""
        try:
            with ExitStack() as stack:
                source = await self._source(result, stack) if result.fetched else None
                shop = await asyncio.to_thread(_read_ahead, source, self.opened.workshop) if source else None
                if before:
                    await before
                if source and shop:
                    self._kept(keep(source, shop, robots=result.robots, case_id=self.wishes.case_id))
                else:
                    self._refused(result)
        finally:
            room.release()

    async def _source(self, result: Result, stack: ExitStack) -> "_Given":
        """What has been fetched, with everything that was asked for besides; open until `stack` closes."""
        if result.fetched is None:
            raise ValueError("expected a result with something fetched")
        stack.callback(result.fetched.close)
        robots = result.robots_verdict or "ignored"
        source = await self._viewed(HttpSource(result.fetched, self._new_id, self.manner.options, robots))
        return await self._with_resources(source, stack) if self.wishes.with_resources else _Given.of(source)

    def _refused(self, result: Result) -> None:
        self.statuses.append(CaptureError.exit_code)
        note(f"archiver: {safe(result.url)}: {safe(result.refused or 'not asked for')}")

    def _kept(self, tried: Tried) -> None:
        self.tried.append(tried)
        self.statuses.append(tried.status)
        self._say(tried)

    async def _viewed(self, source: HttpSource) -> Source:
        """`source`, with a browser's view of its page where one was asked for."""
        if self.wishes.browser is None:
            return source
        from archiver.capture.browser.source import through_browser

        return await through_browser(source, self.manner.options, self.wishes.browser)

    async def _with_resources(self, source: Source, stack: ExitStack) -> "_Given":
        """`source`, with what its article names fetched as well; open until `stack` closes."""
        captured = next(source.captures())
        references = await asyncio.to_thread(named, captured, self.opened.workshop)
        resources = await fetch_resources(references, self.manner, self._new_id)
        stack.callback(resources.close)
        return _Given(resources.beside(captured))

    def _new_id(self) -> str:
        return new_urn(self.opened.workshop.entropy)

    def _say(self, tried: Tried) -> None:
        if self.wishes.loud:
            say(tried.kept, self.opened)
        if tried.reason:
            what = "not captured" if tried.status else "look at it"
            note(f"archiver: {safe(tried.kept.row.url)}: {what}: {safe(tried.reason)}", quiet=self.wishes.quiet)
