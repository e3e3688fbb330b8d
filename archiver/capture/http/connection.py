"""One exchange after another over one wire (RFC 9112 9.3), each with exactly its own octets.

    connection = Connection(wire, peer, limits, now)
    first = await connection.exchange(call, Spool(...), deadline)
    if await connection.reusable(): second = await connection.exchange(...)

What is sent is what is recorded: h11 makes the octets once, and they go to the wire and into the exchange.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import h11

from archiver.capture.http.exchange import Exchange, Peer, Spool
from archiver.capture.http.limits import Limits
from archiver.capture.http.reception import Reception
from archiver.capture.http.wire import Wire
from archiver.errors import UsageError
from archiver.model.base import Pair
from archiver.model.instant import Instant

Now = Callable[[], Instant]

SLICE = 64 * 1024  # octets that are read without a turn for other captures


@dataclass(frozen=True)
class Call:
    """A request to be made: `target` as it stands in the request line (RFC 9112 3.2), fields in their order."""

    url: str
    method: str
    target: str
    fields: tuple[Pair, ...]


class Connection:
    """A wire with HTTP/1.1 on it."""

    def __init__(self, wire: Wire, peer: Peer, limits: Limits, now: Now, notes: tuple[str, ...] = ()) -> None:
        self._wire = wire
        self._peer = peer
        self._limits = limits
        self._now = now
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.max_head)
        self._clean = True
        self._notes = notes  # for the first exchange

    async def reusable(self) -> bool:
        """Whether another exchange may follow: both sides are done, and the server has sent nothing unasked for."""
        if self._parser.our_state is not h11.DONE or self._parser.their_state is not h11.DONE:
            return False
        await asyncio.sleep(0)  # one turn of the loop: octets or an end that have already come are seen now
        return self._clean and self._wire.silent

    async def exchange(self, call: Call, spool: Spool, deadline: float) -> Exchange:
        """Sends `call` and records its answer until the response, a limit or `deadline` (the loop's time) ends it.

        Raises UsageError for a header field that HTTP cannot carry, ResourceError when the spool cannot be written.
        """
        request = self._serialise(call)
        reception = Reception(self._parser, spool, self._limits)
        requested_at, answered_at = self._now(), None
        self._wire.send(request)
        while not reception.done:
            await self._step(reception, deadline)
            answered_at = answered_at or (self._now() if spool.length else None)
        reception.add_surplus(self._wire.take_waiting())
        notes, self._notes = self._notes, ()
        self._clean = not (reception.surplus or reception.failure or reception.truncated)
        return Exchange(
            url=call.url,
            method=call.method,
            request=request,
            response=spool,
            head=reception.head,
            peer=self._peer,
            requested_at=requested_at,
            answered_at=answered_at,
            ended_at=self._now(),
            truncated=reception.truncated,
            failure=reception.failure,
            surplus=reception.surplus,
            notes=notes + tuple(reception.notes) + _surplus_note(reception.surplus),
        )

    def close(self) -> None:
        """Ends the connection at once."""
        self._wire.close()

    def _serialise(self, call: Call) -> bytes:
        if self._parser.our_state is h11.DONE:
            self._parser.start_next_cycle()
        headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in call.fields]
        try:
            line = self._parser.send(h11.Request(method=call.method, target=call.target, headers=headers))
        except h11.LocalProtocolError as e:
            raise UsageError(f"expected header fields that HTTP can carry (RFC 9110 5.5), found others: {e}") from e
        return (line or b"") + (self._parser.send(h11.EndOfMessage()) or b"")

    async def _step(self, reception: Reception, deadline: float) -> None:
        """The next octets, or the end, or the moment at which there is nothing more to wait for."""
        patience = self._limits.linger if reception.failure else self._limits.idle
        now = asyncio.get_running_loop().time()
        total = deadline <= now + patience
        limit = f"total time limit of {self._limits.total:g} s" if total else f"idle time limit of {patience:g} s"
        if now >= deadline:  # a flood that is always there when asked for would never let the timer fire
            return reception.time_out(limit)
        try:
            async with asyncio.timeout_at(min(deadline, now + patience)):
                data = await self._wire.receive()
        except TimeoutError:
            return reception.time_out(limit)
        except OSError as e:
            return reception.broken(e)
        return await _feed(reception, data) if data else reception.end()


async def _feed(reception: Reception, data: bytes) -> None:
    """In slices, with a turn for others between them: chunks of one octet take h11 long."""
    for start in range(0, len(data), SLICE):
        if reception.done:
            return reception.add_surplus(data[start:])
        if start:
            await asyncio.sleep(0)
        reception.feed(data[start : start + SLICE])
    return None


def _surplus_note(surplus: bytes) -> tuple[str, ...]:
    if not surplus:
        return ()
    return (f"{len(surplus)} octets came after the end of the response; they are kept apart and belong to none",)
