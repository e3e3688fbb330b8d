r"""One capture from the live web: an address in, every exchange of its redirect chain out.

    fetched = await fetch("https://example.org/a", FetchOptions())
    [exchange.url for exchange in fetched.exchanges]        # each hop
    fetched.failure, fetched.final.truncated                # None, None: complete

The request, always in this order, nothing about the machine in it:

    GET /a HTTP/1.1\r\n
    Host: example.org\r\n
    User-Agent: ...\r\n  Accept: ...\r\n  Accept-Language: ...\r\n  Accept-Encoding: gzip, br, zstd, deflate\r\n
    Cookie: ...\r\n                    when an earlier hop of this capture set one
    If-None-Match: ...\r\n             the validators given for exactly this address
    \r\n

Bodies stay encoded. A failure does not raise: it is an exchange with the octets that there were.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from archiver.capture.http.connection import Call, Connection
from archiver.capture.http.cookies import Cookie, Cookies
from archiver.capture.http.dial import Origin, dial, origin_of
from archiver.capture.http.exchange import Exchange, Peer, Spool
from archiver.capture.http.failure import Failure, UnreachableError
from archiver.capture.http.options import ACCEPT, ACCEPT_ENCODING, FetchOptions
from archiver.capture.http.redirects import Chain, next_url
from archiver.errors import UsageError
from archiver.model.base import Pair
from archiver.model.capture import NetworkPath
from archiver.model.url import check_url

Admit = Callable[[str], Awaitable[Failure | None]]  # why a redirect is not to be followed, None when it may be

VALIDATORS = frozenset({"if-none-match", "if-modified-since"})  # RFC 9110 13.1; nothing else may be added to a request
_RESENT = "sent again on a new connection: the server had closed the kept-alive one (RFC 9112 9.3.1)"


@dataclass(frozen=True)
class Fetched:
    """The exchanges of one capture in order, at least one. `stopped` says why a redirect was not followed.

    `cookies_sent` are the names only; the values stand in the requests. `cookies` are what the site has set.
    """

    url: str
    exchanges: tuple[Exchange, ...]
    stopped: Failure | None
    network_path: NetworkPath
    cookies_sent: tuple[str, ...]
    cookies: tuple[Cookie, ...] = ()

    @property
    def final(self) -> Exchange:
        """The last exchange: the answer, or the one that went no further."""
        return self.exchanges[-1]

    @property
    def failure(self) -> Failure | None:
        """Why there is no usable answer, None when there is one (of whatever status)."""
        return self.final.failure or self.stopped

    def close(self) -> None:
        """Frees the spools; the exchanges' octets are gone then."""
        for exchange in self.exchanges:
            exchange.response.close()


async def fetch(url: str, options: FetchOptions, admit: Admit | None = None) -> Fetched:
    """Captures `url` and what it redirects to, as far as `admit` has nothing against the next address.

    Raises InputError for an address that `check_url` refuses (credentials among them), UsageError for options that
    HTTP cannot carry, ResourceError when there is no room for the octets. Everything that the world does wrong is in
    the result.
    """
    start = check_url(url)
    deadline = asyncio.get_running_loop().time() + options.limits.total
    line = _Line(options, deadline)
    try:
        return await _follow(start, options, line, admit)
    finally:
        line.close()


async def _follow(start: str, options: FetchOptions, line: "_Line", admit: Admit | None) -> Fetched:
    jar, chain = Cookies(), Chain(options.limits.max_redirects)
    exchanges: list[Exchange] = []
    sent: dict[str, None] = {}
    url: str | Failure | None = start
    while isinstance(url, str):
        cookie = jar.header(url)
        if stop := chain.visit(url, cookie):
            url = stop
            break
        exchanges.append(await line.exchange(_call(url, cookie, options)))
        sent |= dict.fromkeys(_names(cookie))
        if head := exchanges[-1].head:
            jar.take(url, head)
        url = next_url(exchanges[-1])
        if admit and isinstance(url, str):
            url = await admit(url) or url
    return Fetched(start, tuple(exchanges), url, _path(exchanges, options), tuple(sent), jar.held())


class _Line:
    """The connections of one capture: kept alive from hop to hop, one for each origin."""

    def __init__(self, options: FetchOptions, deadline: float) -> None:
        self._options = options
        self._deadline = deadline
        self._open: dict[Origin, Connection] = {}

    async def exchange(self, call: Call) -> Exchange:
        """One exchange, on the open connection to its origin if there is a usable one, else on a new one."""
        kept = self._open.get(origin_of(call.url))
        notes: tuple[str, ...] = ()
        if kept and await kept.reusable():
            exchange = await kept.exchange(call, self._spool(), self._deadline)
            if not _unheard(exchange):
                return exchange
            exchange.response.close()
            notes = (_RESENT,)
        return await self._fresh(call, notes)

    def close(self) -> None:
        """Ends all connections."""
        for connection in self._open.values():
            connection.close()

    async def _fresh(self, call: Call, notes: tuple[str, ...]) -> Exchange:
        origin, options = origin_of(call.url), self._options
        if before := self._open.pop(origin, None):
            before.close()
        requested_at = options.now()
        try:
            wire, peer = await dial(origin, options, self._deadline)
        except UnreachableError as e:
            return self._unmade(call, e.failure, requested_at)
        self._open[origin] = Connection(wire, peer, options.limits, options.now, notes)
        return await self._open[origin].exchange(call, self._spool(), self._deadline)

    def _unmade(self, call: Call, failure: Failure, requested_at: str) -> Exchange:
        """No connection came about, so nothing was sent: the request is empty."""
        return Exchange(
            url=call.url,
            method=call.method,
            request=b"",
            response=self._spool(),
            head=None,
            peer=Peer(None, "no connection came about"),
            requested_at=requested_at,
            answered_at=None,
            ended_at=self._options.now(),
            failure=failure,
        )

    def _spool(self) -> Spool:
        return Spool(self._options.spool())


def _unheard(exchange: Exchange) -> bool:
    return exchange.failure is not None and exchange.failure.kind == "reset" and not exchange.response.length


def _call(url: str, cookie: str | None, options: FetchOptions) -> Call:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if "?" in url else "")
    if options.proxy and options.proxy.kind == "http" and parts.scheme == "http":
        target = url  # RFC 9112 3.2.2: absolute-form to a proxy
    fields: list[Pair] = [
        ("Host", parts.netloc),
        ("User-Agent", options.user_agent),
        ("Accept", ACCEPT),
        ("Accept-Language", options.accept_language),
        ("Accept-Encoding", ACCEPT_ENCODING),
        *([("Cookie", cookie)] if cookie else []),
        *_validators(url, options),
    ]
    return Call(url, "GET", target, tuple(fields))


def _validators(url: str, options: FetchOptions) -> tuple[Pair, ...]:
    fields = options.validators.get(url, ())
    if other := next((name for name, _ in fields if name.lower() not in VALIDATORS), None):
        raise UsageError(f"expected If-None-Match or If-Modified-Since as validators, found {other[:64]!a}")
    return tuple(fields)


def _names(cookie: str | None) -> list[str]:
    return [pair.partition("=")[0].strip() for pair in (cookie or "").split(";") if pair.strip()]


def _path(exchanges: list[Exchange], options: FetchOptions) -> NetworkPath:
    if options.proxy is None:
        return NetworkPath(kind="direct", country=None)
    if options.proxy.kind == "http":
        return NetworkPath(kind="http-proxy", country=None)
    # Any SOCKS proxy may be Tor's; only an onion service that answered proves it.
    onion = any(e.head and origin_of(e.url).host.removesuffix(".").endswith(".onion") for e in exchanges)
    return NetworkPath(kind="tor" if onion else "socks", country=None)
