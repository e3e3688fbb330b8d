"""A row of the index as it lies in the database, and back.

    sha256:5a78...                  32 octets              2026-11-22T07:15:01.000000Z    microseconds since 1970
    urn:uuid:1a2b3c4d-...           16 octets              https://www.example.org/a      1, given org,example)/a

Every function undoes its twin exactly; a value that would not come back as it was is kept as text. Reading is what
look-ups wait for: what many rows share is worked out once.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from archiver.bundle.naming import SIDECAR, WARC, host_part
from archiver.index.interface import Passage, Row
from archiver.index.schema import BITS_OF_COUNT
from archiver.model.digest import PREFIX
from archiver.model.instant import Instant

Columns = tuple[Any, ...]
PassageColumns = tuple[int | None, str, str, str | None, str | None, str | None]

DIGEST_OCTETS = 32
URN_OCTETS = 16
SECOND = 1_000_000  # microseconds
MAX_SECOND = (1 << 32) - 1  # from 1970 on and back: years 1833 to 2106, beyond which the order of passages is lost
SPELLINGS = ("https://", "https://www.", "http://", "http://www.")
BETWEEN_PLACES = "\n"

# In the order of `package_columns`; what is a number of the table `name` is put in its place by whoever writes.
PACKAGE = (
    "archive", "captured", "packaged", "capture", "statement", "previous", "url", "sidecar", "warc", '"offset"',
    "length", "text", "source", "segment", "claims", "relation", "quality", "case_id",
)  # fmt: skip
NAMED = frozenset({"archive", "warc", "relation", "quality", "case_id"})
SELECTED = ", ".join(
    ["s.surt", "p.sequence"]
    + [f"(SELECT text FROM name WHERE id = p.{one})" if one in NAMED else f"p.{one}" for one in PACKAGE]  # noqa: S608
)

_TWO_DIGITS = tuple(f"{number:02}" for number in range(60))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def package_columns(row: Row) -> list[Any]:
    """The values of PACKAGE, with words where a number of `name` belongs."""
    captured, capture = microseconds(row.captured_at), bytes.fromhex(row.capture_id[9:].replace("-", ""))
    usual = _usual_sidecar(captured, host_part(row.url), capture)
    return [
        row.archive,
        captured,
        microseconds(row.packaged_at) - captured,
        capture,
        octets(row.statement_id),
        b"".join(map(octets, row.previous)) if row.previous else None,
        _spelling(row.url, row.series),
        None if row.sidecar == usual else row.sidecar,
        None if row.warc == _beside(row.sidecar) else row.warc,
        row.offset,
        row.length,
        row.text_sha256 and octets(row.text_sha256),
        row.source_sha256 and octets(row.source_sha256),
        row.segment_sha256 and octets(row.segment_sha256),
        row.claims,
        row.relation,
        row.quality,
        row.case_id,
    ]


def to_row(columns: Columns) -> Row:
    """The row of the columns SELECTED; raises ValueError, TypeError or LookupError for values that make none."""
    (
        series, sequence, archive, captured, packaged, capture, statement, previous, spelling, sidecar, warc, offset,
        length, text, source, segment, claims, relation, quality, case_id,
    ) = columns  # fmt: skip
    url, host = _address(spelling, series)
    named = sidecar or _usual_sidecar(captured, host, capture)
    return Row(
        series, url, instant(captured), instant(captured + packaged), sequence, archive, urn(capture),
        digest(statement), _digests(previous) if previous else (), named, warc or _beside(named), offset, length,
        digest(text) if text else None, claims, relation, digest(source) if source else None,
        digest(segment) if segment else None, quality, case_id,
    )  # fmt: skip


def passage_columns(passage: Passage) -> PassageColumns:
    """Position, kind, text, speaker, whom it stands for, places."""
    places = passage.places and (BETWEEN_PLACES.join(" ".join(place.split()) for place in passage.places) or None)
    return passage.position, passage.kind, passage.text, passage.speaker, passage.stands_for, places or None


def to_passage(columns: Columns) -> Passage:
    """The passage of `passage_columns`."""
    position, kind, text, speaker, stands_for, places = columns
    return Passage(position, kind, text, speaker, stands_for, tuple(places.split(BETWEEN_PLACES)) if places else ())


def octets(value: str) -> bytes:
    """A digest's 32 octets; raises ValueError for what is none."""
    found = bytes.fromhex(value.removeprefix(PREFIX))
    if len(found) != DIGEST_OCTETS:
        raise ValueError(f"expected a sha256 digest, found {value[:80]!r}")
    return found


def digest(found: bytes) -> str:
    """Octets as a digest."""
    if len(found) != DIGEST_OCTETS:
        raise ValueError(f"expected a digest of {DIGEST_OCTETS} octets, found {len(found)}")
    return PREFIX + found.hex()


def urn(found: bytes) -> str:
    """16 octets as a capture id."""
    if len(found) != URN_OCTETS:
        raise ValueError(f"expected a capture id of {URN_OCTETS} octets, found {len(found)}")
    spelled = found.hex()
    return f"urn:uuid:{spelled[:8]}-{spelled[8:12]}-{spelled[12:16]}-{spelled[16:20]}-{spelled[20:]}"


def microseconds(moment: Instant) -> int:
    """Microseconds since 1970."""
    return _seconds_to_minute(moment[:16]) * SECOND + int(moment[17:19] + moment[20:26])


def instant(found: int) -> Instant:
    """The moment of so many microseconds since 1970."""
    second, rest = divmod(found, SECOND)
    return f"{_minute(second // 60)[0]}{_TWO_DIGITS[second % 60]}.{rest:06}Z"


def passages_of_second(captured: int) -> tuple[int, int]:
    """The numbers that passages of this moment (microseconds) may have: first, and first that is too high."""
    second = max(-MAX_SECOND, min(captured // SECOND, MAX_SECOND))
    return second << BITS_OF_COUNT, (second + 1) << BITS_OF_COUNT


@lru_cache(maxsize=4096)
def _seconds_to_minute(text: str) -> int:
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - _EPOCH).total_seconds())


@lru_cache(maxsize=4096)
def _minute(minutes: int) -> tuple[str, str]:
    """A minute since 1970 as it stands in an `Instant`, and as in a file's name with its folder."""
    text = (_EPOCH + timedelta(minutes=minutes)).isoformat()[:17]
    day = text[:10]
    return text, f"{day.replace('-', '/')}/{day.replace('-', '')}T{text[11:13]}{text[14:16]}"


def _digests(found: bytes) -> tuple[str, ...]:
    if len(found) == DIGEST_OCTETS:
        return (PREFIX + found.hex(),)
    return tuple(digest(found[start : start + DIGEST_OCTETS]) for start in range(0, len(found), DIGEST_OCTETS))


def _usual_sidecar(captured: int, host: str, capture: bytes) -> str:
    """The name that `bundle.naming` gives; should it ever give another one, names are kept as text."""
    second = captured // SECOND
    return f"{_minute(second // 60)[1]}{_TWO_DIGITS[second % 60]}Z-{host}-{capture[:4].hex()}{SIDECAR}"


def _beside(sidecar: str) -> str:
    return sidecar.removesuffix(SIDECAR) + WARC


def _spelling(url: str, series: str) -> str | int:
    rest = _host_first(series)
    return next((number for number, start in enumerate(SPELLINGS) if url == start + rest), url)


@lru_cache(maxsize=4096)
def _address(spelling: int | str, series: str) -> tuple[str, str]:
    """The URL, and its host as in a file's name."""
    url = spelling if isinstance(spelling, str) else SPELLINGS[spelling] + _host_first(series)
    return url, host_part(url)


@lru_cache(maxsize=4096)
def _host_first(series: str) -> str:
    host, _, path = series.partition(")")
    return ".".join(reversed(host.split(","))) + path
