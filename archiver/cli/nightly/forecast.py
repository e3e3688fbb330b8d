"""`archiver run --dry-run`: hosts, requests and disk of the run that would begin now. Nothing is fetched.

What an article takes is what the packages of its series took; one that is new takes as much as the others on average.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from archiver.agenda.interface import Agenda
from archiver.cli.capturing.orders import Orders
from archiver.cli.looking.render import counted
from archiver.cli.nightly.ways import Ways
from archiver.index.interface import Index, Row
from archiver.model import instant
from archiver.model.duration import format_size
from archiver.model.watch import SOURCES, Watched
from archiver.watch.schedule import Plan, due

FIRST_SIZE = 60_000  # octets of a package where the archive has none to go by
SIDECAR_SHARE = 3  # a package is about three times its segment: a segment is compressed, a sidecar is not
HOSTS_SHOWN = 20


@dataclass(frozen=True)
class Forecast:
    """Counts; `requests` without redirects, retries and what a page loads, `browser` of the articles through Chromium.

    `seconds` is the least that the busiest host's delays take.
    """

    articles: int
    sources: int
    hosts: dict[str, int]
    requests: int
    octets: int
    seconds: int
    browser: int

    def document(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {**self.__dict__}

    def lines(self) -> list[str]:
        """For people."""
        busiest = sorted(self.hosts.items(), key=lambda pair: (-pair[1], pair[0]))
        more = len(busiest) - HOSTS_SHOWN
        found = f"{counted(self.articles, 'article')}, {counted(self.sources, 'source')}"
        viewed = f"{counted(self.browser, 'article')} through a browser, with all that a page loads"
        return [
            f"due: {found}, on {counted(len(self.hosts), 'host')}",
            f"about {self.requests} requests, {format_size(self.octets)} of disk, at least {self.seconds} s",
            *(["new articles that the sources name come on top"] if self.sources else []),
            *([viewed] if self.browser else []),
            *(f"  {count:6}  {host}" for host, count in busiest[:HOSTS_SHOWN]),
            *([f"  and {more} hosts more"] if more > 0 else []),
        ]


def forecast(agenda: Agenda, index: Index | None, plan: Plan, now: str, orders: Orders, ways: Ways) -> Forecast:
    """What is due at the `Instant` `now`."""
    moment = instant.parse(now)
    found = [one for one in agenda.everything() if (when := due(one, plan, moment)) and when.at <= moment]
    articles = [one for one in found if one.wish.kind not in SOURCES]
    hosts = Counter(urlsplit(one.wish.url).hostname or "" for one in found)
    sizes = [_size(index, one) for one in articles]
    known = [size for size in sizes if size is not None]
    usual = sum(known) // len(known) if known else FIRST_SIZE
    return Forecast(
        articles=len(articles),
        sources=len(found) - len(articles),
        hosts=dict(hosts),
        requests=len(found) + (len(hosts) if orders.obey_robots else 0),
        octets=sum(usual if size is None else size for size in sizes),
        seconds=int(max(hosts.values(), default=0) * orders.pace.delay / orders.pace.per_host),
        browser=sum(ways.wants_browser(one.wish) for one in articles),
    )


def _size(index: Index | None, watched: Watched) -> int | None:
    """Octets of the largest package of a series: what is due may have changed, and the disk has to hold it."""
    rows: list[Row] = index.versions(watched.series) if index else []
    return max((row.length for row in rows), default=0) * SIDECAR_SHARE or None
