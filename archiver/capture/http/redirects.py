"""The chain of redirects (RFC 9110 15.4): where the next hop leads, or why the chain ends here.

    chain = Chain(limit=10)
    chain.visit(url, cookie)
    next_url(exchange)       # "https://example.org/b", None (no redirect), or a Failure("redirect", ...)

A Location may be relative (RFC 3986 5), hold raw UTF-8 or spaces, or change scheme and host; it goes through
`archiver.model.url.check_url` like an address that a user types, so credentials and other schemes are refused. The
same address twice is a loop, unless the site has set a cookie in between: that is how consent pages work.
"""

from urllib.parse import urljoin

from archiver.capture.http.exchange import Exchange
from archiver.capture.http.failure import Failure
from archiver.errors import InputError
from archiver.model.url import check_url

FOLLOWED = frozenset({301, 302, 303, 307, 308})


class Chain:
    """The hops of one capture so far."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._visited: set[tuple[str, str | None]] = set()
        self._hops = 0

    def visit(self, url: str, cookie: str | None) -> Failure | None:
        """Notes a hop that is about to be made; a Failure when it has been made before, or is one too many."""
        if (url, cookie) in self._visited:
            return Failure("redirect", f"a loop: {url} again, with the same cookies")
        if self._hops > self._limit:
            return Failure("redirect", f"more than {self._limit} redirects; the next would be {url}")
        self._visited.add((url, cookie))
        self._hops += 1
        return None


def next_url(exchange: Exchange) -> str | Failure | None:
    """Where `exchange` redirects to; None when it does not, a Failure when nobody could follow."""
    head = exchange.head
    if exchange.failure or head is None or head.status not in FOLLOWED:
        return None
    locations = set(head.all("location"))
    if not locations:
        return None  # RFC 9110 10.2.2: without it the redirect is a page like any other
    if len(locations) > 1:
        return Failure("redirect", f"expected one Location, found {len(locations)} that differ")
    try:
        return check_url(urljoin(exchange.url, _text(locations.pop())))
    except (InputError, ValueError) as e:
        return Failure("redirect", f"the Location of the redirect cannot be followed: {e}")


def _text(location: str) -> str:
    """Octets to characters: UTF-8 where they are that, and spaces escaped, as browsers read them."""
    octets = location.strip(" \t").encode("latin-1")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = location.strip(" \t")
    return text.replace(" ", "%20")
