"""One call of `archiver capture` at work: what comes back is packaged as it comes, and told."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from archiver.capture.http.resources import Manner, fetch_resources
from archiver.capture.http.scheduler import Result, fetch_all
from archiver.capture.http.source import HttpSource
from archiver.capture.interface import Captured, Source
from archiver.cli.output import note, safe
from archiver.cli.packaged import say
from archiver.cli.wiring import OpenArchive
from archiver.errors import CaptureError
from archiver.flows.capture import Tried, keep, named, validators
from archiver.model.ids import new_urn
from archiver.model.url import check_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archiver.capture.browser.options import BrowserOptions


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

    def captures(self) -> "Iterator[Captured]":
        yield self.captured


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
        async for result in fetch_all(urls, jobs=jobs, options=options, pace=pace, obey_robots=obey):
            await self._package(result)

    async def _package(self, result: Result) -> None:
        if result.fetched is None:
            self.statuses.append(CaptureError.exit_code)
            note(f"archiver: {safe(result.url)}: {safe(result.refused or 'not asked for')}")
            return
        with ExitStack() as stack:
            stack.callback(result.fetched.close)
            source = HttpSource(result.fetched, self._new_id, self.manner.options, result.robots_verdict or "ignored")
            viewed = await self._viewed(source)
            if self.wishes.with_resources:
                viewed = await self._with_resources(viewed, stack)
            tried = keep(viewed, self.opened.workshop, robots=result.robots, case_id=self.wishes.case_id)
        self.tried.append(tried)
        self.statuses.append(tried.status)
        self._say(tried)

    async def _viewed(self, source: HttpSource) -> Source:
        """`source`, with a browser's view of its page where one was asked for."""
        if self.wishes.browser is None:
            return source
        from archiver.capture.browser.source import through_browser

        return await through_browser(source, self.manner.options, self.wishes.browser)

    async def _with_resources(self, source: Source, stack: ExitStack) -> Source:
        """`source`, with what its article names fetched as well; open until `stack` closes."""
        captured = next(source.captures())
        references = named(captured, self.opened.workshop)
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
