"""One article between the answer and the package: what a browser shows, what it names, and what there is to read."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial

from archiver.batch.child import cores
from archiver.capture.http.dial import origin_of
from archiver.capture.http.refused import RefusedSource
from archiver.capture.http.resources import Manner, fetch_resources
from archiver.capture.http.robots import Robots, RobotsShelf
from archiver.capture.http.scheduler import Result
from archiver.capture.http.source import HttpSource
from archiver.capture.interface import Captured, Source
from archiver.cli.capturing.orders import Way
from archiver.errors import InputError, LimitError
from archiver.flows.archive import Workshop
from archiver.flows.capture import named
from archiver.flows.reading import Read, read_once
from archiver.model.ids import new_urn
from archiver.model.url import check_url


@dataclass(frozen=True)
class Given:
    """A capture that has been had already."""

    captured: Captured

    @classmethod
    def of(cls, source: Source) -> "Given":
        """The one capture of `source`."""
        return cls(next(source.captures()))

    def captures(self) -> Iterator[Captured]:
        """The one capture."""
        yield self.captured


@dataclass(frozen=True)
class Taking:
    """What is ready to be packaged; `shop` has read its page already, and reads each of its pages once."""

    source: Given
    shop: Workshop
    robots: tuple[Robots, ...]


class Taker:
    """Makes results ready, several at once: as many browsers as there are cores, one article's resources a host."""

    def __init__(self, shop: Workshop, read: Read, manner: Manner) -> None:
        self._shop = shop
        self._read = read
        self._browsers = asyncio.Semaphore(cores())
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.manner = manner

    async def take(self, result: Result, way: Way, stack: ExitStack) -> Taking:
        """What has been fetched, with everything that `way` asks for besides; open until `stack` closes."""
        if result.fetched is None:
            refused = RefusedSource(result.url, result.robots[0], self.manner.options)
            return Taking(Given.of(refused), self._shop, result.robots)
        stack.callback(result.fetched.close)
        verdict = result.robots_verdict or "ignored"
        asked = dict.fromkeys(result.robots)
        source = await self._viewed(HttpSource(result.fetched, self._new_id, self.manner.options, verdict), way, asked)
        given, robots = Given.of(source), tuple(asked)
        shop = read_once(self._shop, self._read)
        await asyncio.to_thread(_read_ahead, given.captured, shop)
        if way.with_resources:
            given, more = await self._with_resources(given.captured, shop, stack)
            robots += more
        return Taking(given, shop, robots)

    async def _viewed(self, source: HttpSource, way: Way, asked: dict[Robots, None]) -> Source:
        """`source`, with a browser's view of its page where one was asked for; `asked` gets whose robots.txt was."""
        if way.no_browser:
            return Given(_unviewed(next(source.captures()), way.no_browser))
        if way.browser is None:
            return source
        from archiver.capture.browser.source import through_browser

        async with self._browsers:
            may_ask = partial(_refusal, shelf, asked) if (shelf := self.manner.robots) else None
            return await through_browser(source, self.manner.options, way.browser, may_ask)

    async def _with_resources(
        self, captured: Captured, shop: Workshop, stack: ExitStack
    ) -> tuple[Given, tuple[Robots, ...]]:
        """`captured`, with what its article names fetched as well; open until `stack` closes."""
        references = await asyncio.to_thread(named, captured, shop)
        async with self._hosts[origin_of(captured.final_url).host]:
            resources = await fetch_resources(references, self.manner, self._new_id)
        stack.callback(resources.close)
        return Given(resources.beside(captured)), resources.robots

    def _new_id(self) -> str:
        return new_urn(self._shop.entropy)


def _unviewed(captured: Captured, why: str) -> Captured:
    """`captured`, which says that no browser looked at it although one was asked for."""
    absent = {**captured.absent, **dict.fromkeys(("/capture/media", "/capture/renderings"), why)}
    return replace(captured, absent=absent, shortfall=f"browser: {why}")


async def _refusal(shelf: RobotsShelf, asked: dict[Robots, None], url: str) -> str | None:
    """Why a browser may not go on to `url`, which it has from a page."""
    try:
        return await shelf.refusal(check_url(url), asked)
    except InputError as e:
        return str(e)


def _read_ahead(captured: Captured, shop: Workshop) -> None:
    """Has `shop` read the page while others are packaged; what cannot be read is said when its turn comes."""
    if captured.body is not None:
        with suppress(LimitError):
            shop.extract(captured)
