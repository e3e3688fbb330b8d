"""Many captures at once: at most `jobs`, fair across hosts, polite to each, results as they finish.

    async for result in fetch_all(urls, jobs=16, options=options, pace=Pace()):
        result.url, result.fetched, result.robots_verdict, result.tries

`urls` may be any iterable, even an endless one: at most WINDOW addresses wait here at a time, at most `jobs` captures
run, and no new one starts before the caller has taken a finished one, so memory does not grow with the list.
"""

import asyncio
import random
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from archiver.capture.http.client import Fetched, fetch
from archiver.capture.http.dial import Origin, origin_of
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Pace, again, asked_to_wait, worth_another
from archiver.capture.http.robots import Robots, Verdict, ask
from archiver.capture.http.rota import Rota, Turn
from archiver.errors import InputError
from archiver.model.url import check_url

WINDOW = 20_000  # addresses that wait for their turn; a host fills it alone only with more than that
MAX_ORIGINS = 1000  # whose robots.txt is remembered
MAX_RULES = 8 * 1024 * 1024  # octets of all of them together; parsed they are some ten times that

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Result:
    """What became of one address. `fetched` is None when nothing was asked for: `refused` says why.

    `robots` holds the recorded robots.txt (shared by all results of its origin: never close it), None when it was not
    asked for. `tries` says how earlier attempts ended; `fetched` is the last.
    """

    url: str
    fetched: Fetched | None
    refused: str | None = None
    robots: Robots | None = None
    robots_verdict: Verdict | None = None
    tries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chance:
    """What a run takes from outside: waiting (seconds), and a number from 0 to 1 for spreading retries."""

    sleep: Sleep = asyncio.sleep
    jitter: Callable[[], float] = random.random


async def fetch_all(
    urls: Iterable[str],
    *,
    jobs: int,
    options: FetchOptions,
    pace: Pace | None = None,
    obey_robots: bool = True,
    chance: Chance | None = None,
) -> AsyncIterator[Result]:
    """Captures every address in `urls`; one that is no address becomes a refused result, never an exception."""
    run = _Run(jobs, options, pace or Pace(), chance or Chance(), obey_robots=obey_robots)
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
    def __init__(self, jobs: int, options: FetchOptions, pace: Pace, chance: Chance, *, obey_robots: bool) -> None:
        self._jobs = jobs
        self._options = options
        self._pace = pace
        self._chance = chance
        self._rota = Rota(pace)
        self._running: set[asyncio.Task[_Outcome]] = set()
        self._robots = _RobotsShelf(options) if obey_robots else None
        self._now = asyncio.get_running_loop().time

    async def results(self, urls: Iterator[str]) -> AsyncIterator[Result]:
        """Until `urls` is empty and everything has come back."""
        while True:
            for refused in self._fill(urls):
                yield refused
            self._start()
            if not self._running and not self._rota.waiting:
                return
            for task in await self._wait():
                if result := self._settle(task.result()):
                    yield result

    async def stop(self) -> None:
        """Cancels what still runs, when the caller leaves early."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._robots:
            await self._robots.stop()

    def _fill(self, urls: Iterator[str]) -> Iterator[Result]:
        for text in islice(urls, WINDOW - self._rota.waiting):
            try:
                url = check_url(text)
            except InputError as e:
                yield Result(text, None, refused=str(e))
            else:
                self._rota.add(Turn(url, origin_of(url).host))

    def _start(self) -> None:
        while len(self._running) < self._jobs and (turn := self._rota.take(self._now())):
            self._running.add(asyncio.create_task(self._capture(turn)))

    async def _wait(self) -> set[asyncio.Task[_Outcome]]:
        """Tasks that are done; none when a resting host may be asked again first."""
        start = self._rota.next_start() if len(self._running) < self._jobs else None
        if start is None:
            done, self._running = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return done
        rest = asyncio.ensure_future(self._chance.sleep(max(start - self._now(), 0.0)))
        await asyncio.wait({rest, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        rest.cancel()
        with suppress(asyncio.CancelledError):
            await rest
        done = {task for task in self._running if task.done()}
        self._running -= done
        return done

    async def _capture(self, turn: Turn) -> _Outcome:
        robots = await self._robots.of(origin_of(turn.url)) if self._robots else None
        verdict = robots.verdict(turn.url) if robots else None
        known = Result(turn.url, None, robots=robots, robots_verdict=verdict, tries=turn.tries)
        delay = robots.crawl_delay if robots else 0.0
        if verdict == "disallowed":
            return _Outcome(turn, replace(known, refused="robots.txt does not allow it (RFC 9309)"), delay)
        return _Outcome(turn, replace(known, fetched=await fetch(turn.url, self._options)), delay)

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


class _RobotsShelf:
    """One robots.txt an origin, asked for once however many captures wait for it."""

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
        self._asked: OrderedDict[Origin, asyncio.Task[Robots]] = OrderedDict()

    async def of(self, origin: Origin) -> Robots:
        if origin not in self._asked:
            self._make_room()
            self._asked[origin] = asyncio.create_task(ask(origin, self._options))
        self._asked.move_to_end(origin)
        return await asyncio.shield(self._asked[origin])  # one capture that is cancelled leaves it to the others

    def _make_room(self) -> None:
        """Forgets what was used longest ago; what is still being asked for is never forgotten."""
        done = [(origin, task) for origin, task in self._asked.items() if task.done()]
        octets = sum(_octets(task) for _, task in done)
        for origin, task in done:
            if len(self._asked) < MAX_ORIGINS and octets <= MAX_RULES:
                return
            octets -= _octets(task)
            del self._asked[origin]

    async def stop(self) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)


def _octets(asked: asyncio.Task[Robots]) -> int:
    return 0 if asked.cancelled() or asked.exception() else asked.result().fetched.final.response.length


def _ending(fetched: Fetched) -> str:
    if fetched.failure:
        return f"{fetched.failure.kind}: {fetched.failure.message}"
    if fetched.final.truncated:
        return f"cut off: {fetched.final.truncated}"
    return f"status {fetched.final.head.status if fetched.final.head else 'unknown'}"
