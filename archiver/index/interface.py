"""Finding packages, as every implementation must behave (`tests/index/conformance.py` holds them to it).

An index holds nothing of its own: every row is read from one package, and clearing and filling it again gives the same
answers. It is never evidence; who finds a package by it verifies the package.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from archiver.model.base import Urn
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.statement import Relation


@dataclass(frozen=True, slots=True)
class Row:
    """One package.

    `series` is the SURT of its URL, `previous` the statement ids it follows (sorted), `sidecar` and `warc` are names in
    the store, `offset` and `length` the octets of its segment in `warc`, `claims` how many were found in it,
    `relation` how it differs from what it follows (None: the first of its series).
    """

    series: str
    url: str
    captured_at: Instant
    packaged_at: Instant
    sequence: int
    archive: Urn
    capture_id: Urn
    statement_id: Digest
    previous: tuple[Digest, ...]
    sidecar: str
    warc: str
    offset: int
    length: int
    text_sha256: Digest | None
    claims: int
    relation: Relation | None = None


class Index(Protocol):
    """Finds rows. Every failure of the medium is a ResourceError."""

    def add(self, rows: Iterable[Row]) -> None:
        """Add all `rows` or none; a row whose series, sequence and statement id are there already takes its place."""
        ...

    def latest(self, archive: Urn, series: str) -> list[Row]:
        """The rows of the highest sequence, by statement id: none, one, or several when the series is forked."""
        ...

    def last_with_text(self, archive: Urn, series: str) -> Row | None:
        """The row of the highest sequence that holds text; a 304 or a failed try holds none."""
        ...

    def versions(self, series: str) -> list[Row]:
        """All rows of `series`, by sequence and statement id."""
        ...

    def by_capture_prefix(self, prefix: str) -> list[Row]:
        """The rows whose capture id starts with `prefix`, with or without `urn:uuid:`, in any case; by capture id.

        At most MAX_FOUND of them: a prefix that finds several is to be made longer.
        """
        ...

    def by_statement(self, statement_id: Digest) -> Row | None:
        """The row of that statement."""
        ...

    def rows(self) -> Iterator[Row]:
        """Every row, by series, sequence and statement id, found while iterating."""
        ...

    def count(self) -> int:
        """How many rows there are."""
        ...

    def clear(self) -> None:
        """Remove every row."""
        ...


MAX_FOUND = 100  # rows of one prefix
URN_PREFIX = "urn:uuid:"


def full_prefix(prefix: str) -> str:
    """`prefix` as the beginning of a capture id: `1A2B` becomes `urn:uuid:1a2b`."""
    return URN_PREFIX + prefix.lower().removeprefix(URN_PREFIX)
