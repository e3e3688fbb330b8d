"""One WARC record (ISO 28500:2017, WARC/1.1), as octets and as named fields.

    WARC/1.1 CRLF
    WARC-Type: resource CRLF
    WARC-Record-ID: <urn:uuid:...> CRLF
    Content-Length: 5 CRLF
    CRLF
    hello CRLF CRLF

`head` is everything up to and including the empty line, exactly as read or written; parsing never changes it, so that
writing a record again gives the same octets whatever spelling it came in.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from archiver.errors import LimitError, WarcError

CRLF = b"\r\n"
END_OF_HEAD = b"\r\n\r\n"
END_OF_RECORD = b"\r\n\r\n"
MAX_HEAD = 64 * 1024
MAX_FIELDS = 200
_VERSIONS = (b"WARC/1.1", b"WARC/1.0")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# One of each at most: a second one would let two readers see two records.
_SINGLE = frozenset({"warc-type", "warc-record-id", "warc-date", "content-length", "warc-target-uri", "warc-refers-to"})


@dataclass(frozen=True)
class Head:
    """The head of a record; field names are compared without case (ISO 28500 4)."""

    octets: bytes

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """(name, value) in order; raises WarcError for a malformed head, LimitError for an oversized one."""
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[tuple[tuple[str, str], ...], dict[str, list[str]]]:
        """The fields, and their values by name in lower case: a verifier asks one head for eight fields."""
        octets = self.octets.removesuffix(END_OF_HEAD)
        version, *lines = octets.split(CRLF)
        if version not in _VERSIONS:
            raise WarcError(f"expected WARC/1.1 or WARC/1.0, found {version[:32]!r}")
        if len(lines) > MAX_FIELDS:
            raise LimitError(f"expected at most {MAX_FIELDS} fields in a WARC record's head, found {len(lines)}")
        # Decoding never makes or takes a line's end, so that it is done once for all lines.
        fields = _fields(octets.decode("utf-8", "replace").split("\r\n")[1:])
        values = {name.lower(): [value] for name, value in fields}
        if len(values) < len(fields):
            values = _values(fields)
        return fields, values

    def all(self, name: str) -> list[str]:
        """The values of a field, in order."""
        return self._read[1].get(name.lower(), [])

    def get(self, name: str) -> str | None:
        """The first value of a field, None without one."""
        values = self._read[1].get(name.lower())
        return values[0] if values else None

    def need(self, name: str) -> str:
        """The value of a field that a record must have; raises WarcError without one."""
        value = self.get(name)
        if value is None:
            raise WarcError(f"expected a {name} field in the record, found none")
        return value

    @property
    def type(self) -> str:
        """WARC-Type (ISO 28500 5.5)."""
        return self.need("WARC-Type")

    @property
    def record_id(self) -> str:
        """WARC-Record-ID with its angle brackets (ISO 28500 5.2)."""
        return self.need("WARC-Record-ID")

    @property
    def target_uri(self) -> str | None:
        """WARC-Target-URI without the angle brackets that some WARC/1.0 writers put around it."""
        value = self.get("WARC-Target-URI")
        return value[1:-1] if value and value.startswith("<") and value.endswith(">") else value

    @property
    def content_length(self) -> int:
        """Content-Length in octets; raises WarcError when it is no plain decimal number."""
        value = self.need("Content-Length")
        if not value.isascii() or not value.isdigit() or len(value) > 18:
            raise WarcError(f"expected a decimal Content-Length, found {value[:32]!a}")
        return int(value)


@dataclass(frozen=True)
class Record:
    """A record held in memory."""

    head: Head
    block: bytes

    def octets(self) -> bytes:
        """The whole uncompressed record, as its leaf in the records tree hashes it."""
        return self.head.octets + self.block + END_OF_RECORD

    def pieces(self) -> Iterator[bytes]:
        """The same, piece by piece."""
        yield from (self.head.octets, self.block, END_OF_RECORD)


@dataclass(frozen=True)
class StreamedRecord:
    """A record whose block is too large for memory: `block` gives its pieces, anew at each call."""

    head: Head
    block: Callable[[], Iterator[bytes]]

    def pieces(self) -> Iterator[bytes]:
        """The whole record, piece by piece; raises WarcError when the block is not of the stated length."""
        yield self.head.octets
        left = self.head.content_length
        for piece in self.block():
            left -= len(piece)
            yield piece
        if left:
            raise WarcError(f"expected a block of {self.head.content_length} octets, found {-left} more or fewer")
        yield END_OF_RECORD


AnyRecord = Record | StreamedRecord


def make(fields: Iterable[tuple[str, str]], block: bytes) -> Record:
    """A WARC/1.1 record; raises WarcError for a field that would break the head apart."""
    return Record(make_head(fields, len(block)), block)


def make_head(fields: Iterable[tuple[str, str]], length: int) -> Head:
    """The head of a WARC/1.1 record with a block of `length` octets; raises as `make` does."""
    lines = [_VERSIONS[0]]
    for name, value in (*fields, ("Content-Length", str(length))):
        if _CONTROL.search(name) or _CONTROL.search(value):
            raise WarcError(f"expected no control characters in the field {name}, found {value[:64]!a}")
        lines.append(f"{name}: {value}".encode())
    return Head(CRLF.join(lines) + END_OF_HEAD)


def _values(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name.lower(), []).append(value)
    if twice := next((name for name in _SINGLE if len(values.get(name, ())) > 1), None):
        raise WarcError(f"expected one {twice} field in a record, found several")
    return values


def _fields(lines: list[str]) -> tuple[tuple[str, str], ...]:
    """Named fields, where each has one line, as most writers have it: half the time of those that may be folded."""
    fields = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return tuple(_folded_fields(lines))
        fields.append((name, value.strip()))
    return tuple(fields)


def _folded_fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Named fields; a line that starts with white space continues the one before (ISO 28500 4)."""
    pending: list[str] | None = None
    for text in lines:
        if text[:1] in (" ", "\t") and pending:
            pending[1] = f"{pending[1]} {text.strip()}"
            continue
        if pending:
            yield pending[0], pending[1]
        name, colon, value = text.partition(":")
        if not colon or not name or name != name.strip():
            raise WarcError(f"expected a named field in the record's head, found {text[:64]!a}")
        pending = [name, value.strip()]
    if pending:
        yield pending[0], pending[1]
