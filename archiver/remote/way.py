"""How a request leaves this machine, other than a capture's: straight, or through the user's proxy.

    WAY = Way()                                   as urllib does: straight, or by http_proxy and https_proxy
    Way(proxy="127.0.0.1:3128")                   PROXY_SERVER: CONNECT for https, absolute-form for http
    Way(dial=...)                                 SOCKS_HOST: somebody else connects, and resolves the name over there

Redirects are not followed, unless a call asks for it, and then never from https to http: an authority that moved is
named anew in the settings. With a proxy nothing goes past it, whatever `no_proxy` says. An answer that drips in is cut
off.
"""

import http.client
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from archiver.errors import AuthorityError, UsageError

TIMEOUT = 20.0  # seconds for connecting and for each read
PATIENCE = 60.0  # seconds for the whole body
PIECE = 1 << 16  # octets
AGENT = "archiver"

Dial = Callable[[str, int, float], socket.socket]  # host, port, seconds; raises OSError


@dataclass(frozen=True)
class Way:
    """`proxy` is the host and port of an HTTP proxy, `dial` connects in the place of the system; at most one is set."""

    proxy: str | None = None
    dial: Dial | None = None


WAY = Way()


@dataclass(frozen=True)
class Call:
    """A request; `limit` is how many octets of an answer are read. `body` makes it a POST, `follow` heeds redirects."""

    url: str
    headers: Mapping[str, str]
    limit: int
    body: bytes | None = None
    timeout: float = TIMEOUT
    follow: bool = False


class TooLongError(AuthorityError):
    """An answer of more octets than are read."""


class StatusError(AuthorityError):
    """An answer other than 200."""

    def __init__(self, url: str, what: str, status: int) -> None:
        super().__init__(f"{url}: expected {what}, found HTTP status {status}")
        self.status = status


def check_url(url: str, what: str) -> str:
    """`url` when `what` can be there; raises UsageError."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"expected the http or https address of {what}, found {url!a}")
    return url


def send(call: Call, way: Way, what: str, whom: str) -> bytes:
    """The body of the answer; raises AuthorityError, StatusError among it. `what` and `whom` stand in messages."""
    request = urllib.request.Request(  # noqa: S310  # check_url allows http and https only
        call.url, data=call.body, headers={"User-Agent": AGENT, **call.headers}
    )
    try:
        with _opener(way, _Following() if call.follow else _NoRedirect()).open(request, timeout=call.timeout) as answer:
            return _body(call, answer, what)
    except urllib.error.HTTPError as e:
        with e:
            raise StatusError(call.url, what, e.code) from e
    except (OSError, http.client.HTTPException, ValueError) as e:
        raise AuthorityError(f"{call.url}: expected {whom} that answers, found {getattr(e, 'reason', e)}") from e


def _body(call: Call, answer: http.client.HTTPResponse, what: str) -> bytes:
    data, until = bytearray(), time.monotonic() + PATIENCE
    while len(data) <= call.limit and (piece := answer.read1(min(PIECE, call.limit + 1 - len(data)))):
        data += piece
        if time.monotonic() > until:
            raise AuthorityError(f"{call.url}: expected {what} within {PATIENCE:.0f} s, found one that drips in")
    if len(data) > call.limit:
        raise TooLongError(f"{call.url}: expected {what} of at most {call.limit} octets, found more")
    if answer.length:
        raise http.client.IncompleteRead(bytes(data), answer.length)
    return bytes(data)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class _Following(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in {"https", req.type}:
            raise urllib.error.URLError("a redirect that leads away from https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Through(urllib.request.BaseHandler):
    """Every request to one HTTP proxy. urllib's own handler would let `no_proxy` name exceptions."""

    handler_order = 100  # before those that connect

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy

    def http_open(self, request: urllib.request.Request) -> None:
        request.set_proxy(self.proxy, "http")

    https_open = http_open


class _Dialled(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Connections that somebody else makes."""

    def __init__(self, dial: Dial) -> None:
        super().__init__()
        self.dial = dial

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self._open(request, None)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self._open(request, ssl.create_default_context())

    def _open(self, request: urllib.request.Request, context: ssl.SSLContext | None) -> http.client.HTTPResponse:
        dial = self.dial

        class Connection(http.client.HTTPConnection):
            default_port = 443 if context else 80

            def connect(self) -> None:
                sock = dial(self.host, self.port, float(self.timeout or TIMEOUT))
                self.sock = context.wrap_socket(sock, server_hostname=self.host) if context else sock

        return self.do_open(Connection, request)


def _opener(way: Way, redirects: urllib.request.HTTPRedirectHandler) -> urllib.request.OpenerDirector:
    if way.dial:
        return urllib.request.build_opener(redirects, urllib.request.ProxyHandler({}), _Dialled(way.dial))
    if way.proxy:
        return urllib.request.build_opener(redirects, urllib.request.ProxyHandler({}), _Through(way.proxy))
    return urllib.request.build_opener(redirects)
