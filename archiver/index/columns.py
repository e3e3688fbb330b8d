"""A row of the index as it lies in the database, and back.

    sha256:5a78...                  32 octets              2026-11-22T07:15:01.000000Z    microseconds since 1970
    urn:uuid:1a2b3c4d-...           16 octets              https://www.example.org/a      1, given org,example)/a

Ids and digests lie in one value, `ids`, one after the other, because a value more costs more than its octets do:

    0 capture id  16 statement  48 segment  80 source  112 text  144 what it follows, 32 octets each

`holds` says which of the three in the middle there are; the others are zeros. Every function undoes its twin exactly; a
value that would not come back as it was is kept as text. Reading is what look-ups wait for, and writing what a rebuild
does: what many rows share is worked out once.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from archiver.bundle.naming import SIDECAR, WARC, host_part
from archiver.index.interface import Passage, Row
from archiver.index.schema import BITS_OF_COUNT, FIXED_OCTETS, SEGMENT, SOURCE, TEXT
from archiver.index.tally import where_of
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
    "ids", "holds", "captured", "packaged", "archive", "url", "sidecar", "warc", '"offset"', "length", "claims",
    "relation", "quality", "case_id",
)  # fmt: skip
NAMED = frozenset({"archive", "warc", "relation", "quality", "case_id"})
SELECTED = ", ".join(["s.surt", "p.sequence", *(f"p.{one}" for one in PACKAGE)])
TALLIED = 'p.warc, p.ids, p.captured, s.surt, p.url, p.sidecar, p."offset", p.length'
STATEMENT = slice(URN_OCTETS, URN_OCTETS + DIGEST_OCTETS)  # of `ids`

_ABSENT = "0" * 64
_ENDING, _DIGITS = -len(SIDECAR), len(PREFIX)
_SCHEME = len("https://")
_MINUTE, _DAY = 60 * SECOND, 24 * 60  # microseconds, and minutes
_TWO = tuple(f"{number:02}" for number in range(60))
_CLOCK = tuple((f"{hour:02}:{minute}:", f"{hour:02}{minute}") for hour in range(24) for minute in _TWO)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def package_columns(row: Row, numbers: Mapping[str, int]) -> tuple[Any, ...]:
    """The values of PACKAGE; `numbers` are those of the table `name`. Raises ValueError for what is no digest."""
    (
        series, url, captured_at, packaged_at, _, archive, capture_id, statement, previous, sidecar, warc, offset,
        length, text, claims, relation, source, segment, quality, case_id, _,
    ) = row  # fmt: skip
    day, clock, second = _day_of(captured_at[:10]), _clock_of(captured_at[11:16]), captured_at[17:19]
    captured = day[0] + clock[0] + int(second + captured_at[20:26])
    spelling, host = _spelling(url, series)
    ids = bytes.fromhex(
        f"{capture_id[9:].replace('-', '')}{statement[_DIGITS:]}{segment[_DIGITS:] if segment else _ABSENT}"
        f"{source[_DIGITS:] if source else _ABSENT}{text[_DIGITS:] if text else _ABSENT}"
        f"{''.join([one[_DIGITS:] for one in previous]) if previous else ''}"
    )
    if len(ids) != FIXED_OCTETS + DIGEST_OCTETS * len(previous):
        raise ValueError(f"expected ids and sha256 digests, found others in the row of {sidecar[:80]!r}")
    return (
        ids,
        (SEGMENT if segment else 0) | (SOURCE if source else 0) | (TEXT if text else 0),
        captured,
        0 if packaged_at == captured_at else microseconds(packaged_at) - captured,
        numbers[archive],
        spelling,
        None if sidecar == f"{day[1]}{clock[1]}{second}Z-{host}-{capture_id[9:17]}{SIDECAR}" else sidecar,
        None if warc == sidecar[:_ENDING] + WARC else numbers[warc],
        offset,
        length,
        claims,
        numbers[relation] if relation else None,
        numbers[quality] if quality else None,
        numbers[case_id] if case_id else None,
    )


def to_row(columns: Columns, names: Mapping[int, str]) -> Row:
    """The row of the columns SELECTED; raises ValueError, TypeError or LookupError for values that make none."""
    (
        series, sequence, ids, holds, captured, packaged, archive, spelling, sidecar, warc, offset, length, claims,
        relation, quality, case_id,
    ) = columns  # fmt: skip
    url, host = _address(spelling, series)
    each = _spelled(ids)
    moment, named = _moment_and_name(captured, host, each[:8])
    if sidecar:
        named = sidecar + ""  # as the next line: of another kind, it raises TypeError
    if (offset | length | claims | sequence) < 0:
        raise ValueError(f"expected numbers from 0 on, found {offset}, {length}, {claims} and {sequence}")
    return Row._make((
        series, url, moment, instant(captured + packaged) if packaged else moment, sequence, names[archive],
        f"urn:uuid:{each[:8]}-{each[8:12]}-{each[12:16]}-{each[16:20]}-{each[20:32]}", PREFIX + each[32:96],
        _digests(each) if len(each) > 2 * FIXED_OCTETS else (), named,
        names[warc] if warc else named[:_ENDING] + WARC, offset, length,
        PREFIX + each[224:288] if holds & TEXT else None, claims,
        names[relation] if relation else None, PREFIX + each[160:224] if holds & SOURCE else None,
        PREFIX + each[96:160] if holds & SEGMENT else None, names[quality] if quality else None,
        names[case_id] if case_id else None, None,
    ))  # fmt: skip


def to_tally(columns: Columns, names: Mapping[int, str]) -> tuple[str, bytes, str, int, int]:
    """What `Tally.add` counts of the columns TALLIED; raises as `to_row`."""
    warc, ids, captured, series, spelling, sidecar, offset, length = columns
    capture = _whole(ids)[:4].hex()
    named = sidecar or _moment_and_name(captured, _host_in(spelling, series), capture)[1]
    return where_of(names[warc] if warc else None, named), ids[STATEMENT], named, offset, length


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


def microseconds(moment: Instant) -> int:
    """Microseconds since 1970."""
    return _day_of(moment[:10])[0] + _clock_of(moment[11:16])[0] + int(moment[17:19] + moment[20:26])


def instant(found: int) -> Instant:
    """The moment of so many microseconds since 1970."""
    minute, rest = divmod(found, _MINUTE)
    second, fraction = divmod(rest, SECOND)
    return f"{_day(minute // _DAY)[0]}{_CLOCK[minute % _DAY][0]}{_TWO[second]}.{fraction:06}Z"


def passages_of_second(captured: int) -> tuple[int, int]:
    """The numbers that passages of this moment (microseconds) may have: first, and first that is too high."""
    second = max(-MAX_SECOND, min(captured // SECOND, MAX_SECOND))
    return second << BITS_OF_COUNT, (second + 1) << BITS_OF_COUNT


@lru_cache(maxsize=4096)
def _day_of(text: str) -> tuple[int, str]:
    """A day as it stands in an `Instant`: its microseconds since 1970, and the beginning of a file's name."""
    day = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return (day - _EPOCH) // timedelta(microseconds=1), _named(text)


@lru_cache(maxsize=_DAY)
def _clock_of(text: str) -> tuple[int, str]:
    """Hour and minute as they stand in an `Instant`: microseconds of the day, and as in a file's name."""
    return (int(text[:2]) * 60 + int(text[3:])) * _MINUTE, text[:2] + text[3:]


@lru_cache(maxsize=4096)
def _day(days: int) -> tuple[str, str]:
    """A day since 1970 as it stands in an `Instant`, and the beginning of a file's name."""
    day = (_EPOCH + timedelta(days=days)).isoformat()[:10]
    return f"{day}T", _named(day)


def _named(day: str) -> str:
    return f"{day.replace('-', '/')}/{day.replace('-', '')}T"


def _spelled(ids: bytes) -> str:
    """All of `ids` in hex digits."""
    return _whole(ids).hex()


def _whole(ids: bytes) -> bytes:
    if len(ids) < FIXED_OCTETS or (len(ids) - FIXED_OCTETS) % DIGEST_OCTETS:
        raise ValueError(f"expected {FIXED_OCTETS} octets of ids and 32 for each that it follows, found {len(ids)}")
    return ids


def _digests(each: str) -> tuple[str, ...]:
    """What follows the ids that every package has."""
    return tuple([PREFIX + each[at : at + 64] for at in range(2 * FIXED_OCTETS, len(each), 64)])


def _moment_and_name(captured: int, host: str, capture: str) -> tuple[Instant, str]:
    """A package's moment, and the name that `bundle.naming` gives its sidecar.

    Should it ever give another one, names are kept as text.
    """
    minute, rest = divmod(captured, _MINUTE)
    second, fraction = divmod(rest, SECOND)
    (date, folder), (clock, digits), seconds = _day(minute // _DAY), _CLOCK[minute % _DAY], _TWO[second]
    return f"{date}{clock}{seconds}.{fraction:06}Z", f"{folder}{digits}{seconds}Z-{host}-{capture}{SIDECAR}"


@lru_cache(maxsize=4096)
def _spelling(url: str, series: str) -> tuple[str | int, str]:
    """How the URL is spelled, given its series, and its host as in a file's name."""
    rest = _host_first(series)
    start = url.removesuffix(rest)
    return SPELLINGS.index(start) if start in SPELLINGS and start + rest == url else url, _host_of(url)


@lru_cache(maxsize=4096)
def _address(spelling: int | str, series: str) -> tuple[str, str]:
    """The URL, and its host as in a file's name."""
    url = spelling if isinstance(spelling, str) else SPELLINGS[spelling] + _host_first(series)
    return url, _host_of(url)


def _host_in(spelling: int | str, series: str) -> str:
    """The host of `_address`, which remembers hosts better without their paths."""
    if isinstance(spelling, str):
        return _host_of(spelling)
    return _address(spelling, series[: series.find("/", series.find(")")) + 1] or series)[1]


def _host_of(url: str) -> str:
    """As `host_part`, which remembers hosts better without their paths."""
    path = url.find("/", _SCHEME)
    return host_part(url if path < 0 else url[: path + 1])


def _host_first(series: str) -> str:
    host, _, path = series.partition(")")
    return ".".join(reversed(host.split(","))) + path
