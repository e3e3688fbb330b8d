"""robots.txt (RFC 9309): asked once for each origin, recorded like any other exchange, and obeyed by those who ask.

    robots = await ask(origin_of("https://example.org/a"), options)
    robots.verdict("https://example.org/a")     # "allowed", "disallowed" or "unavailable"
    robots.refusal("https://example.org/a")     # why it may not be fetched, None where it may

200: its rules. 4xx, or more redirects than are followed: everything is allowed (RFC 9309 2.3.1.2, 2.3.1.3). 5xx, a
time-out, no connection, a file that was cut off: unavailable, and then nothing is allowed (RFC 9309 2.3.1.4).
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

from protego import Protego

from archiver.bundle import content, http1
from archiver.capture.http.client import Fetched, fetch
from archiver.capture.http.dial import Origin, origin_of
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Chance, Pace, again
from archiver.errors import InputError

MAX_ROBOTS = 512 * 1024  # octets that are read, RFC 9309 2.5 asks for at least 500 KiB
MAX_REDIRECTS = 5  # RFC 9309 2.3.1.2
MAX_CRAWL_DELAY = 30.0  # seconds; a site that asks for more gets this
MAX_ORIGINS = 1000  # whose robots.txt is remembered
MAX_RULES = 8 * 1024 * 1024  # octets of all of them together; parsed they are some ten times that
PRODUCT = "archiver"  # the product token that rules may name (RFC 9309 2.2.1)

DISALLOWED = "robots.txt does not allow it (RFC 9309)"
UNAVAILABLE = "without its robots.txt a site allows nothing (RFC 9309 2.3.1.4)"

_CUT = ("disconnect", "time")  # but not by our own limit: the rules that are read end there
Verdict = Literal["allowed", "disallowed", "unavailable"]


@dataclass(frozen=True, eq=False)
class Robots:
    """An origin's answer; `fetched` holds its exchanges for whoever packages them."""

    fetched: Fetched

    def verdict(self, url: str) -> Verdict:
        """Whether `url`, on the same origin, may be fetched."""
        if self._missing is not None:
            return "unavailable"
        if self._rules is None:
            return "allowed"
        return "allowed" if self._rules.can_fetch(url, PRODUCT) else "disallowed"

    def refusal(self, url: str) -> str | None:
        """Why `url`, on the same origin, may not be fetched; None where it may. A failure names its kind first."""
        verdict = self.verdict(url)
        failure = self.fetched.failure
        if failure and failure.kind == "address":
            return None  # whoever asks for the page meets the same guard, and the record says what it kept out
        if verdict == "unavailable":
            return f"{self._missing}; {UNAVAILABLE}"
        return DISALLOWED if verdict == "disallowed" else None

    @property
    def _missing(self) -> str | None:
        """Why there is no robots.txt to go by, although there may be one."""
        failure, final = self.fetched.failure, self.fetched.final
        if failure:
            return None if failure.kind == "redirect" else f"{failure.kind}: {failure.message}"
        if final.head is None or final.head.status >= 500:
            return f"robots.txt: status {final.head.status if final.head else 'unknown'}"
        return f"robots.txt: cut off ({final.truncated})" if final.truncated in _CUT else None

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the site asks for, 0 without; never more than MAX_CRAWL_DELAY."""
        asked = self._rules.crawl_delay(PRODUCT) if self._rules else None
        return min(max(asked or 0.0, 0.0), MAX_CRAWL_DELAY)

    @cached_property
    def _rules(self) -> Protego | None:
        """The parsed rules; None where no file came, or one that cannot be read."""
        final = self.fetched.final
        if self.fetched.failure or final.head is None or not 200 <= final.head.status < 300:
            return None
        block = b"".join(final.response.pieces(final.head.interim))
        try:
            payload = http1.payload(http1.split_head(block), block)
            text = content.decode(payload, final.head.get("content-encoding"))
        except InputError:
            return None
        return Protego.parse(text[:MAX_ROBOTS].decode("utf-8", "replace").removeprefix("\ufeff"))


async def ask(origin: Origin, options: FetchOptions) -> Robots:
    """Fetches an origin's robots.txt, through the same proxy and under the same rules as its pages."""
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    limits = replace(options.limits, max_body=MAX_ROBOTS, max_redirects=MAX_REDIRECTS)
    url = f"{origin.scheme}://{host}:{origin.port}/robots.txt"
    return Robots(await fetch(_without_default_port(url, origin), replace(options, limits=limits, validators={})))


def _without_default_port(url: str, origin: Origin) -> str:
    default = {"http": ":80/", "https": ":443/"}[origin.scheme]
    return url.replace(default, "/", 1) if f":{origin.port}/" == default else url


class RobotsShelf:
    """The robots.txt of every origin of a run, each asked for once however many captures wait for it.

    One that cannot be had now is asked for again, at the pace of everything else. An async context manager: what is
    still being asked for at its end is given up.
    """

    def __init__(self, options: FetchOptions, pace: Pace | None = None, chance: Chance | None = None) -> None:
        self._options = options
        self._pace = pace or Pace()
        self._chance = chance or Chance()
        self._asked: OrderedDict[Origin, asyncio.Task[Robots]] = OrderedDict()

    async def __aenter__(self) -> "RobotsShelf":
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def of(self, origin: Origin) -> Robots:
        """The robots.txt of `origin`, from now or from before."""
        if origin not in self._asked:
            self._make_room()
            self._asked[origin] = asyncio.create_task(self._patiently(origin))
        self._asked.move_to_end(origin)
        return await asyncio.shield(self._asked[origin])  # one capture that is cancelled leaves it to the others

    async def refusal(self, url: str, asked: dict[Robots, None]) -> str | None:
        """Why `url` may not be fetched, None where it may; adds whose robots.txt said so to `asked`."""
        robots = await self.of(origin_of(url))
        asked[robots] = None
        return robots.refusal(url)

    async def _patiently(self, origin: Origin) -> Robots:
        robots, attempt = await ask(origin, self._options), 1
        while (wait := self._wait(robots, attempt)) is not None:
            robots.fetched.close()
            await self._chance.sleep(wait)
            robots, attempt = await ask(origin, self._options), attempt + 1
        return robots

    def _wait(self, robots: Robots, attempt: int) -> float | None:
        now = datetime.now(UTC)
        return again(robots.fetched, attempt=attempt, pace=self._pace, now=now, jitter=self._chance.jitter)

    def _make_room(self) -> None:
        """Forgets what was used longest ago; what is still being asked for is never forgotten."""
        done = [(origin, task) for origin, task in self._asked.items() if task.done()]
        octets = sum(_octets(task) for _, task in done)
        for origin, task in done:
            if len(self._asked) < MAX_ORIGINS and octets <= MAX_RULES:
                return
            octets -= _octets(task)
            del self._asked[origin]


def _octets(asked: asyncio.Task[Robots]) -> int:
    return 0 if asked.cancelled() or asked.exception() else asked.result().fetched.final.response.length
