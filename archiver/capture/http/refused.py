"""An address that robots.txt, or the lack of one, keeps us from: a failed try with the octets of robots.txt alone.

    captured = next(RefusedSource(url, robots, options).captures())     # no request, no answer, and why

Nothing was sent to the address itself, so `request`, `response`, `source`, `tls` and `server_ip` are null with that
reason; the exchange for robots.txt stands in the segment because whoever packages puts it there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.capture.http.clock import compared
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.robots import Robots
from archiver.capture.interface import Captured
from archiver.model.capture import Access

_UNKNOWN = ("server_ip", "tls", "request", "response", "source")


@dataclass(frozen=True)
class RefusedSource:
    """`robots` is the answer that says so."""

    url: str
    robots: Robots
    options: FetchOptions

    def captures(self) -> Iterator[Captured]:
        """The one capture, in which nothing was captured."""
        asked, why = self.robots.fetched, self.robots.refusal(self.url) or "robots.txt was asked"
        yield Captured(
            name=self.url,
            url=self.url,
            final_url=self.url,
            method="socket",
            captured_at=asked.final.ended_at,
            time_basis="observed",
            media_type="application/octet-stream",
            charset=None,
            payload=None,
            body=None,
            records=lambda _: (),
            unreadable=why,
            outcome="unavailable",
            requested_at=asked.exchanges[0].requested_at,
            access=Access(
                user_agent=self.options.user_agent,
                robots=self.robots.verdict(self.url),
                cookies_sent=(),
                consent_action=None,
                login=False,
            ),
            network_path=asked.network_path,
            clock=compared(asked.final.head, asked.final.answered_at),
            absent={f"/capture/{name}": f"{why}, so nothing was sent" for name in _UNKNOWN},
        )
