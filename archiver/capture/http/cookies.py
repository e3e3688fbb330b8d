"""Cookies of one capture (RFC 6265): what a site sets on one hop it gets back on the next; then they are gone.

    jar = Cookies()
    jar.take("https://example.org/a", head)     # Set-Cookie fields of a response
    jar.header("https://example.org/b")         # "consent=1" or None
    jar.held()                                  # (Cookie("consent", "1", "example.org", "/", ...),)

Domain, path and Secure rules are those of `http.cookiejar`; a jar is made for a capture and never outlives it.
"""

from email.message import Message
from http.client import HTTPMessage
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.request import Request

from archiver.capture.http.exchange import Head
from archiver.model.base import Frozen

MAX_COOKIE = 8 * 1024  # octets of a Cookie field; servers refuse longer ones, and a hostile one could make it grow


class Cookie(Frozen):
    """A cookie for whoever goes on with the same page; a `domain` that starts with a dot holds below it, too."""

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    http_only: bool


class _Response:
    """What `http.cookiejar` asks of a response."""

    def __init__(self, values: tuple[str, ...]) -> None:
        self._headers = Message()
        for value in values:
            self._headers["Set-Cookie"] = value

    def info(self) -> HTTPMessage:
        return cast(HTTPMessage, self._headers)


class Cookies:
    """The store of one capture."""

    def __init__(self) -> None:
        # Strict domains: no cookie for a whole `co.uk`, none for `org`.
        self._jar = CookieJar(DefaultCookiePolicy(strict_domain=True))

    def take(self, url: str, head: Head) -> None:
        """Keeps what a response from `url` sets, as far as the rules allow."""
        if values := head.all("set-cookie"):
            self._jar.extract_cookies(_Response(values), _unopened(url))  # type: ignore[arg-type]

    def header(self, url: str) -> str | None:
        """The value of the Cookie field for `url`, None when there is nothing to send."""
        request = _unopened(url)
        self._jar.add_cookie_header(request)
        value = request.get_header("Cookie")
        return value if value and len(value) <= MAX_COOKIE else None

    def held(self) -> tuple[Cookie, ...]:
        """Everything that was kept."""
        return tuple(
            Cookie(
                name=cookie.name,
                value=cookie.value or "",
                domain=cookie.domain,
                path=cookie.path,
                secure=cookie.secure,
                http_only=cookie.has_nonstandard_attr("HttpOnly"),
            )
            for cookie in self._jar
        )


def _unopened(url: str) -> Request:
    return Request(url)  # noqa: S310 - `http.cookiejar` wants this shape; nothing ever opens it
