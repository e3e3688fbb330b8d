"""`archiver capture`: fetch from the web and package."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.capture.browser.options import BrowserOptions
    from archiver.capture.http.options import FetchOptions
    from archiver.capture.http.politeness import Pace
    from archiver.capture.http.scheduler import Result
    from archiver.capture.http.source import HttpSource
    from archiver.capture.interface import Source
    from archiver.cli.wiring import OpenArchive
    from archiver.flows.capture import Tried

JOBS = 8
TIMEOUT = 600.0  # seconds; archiver.capture.http.limits.TOTAL_SECONDS, which is not imported for --help


def capture(
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="Articles to fetch.")],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    case: Annotated[str, typer.Option("--case", metavar="C", help="Case id to keep with the capture.")] = "",
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many at once, fair across hosts.")] = JOBS,
    delay: Annotated[float, typer.Option("--delay", min=0.0, help="Seconds between two requests to one host.")] = 1.0,
    ignore_robots: Annotated[bool, typer.Option("--ignore-robots", help="Do not ask robots.txt; recorded.")] = False,
    retries: Annotated[int, typer.Option("--retries", min=0, max=10, help="More tries where one may help.")] = 2,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="S", help="Seconds for one article, redirects included.")
    ] = TIMEOUT,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", envvar="ARCHIVER_ALLOW_PRIVATE", help="Also loopback and private addresses."),
    ] = False,
    ca_file: Annotated[
        Path | None, typer.Option("--ca-file", metavar="PEM", help="Accept certificates of this authority as well.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser", help="Also through Chromium: pictures, scripts, DOM.")] = False,
    viewport: Annotated[str, typer.Option("--viewport", metavar="WxH", help="The browser's window, in pixels.")] = "",
    consent: Annotated[
        str, typer.Option("--consent", metavar="SELECTOR", help="Click this in the browser's page, once; recorded.")
    ] = "",
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch from the web and package, octet for octet."""
    import asyncio
    import os

    from archiver.capture.http.limits import Limits
    from archiver.capture.http.options import FetchOptions
    from archiver.capture.http.politeness import Pace
    from archiver.capture.http.proxy import from_environment
    from archiver.cli import wiring
    from archiver.cli.output import emit_json, note
    from archiver.cli.packaged import ensure_archive, say_caught_up, summary
    from archiver.flows.capture import overall

    chromium = _browser_options(browser=browser, viewport=viewport, consent=consent)
    ensure_archive(archive, quiet=quiet or json)
    options = FetchOptions(
        limits=Limits(total=timeout),
        allow_private=allow_private,
        ca_file=ca_file,
        proxy=from_environment(os.environ),
    )
    pace = Pace(delay=delay, attempts=retries + 1)
    with wiring.open_for_writing(archive) as opened:
        say_caught_up(opened, quiet=quiet)
        run = _Run(opened, options, case or None, chromium, json=json, quiet=quiet)
        asyncio.run(run.over(urls, jobs=jobs, pace=pace, obey_robots=not ignore_robots))
    if json:
        packages = [
            {**summary(tried.kept, archive), "quality": tried.kept.quality.verdict, "reason": tried.reason}
            for tried in run.tried
        ]
        emit_json({"packages": packages})
    status = overall(run.statuses)
    if status and not quiet:
        note(f"{sum(map(bool, run.statuses))} of {len(run.statuses)} were not captured; {len(run.tried)} are recorded")
    raise typer.Exit(status)


def _browser_options(*, browser: bool, viewport: str, consent: str) -> "BrowserOptions | None":
    """How a browser looks at the pages, None without --browser; raises UsageError or ResourceError."""
    import os

    from archiver.errors import UsageError

    if not browser:
        if viewport or consent:
            raise UsageError("expected --browser with --viewport and --consent, found none; add it")
        return None
    from archiver.capture.browser.executable import need
    from archiver.capture.browser.options import BrowserOptions, Viewport, parse_viewport

    window = parse_viewport(viewport) if viewport else Viewport()
    return BrowserOptions(need(os.environ), window, consent or None)


class _Run:
    """The captures of one call; results are packaged as they come."""

    def __init__(
        self,
        opened: "OpenArchive",
        options: "FetchOptions",
        case: str | None,
        browser: "BrowserOptions | None",
        *,
        json: bool,
        quiet: bool,
    ) -> None:
        self.tried: list[Tried] = []
        self.statuses: list[int] = []
        self._opened = opened
        self._options = options
        self._case = case
        self._browser = browser
        self._json = json
        self._quiet = quiet

    async def over(self, urls: "Sequence[str]", *, jobs: int, pace: "Pace", obey_robots: bool) -> None:
        """Fetches and packages `urls`."""
        from dataclasses import replace

        from archiver.capture.http.scheduler import fetch_all
        from archiver.flows.capture import validators
        from archiver.model.url import check_url

        # A page that did not change may still be rendered as another one, so that a browser asks without conditions.
        asked = () if self._browser else urls
        known = (validators(check_url(url), self._opened.workshop) for url in asked)
        self._options = replace(self._options, validators=dict(found for found in known if found))
        async for result in fetch_all(urls, jobs=jobs, options=self._options, pace=pace, obey_robots=obey_robots):
            await self._package(result)

    async def _package(self, result: "Result") -> None:
        from archiver.capture.http.source import HttpSource
        from archiver.cli.output import note, safe
        from archiver.errors import CaptureError
        from archiver.flows.capture import keep
        from archiver.model.ids import new_urn

        if result.fetched is None:
            self.statuses.append(CaptureError.exit_code)
            note(f"archiver: {safe(result.url)}: {safe(result.refused or 'not asked for')}")
            return
        shop = self._opened.workshop
        robots = result.robots_verdict or "ignored"
        source = HttpSource(result.fetched, lambda: new_urn(shop.entropy), self._options, robots)
        try:
            tried = keep(await self._viewed(source), shop, robots=result.robots, case_id=self._case)
        finally:
            result.fetched.close()
        self.tried.append(tried)
        self.statuses.append(tried.status)
        self._say(tried)

    async def _viewed(self, source: "HttpSource") -> "Source":
        """`source`, with a browser's view of its page where one was asked for."""
        if self._browser is None:
            return source
        from archiver.capture.browser.source import through_browser

        return await through_browser(source, self._options, self._browser)

    def _say(self, tried: "Tried") -> None:
        from archiver.cli.output import note, safe
        from archiver.cli.packaged import say

        if not self._json:
            say(tried.kept, self._opened)
        if tried.reason:
            what = "not captured" if tried.status else "look at it"
            note(f"archiver: {safe(tried.kept.row.url)}: {what}: {safe(tried.reason)}", quiet=self._quiet)
