"""The clock of one run, checked once: against a time server that the user named, and by the kernel's own word.

checked = await check(Server("time.example.org", 123), system_resolver, now, proxied=False)
checked.beside(captured)        # the capture with the better of this and the answer's own Date in its `clock`

a time server answered      source `ntp time.example.org`, its offset
none did                    source `http-date` (or `system`), and why in `absent["/capture/clock/ntp"]`
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from archiver.capture.clock import kernel, sntp
from archiver.capture.http.address import Resolver
from archiver.capture.http.proxy import host_and_port
from archiver.capture.interface import Captured
from archiver.errors import UsageError
from archiver.model.capture import Clock
from archiver.model.instant import Instant

ADDRESSES = 2  # of one name that are asked
TOTAL_SECONDS = 8.0  # with the name's address
UNNAMED = "no time server was named (--ntp, ARCHIVER_NTP)"
PROXIED = "no time server is asked past a proxy: UDP would not go through it"
_NTP, _OFFSET = "/capture/clock/ntp", "/capture/clock/offset_ms"
_MILLISECOND = 10**6  # nanoseconds


@dataclass(frozen=True)
class Server:
    """A time server."""

    host: str
    port: int


@dataclass(frozen=True)
class Checked:
    """What is known of the clock: `clock` from a time server, or None and `why_not`."""

    clock: Clock | None
    why_not: str | None
    synchronised: bool | None
    at: Instant

    def beside(self, captured: Captured) -> Captured:
        """`captured` with its clock as well known as it can be."""
        if self.clock:
            return replace(captured, clock=self.clock)
        known = captured.clock or Clock(source="system", offset_ms=None, synchronised=None, checked_at=self.at)
        reason = self.why_not or UNNAMED
        gaps = {_NTP: reason, **({_OFFSET: f"{reason}; no Date came either"} if known.offset_ms is None else {})}
        clock = known.model_copy(update={"synchronised": self.synchronised})
        return replace(captured, clock=clock, absent={**captured.absent, **gaps})


def parse(text: str) -> Server | None:
    """A server from `host`, `host:port` or `[address]:port`, None from nothing; raises UsageError otherwise."""
    if not text:
        return None
    found = host_and_port(f"//{text}")
    if found is None or any(character in text for character in "/?#@ "):
        raise UsageError(f"expected a time server such as time.example.org, found {text[:80]!a}")
    host, port = found
    return Server(host, port or sntp.PORT)


async def check(server: Server | None, resolve: Resolver, now: Callable[[], Instant], *, proxied: bool) -> Checked:
    """Asks `server`, if there is one and nothing speaks against it; never raises for what the network does."""
    synchronised = kernel.synchronised()
    if server is None or proxied:
        return Checked(None, PROXIED if server else UNNAMED, synchronised, now())
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            sample = await _ask(server, resolve)
    except TimeoutError:
        return Checked(None, f"{server.host}: nothing within {TOTAL_SECONDS:g} s", synchronised, now())
    except sntp.NoTimeError as e:
        return Checked(None, f"{server.host}: {e}", synchronised, now())
    offset = round(sample.offset / _MILLISECOND)
    at = now()
    clock = Clock(source=f"ntp {server.host}", offset_ms=offset, synchronised=synchronised, checked_at=at)
    return Checked(clock, None, synchronised, at)


async def _ask(server: Server, resolve: Resolver) -> sntp.Sample:
    try:
        addresses = await resolve(server.host, server.port)
    except (OSError, UnicodeError) as e:
        raise sntp.NoTimeError("no address for it") from e
    why = sntp.NoTimeError("no address for it")
    for address in addresses[:ADDRESSES]:
        try:
            return await sntp.ask(address, server.port)
        except sntp.NoTimeError as e:
            why = e
    raise why
