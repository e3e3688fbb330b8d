r"""Through a proxy: HTTP (RFC 9110 9.3.6 CONNECT, RFC 9112 3.2.2 absolute-form) or SOCKS5 (RFC 1928).

    PROXY_SERVER=http://127.0.0.1:3128            https: CONNECT example.org:443, http: GET http://example.org/
    SOCKS_HOST=127.0.0.1 SOCKS_PORT=9050          05 01 00 / 05 01 00 03 <len> example.org <port>

The name is resolved at the other end (so Tor works, and no name leaks); the server's address is then unknown and stays
so in the record. What is said to the proxy itself is not part of any exchange: it happens on the bare socket, before a
`Wire` listens. Proxies that want a password are not supported: the request to an HTTP proxy is evidence, and a
password in evidence is lost.
"""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from archiver.capture.http.failure import Failure, UnreachableError
from archiver.errors import UsageError

HTTP_PORT = 3128
SOCKS_PORT = 1080
MAX_ANSWER = 16 * 1024  # octets of a proxy's answer to CONNECT
_REPLIES = {  # RFC 1928 6
    1: "general failure",
    2: "not allowed by the proxy's rules",
    3: "network unreachable",
    4: "host unreachable",
    5: "connection refused",
    6: "time to live expired",
    7: "command not supported",
    8: "address type not supported",
}
_ADDRESS_OCTETS = {1: 4, 4: 16}  # RFC 1928 5: IPv4, IPv6; 3 is a name with its length before it


@dataclass(frozen=True)
class Proxy:
    """Where the proxy listens; its own address may be private, it is the user's choice."""

    kind: Literal["http", "socks"]
    host: str
    port: int

    async def tunnel(self, sock: socket.socket, host: str, port: int) -> None:
        """Makes `sock` (connected to the proxy) lead to `host`; raises UnreachableError ("proxy") or OSError."""
        await (_socks(sock, host, port) if self.kind == "socks" else _connect(sock, host, port))


def from_environment(environ: Mapping[str, str]) -> Proxy | None:
    """The proxy that PROXY_SERVER or SOCKS_HOST and SOCKS_PORT name, None without; raises UsageError for a bad one."""
    if server := environ.get("PROXY_SERVER"):
        return parse(server)
    if host := environ.get("SOCKS_HOST"):
        return Proxy("socks", host, _port(environ.get("SOCKS_PORT") or str(SOCKS_PORT)))
    return None


def parse(text: str) -> Proxy:
    """A proxy from `http://host:port`, `socks5h://host:port` or `host:port` (HTTP); raises UsageError otherwise."""
    url = text if "://" in text else f"http://{text}"
    found = host_and_port(url)
    if found is None:
        raise UsageError("expected a proxy such as http://127.0.0.1:3128, found no address")
    (host, port), parts = found, urlsplit(url)
    if "@" in parts.netloc:
        raise UsageError("expected a proxy without user and password, found '@' in its address: not supported")
    if parts.scheme not in ("http", "socks5", "socks5h"):
        raise UsageError(f"expected http:// or socks5h:// and a host for the proxy, found {text[:80]!a}")
    kind: Literal["http", "socks"] = "http" if parts.scheme == "http" else "socks"
    return Proxy(kind, host, port or (HTTP_PORT if kind == "http" else SOCKS_PORT))


def host_and_port(url: str) -> tuple[str, int | None] | None:
    """Host and port of an address such as `//host:123` or `http://[::1]`, None where there is no host or a bad port."""
    try:
        parts = urlsplit(url)
        return (parts.hostname, parts.port) if parts.hostname else None
    except ValueError:
        return None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise UsageError(f"expected a port from 1 to 65535 for the proxy, found {text[:16]!a}")
    return int(text)


async def _connect(sock: socket.socket, host: str, port: int) -> None:
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    request = f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode("ascii")
    await asyncio.get_running_loop().sock_sendall(sock, request)
    answer = b""
    while not answer.endswith((b"\r\n\r\n", b"\n\n")):
        if len(answer) >= MAX_ANSWER:
            raise _refused(f"an answer to CONNECT within {MAX_ANSWER} octets, found more")
        answer += await _exactly(sock, 1)  # never an octet more: what follows is the server's
    line = answer.split(b"\n", 1)[0].strip()
    version, _, status = line.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not (status[:1] == b"2" and status[:3].isdigit()):
        raise _refused(f"a 2xx answer to CONNECT {authority}, found {line[:80].decode('latin-1')!a}")


async def _socks(sock: socket.socket, host: str, port: int) -> None:
    send = asyncio.get_running_loop().sock_sendall
    await send(sock, b"\x05\x01\x00")  # version 5, one method: no authentication
    version, method = await _exactly(sock, 2)
    if (version, method) != (5, 0):
        raise _refused(f"SOCKS5 without password, found version {version}, method {method}")
    await send(sock, b"\x05\x01\x00" + _socks_address(host) + port.to_bytes(2, "big"))
    version, reply, _, kind = await _exactly(sock, 4)
    if version != 5 or reply != 0:
        raise _refused(f"a connection to {host}:{port}, found: {_REPLIES.get(reply, f'reply {reply}')}")
    octets = _ADDRESS_OCTETS.get(kind)
    await _exactly(sock, (octets if octets else (await _exactly(sock, 1))[0]) + 2)  # the bound address, unused


def _socks_address(host: str) -> bytes:
    """RFC 1928 5: a type and the address; a name goes as it is, so that the other end resolves it."""
    try:
        address = ip_address(host)
    except ValueError:
        name = host.encode("ascii")
        return bytes([3, len(name)]) + name
    return bytes([1 if address.version == 4 else 4]) + address.packed


async def _exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = await asyncio.get_running_loop().sock_recv(sock, count - len(data))
        if not piece:
            raise _refused("an answer, found the end of the connection")
        data += piece
    return data


def _refused(expected: str) -> UnreachableError:
    return UnreachableError(Failure("proxy", f"expected of the proxy {expected}", temporary=False))
