"""What the options of one call amount to: how to fetch, how to look, and what to keep.

orders = Orders.of(Asked(jobs=8, ...), os.environ)      # raises UsageError or ResourceError before anything is sent
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from archiver.capture.browser.executable import major_version, need
from archiver.capture.clock.check import Server, parse
from archiver.capture.http.limits import Limits
from archiver.capture.http.options import ACCEPT_LANGUAGE, USER_AGENT, FetchOptions
from archiver.capture.http.politeness import Pace
from archiver.capture.http.proxy import from_environment
from archiver.cli.capturing.options import Asked, Profile
from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.capture.browser.options import BrowserOptions

# What Tor Browser says everywhere: one among many tells a site nothing.
COMMON_AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
COMMON_LANGUAGE = "en-US,en;q=0.5"
# A page's scripts see that Chromium is no Firefox, and its client hints say so: then what Chromium says on Windows.
CHROMIUM_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
)


@dataclass(frozen=True)
class Way:
    """What may differ from address to address. `no_browser` says why there is none although one was asked for."""

    case_id: str | None
    browser: "BrowserOptions | None"
    with_resources: bool
    no_browser: str | None = None


@dataclass(frozen=True)
class Orders:
    """Everything that is the same for all captures of one call; `way` is that of an address without one of its own."""

    fetch: FetchOptions
    pace: Pace
    jobs: int
    obey_robots: bool
    browser: "BrowserOptions | None"
    with_resources: bool
    case_id: str | None
    time_server: Server | None

    @property
    def way(self) -> Way:
        """The way of an address that has none of its own."""
        return Way(self.case_id, self.browser, self.with_resources)

    @classmethod
    def of(cls, asked: Asked, environ: Mapping[str, str]) -> Self:
        """Raises UsageError for what does not fit together, ResourceError where no browser is to be had."""
        browser = _browser(asked, environ)
        return cls(
            fetch=_fetch(asked, environ, browser),
            pace=Pace(delay=asked.delay, per_host=asked.per_host, attempts=asked.retries + 1),
            jobs=asked.jobs,
            obey_robots=not asked.ignore_robots,
            browser=browser,
            with_resources=asked.with_resources,
            case_id=asked.case or None,
            time_server=parse(asked.ntp),
        )


def _fetch(asked: Asked, environ: Mapping[str, str], browser: "BrowserOptions | None") -> FetchOptions:
    """Proxy and headers; raises UsageError where somebody at risk would go without a proxy."""
    proxy = from_environment(environ)
    agent, language = USER_AGENT, ACCEPT_LANGUAGE
    if asked.profile is Profile.AT_RISK:
        if proxy is None:
            raise UsageError("--profile at-risk: expected a proxy, found none; set PROXY_SERVER, or SOCKS_HOST for Tor")
        agent = CHROMIUM_AGENT.format(major_version(browser.executable)) if browser else COMMON_AGENT
        language = COMMON_LANGUAGE
    return FetchOptions(
        user_agent=agent,
        accept_language=language,
        limits=Limits(total=asked.timeout),
        proxy=proxy,
        allow_private=asked.allow_private,
        ca_file=asked.ca_file,
    )


def _browser(asked: Asked, environ: Mapping[str, str]) -> "BrowserOptions | None":
    """How a browser looks at the pages, None without --browser; raises UsageError or ResourceError."""
    if not asked.browser:
        if asked.viewport or asked.consent:
            raise UsageError("expected --browser with --viewport and --consent, found none; add it")
        return None
    from archiver.capture.browser.options import BrowserOptions
    from archiver.model.viewport import Viewport, parse_viewport

    window = parse_viewport(asked.viewport) if asked.viewport else Viewport()
    return BrowserOptions(need(environ), window, asked.consent or None)
