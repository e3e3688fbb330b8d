"""What an archive grows by: what packages take up, how much of that says nothing new, and what could be saved.

Pure arithmetic over index rows and sizes. A package counts once, as the first of these that it is:

    not modified    a 304: the server confirmed an earlier version
    same payload    octets from the web that an earlier package of the archive has as well, at any address
    same text       another payload with the canonical text of an earlier package
    no text         a failed try, a feed, a robots.txt: nothing to compare
    new text        all others

"Earlier" goes by the time of capture.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from archiver.flows.rows import warc_name
from archiver.index.interface import Row
from archiver.model.digest import Digest, hex_of, sha256
from archiver.model.instant import Instant
from archiver.store.census import Taken

Kind = Literal["new text", "same text", "same payload", "not modified", "no text"]
KINDS: tuple[Kind, ...] = ("new text", "same text", "same payload", "not modified", "no text")
KEY_DIGITS = 16  # of a digest, held in memory: 64 bits, so that two of 10^7 are alike once in 3 * 10^5 archives
EMPTY = sha256(b"")  # the payload of an answer without a body, such as a 304: like no other one

Key = tuple[Literal["payload", "text"], int | None]
Sizes = Callable[[str], Taken | None]


@dataclass(frozen=True, slots=True)
class Period:
    """Captures from `since` on and before `until`; None is no limit."""

    since: Instant | None = None
    until: Instant | None = None

    def holds(self, row: Row) -> bool:
        """Whether it was captured in this time."""
        return not self.precedes(row) and (self.until is None or row.captured_at < self.until)

    def precedes(self, row: Row) -> bool:
        """Whether it was captured before this time."""
        return self.since is not None and row.captured_at < self.since


@dataclass(frozen=True, slots=True)
class Piece:
    """A package with what its two files take up. `payload` and `text` are the beginnings of their digests."""

    captured_at: Instant
    statement_id: Digest
    confirms: bool
    payload: int | None
    text: int | None
    segment: Taken
    sidecar: Taken


@dataclass(frozen=True, slots=True)
class Tally:
    """How many packages there are of a kind, and the octets of their two files."""

    packages: int = 0
    segments: int = 0
    sidecars: int = 0

    @property
    def octets(self) -> int:
        """Of both files."""
        return self.segments + self.sidecars

    @property
    def mean(self) -> int:
        """Octets of one package, rounded; 0 where there is none."""
        return round(self.octets / self.packages) if self.packages else 0

    def plus(self, piece: Piece) -> "Tally":
        """With one package more."""
        return Tally(self.packages + 1, self.segments + piece.segment.octets, self.sidecars + piece.sidecar.octets)


@dataclass(frozen=True)
class Growth:
    """What came in a period. `singles` are the files that are not rolled, `missing` packages without their files."""

    kinds: dict[Kind, Tally]
    total: Tally
    singles: int
    single_sidecars: int
    slack: int
    missing: int


@dataclass(frozen=True)
class Pieces:
    """The packages of a period by time of capture, and how many the index has of which a file is not there."""

    found: list[Piece] = field(default_factory=list)
    missing: int = 0


def pieces(rows: Iterable[Row], period: Period, sizes: Sizes, progress: Callable[[], None]) -> Pieces:
    """The packages of the period; takes some 400 octets of memory for each."""
    found, missing = list[Piece](), 0
    for row in filter(period.holds, rows):
        piece = _piece(row, sizes)
        missing += piece is None
        found += [piece] if piece else []
        progress()
    return Pieces(sorted(found, key=lambda one: (one.captured_at, one.statement_id)), missing)


def _piece(row: Row, sizes: Sizes) -> Piece | None:
    sidecar = sizes(row.sidecar)
    segment = sizes(warc_name(row.sidecar))
    if sidecar is None or segment is None:
        return None
    confirms = row.relation == "unchanged" and row.source_sha256 in (None, EMPTY) and row.text_sha256 is None
    keys = _key(row.source_sha256), _key(row.text_sha256)
    return Piece(row.captured_at, row.statement_id, confirms, *keys, segment, sidecar)


def _key(digest: Digest | None) -> int | None:
    return int(hex_of(digest)[:KEY_DIGITS], 16) if digest and digest != EMPTY else None


def growth(found: Pieces, earlier: Iterable[Row]) -> Growth:
    """`earlier` are the rows of captures before the period: what they have is not new in it."""
    seen = _seen_before(found, earlier)
    kinds, total = dict.fromkeys(KINDS, Tally()), Tally()
    for piece in found.found:
        kind = _kind(piece, seen)
        kinds[kind], total = kinds[kind].plus(piece), total.plus(piece)
        seen |= _keys(piece.payload, piece.text)
    singles = [one for piece in found.found for one in (piece.segment, piece.sidecar) if not one.rolled]
    return Growth(
        kinds=kinds,
        total=total,
        singles=len(singles),
        single_sidecars=sum(piece.sidecar.octets for piece in found.found if not piece.sidecar.rolled),
        slack=sum(one.allocated - one.octets for one in singles),
        missing=found.missing,
    )


def _seen_before(found: Pieces, earlier: Iterable[Row]) -> set[Key]:
    asked = {key for piece in found.found for key in _keys(piece.payload, piece.text)}
    seen = set[Key]()
    for row in earlier:
        seen |= _keys(_key(row.source_sha256), _key(row.text_sha256)) & asked
    return seen


def _keys(payload: int | None, text: int | None) -> set[Key]:
    pairs: tuple[tuple[Literal["payload", "text"], int | None], ...] = (("payload", payload), ("text", text))
    return {(what, digits) for what, digits in pairs if digits is not None}


def _kind(piece: Piece, seen: set[Key]) -> Kind:
    if piece.confirms:
        return "not modified"
    if ("payload", piece.payload) in seen:
        return "same payload"
    if piece.text is None:
        return "no text"
    return "same text" if ("text", piece.text) in seen else "new text"
