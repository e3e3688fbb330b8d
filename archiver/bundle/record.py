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

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """(name, value) in order; raises WarcError for a malformed head, LimitError for an oversized one."""
        version, *lines = self.octets.removesuffix(END_OF_HEAD).split(CRLF)
        if version not in _VERSIONS:
            raise WarcError(f"expected WARC/1.1 or WARC/1.0, found {version[:32]!r}")
        if len(lines) > MAX_FIELDS:
            raise LimitError(f"expected at most {MAX_FIELDS} fields in a WARC record's head, found {len(lines)}")
        fields = tuple(_fields(lines))
        names = [name.lower() for name, _ in fields]
        if len(set(names)) < len(names) and (twice := next((n for n in _SINGLE if names.count(n) > 1), None)):
            raise WarcError(f"expected one {twice} field in a record, found several")
        return fields

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Values by name in lower case: a verifier asks one head for eight fields."""
        values: dict[str, list[str]] = {}
        for name, value in self.fields:
            values.setdefault(name.lower(), []).append(value)
        return values

    def all(self, name: str) -> list[str]:
        """The values of a field, in order."""
        return self._by_name.get(name.lower(), [])

    def get(self, name: str) -> str | None:
        """The first value of a field, None without one."""
        return next(iter(self.all(name)), None)

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


def _fields(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Named fields; a line that starts with white space continues the one before (ISO 28500 4)."""
    pending: list[str] | None = None
    for line in lines:
        text = line.decode("utf-8", "replace")
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
