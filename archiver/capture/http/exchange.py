r"""One request and its answer, octet for octet, with the facts of the connection that carried them.

    request   b"GET /a HTTP/1.1\r\nHost: example.org\r\n..."       exactly as sent
    response  [1xx heads][head][body with its chunk framing and trailers]   exactly as received, in a spool
               `interim`  `size`

The interim responses (RFC 9110 15.2) stand before the final head in the same spool; `Head` says where each part ends.
Octets that came after the end of the response belong to no response; they are `surplus`, never part of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO, Literal

from archiver.capture.http.failure import Failure
from archiver.errors import LimitError, ResourceError
from archiver.model.base import Pair
from archiver.model.instant import Instant

IN_MEMORY = 1024 * 1024  # octets of a spool before it moves to disk
PIECE = 256 * 1024  # octets read back at a time

Truncated = Literal["length", "time", "disconnect", "unspecified"]  # WARC-Truncated (ISO 28500 5.13)
FileFactory = Callable[[], IO[bytes]]


def temporary_file() -> IO[bytes]:
    """A nameless file that stays in memory while it is small, so that a body of 500 MB costs disk and not memory."""
    return SpooledTemporaryFile(max_size=IN_MEMORY)


class Spool:
    """Received octets: appended while they come, read as often as wanted afterwards, gone when closed or dropped.

    Threads may read at the same time: one robots.txt goes into many packages.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._turn = Lock()
        self.length = 0

    def write(self, data: bytes) -> None:
        """Appends; raises ResourceError when that cannot be done, as on a full disk."""
        try:
            self._file.seek(self.length)
            self._file.write(data)
        except OSError as e:
            raise ResourceError(
                f"expected room for a temporary file: {e.strerror or e}; free some or set TMPDIR"
            ) from e
        self.length += len(data)

    def cut(self, length: int) -> None:
        """Forgets everything from octet `length` on."""
        self._file.truncate(length)
        self.length = length

    def pieces(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The octets from `start` to `end`, at most PIECE at a time."""
        end = self.length if end is None else end
        while start < end:
            with self._turn:
                self._file.seek(start)
                piece = self._file.read(min(PIECE, end - start))
            if not piece:
                raise ResourceError("expected the octets that were written to a temporary file, found its end")
            yield piece
            start += len(piece)

    def octets(self, limit: int, start: int = 0, end: int | None = None) -> bytes:
        """The octets from `start` to `end` in memory; raises LimitError when they are more than `limit`."""
        wanted = (self.length if end is None else end) - start
        if wanted > limit:
            raise LimitError(f"expected at most {limit} octets of a response, found {wanted}")
        return b"".join(self.pieces(start, end))

    def close(self) -> None:
        """Frees the memory or the file."""
        self._file.close()


@dataclass(frozen=True)
class Head:
    """The final response's head, for use; the evidence is the octets. Field values are octets as Latin-1.

    `version` is HTTP's ("1.1"); `interim` counts the octets of 1xx responses before this head, `size` its own.
    """

    version: str
    status: int
    fields: tuple[Pair, ...]
    interim: int
    size: int

    def get(self, name: str) -> str | None:
        """All values of a field joined by ", " (RFC 9110 5.3), None without one; `name` in lower case."""
        values = self.all(name)
        return ", ".join(values) if values else None

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a field one by one (Set-Cookie must not be joined); `name` in lower case."""
        return tuple(value for key, value in self.fields if key.lower() == name)


@dataclass(frozen=True)
class TlsFacts:
    """`version` as "tls/1.3", `cipher` by its IANA name, `chain` the certificates as the server sent them (DER).

    `chain_note` says why the chain is only the leaf, where it is.
    """

    version: str
    cipher: str
    chain: tuple[bytes, ...]
    chain_note: str | None = None


@dataclass(frozen=True)
class Peer:
    """The other end. `ip` is None behind a proxy, with the reason in `ip_absent`."""

    ip: str | None
    ip_absent: str | None = None
    tls: TlsFacts | None = None


@dataclass(frozen=True)
class Exchange:
    """One exchange, complete or not; see the module's text.

    `failure` is set when there is no usable response; `truncated` when the response ends before its own end.
    `answered_at` is when the first octet came, `ended_at` when the exchange was over. `notes` are for people.
    """

    url: str
    method: str
    request: bytes
    response: Spool
    head: Head | None
    peer: Peer
    requested_at: Instant
    answered_at: Instant | None
    ended_at: Instant
    truncated: Truncated | None = None
    failure: Failure | None = None
    surplus: bytes = b""
    notes: tuple[str, ...] = ()

    @property
    def protocols(self) -> tuple[str, ...]:
        """The values of WARC-Protocol: the HTTP version that the server spoke, if it did, and the TLS version."""
        spoken = (f"http/{self.head.version}",) if self.head else ()
        return spoken + ((self.peer.tls.version,) if self.peer.tls else ())
