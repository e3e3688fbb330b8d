r"""Just enough of HTTP/1.1 message syntax (RFC 9112) to find the payload in recorded octets; nothing is re-serialised.

    head = split_head(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>...")
    head.status, head.get("content-type"), head.size

Recorded octets are evidence and may be malformed: bare LF, folded fields and odd spacing are read, never corrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import LimitError, WarcError

MAX_HEAD = 256 * 1024
MAX_FIELDS = 2000
MAX_CHUNK_LINE = 4096


@dataclass(frozen=True)
class MessageHead:
    """Start line, fields (octets as Latin-1, in order) and how many octets of the block they take."""

    start: str
    fields: tuple[tuple[str, str], ...]
    size: int

    @property
    def status(self) -> int:
        """The status code of a response; raises WarcError when the line has none."""
        parts = self.start.split(None, 2)
        if len(parts) < 2 or not parts[0].startswith("HTTP/") or not (parts[1].isascii() and parts[1].isdigit()):
            raise WarcError(f"expected an HTTP status line, found {self.start[:64]!a}")
        return int(parts[1][:4])

    def get(self, name: str) -> str | None:
        """All values of a field joined by ", " (RFC 9110 5.3), None without one."""
        values = [value for key, value in self.fields if len(key) == len(name) and key.lower() == name]
        return ", ".join(values) if values else None

    def chunked(self) -> bool:
        """Whether the last transfer coding is `chunked` (RFC 9112 6.1)."""
        codings = (self.get("transfer-encoding") or "").lower().split(",")
        return codings[-1].strip() == "chunked"


def split_head(block: bytes) -> MessageHead:
    """The head at the start of `block`; raises WarcError without one, LimitError over the limits."""
    end = _end_of_head(block)
    lines = block[:end].decode("latin-1").replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(lines) > MAX_FIELDS:
        raise LimitError(f"expected at most {MAX_FIELDS} HTTP fields, found {len(lines) - 1}")
    return MessageHead(lines[0], tuple(_fields(lines[1:])), end)


class Dechunker:
    """Removes the chunked transfer coding (RFC 9112 7.1) from pieces of a body; trailers are dropped.

    After a framing error everything that follows is handed on as it is: evidence may be cut off or malformed.
    """

    def __init__(self) -> None:
        self._line = b""
        self._left = 0
        self._state = "size"

    def feed(self, data: bytes) -> bytes:
        """The payload octets in the next piece of the body."""
        out = []
        while data and self._state != "end":
            if self._state == "broken":
                out.append(data)
                break
            if self._state == "data":
                piece, data = data[: self._left], data[self._left :]
                self._left -= len(piece)
                out.append(piece)
                if not self._left:
                    self._state = "after"
            else:
                data = self._read_line(data)
        return b"".join(out)

    def _read_line(self, data: bytes) -> bytes:
        line, newline, rest = data.partition(b"\n")
        self._line += line
        if not newline:
            if len(self._line) > MAX_CHUNK_LINE:
                self._state = "broken"
            return b""
        line, self._line = self._line.rstrip(b"\r"), b""
        if self._state == "after":
            self._state = "broken" if line else "size"
        else:
            self._start_chunk(line)
        return rest

    def _start_chunk(self, line: bytes) -> None:
        size = line.split(b";", 1)[0].strip()
        try:
            self._left = int(size, 16) if len(size) <= 16 else -1
        except ValueError:
            self._left = -1
        self._state = "broken" if self._left < 0 else "data" if self._left else "end"


def payload(head: MessageHead, block: bytes) -> bytes:
    """The entity body: transfer coding removed, content coding kept."""
    body = block[head.size :]
    return Dechunker().feed(body) if head.chunked() else body


def _end_of_head(block: bytes) -> int:
    end = min(len(block), MAX_HEAD)
    crlf = block.find(b"\r\n\r\n", 0, end)
    # The earlier of the two counts, so the second is looked for before the first alone: a page has few empty lines.
    lf = block.find(b"\n\n", 0, crlf if crlf >= 0 else end)
    if lf >= 0:
        return lf + 2
    if crlf >= 0:
        return crlf + 4
    if len(block) >= MAX_HEAD:
        raise LimitError(f"expected an HTTP head within {MAX_HEAD} octets, found no end of it")
    raise WarcError("expected an HTTP head that ends with an empty line, found none")


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    name, value = "", ""
    for line in lines:
        if line[:1] in (" ", "\t") and name:
            value = f"{value} {line.strip()}"
            continue
        if name:
            yield name, value
        name, _, value = line.partition(":")
        name, value = name.strip(), value.strip()
    if name:
        yield name, value
