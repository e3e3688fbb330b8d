r"""A time server asked for the time (SNTP: RFC 4330, RFC 5905 14), over one UDP socket.

    sample = await ask("192.0.2.123", 123)      # Sample(offset=-213_000_000, delay=4_100_000, stratum=2), nanoseconds

The request, 48 octets, and the answer of the same form:

    23 00 00 00 | 36 octets of zero ... | transmit: 8 random octets
    24 <stratum> .. | .. | root delay, root dispersion (16.16) | reference | origin: our 8 octets | receive | transmit

What we send says nothing about our clock: the transmit field is a number that only whoever has seen the request can
repeat. T1 and T4 are ours, T2 and T3 the server's; the offset is ((T2 - T1) + (T3 - T4)) / 2, reference minus local.
Timestamps are seconds since 1900 in 32 bits, which are full in 2036: the era is the one nearest to the local clock.
"""

import asyncio
import secrets
import struct
import time
from contextlib import suppress
from dataclasses import dataclass

PORT = 123
SAMPLES = 3  # the one with the shortest way counts
ANSWER_SECONDS = 1.0  # for each
MAX_DISTANCE = 3 * 10**9 // 2  # nanoseconds between the server and its own reference (RFC 5905 MAXDIST, 1.5 s)
MAX_STRATUM = 15  # RFC 5905 7.3: 16 is a server without a reference
SECOND = 10**9  # nanoseconds
_FORM = struct.Struct(">BBbbII4s8s8sQQ")  # RFC 5905 7.3; without the extensions
_VERSIONS = (3, 4)
_SERVER = 4
_UNSYNCHRONISED = 3
_EPOCH = 2_208_988_800  # seconds from 1900 to 1970
_ERA = 1 << 32  # seconds


class NoTimeError(Exception):
    """There is no time to be had; says why."""


@dataclass(frozen=True)
class Sample:
    """What one answer says, in nanoseconds; `delay` is the way there and back."""

    offset: int
    delay: int
    stratum: int


async def ask(address: str, port: int) -> Sample:
    """The best of SAMPLES answers of the server at `address` (a number); raises NoTimeError without any."""
    loop = asyncio.get_running_loop()
    try:
        transport, ear = await loop.create_datagram_endpoint(_Ear, remote_addr=(address, port))
    except OSError as e:
        raise NoTimeError(f"no way to the server: {e.strerror or type(e).__name__}") from e
    found: list[Sample] = []
    why = NoTimeError(f"no answer within {ANSWER_SECONDS:g} s")
    try:
        for _ in range(SAMPLES):
            try:
                found.append(await _one(transport, ear))
            except NoTimeError as e:
                why = e
    finally:
        transport.close()
    if not found:
        raise why
    return min(found, key=lambda sample: sample.delay)


async def _one(transport: asyncio.DatagramTransport, ear: "_Ear") -> Sample:
    token = secrets.token_bytes(8)
    sent, start = time.time_ns(), time.monotonic_ns()
    transport.sendto(request(token))
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                octets = await ear.heard.get()
                took = time.monotonic_ns() - start
                if isinstance(octets, OSError):
                    raise NoTimeError(f"nobody answers there: {octets.strerror or type(octets).__name__}")
                with suppress(_AnotherError):  # late, or somebody's guess
                    return sample(octets, token, sent, sent + took)
    except TimeoutError:
        raise NoTimeError(f"no answer within {ANSWER_SECONDS:g} s") from None


def request(token: bytes) -> bytes:
    """A client's request (version 4, mode 3) that the answer to it has to repeat `token` (8 octets) of."""
    return bytes([0x23]) + bytes(39) + token


def sample(octets: bytes, token: bytes, sent: int, received: int) -> Sample:
    """What an answer says; `sent` and `received` are Unix times in nanoseconds. Raises NoTimeError for no time."""
    if len(octets) < _FORM.size:
        raise _AnotherError(f"expected {_FORM.size} octets, found {len(octets)}")
    first, stratum, _, _, delay, dispersion, code, _, origin, arrived, left = _FORM.unpack_from(octets)
    if origin != token or first & 7 != _SERVER or first >> 3 & 7 not in _VERSIONS:
        raise _AnotherError("not the answer to this request")
    if stratum == 0:  # RFC 5905 7.4, a kiss of death
        raise NoTimeError(f"the server refuses: {code.rstrip(bytes(1)).decode('ascii', 'replace')!a}")
    if first >> 6 == _UNSYNCHRONISED or stratum > MAX_STRATUM or not arrived or not left:
        raise NoTimeError("the server has no time itself")
    if (delay // 2 + dispersion) * SECOND >> 16 >= MAX_DISTANCE:
        raise NoTimeError("the server is too far from its own reference (RFC 5905 11.2)")
    there, back = _unix(arrived, sent), _unix(left, received)
    return Sample(((there - sent) + (back - received)) // 2, max(received - sent - (back - there), 0), stratum)


def _unix(timestamp: int, near: int) -> int:
    """An NTP timestamp as Unix time in nanoseconds, in the era that is nearest to `near`."""
    moment = ((timestamp >> 32) - _EPOCH) * SECOND + ((timestamp & (_ERA - 1)) * SECOND >> 32)
    era = _ERA * SECOND
    return moment + (near - moment + era // 2) // era * era


class _AnotherError(Exception):
    """A datagram that has nothing to do with the request."""


class _Ear(asyncio.DatagramProtocol):
    """Collects what comes; the socket is connected, so that only the server's datagrams do."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=SAMPLES * 8)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Called by the event loop; a flood is cut off."""
        self._keep(data)

    def error_received(self, exc: Exception) -> None:
        """Called by the event loop, as for "port unreachable"."""
        if isinstance(exc, OSError):
            self._keep(exc)

    def _keep(self, heard: bytes | OSError) -> None:
        with suppress(asyncio.QueueFull):
            self.heard.put_nowait(heard)
