"""From an address on the web to an open wire: resolve, check, connect, through the proxy if there is one, then TLS.

    wire, peer = await dial(Origin("https", "example.org", 443), options, deadline)

The socket is connected to the number that was checked, and the record names that number. Addresses are tried in the
resolver's order, each within its own time limit; the last one's failure is what is reported.
"""

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from archiver.capture.http import tls
from archiver.capture.http.address import local_name, reachable, refusal
from archiver.capture.http.exchange import Peer
from archiver.capture.http.failure import Failure, UnreachableError
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.proxy import Proxy
from archiver.capture.http.wire import Wire

_DEFAULT_PORT = {"http": 80, "https": 443}
_BEHIND_PROXY = "the connection went through a proxy, which alone knows the server's address"


class Origin(NamedTuple):
    """Scheme, host (no brackets) and port: what a connection can be reused for (RFC 9110 4.3.1)."""

    scheme: str
    host: str
    port: int


def origin_of(url: str) -> Origin:
    """The origin of a URL that `check_url` gave."""
    parts = urlsplit(url)
    return Origin(parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORT[parts.scheme])


async def dial(origin: Origin, options: FetchOptions, deadline: float) -> tuple[Wire, Peer]:
    """An open wire to `origin`; raises UnreachableError with the reason. `deadline` is in the loop's time."""
    if origin.scheme == "https":
        tls.client_context(options.ca_file)  # before there is a socket: a bad file is wrong usage
    if options.proxy:
        _check_name(origin.host, allow_private=options.allow_private)
        sock, ip = await _through(options.proxy, origin, options, deadline), None
    else:
        sock, ip = await _direct(origin, options, deadline)
    return await _wire(sock, ip, origin, options, deadline)


async def _direct(origin: Origin, options: FetchOptions, deadline: float) -> tuple[socket.socket, str]:
    async with _within(options.limits.connect, deadline, "the name's address"):
        addresses = await reachable(origin.host, origin.port, options.resolve, allow_private=options.allow_private)
    *others, last = addresses
    for address in others:
        with contextlib.suppress(UnreachableError):
            return await _connected(address, origin.port, f"{address} port {origin.port}", options, deadline), address
    return await _connected(last, origin.port, f"{last} port {origin.port}", options, deadline), last


async def _connected(address: str, port: int, name: str, options: FetchOptions, deadline: float) -> socket.socket:
    """A socket connected to `address`, which messages call `name`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        async with _within(options.limits.connect, deadline, f"a connection to {name}"):
            await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except OSError as e:
        sock.close()
        reason = os.strerror(e.errno) if e.errno else type(e).__name__  # asyncio's own text repeats the address
        raise UnreachableError(Failure("refused", f"no connection to {name}: {reason}", temporary=True)) from e
    except BaseException:  # a cancelled capture leaves no socket behind
        sock.close()
        raise
    return sock


async def _through(proxy: Proxy, origin: Origin, options: FetchOptions, deadline: float) -> socket.socket:
    """A socket that leads to `origin`. Messages never name the proxy: where it stands says who captured."""
    try:
        async with _within(options.limits.connect, deadline, "the proxy's address"):
            addresses = await options.resolve(proxy.host, proxy.port)
    except (OSError, UnicodeError) as e:
        raise UnreachableError(Failure("proxy", "no address for the proxy", temporary=True)) from e
    if not addresses:
        raise UnreachableError(Failure("proxy", "no address for the proxy"))
    try:
        sock = await _connected(addresses[0], proxy.port, "the proxy", options, deadline)
    except UnreachableError as e:
        raise UnreachableError(Failure("proxy", e.failure.message, e.failure.temporary)) from e
    if proxy.kind == "http" and origin.scheme == "http":
        return sock  # absolute-form: the request itself tells the proxy where to
    try:
        async with _within(options.limits.connect, deadline, f"the proxy's connection to {origin.host}"):
            await proxy.tunnel(sock, origin.host, origin.port)
    except OSError as e:
        sock.close()
        message = f"the proxy broke the connection: {e.strerror or type(e).__name__}"
        raise UnreachableError(Failure("proxy", message, temporary=True)) from e
    except BaseException:
        sock.close()
        raise
    return sock


async def _wire(
    sock: socket.socket, ip: str | None, origin: Origin, options: FetchOptions, deadline: float
) -> tuple[Wire, Peer]:
    absent = None if ip else _BEHIND_PROXY
    loop = asyncio.get_running_loop()
    if origin.scheme == "http":
        _, wire = await loop.create_connection(Wire, sock=sock)
        return wire, Peer(ip, absent)
    try:
        async with _within(options.limits.tls, deadline, f"the TLS handshake with {origin.host}"):
            transport, wire = await loop.create_connection(
                Wire,
                sock=sock,
                ssl=tls.client_context(options.ca_file),
                server_hostname=origin.host.removesuffix("."),  # RFC 6066 3: no final dot
                ssl_handshake_timeout=options.limits.tls + 1,  # `_within` is the limit; this one has another exception
            )
    except OSError as e:
        raise UnreachableError(_tls_failure(origin, ip, e)) from e
    connection: ssl.SSLObject = transport.get_extra_info("ssl_object")
    return wire, Peer(ip, absent, tls.facts(connection))


def _tls_failure(origin: Origin, ip: str | None, error: OSError) -> Failure:
    at = f" at {ip}" if ip else ""
    return Failure("tls", f"TLS with {origin.host}{at} port {origin.port}: {tls.reason(error)}")


def _check_name(host: str, *, allow_private: bool) -> None:
    """The proxy resolves names, so a name can be judged only by what it says; a number can be judged."""
    try:
        why = refusal(str(ip_address(host)), allow_private=allow_private)
    except ValueError:
        why = "a name of the local network" if local_name(host) and not allow_private else None
    if why:
        raise UnreachableError(Failure("address", f"expected a public address, found {host}: {why}"))


@contextlib.asynccontextmanager
async def _within(seconds: float, deadline: float, what: str) -> AsyncIterator[None]:
    """Raises UnreachableError ("timeout") after `seconds` or at `deadline`, whichever comes first."""
    until = min(deadline, asyncio.get_running_loop().time() + seconds)
    try:
        async with asyncio.timeout_at(until):
            yield
    except TimeoutError as e:
        message = f"waited {seconds:g} s (or to the end of the total time) for {what}"
        raise UnreachableError(Failure("timeout", message, temporary=True)) from e
