"""The options of `archiver capture`, spelled and explained once. Nothing heavy is imported here: --help shows them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

JOBS = 8
PER_HOST = 2  # archiver.capture.http.politeness.PER_HOST
TIMEOUT = 600.0  # seconds; archiver.capture.http.limits.TOTAL_SECONDS


class Profile(StrEnum):
    """Who captures: `at-risk` is somebody whom a site must not learn anything about."""

    DEFAULT = "default"
    AT_RISK = "at-risk"


SomeUrls = Annotated[list[str] | None, typer.Argument(metavar="URL", help="Articles to fetch.")]
Case = Annotated[str, typer.Option("--case", metavar="C", help="Case id to keep with the capture.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many at once, fair across hosts.")]
PerHost = Annotated[int, typer.Option("--per-host", min=1, max=64, help="How many at once from one host.")]
Delay = Annotated[float, typer.Option("--delay", min=0.0, help="Seconds between two requests to one host.")]
IgnoreRobots = Annotated[bool, typer.Option("--ignore-robots", help="Do not ask robots.txt; recorded.")]
Retries = Annotated[int, typer.Option("--retries", min=0, max=10, help="More tries where one may help.")]
Timeout = Annotated[
    float, typer.Option("--timeout", min=0.1, metavar="S", help="Seconds for one article, redirects included.")
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", envvar="ARCHIVER_ALLOW_PRIVATE", help="Also loopback and private addresses."),
]
CaFile = Annotated[
    Path | None, typer.Option("--ca-file", metavar="PEM", help="Accept certificates of this authority as well.")
]
Ntp = Annotated[
    str,
    typer.Option("--ntp", metavar="HOST", envvar="ARCHIVER_NTP", help="Compare the clock with this time server."),
]
Browser = Annotated[bool, typer.Option("--browser", help="Also through Chromium: pictures, scripts, DOM.")]
Viewport = Annotated[str, typer.Option("--viewport", metavar="WxH", help="The browser's window, in pixels.")]
Consent = Annotated[
    str, typer.Option("--consent", metavar="SELECTOR", help="Click this in the browser's page, once; recorded.")
]
WithResources = Annotated[
    bool, typer.Option("--with-resources", help="Also images, styles, AMP and canonical variant.")
]
ForWhom = Annotated[
    Profile, typer.Option("--profile", help="at-risk: only through a proxy, with a browser's usual headers.")
]


@dataclass(frozen=True)
class Asked:
    """The options as given."""

    case: str
    jobs: int
    per_host: int
    delay: float
    ignore_robots: bool
    retries: int
    timeout: float
    allow_private: bool
    ca_file: Path | None
    ntp: str
    browser: bool
    viewport: str
    consent: str
    with_resources: bool
    profile: Profile
