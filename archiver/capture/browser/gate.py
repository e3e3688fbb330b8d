r"""The only way out of Chromium: a proxy on loopback that connects to checked addresses and to nothing else.

    GET http://example.org/a.png HTTP/1.1       -> resolve, check, connect to that number, GET /a.png
    CONNECT example.org:443 HTTP/1.1            -> resolve, check, connect to that number, 200, then octets both ways

Why a proxy, and not a handler of requests: a handler is asked about names, before Chromium resolves them itself, so
that a name with two faces (DNS rebinding) gets past it; and it never hears of WebSockets, preconnects and redirects'
later hops. Here the check is the wire-level client's own (`dial`), on the number that is then connected to. Chromium is
started so that nothing goes another way: loopback isn't exempt from the proxy, its resolver answers nothing, QUIC is
off and WebRTC may not leave the proxy (`chromium.FLAGS`).

A refused plain request gets no answer, for an answer of ours would look like the server's. Every plain request has a
connection of its own: Chromium would else send the next one, to another host, down the same line. While it is open, the
gate serves any process of this machine; it leads only to where that process could go itself.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archiver.capture.http.dial import Origin, dial
from archiver.capture.http.failure import UnreachableError
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.wire import Wire

MAX_HEAD = 256 * 1024  # octets of a request's head; Chromium's own limit
PIECE = 64 * 1024
_END = b"\r\n\r\n"
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_REFUSED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
# What ends one connection and nothing else; cancelled is what all are when the gate closes, and asyncio would log it.
_ENDINGS = (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)
_HOP_BY_HOP = (b"connection", b"proxy-connection", b"proxy-authorization", b"keep-alive")


@dataclass(frozen=True)
class _Asked:
    """What Chromium asks for: where to, and what to send there."""

    origin: Origin
    tunnel: bool
    head: bytes
    body: int  # octets that follow the head


@dataclass
class Gate:
    """An async context manager; `octets` is how many may come from servers in all.

    `refused` says, by host and port, why there is no connection; `connected` which numbers were connected to.
    """

    options: FetchOptions
    octets: int
    deadline: float
    refused: dict[tuple[str, int], str] = field(default_factory=dict)
    connected: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    received: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> "Gate":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=MAX_HEAD)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def address(self) -> str:
        """As Chromium wants it: http://127.0.0.1:<port>."""
        port = self._server.sockets[0].getsockname()[1] if self._server else 0
        return f"http://127.0.0.1:{port}"

    @property
    def exhausted(self) -> bool:
        """Whether more octets came than may come."""
        return self.received > self.octets

    def ip(self, url: str) -> str | None:
        """The number that `url`'s host was connected to, None where it was none or several."""
        numbers = self.connected.get(_place(url), set())
        return next(iter(numbers)) if len(numbers) == 1 else None

    def why(self, url: str) -> str | None:
        """Why there was no connection for `url`, None where there was one."""
        return self.refused.get(_place(url))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        self._tasks.add(task)
        try:
            with contextlib.suppress(*_ENDINGS):
                await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        forward = self.options.proxy is not None and self.options.proxy.kind == "http"
        asked = _asked(await reader.readuntil(_END), as_is=forward)
        wire = await self._dial(asked.origin)
        if wire is None:
            writer.write(_REFUSED if asked.tunnel else b"")
            return
        try:
            if asked.tunnel and not forward:
                writer.write(_ESTABLISHED)
            else:
                wire.send(asked.head + await reader.readexactly(asked.body))
            await self._relay(reader, writer, wire, tunnel=asked.tunnel)
        finally:
            wire.close()

    async def _dial(self, origin: Origin) -> Wire | None:
        place = (origin.host, origin.port)
        if self.exhausted:
            self.refused[place] = f"more than {self.octets} octets came for this page"
            return None
        try:
            # "http" also for a tunnel: TLS is Chromium's own, what is wanted here is the bare line.
            wire, peer = await dial(origin, self.options, self.deadline)
        except UnreachableError as e:
            self.refused[place] = f"{e.failure.kind}: {e.failure.message}"
            return None
        if peer.ip:
            self.connected.setdefault(place, set()).add(peer.ip)
        return wire

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire, *, tunnel: bool
    ) -> None:
        """Until either side ends; what follows a plain request is not forwarded."""
        up = asyncio.create_task(_upwards(reader, wire, tunnel=tunnel))
        down = asyncio.create_task(self._downwards(writer, wire))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    async def _downwards(self, writer: asyncio.StreamWriter, wire: Wire) -> None:
        while not self.exhausted and (data := await wire.receive()):
            self.received += len(data)
            writer.write(data)
            await writer.drain()


async def _upwards(reader: asyncio.StreamReader, wire: Wire, *, tunnel: bool) -> None:
    while (data := await reader.read(PIECE)) and tunnel:
        wire.send(data)


def _asked(head: bytes, *, as_is: bool) -> _Asked:
    """What a request to a proxy (RFC 9112 3.2.2, 3.2.3) asks for; raises ValueError for anything else."""
    line, *fields = head.removesuffix(_END).split(b"\r\n")
    method, target, version = line.decode("ascii").split(" ")
    tunnel = method == "CONNECT"
    place = _place(f"//{target}" if tunnel else target)
    kept = [field for field in fields if field.partition(b":")[0].strip().lower() not in _HOP_BY_HOP]
    lengths = [field.partition(b":")[2] for field in kept if field.lower().startswith(b"content-length:")]
    if any(field.lower().startswith(b"transfer-encoding:") for field in kept) or not place[0]:
        raise ValueError("expected a request with a host and without transfer coding")
    parts = urlsplit(target)
    path = target if as_is or tunnel else (parts.path or "/") + (f"?{parts.query}" if "?" in target else "")
    closing = [] if tunnel else [b"Connection: close"]
    sent = b"\r\n".join([f"{method} {path} {version}".encode("ascii"), *kept, *closing]) + _END
    return _Asked(Origin("http", *place), tunnel, sent, int(lengths[0]) if lengths else 0)


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme in ("https", "wss") else 80)
