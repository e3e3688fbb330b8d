"""The octets of one connection, in the order in which they came, until its end: the recorder's ear on the line.

    wire.send(b"GET / HTTP/1.1...")
    while data := await wire.receive(): ...     # b"" is the end; a reset raises, after all that came before it

asyncio's StreamReader forgets what it has buffered when the connection is reset; evidence may not, so this is a
protocol of our own. Over TLS these are the octets inside it.
"""

import asyncio
from collections import deque

BACKLOG = 256 * 1024  # octets that may wait here before the sender is held back; what keeps memory flat


class Wire(asyncio.Protocol):
    """One open connection."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._backlog = 0
        self._ended = False
        self._error: Exception | None = None
        self._arrival: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop, once the connection (and TLS) stands."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream protocol gets a stream transport
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by the event loop with the next octets."""
        self._waiting.append(data)
        self._backlog += len(data)
        if self._backlog > BACKLOG and self._transport:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Called by the event loop when the other side sends no more."""
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop at the end, with what broke the connection if something did."""
        self._ended = True
        self._error = self._error or exc
        self._wake()

    def send(self, data: bytes) -> None:
        """Queues `data`; a connection that is gone shows itself in `receive`."""
        if self._transport:
            self._transport.write(data)

    async def receive(self) -> bytes:
        """The next octets, b"" at the end; raises OSError when the connection broke."""
        while not self._waiting and not self._ended:
            self._arrival = asyncio.get_running_loop().create_future()
            await self._arrival
        if not self._waiting and self._error:
            raise self._error if isinstance(self._error, OSError) else ConnectionError(str(self._error))
        return self._take() if self._waiting else b""

    def take_waiting(self) -> bytes:
        """What has come and nobody has asked for."""
        return b"".join(self._take() for _ in range(len(self._waiting)))

    @property
    def silent(self) -> bool:
        """Whether the connection is open and nothing has come that nobody has asked for."""
        return not self._waiting and not self._ended

    def close(self) -> None:
        """Ends the connection at once; nothing that is still on its way is waited for."""
        if self._transport:
            self._transport.abort()

    def _take(self) -> bytes:
        data = self._waiting.popleft()
        before, self._backlog = self._backlog, self._backlog - len(data)
        if before > BACKLOG >= self._backlog and self._transport and not self._ended:
            self._transport.resume_reading()
        return data

    def _wake(self) -> None:
        if self._arrival and not self._arrival.done():
            self._arrival.set_result(None)
