r"""Where a page leads on to, by a redirect or a script, held against robots.txt before anybody is asked for it.

    worker -> parent    https://example.org/next\n       may the page be shown that?
    parent -> worker    \n                               yes
                        robots.txt does not allow it...\n    no, because

The parent asks, because it has the robots.txt of the whole run, asked once and recorded octet for octet. Chromium
pauses every request for a document, each hop of a redirect included (Chrome DevTools Protocol, Fetch.requestPaused);
frames inside the page are resources of it and go on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from archiver.model.url import MAX_URL

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page

MAX_LEADS = 20  # documents that one page may lead on to, hops included
_PAUSE = {"patterns": [{"urlPattern": "*", "resourceType": "Document", "requestStage": "Request"}]}

MayAsk = Callable[[str], Awaitable[str | None]]  # None: yes; else why not


class Leading:
    """`refused` names what the page led on to and why it was not asked for."""

    def __init__(self, may_ask: MayAsk) -> None:
        self._may_ask = may_ask
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.refused: list[str] = []

    async def attach(self, context: "BrowserContext", page: "Page") -> None:
        """From now on no document is asked for without a question; raises Playwright's Error."""
        session = await context.new_cdp_session(page)
        main = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]

        def paused(event: dict[str, Any]) -> None:
            task = asyncio.create_task(self._decide(session, event, event["frameId"] == main))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        session.on("Fetch.requestPaused", paused)
        await session.send("Fetch.enable", _PAUSE)

    async def _decide(self, session: "CDPSession", event: dict[str, Any], is_page: bool) -> None:
        from playwright.async_api import Error

        try:
            why = await self._why_not(event["request"]["url"]) if is_page else None
            if why is None:
                await session.send("Fetch.continueRequest", {"requestId": event["requestId"]})
                return
            self.refused.append(why)
            # Aborted: the page stays what it is, where any other reason would put an error page in its place.
            await session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "Aborted"})
        except Error:
            return  # the page has gone elsewhere meanwhile, or is gone

    async def _why_not(self, url: str) -> str | None:
        self._count += 1
        if self._count > MAX_LEADS or len(url) > MAX_URL:
            return f"the page leads on and on: {MAX_LEADS} documents were asked for"
        why = await self._may_ask(url.partition("#")[0])
        return why and f"robots: the page leads on to {url}: {why}"
