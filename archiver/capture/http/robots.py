"""robots.txt (RFC 9309): asked once for each origin, recorded like any other exchange, and obeyed by those who ask.

    robots = await ask(origin_of("https://example.org/a"), options)
    robots.verdict("https://example.org/a", user_agent)     # "allowed", "disallowed" or "unavailable"

200: its rules. 4xx: everything is allowed (RFC 9309 2.3.1.3). 5xx, a time-out, no connection: unavailable, which RFC
9309 2.3.1.4 reads as a complete disallow; what to do then is the caller's to decide and the record's to say.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from protego import Protego

from archiver.bundle import content, http1
from archiver.capture.http.client import Fetched, fetch
from archiver.capture.http.dial import Origin
from archiver.capture.http.options import FetchOptions
from archiver.errors import InputError

MAX_ROBOTS = 512 * 1024  # octets that are read, RFC 9309 2.5 asks for at least 500 KiB
MAX_REDIRECTS = 5  # RFC 9309 2.3.1.2
MAX_CRAWL_DELAY = 30.0  # seconds; a site that asks for more gets this
MAX_ORIGINS = 1000  # whose robots.txt is remembered
MAX_RULES = 8 * 1024 * 1024  # octets of all of them together; parsed they are some ten times that
PRODUCT = "archiver"  # the product token that rules may name (RFC 9309 2.2.1)

DISALLOWED = "robots.txt does not allow it (RFC 9309)"

Verdict = Literal["allowed", "disallowed", "unavailable"]


@dataclass(frozen=True, eq=False)
class Robots:
    """An origin's answer; `fetched` holds its exchanges for whoever packages them."""

    fetched: Fetched

    def verdict(self, url: str) -> Verdict:
        """Whether `url`, on the same origin, may be fetched."""
        head = self.fetched.final.head
        if self.fetched.failure or head is None or head.status >= 500 or head.status == 429:
            return "unavailable"
        if self._rules is None:
            return "allowed"
        return "allowed" if self._rules.can_fetch(url, PRODUCT) else "disallowed"

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

    An async context manager: what is still being asked for at its end is given up.
    """

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
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


def _octets(asked: asyncio.Task[Robots]) -> int:
    return 0 if asked.cancelled() or asked.exception() else asked.result().fetched.final.response.length
