"""What a page asks for and gets, as Chromium tells it: one `Resource` a request, bodies in files as they come.

The page itself is not asked for: its first request is answered with the octets that the wire-level client recorded;
but for a job with `own`, whose client was refused. Where a page leads on to another one, that one is the document.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.browser.exchange import PAGE, Job, Resource
from archiver.capture.browser.gate import Gate
from archiver.model.base import Pair
from archiver.model.instant import Instant

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Request, Response, Route

UNFINISHED = "not finished when the page was viewed"
_FRAMING = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
_WEB = ("http:", "https:")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")  # RFC 9110 5.6.2, in lower case
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110 5.5


@dataclass
class _Seen:
    """One request on its way; `fetching` reads its body."""

    request: "Request"
    requested_at: Instant
    response: "Response | None" = None
    failure: str | None = None
    fetching: "asyncio.Task[bytes | None] | None" = None


class Traffic:
    """Listens to a context from `attach` to `resources`."""

    def __init__(self, job: Job, folder: Path, gate: Gate, now: Callable[[], Instant]) -> None:
        self._job = job
        self._folder = folder
        self._gate = gate
        self._now = now
        self._seen: dict[Request, _Seen] = {}
        self._page: Page | None = None
        self._opened = job.own
        self._document: Request | None = None
        self._count = 0
        self._kept = 0

    async def attach(self, context: "BrowserContext", page: "Page") -> None:
        """Answers and counts every request of `context` from now on."""
        self._page = page
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)
        await context.route("**/*", self._route)

    async def resources(self) -> tuple[Resource, ...]:
        """Everything asked for until now, in order, without the page itself; bodies are written to the folder."""
        return tuple([await self._resource(number, seen) for number, seen in enumerate(tuple(self._seen.values()))])

    def page_number(self) -> int | None:
        """The number of the resource that is the page, where the browser has asked for it."""
        asked = list(self._seen)
        return asked.index(self._document) if self._document in asked else None

    def notes(self) -> tuple[str, ...]:
        """Which limits were met."""
        limits = self._job.limits
        return (
            *([f"the page made {self._count} requests, {limits.resources} were let through"] * self._over()),
            *([f"more than {limits.octets} octets came for the page; the rest was cut off"] * self._gate.exhausted),
        )

    def _over(self) -> bool:
        return self._count > self._job.limits.resources

    async def _route(self, route: "Route") -> None:
        from playwright.async_api import Error

        with suppress(Error):  # the page may be gone by now
            if not self._opened and self._is_page(route.request):
                self._opened = True
                await route.fulfill(
                    status=self._job.status,
                    headers=_as_mapping(self._job.fields),
                    body=(self._folder / PAGE).read_bytes(),
                )
                return
            self._count += 1
            await (route.abort("blockedbyclient") if self._over() else route.continue_())

    def _is_page(self, request: "Request") -> bool:
        return request.is_navigation_request() and self._page is not None and request.frame == self._page.main_frame

    def _asked(self, request: "Request") -> None:
        room = len(self._seen) < self._job.limits.resources
        if room and request.url.startswith(_WEB) and (self._opened or not self._is_page(request)):
            self._seen[request] = _Seen(request, self._now())
            if self._is_page(request):
                self._document = request

    def _answered(self, response: "Response") -> None:
        if seen := self._seen.get(response.request):
            seen.response = response

    def _finished(self, request: "Request") -> None:
        seen = self._seen.get(request)
        if seen and seen.response and not 300 <= seen.response.status < 400:
            seen.fetching = asyncio.create_task(self._body(seen.response))

    def _failed(self, request: "Request") -> None:
        if seen := self._seen.get(request):
            seen.failure = request.failure or "no reason given"

    async def _body(self, response: "Response") -> bytes | None:
        from playwright.async_api import Error

        with suppress(Error, TimeoutError):
            return await asyncio.wait_for(response.body(), self._job.limits.body)
        return None

    async def _resource(self, number: int, seen: _Seen) -> Resource:
        request = seen.request
        known = Resource(
            url=request.url, method=request.method, role=request.resource_type, requested_at=seen.requested_at
        )
        response = seen.response
        if response is None:
            reason = self._gate.why(request.url) or seen.failure or UNFINISHED
            return known.model_copy(update={"reason": reason})
        body, why = await self._outcome(seen, response)
        if body is not None:
            (self._folder / f"body.{number}").write_bytes(body)
        return known.model_copy(
            update={
                "status": response.status,
                "fields": await self._fields(response),
                "protocol": await self._protocol(response),
                "ip": self._gate.ip(request.url),
                "body": None if body is None else f"body.{number}",
                "reason": why,
            }
        )

    async def _outcome(self, seen: _Seen, response: "Response") -> tuple[bytes | None, str | None]:
        """The body, or why there is none to keep."""
        if 300 <= response.status < 400:
            return b"", None  # Chromium tells no body of a redirect
        if seen.fetching is None:
            return None, seen.failure or UNFINISHED
        body = await seen.fetching
        if body is None:
            return None, "Chromium no longer had the body"
        self._kept += len(body)
        if self._kept > self._job.limits.octets:
            return None, f"the bodies of the page are more than {self._job.limits.octets} octets"
        return body, None

    async def _fields(self, response: "Response") -> tuple[Pair, ...]:
        from playwright.async_api import Error

        with suppress(Error, TimeoutError):
            async with asyncio.timeout(self._job.limits.body):
                return tuple((field["name"], field["value"]) for field in await response.headers_array())
        return tuple(response.headers.items())

    async def _protocol(self, response: "Response") -> str | None:
        from playwright.async_api import Error

        with suppress(Error, TimeoutError):
            async with asyncio.timeout(self._job.limits.body):
                return (await response.http_version()).lower() or None
        return None


def _as_mapping(fields: tuple[Pair, ...]) -> dict[str, str]:
    """As Playwright takes them: no framing, one name once; cookies one a line, others joined (RFC 9110 5.3).

    Malformed fields are left out: Chromium would refuse the whole answer, which it does not when a server sends them.
    """
    mapping: dict[str, str] = {}
    for name, value in ((name.lower(), value) for name, value in fields):
        if name not in _FRAMING and _TOKEN.fullmatch(name) and _VALUE.fullmatch(value):
            between = "\n" if name == "set-cookie" else ", "
            mapping[name] = f"{mapping[name]}{between}{value}" if name in mapping else value
    return mapping
