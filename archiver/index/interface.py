"""Finding packages, as every implementation must behave (`tests/index/conformance.py` holds them to it).

An index holds nothing of its own: every row is read from one package, and clearing and filling it again gives the same
answers. It is never evidence; who finds a package by it verifies the package.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from archiver.index.tally import Tally
from archiver.model.base import Urn
from archiver.model.capture import QualityVerdict
from archiver.model.claim import Kind
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.statement import Relation

Sort = Literal["address", "newest", "oldest", "relevance"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A claim that a package holds and does not withhold; its headline has the kind `headline` and no `position`.

    `position` counts claims in the set that stands; `speaker` is the mention as printed, `stands_for` whom it means.
    """

    position: int | None
    kind: Kind
    text: str
    speaker: str | None = None
    stands_for: str | None = None
    places: tuple[str, ...] = ()


class Row(NamedTuple):
    """One package; a tuple, because a look-up makes ten of them at a time and a dataclass takes four times as long.

    `series` is the SURT of its URL, `previous` the statement ids it follows (sorted), `sidecar` and `warc` are names in
    the store, `offset` and `length` the octets of its segment in `warc`, `claims` how many were found in it,
    `relation` how it differs from what it follows (None: the first of its series). The digests are of the canonical
    text, of the payload that the text was taken from, and of the segment.

    `passages` is what a search for words finds, and no part of what is compared. A row that comes out of an index has
    None, which says nothing about them; adding it again leaves those that are there.
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
    source_sha256: Digest | None = None
    segment_sha256: Digest | None = None
    quality: QualityVerdict | None = None
    case_id: str | None = None
    passages: tuple[Passage, ...] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self[:-1] == other[:-1]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-1])


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything that is given has to hold, and nothing given finds everything.

    `words`, `speaker` and `place` are words in any case, `"phrases"` and `beginnings*`, looked for in one passage.
    `url` finds a series, `prefix` what begins with an address, `host` a host and those below it. `since` counts,
    `until` does not. `digest` is of a canonical text, a payload, a segment or a statement.

    `sort` None is `address` for an address or a host without words, else `newest`.
    """

    words: str = ""
    speaker: str = ""
    place: str = ""
    kind: Kind | None = None
    url: str | None = None
    prefix: str | None = None
    host: str | None = None
    since: Instant | None = None
    until: Instant | None = None
    digest: Digest | None = None
    quality: QualityVerdict | None = None
    case_id: str | None = None
    sort: Sort | None = None
    limit: int = 20
    offset: int = 0

    @property
    def for_passages(self) -> bool:
        """Whether passages are looked for, and not only packages."""
        return bool(self.words or self.speaker or self.place or self.kind)

    @property
    def order(self) -> Sort:
        """The order that is asked for, or the one that suits the question."""
        if self.sort is None:
            return "address" if (self.url or self.prefix or self.host) and not self.for_passages else "newest"
        return self.sort


@dataclass(frozen=True, slots=True)
class Hit:
    """A package that was found, with the passages that were, in its order; none where none were looked for."""

    row: Row
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of an answer, and whether there is another one."""

    hits: tuple[Hit, ...]
    more: bool


class Index(Protocol):
    """Finds rows. Every failure of the medium is a ResourceError."""

    def add(self, rows: Iterable[Row]) -> None:
        """Add all `rows` or none; a row whose series, sequence and statement id are there already takes its place."""
        ...

    def add_many(self, rows: Iterable[Row]) -> int:
        """Add any number of `rows`, BATCH at a time, sorted; gives their number.

        Quicker than `add`, and flat in memory. What came before a failure stays.
        """
        ...

    def flush(self) -> None:
        """Write every row that was added and is kept back; whoever ends a batch calls it."""
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

    def tally(self, like: Tally) -> Tally:
        """What the rows say of where packages lie, summed up under the key of `like`."""
        ...

    def search(self, query: Query) -> Found:
        """One page of the packages that `query` describes; raises UsageError where it cannot be understood."""
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


BATCH = 5_000  # rows that `add_many` adds at a time
MAX_FOUND = 100  # rows of one prefix
URN_PREFIX = "urn:uuid:"


def full_prefix(prefix: str) -> str:
    """`prefix` as the beginning of a capture id: `1A2B` becomes `urn:uuid:1a2b`."""
    return URN_PREFIX + prefix.lower().removeprefix(URN_PREFIX)
