"""One call of `archiver capture` at work: what comes back is read, packaged as it came, and told.

    event loop                fetches; never waits for a disk or a key
    LOOKERS threads           look up what the archive holds of an address, when its turn has come
    children, one a core      read pages: text, metadata, claims
    PACKERS threads           sign, compress, write, wait for the disk

At most AHEAD pages are between the first step and the last, so that memory stays flat over any number of addresses.
Captures of one series are packaged in the order in which they came back, because each names the one before it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from typing import Protocol

from archiver.capture.clock.check import Checked, check
from archiver.capture.http.resources import Manner
from archiver.capture.http.robots import RobotsShelf
from archiver.capture.http.scheduler import Known, Result, fetch_all
from archiver.cli.capturing.orders import Orders, Way
from archiver.cli.capturing.taking import Taker, Taking
from archiver.cli.wiring import OpenArchive, now
from archiver.errors import ArchiverError, InputError, ResourceError
from archiver.flows.capture import Tried, keep, validators
from archiver.model.base import Pair
from archiver.model.url import check_url, surt

AHEAD = 12  # pages between fetched and packaged
PACKERS = 4  # the disk makes one wait while the next one signs
LOOKERS = 2


class Teller(Protocol):
    """Hears what comes of every address."""

    def tell(self, tried: Tried) -> None:
        """One more package."""
        ...

    def bear(self, url: str, error: Exception) -> bool:
        """Whether the others are captured all the same, although nothing could be packaged for `url`."""
        ...


class Run:
    """The captures of one call."""

    def __init__(self, opened: OpenArchive, orders: Orders, telling: Teller) -> None:
        self._opened = opened
        self._orders = orders
        self._telling = telling
        self._tasks: set[asyncio.Task[None]] = set()
        self._newest: dict[str, asyncio.Task[None]] = {}  # by series
        self._failure: BaseException | None = None
        self._ways: Mapping[str, Way] = {}

    async def over(
        self, urls: Sequence[str], *, ways: Mapping[str, Way] | None = None, stop: asyncio.Event | None = None
    ) -> None:
        """Fetches and packages `urls`; raises InputError for one that is none before anything is fetched.

        `ways` says by URL what is to be done otherwise than the call asks for. Once `stop` is set, what has been asked
        for is finished, and nothing else is.
        """
        self._ways = ways or {}
        for url in urls:
            check_url(url)
        orders, options = self._orders, self._orders.fetch
        proxied = options.proxy is not None
        checked = asyncio.create_task(check(orders.time_server, options.resolve, now, proxied=proxied))
        async with RobotsShelf(options, orders.pace) as shelf:
            robots = shelf if orders.obey_robots else None
            taker = Taker(self._opened.workshop, self._opened.reader.read, Manner(options, orders.pace, robots))
            with ThreadPoolExecutor(PACKERS, "packer") as packers, ThreadPoolExecutor(LOOKERS, "looker") as lookers:
                known = partial(self._validators, lookers)
                try:
                    await self._each(urls, taker, packers, checked, stop, known)
                finally:
                    await self._end(checked)
        if self._failure:
            raise self._failure

    async def _validators(self, lookers: ThreadPoolExecutor, url: str) -> dict[str, tuple[Pair, ...]]:
        if self._way(url).browser:  # a page that did not change may still be rendered as another one
            return {}
        with suppress(InputError, ResourceError):  # a damaged package costs its own series alone, when it is continued
            looking = partial(validators, url, self._opened.workshop)
            found = await asyncio.get_running_loop().run_in_executor(lookers, looking)
            return dict([found]) if found else {}
        return {}

    async def _each(
        self,
        urls: Sequence[str],
        taker: Taker,
        packers: ThreadPoolExecutor,
        checked: asyncio.Task[Checked],
        stop: asyncio.Event | None,
        known: Known | None,
    ) -> None:
        room = asyncio.Semaphore(AHEAD)
        manner, jobs = taker.manner, self._orders.jobs
        options, pace, robots = manner.options, manner.pace, manner.robots
        results = fetch_all(urls, jobs=jobs, options=options, pace=pace, robots=robots, stop=stop, known=known)
        async for result in results:
            await room.acquire()
            if self._failure:
                break
            series = surt(result.url)
            before = self._newest.get(series)
            task = asyncio.create_task(self._one(result, taker, packers, checked, before))
            self._newest[series] = task
            self._tasks.add(task)
            task.add_done_callback(partial(self._done, room, series))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, room: asyncio.Semaphore, series: str, task: asyncio.Task[None]) -> None:
        room.release()
        self._tasks.discard(task)
        if self._newest.get(series) is task:
            del self._newest[series]
        if not task.cancelled() and (error := task.exception()):
            self._failure = self._failure or error

    async def _end(self, checked: asyncio.Task[Checked]) -> None:
        """Nothing is left running, whatever ended the run."""
        left = [checked, *self._tasks]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _one(
        self,
        result: Result,
        taker: Taker,
        packers: ThreadPoolExecutor,
        checked: asyncio.Task[Checked],
        before: asyncio.Task[None] | None,
    ) -> None:
        """Reads at once, packages after `before`."""
        try:
            with ExitStack() as stack:
                way = self._way(result.url)
                taking = await taker.take(result, way, stack)
                clock = await asyncio.shield(checked)
                if before:
                    await asyncio.wait([before])
                self._telling.tell(await self._packed(taking, way, clock, packers))
        except (ArchiverError, RuntimeError) as e:
            if not self._telling.bear(result.url, e):
                raise

    async def _packed(self, taking: Taking, way: Way, clock: Checked, packers: ThreadPoolExecutor) -> Tried:
        work = partial(keep, taking.source, taking.shop, robots=taking.robots, case_id=way.case_id, clock=clock)
        packing = asyncio.get_running_loop().run_in_executor(packers, work)
        try:
            return await asyncio.shield(packing)
        except asyncio.CancelledError:
            await asyncio.wait([packing])  # its octets are being read, and its files written
            raise

    def _way(self, url: str) -> Way:
        return self._ways.get(url, self._orders.way)
