"""A row of the index as it lies in the database, and back.

    sha256:5a78...                  32 octets              2026-11-22T07:15:01.000000Z    microseconds since 1970
    urn:uuid:1a2b3c4d-...           16 octets              https://www.example.org/a      1, given org,example)/a

Every function undoes its twin exactly; a value that would not come back as it was is kept as text. Reading is what
look-ups wait for: what many rows share is worked out once.
"""

from collections.abc import Mapping
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

# In the order of `package_columns`; NAMED are numbers of the table `name`.
PACKAGE = (
    "archive", "captured", "packaged", "capture", "statement", "previous", "url", "sidecar", "warc", '"offset"',
    "length", "text", "source", "segment", "claims", "relation", "quality", "case_id",
)  # fmt: skip
NAMED = frozenset({"archive", "warc", "relation", "quality", "case_id"})
SELECTED = ", ".join(["s.surt", "p.sequence", *(f"p.{one}" for one in PACKAGE)])
TALLIED = 'p.warc, p.statement, p.captured, p.capture, s.surt, p.url, p.sidecar, p."offset", p.length'

_ENDING, _DIGITS = -len(SIDECAR), len(PREFIX)
_MINUTE, _DAY = 60 * SECOND, 24 * 60  # microseconds, and minutes
_CLOCK = tuple((f"{minute // 60:02}:{minute % 60:02}:", f"{minute // 60:02}{minute % 60:02}") for minute in range(_DAY))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def package_columns(row: Row, numbers: Mapping[str, int]) -> tuple[Any, ...]:
    """The values of PACKAGE; `numbers` are those of the table `name`."""
    captured, sidecar = microseconds(row.captured_at), row.sidecar
    capture = bytes.fromhex(row.capture_id[9:].replace("-", ""))
    spelling, host = _spelling(row.url, row.series)
    statement, text, source, segment = [
        bytes.fromhex(one[_DIGITS:]) if one else None
        for one in (row.statement_id, row.text_sha256, row.source_sha256, row.segment_sha256)
    ]
    return (
        numbers[row.archive],
        captured,
        0 if row.packaged_at == row.captured_at else microseconds(row.packaged_at) - captured,
        capture,
        statement,
        b"".join(map(octets, row.previous)) if row.previous else None,
        spelling,
        None if sidecar == _usual_sidecar(captured, host, capture) else sidecar,
        None if row.warc == sidecar[:_ENDING] + WARC else numbers[row.warc],
        row.offset,
        row.length,
        text,
        source,
        segment,
        row.claims,
        numbers[row.relation] if row.relation else None,
        numbers[row.quality] if row.quality else None,
        numbers[row.case_id] if row.case_id else None,
    )


def to_row(columns: Columns, names: Mapping[int, str]) -> Row:
    """The row of the columns SELECTED; raises ValueError, TypeError or LookupError for values that make none."""
    (
        series, sequence, archive, captured, packaged, capture, statement, previous, spelling, sidecar, warc, offset,
        length, text, source, segment, claims, relation, quality, case_id,
    ) = columns  # fmt: skip
    url, host = _address(spelling, series)
    named, moment = sidecar or _usual_sidecar(captured, host, capture), instant(captured)
    return Row(
        series, url, moment, instant(captured + packaged) if packaged else moment, sequence, names[archive],
        urn(capture), digest(statement), _digests(previous) if previous else (), named,
        names[warc] if warc else named[:_ENDING] + WARC, offset, length, digest(text) if text else None, claims,
        names[relation] if relation else None, digest(source) if source else None,  # type: ignore[arg-type]
        digest(segment) if segment else None, names[quality] if quality else None,  # type: ignore[arg-type]
        names[case_id] if case_id else None,
    )  # fmt: skip


def to_tally(columns: Columns, names: Mapping[int, str]) -> tuple[str, bytes, str, int, int]:
    """What `Tally.add` counts of the columns TALLIED; raises as `to_row`."""
    warc, statement, captured, capture, series, spelling, sidecar, offset, length = columns
    return names[warc], statement, sidecar or _usual_sidecar(captured, _address(spelling, series)[1], capture), offset, length


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
    return (_seconds_to(moment[:10]) + _seconds_of_day(moment[11:16])) * SECOND + int(moment[17:19] + moment[20:26])


def instant(found: int) -> Instant:
    """The moment of so many microseconds since 1970."""
    minute, rest = divmod(found, _MINUTE)
    return f"{_day(minute // _DAY)[0]}{_CLOCK[minute % _DAY][0]}{rest // SECOND:02}.{rest % SECOND:06}Z"


def passages_of_second(captured: int) -> tuple[int, int]:
    """The numbers that passages of this moment (microseconds) may have: first, and first that is too high."""
    second = max(-MAX_SECOND, min(captured // SECOND, MAX_SECOND))
    return second << BITS_OF_COUNT, (second + 1) << BITS_OF_COUNT


@lru_cache(maxsize=4096)
def _seconds_to(day: str) -> int:
    return int((datetime.fromisoformat(day).replace(tzinfo=UTC) - _EPOCH).total_seconds())


@lru_cache(maxsize=_DAY)
def _seconds_of_day(minute: str) -> int:
    return int(minute[:2]) * 3600 + int(minute[3:]) * 60


@lru_cache(maxsize=4096)
def _day(days: int) -> tuple[str, str]:
    """A day since 1970 as it stands in an `Instant`, and as in a file's name with its folder."""
    day = (_EPOCH + timedelta(days=days)).isoformat()[:10]
    return f"{day}T", f"{day.replace('-', '/')}/{day.replace('-', '')}T"


def _digests(found: bytes) -> tuple[str, ...]:
    if len(found) == DIGEST_OCTETS:
        return (PREFIX + found.hex(),)
    return tuple(digest(found[start : start + DIGEST_OCTETS]) for start in range(0, len(found), DIGEST_OCTETS))


def _usual_sidecar(captured: int, host: str, capture: bytes) -> str:
    """The name that `bundle.naming` gives; should it ever give another one, names are kept as text."""
    minute, rest = divmod(captured, _MINUTE)
    moment = f"{_day(minute // _DAY)[1]}{_CLOCK[minute % _DAY][1]}{rest // SECOND:02}Z"
    return f"{moment}-{host}-{capture[:4].hex()}{SIDECAR}"


@lru_cache(maxsize=4096)
def _spelling(url: str, series: str) -> tuple[str | int, str]:
    """How the URL is spelled, given its series, and its host as in a file's name."""
    rest = _host_first(series)
    return next((number for number, start in enumerate(SPELLINGS) if url == start + rest), url), host_part(url)


@lru_cache(maxsize=4096)
def _address(spelling: int | str, series: str) -> tuple[str, str]:
    """The URL, and its host as in a file's name."""
    url = spelling if isinstance(spelling, str) else SPELLINGS[spelling] + _host_first(series)
    return url, host_part(url)


@lru_cache(maxsize=4096)
def _host_first(series: str) -> str:
    host, _, path = series.partition(")")
    return ".".join(reversed(host.split(","))) + path
