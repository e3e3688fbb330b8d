r"""A response being received: every octet goes to the spool, a copy to h11, which says where the parts end.

    HTTP/1.1 103 Early Hints\r\n\r\n         interim: recorded, counted in `Head.interim`
    HTTP/1.1 200 OK\r\n...\r\n\r\n           the head
    5\r\nhello\r\n0\r\n\r\n                  the body as it came; its end by RFC 9112 6.3
    HTTP/1.1 200 OK\r\n...                   surplus: no response to our request, cut off and kept apart

Nothing here waits or knows a clock: octets go in, facts come out. What h11 refuses is malformed; its octets are kept,
and whatever follows them.
"""

import h11

from archiver.capture.http.exchange import Head, Spool, Truncated
from archiver.capture.http.failure import Failure, FailureKind
from archiver.capture.http.limits import Limits

MAX_SURPLUS = 64 * 1024  # octets after the end of a response that are kept
_START = b"HTTP/"
_CLOSE_DELIMITED = "the length of the body was not declared: it ends where the server closed the connection"


class Reception:
    """What is known of one response so far; `done` when nothing more belongs to it."""

    def __init__(self, parser: h11.Connection, spool: Spool, limits: Limits) -> None:
        self._parser = parser
        self._limits = limits
        self._interim = 0
        self.spool = spool
        self.head: Head | None = None
        self.failure: Failure | None = None
        self.truncated: Truncated | None = None
        self.surplus = b""
        self.notes: list[str] = []
        self.done = False

    def feed(self, data: bytes) -> None:
        """The next octets; raises ResourceError when they cannot be kept."""
        self.spool.write(data)
        if not self.failure:
            self._parser.receive_data(data)
            self._advance()
            self._refuse_other_protocols()
        if self.head is None and not self.failure and self.spool.length > self._limits.max_head:
            self._over_head()
        self._limit_body()

    def add_surplus(self, data: bytes) -> None:
        """Octets that came after the end; where a limit or a failure made the end, they are the response's own."""
        if self.failure or self.truncated:
            return
        self.surplus = (self.surplus + data)[:MAX_SURPLUS]

    def end(self) -> None:
        """The server sends no more (RFC 9112 6.3: that ends a body without declared length, and cuts off any other)."""
        if self.failure is None and self.head is None:
            self._unanswered("reset", "the server closed the connection", "disconnect")
        elif self.failure is None:
            self._parser.receive_data(b"")
            self._advance(closed=True)
        self.done = True

    def broken(self, error: OSError) -> None:
        """The connection was reset or lost."""
        reason = error.strerror or str(error) or type(error).__name__
        if self.head is None and self.failure is None:
            self._unanswered("reset", f"the connection broke ({reason})", "disconnect")
        elif not self.done:
            self.truncated = "disconnect"
            self.notes.append(f"the connection broke before the end of the body: {reason}")
        self.done = True

    def time_out(self, limit: str) -> None:
        """A time limit passed; `limit` names it with its value."""
        if self.head is None and self.failure is None:
            self._unanswered("timeout", f"the {limit} passed", "time")
        else:
            self.truncated = "time"
            self.notes.append(f"the {limit} passed before the end of the body")
        self.done = True

    def _unanswered(self, kind: FailureKind, what: str, truncated: Truncated) -> None:
        came = f"after {self.spool.length} octets" if self.spool.length else "before any octet"
        self.failure = Failure(kind, f"{what} {came}, without a whole head", temporary=True)
        self.truncated = truncated if self.spool.length else None

    def _advance(self, *, closed: bool = False) -> None:
        try:
            while not self.done and not self.failure:
                event = self._parser.next_event()
                if event is h11.NEED_DATA or event is h11.PAUSED:
                    return
                self._take(event)
        except h11.RemoteProtocolError as e:
            if closed:
                self.truncated = "disconnect"
                self.notes.append(f"the server closed the connection before the end of the body: {e}")
            else:
                self.failure = Failure("malformed", f"expected an HTTP/1.1 response (RFC 9112), found another: {e}")

    def _refuse_other_protocols(self) -> None:
        # h11 waits for the end of a head; a server that speaks SSH or HTTP/0.9 would never send one.
        if self.head or self.failure:
            return
        start = b"".join(self.spool.pieces(self._interim, min(self._interim + len(_START), self.spool.length)))
        if not _START.startswith(start):
            self.failure = Failure("malformed", f"expected a status line (RFC 9112 4), found octets such as {start!r}")

    def _take(self, event: object) -> None:
        if isinstance(event, h11.InformationalResponse):
            self._interim = self._consumed()
        elif isinstance(event, h11.Response):
            self._take_head(event)
        elif isinstance(event, h11.EndOfMessage):
            self._finish()
        elif isinstance(event, h11.ConnectionClosed):
            self.done = True

    def _take_head(self, event: h11.Response) -> None:
        size = self._consumed() - self._interim
        if self._interim + size > self._limits.max_head:
            self._over_head()
            return
        fields = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in event.headers.raw_items())
        self.head = Head(event.http_version.decode("ascii"), event.status_code, fields, self._interim, size)

    def _finish(self) -> None:
        self.done = True
        if self._parser.trailing_data[1]:
            self.notes.append(_CLOSE_DELIMITED)
        end = self._consumed()
        if end < self.spool.length:
            self.add_surplus(self._parser.trailing_data[0])
            self.spool.cut(end)

    def _consumed(self) -> int:
        """How many octets of the spool the events so far are made of."""
        return self.spool.length - len(self._parser.trailing_data[0])

    def _over_head(self) -> None:
        self.failure = Failure("malformed", f"expected a head of at most {self._limits.max_head} octets, found more")
        self.truncated = "length"
        self.done = True

    def _limit_body(self) -> None:
        start = self.head.interim + self.head.size if self.head else 0
        if self.spool.length - start > self._limits.max_body:
            self.spool.cut(start + self._limits.max_body)
            self.truncated = "length"
            self.done = True
