"""One visit to one page, in the order in which it happens: open, load, scroll, settle, consent, DOM, picture, PDF.

A page that never finishes is taken as it is, and a note says so; a page that crashes, or a browser that is gone, ends
the visit. Every step has a time of its own, because a busy page answers no question.
"""

import asyncio
import re
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from archiver.capture.browser.exchange import Job, Kind

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

T = TypeVar("T")
SCROLL_PAUSE = 50  # milliseconds on each screenful, for images that are loaded when they come into view
MAX_NOTE = 300  # code points of an error that a note repeats
_CREATOR = re.compile(rb"(/Creator \()((?:[^()\\]|\\.)*)(\))", re.DOTALL)
_SCROLL = """async ([step, end, pause]) => {
    for (let y = 0; y < Math.min(document.documentElement.scrollHeight, end); y += step) {
        window.scrollTo(0, y);
        await new Promise(done => setTimeout(done, pause));
    }
    window.scrollTo(0, 0);
}"""


class Visit:
    """`views` and `consent` say what came of it, `notes` what did not go as it should; views lie in the folder."""

    def __init__(self, page: "Page", job: Job, folder: Path) -> None:
        self._page = page
        self._job = job
        self._folder = folder
        self.views: list[Kind] = []
        self.notes: list[str] = []
        self.consent: str | None = None

    async def run(self) -> None:
        """The whole visit; raises Playwright's Error when the page cannot be opened or is gone."""
        limits = self._job.limits
        await self._page.goto(self._job.url, wait_until="commit", timeout=limits.load * 1000)
        await self._step("loading", self._page.wait_for_load_state("load", timeout=0), limits.load)
        await self._step("scrolling", self._scroll(), limits.step)
        await self._step("settling", self._page.wait_for_load_state("networkidle", timeout=0), limits.settle)
        if self._job.consent:
            await self._consent(self._job.consent)
        await self._view("dom", self._dom())
        await self._view("png", self._picture())
        await self._view("pdf", self._print())

    async def _consent(self, selector: str) -> None:
        limits = self._job.limits
        button = self._page.locator(selector).first
        clicked = await self._step(
            f"consent: click {selector}", _true(button.click(timeout=limits.consent * 1000)), limits.step
        )
        if clicked:
            self.consent = f"click: {selector}"
            idle = self._page.wait_for_load_state("networkidle", timeout=0)
            await self._step("settling after consent", idle, limits.settle)

    async def _scroll(self) -> None:
        step = self._job.viewport.height
        await self._page.evaluate(_SCROLL, [step, self._job.limits.height, SCROLL_PAUSE])

    async def _dom(self) -> bytes:
        dom = (await self._page.content()).encode("utf-8", "replace")
        if len(dom) > self._job.limits.dom:
            raise TimeoutError(f"the DOM has {len(dom)} octets, at most {self._job.limits.dom} are kept")
        return dom

    async def _picture(self) -> bytes:
        session = await self._page.context.new_cdp_session(self._page)
        # From Chromium, not from the page's scripts, which could say anything.
        size = (await session.send("Page.getLayoutMetrics"))["cssContentSize"]
        height, limit = int(size["height"]), self._job.limits.height
        if height > limit:
            self.notes.append(f"png: the page is {height} pixels high, the picture ends at {limit}")
        width = self._job.viewport.width
        return await self._page.screenshot(
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": max(min(height, limit), 1)},
            animations="disabled",
            scale="css",
            timeout=self._job.limits.step * 1000,
        )

    async def _print(self) -> bytes:
        return without_creator(await self._page.pdf(print_background=True))

    async def _view(self, kind: Kind, made: Awaitable[bytes]) -> None:
        octets = await self._step(kind, made, self._job.limits.step)
        if octets is not None:
            (self._folder / f"view.{kind}").write_bytes(octets)
            self.views.append(kind)

    async def _step(self, what: str, doing: Awaitable[T], seconds: float) -> T | None:
        """What `doing` gives; None, and a note, when it fails or takes longer than `seconds`."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(seconds):
                return await doing
        except TimeoutError as e:
            self.notes.append(f"{what}: {str(e) or f'not done within {seconds:g} s'}")
        except Error as e:
            if self._page.is_closed():
                raise
            self.notes.append(f"{what}: {first_line(e)}")
        return None


def without_creator(pdf: bytes) -> bytes:
    """`pdf` whose Creator (ISO 32000 14.3.3) names no system, at the same length: offsets stay true."""
    return _CREATOR.sub(lambda found: found[1] + b" " * len(found[2]) + found[3], pdf, count=1)


async def opened(context: "BrowserContext") -> "Page":
    """The one page of `context`; windows that it opens are closed at once."""
    page = context.pages[0] if context.pages else await context.new_page()

    async def close(other: "Page") -> None:
        if other is not page:
            await other.close()

    context.on("page", close)
    return page


def first_line(error: Exception) -> str:
    """The first line of Playwright's message; the rest repeats the call."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:MAX_NOTE].encode("utf-8", "replace").decode()


async def _true(doing: Awaitable[None]) -> bool:
    await doing
    return True
