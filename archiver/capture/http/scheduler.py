"""Many captures at once: at most `jobs`, fair across hosts, polite to each, results as they finish.

    async for result in fetch_all(urls, jobs=16, options=options, pace=Pace()):
        result.url, result.fetched, result.robots_verdict, result.tries

`urls` may be any iterable, even an endless one: at most WINDOW addresses wait here at a time, at most `jobs` captures
run, and no new one starts before the caller has taken a finished one, so memory does not grow with the list.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from archiver.capture.http.client import Fetched, fetch
from archiver.capture.http.dial import origin_of
from archiver.capture.http.failure import Failure
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Chance, Pace, again, asked_to_wait, worth_another
from archiver.capture.http.robots import Robots, RobotsShelf, Verdict
from archiver.capture.http.rota import Rota, Turn
from archiver.errors import InputError
from archiver.model.base import Pair
from archiver.model.url import check_url

Known = Callable[[str], Awaitable[Mapping[str, tuple[Pair, ...]]]]  # the validators for a capture of that address

WINDOW = 20_000  # addresses that wait for their turn; a host fills it alone only with more than that


@dataclass(frozen=True)
class Result:
    """What became of one address. `fetched` is None when nothing was asked for: `refused` says why.

    `robots` holds the robots.txt that were asked for, also of other origins that the address redirected to (shared by
    all results of an origin: never close them). `robots_verdict` is that about the address, None when nobody asked.
    `tries` says how earlier attempts ended; `fetched` is the last.
    """

    url: str
    fetched: Fetched | None
    refused: str | None = None
    robots: tuple[Robots, ...] = ()
    robots_verdict: Verdict | None = None
    tries: tuple[str, ...] = ()


async def fetch_all(
    urls: Iterable[str],
    *,
    jobs: int,
    options: FetchOptions,
    pace: Pace | None = None,
    robots: RobotsShelf | None = None,
    chance: Chance | None = None,
    stop: asyncio.Event | None = None,
    known: Known | None = None,
) -> AsyncIterator[Result]:
    """Captures every address in `urls`; one that is no address becomes a refused result, never an exception.

    `robots` answers whether an address may be asked for; without it nobody asks. Once `stop` is set, what is under way
    is finished and nothing else is begun. `known` gives the validators of an address when its turn has come, in place
    of those in `options`.
    """
    run = _Run(jobs, options, pace or Pace(), chance or Chance(), robots, stop or asyncio.Event(), known)
    try:
        async for result in run.results(iter(urls)):
            yield result
    finally:
        await run.stop()


@dataclass(frozen=True)
class _Outcome:
    turn: Turn
    result: Result
    delay: float  # seconds that the site's robots.txt asks for


class _Run:
    def __init__(
        self,
        jobs: int,
        options: FetchOptions,
        pace: Pace,
        chance: Chance,
        robots: RobotsShelf | None,
        stop: asyncio.Event,
        known: Known | None,
    ) -> None:
        self._jobs = jobs
        self._options = options
        self._pace = pace
        self._chance = chance
        self._rota = Rota(pace)
        self._running: set[asyncio.Task[_Outcome]] = set()
        self._robots = robots
        self._stop = stop
        self._known = known
        self._now = asyncio.get_running_loop().time

    async def results(self, urls: Iterator[str]) -> AsyncIterator[Result]:
        """Until `urls` is empty and everything has come back."""
        while True:
            for refused in self._fill(urls):
                yield refused
            self._start()
            if not self._running and (self._stop.is_set() or not self._rota.waiting):
                return
            for task in await self._wait():
                if result := self._settle(task.result()):
                    yield result

    async def stop(self) -> None:
        """Cancels what still runs, when the caller leaves early."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _fill(self, urls: Iterator[str]) -> Iterator[Result]:
        for text in islice(urls, WINDOW - self._rota.waiting):
            try:
                url = check_url(text)
            except InputError as e:
                yield Result(text, None, refused=str(e))
            else:
                self._rota.add(Turn(url, origin_of(url).host))

    def _start(self) -> None:
        while not self._stop.is_set() and len(self._running) < self._jobs and (turn := self._rota.take(self._now())):
            self._running.add(asyncio.create_task(self._capture(turn)))

    async def _wait(self) -> set[asyncio.Task[_Outcome]]:
        """Tasks that are done; none when a resting host may be asked again first."""
        idle = len(self._running) < self._jobs and not self._stop.is_set()
        start = self._rota.next_start() if idle else None
        if start is None:
            done, self._running = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return done
        rest = asyncio.ensure_future(self._chance.sleep(max(start - self._now(), 0.0)))
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({rest, stopped, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rest.cancel()
            stopped.cancel()
            await asyncio.gather(rest, stopped, return_exceptions=True)
        done = {task for task in self._running if task.done()}
        self._running -= done
        return done

    async def _capture(self, turn: Turn) -> _Outcome:
        if self._robots is None:
            fetched = await fetch(turn.url, await self._conditions(turn.url))
            return _Outcome(turn, Result(turn.url, fetched, tries=turn.tries), 0.0)
        robots = await self._robots.of(origin_of(turn.url))
        verdict, refusal = robots.verdict(turn.url), robots.refusal(turn.url)
        known = Result(turn.url, None, robots=(robots,), robots_verdict=verdict, tries=turn.tries)
        if refusal:
            return _Outcome(turn, replace(known, refused=refusal), robots.crawl_delay)
        asked = {robots: None}
        fetched = await fetch(turn.url, await self._conditions(turn.url), partial(self._admit, asked))
        return _Outcome(turn, replace(known, fetched=fetched, robots=tuple(asked)), robots.crawl_delay)

    async def _conditions(self, url: str) -> FetchOptions:
        return replace(self._options, validators=await self._known(url)) if self._known else self._options

    async def _admit(self, asked: dict[Robots, None], url: str) -> Failure | None:
        """Whether a redirect may be followed to `url`; adds whose robots.txt said so to `asked`."""
        if self._robots is None:
            return None
        refusal = await self._robots.refusal(url, asked)
        return Failure("robots", f"the redirect leads to {url}: {refusal}") if refusal else None

    def _settle(self, outcome: _Outcome) -> Result | None:
        """The result, or None when there will be another attempt."""
        turn, fetched, now = outcome.turn, outcome.result.fetched, self._now()
        self._rota.finished(turn.host, now, outcome.delay)
        if fetched is None:
            return outcome.result
        wall = datetime.now(UTC)
        asked = asked_to_wait(fetched, wall) if worth_another(fetched) else None
        wait = again(fetched, attempt=turn.attempt, pace=self._pace, now=wall, jitter=self._chance.jitter)
        if asked or wait:
            self._rota.pause(turn.host, now + min(max(asked or 0.0, wait or 0.0), self._pace.max_wait))
        if wait is None:
            return outcome.result
        self._rota.add(replace(turn, attempt=turn.attempt + 1, tries=(*turn.tries, _ending(fetched))))
        fetched.close()
        return None


def _ending(fetched: Fetched) -> str:
    if fetched.failure:
        return f"{fetched.failure.kind}: {fetched.failure.message}"
    if fetched.final.truncated:
        return f"cut off: {fetched.final.truncated}"
    return f"status {fetched.final.head.status if fetched.final.head else 'unknown'}"
