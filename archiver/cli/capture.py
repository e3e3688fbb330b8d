"""`archiver capture`: fetch from the web and package."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from archiver.capture.browser.options import BrowserOptions
    from archiver.capture.http.options import FetchOptions

JOBS = 8
TIMEOUT = 600.0  # seconds; archiver.capture.http.limits.TOTAL_SECONDS, which is not imported for --help

# What Tor Browser says everywhere: one among many tells a site nothing.
COMMON_AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
COMMON_LANGUAGE = "en-US,en;q=0.5"


class Profile(StrEnum):
    """Who captures: `at-risk` is somebody whom a site must not learn anything about."""

    DEFAULT = "default"
    AT_RISK = "at-risk"


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
    with_resources: Annotated[
        bool, typer.Option("--with-resources", help="Also images, styles, AMP and canonical variant.")
    ] = False,
    profile: Annotated[
        Profile, typer.Option("--profile", help="at-risk: only through a proxy, with a browser's usual headers.")
    ] = Profile.DEFAULT,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch from the web and package, octet for octet."""
    import asyncio

    from archiver.capture.http.limits import Limits
    from archiver.capture.http.politeness import Pace
    from archiver.capture.http.resources import Manner
    from archiver.cli import wiring
    from archiver.cli.capturing import Run, Wishes
    from archiver.cli.output import emit_json, note
    from archiver.cli.packaged import ensure_archive, say_caught_up, summary
    from archiver.flows.capture import overall

    options = replace(_options(profile), limits=Limits(total=timeout), allow_private=allow_private, ca_file=ca_file)
    chromium = _browser_options(browser=browser, viewport=viewport, consent=consent)
    ensure_archive(archive, quiet=quiet or json)
    manner = Manner(options, Pace(delay=delay, attempts=retries + 1), obey_robots=not ignore_robots)
    wishes = Wishes(case or None, with_resources, chromium, loud=not json, quiet=quiet)
    with wiring.open_for_writing(archive) as opened:
        say_caught_up(opened, quiet=quiet)
        run = Run(opened, manner, wishes)
        asyncio.run(run.over(urls, jobs=jobs))
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


def _options(profile: Profile) -> "FetchOptions":
    """Proxy and headers; raises UsageError where somebody at risk would go without a proxy."""
    import os

    from archiver.capture.http.options import FetchOptions
    from archiver.capture.http.proxy import from_environment
    from archiver.errors import UsageError

    proxy = from_environment(os.environ)
    if profile is Profile.DEFAULT:
        return FetchOptions(proxy=proxy)
    if proxy is None:
        raise UsageError("--profile at-risk: expected a proxy, found none; set PROXY_SERVER, or SOCKS_HOST for Tor")
    return FetchOptions(proxy=proxy, user_agent=COMMON_AGENT, accept_language=COMMON_LANGUAGE)


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
