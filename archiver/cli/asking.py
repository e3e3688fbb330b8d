"""Who is asked to vouch for the time, and how: options before settings, through the user's proxy, with little patience.

A calendar is asked only where an option or the archive's settings name it. An authority or a calendar that fails
PATIENCE times in a row is asked no more in this run: what it owes stays pending.
"""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from archiver.capture.http.proxy import Proxy, from_environment
from archiver.errors import AuthorityError, CaptureError, UsageError
from archiver.flows.ots import Calendars
from archiver.remote import calendar, tsa
from archiver.remote.way import WAY, Way
from archiver.settings.archive import ArchiveSettings, default_authorities

PATIENCE = 3
KNOWN = (
    "https://alice.btc.calendar.opentimestamps.org https://bob.btc.calendar.opentimestamps.org"
    " https://finney.calendar.eternitywall.com"
)  # for a message; nobody is asked because of it

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """As the options have it; nothing: as the settings say. With `only_ots` no authority is asked."""

    authorities: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    only_ots: bool = False

    def check(self) -> None:
        """Raises UsageError for an address that cannot be one."""
        for url in self.authorities:
            tsa.check_url(url)
        for url in self.calendars:
            calendar.check_url(url)


@dataclass(frozen=True)
class Desk:
    """Who is asked in this run: `ask` has an authority stamp a signature, `calendars` is None where none is named."""

    authorities: tuple[str, ...]
    ask: Callable[[str, bytes], bytes]
    calendars: Calendars | None


class Patient:
    """Asks, and gives up on whoever failed PATIENCE times in a row; then it fails at once, with the last reason."""

    def __init__(self) -> None:
        self.failures: Counter[str] = Counter()
        self.last: dict[str, str] = {}

    def call(self, ask: Callable[[str, bytes], T], url: str, data: bytes) -> T:
        """What `ask` answers; raises AuthorityError."""
        if self.failures[url] >= PATIENCE:
            raise AuthorityError(self.last[url])
        try:
            answer = ask(url, data)
        except AuthorityError as e:
            self.failures[url] += 1
            self.last[url] = str(e)
            raise
        self.failures[url] = 0
        return answer


def desk_of(asked: Asked, settings: ArchiveSettings | None) -> Desk:
    """Who is asked; raises UsageError where that is nobody though it was asked for, or an address is none."""
    asked.check()
    named = settings.authority_urls() if settings else default_authorities()
    authorities = () if asked.only_ots else asked.authorities or named
    urls = tuple(dict.fromkeys(asked.calendars)) or (settings.calendar_urls() if settings else ())
    if asked.only_ots and not urls:
        raise UsageError(
            "--ots: expected a calendar, found none: name one with --calendar, or several as `calendars` in"
            f" archiver.yaml, such as {KNOWN}"
        )
    for url in (*authorities, *urls):
        calendar.check_url(url) if url in urls else tsa.check_url(url)
    through, patient = way(), Patient()
    return Desk(
        authorities,
        partial(patient.call, partial(tsa.ask, through=through)),
        _calendars(urls, through) if urls else None,
    )


def _calendars(urls: tuple[str, ...], through: Way) -> Calendars:
    patient = Patient()
    known: dict[tuple[str, bytes], bytes | None] = {}  # the packages of one batch share their checkpoint's proof

    def fetch(url: str, commitment: bytes) -> bytes | None:
        if (url, commitment) not in known:
            known[url, commitment] = patient.call(partial(calendar.fetch, through=through), url, commitment)
        return known[url, commitment]

    return Calendars(urls, partial(patient.call, partial(calendar.submit, through=through)), fetch, os.urandom)


def way() -> Way:
    """Through the proxy that the environment names for captures, else straight; raises UsageError for a bad one."""
    proxy = from_environment(os.environ)
    if proxy is None:
        return WAY
    if proxy.kind == "http":
        host = f"[{proxy.host}]" if ":" in proxy.host else proxy.host
        return Way(proxy=f"{host}:{proxy.port}")
    return Way(dial=partial(_dial, proxy))


def _dial(proxy: Proxy, host: str, port: int, seconds: float) -> socket.socket:
    """A socket that leads to `host` through the proxy; raises OSError."""
    sock = socket.create_connection((proxy.host, proxy.port), seconds)
    try:
        sock.setblocking(False)
        asyncio.run(_tunnel(proxy, sock, host, port, seconds))
        sock.settimeout(seconds)
    except (CaptureError, TimeoutError, UnicodeError) as e:
        sock.close()
        raise OSError(str(e) or "the proxy did not answer in time") from e
    return sock


async def _tunnel(proxy: Proxy, sock: socket.socket, host: str, port: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        await proxy.tunnel(sock, host, port)
