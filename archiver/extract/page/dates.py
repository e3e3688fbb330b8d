"""Dates as pages write them, read to ISO 8601 and RFC 3339 without adding anything.

    iso_date("2022-09-13T05:30:00+0100") == "2022-09-13T05:30:00+01:00"
    iso_date("2022-09-13 05:30") == "2022-09-13T05:30"      # no offset stated, none invented
    iso_date("Tue, 13 Sep 2022 05:30:00 GMT") == "2022-09-13T05:30:00+00:00"
    iso_date("Sept. 13, 2022") == iso_date("13 вересня 2022") == iso_date("09/13/2022") == "2022-09-13"
    iso_date("2022/9/13") == "2022-09-13"
    iso_date("last Tuesday") is iso_date("09/10/2022") is None     # nobody knows which of the two is the month

As precise as the evidence: a day stays a day, and a time without an offset stays one.
"""

import re
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from archiver.extract.page.months import MONTHS, WEEKDAYS

_ISO = re.compile(
    r"""(\d{4})(-?)(\d\d)\2(\d\d)
        (?:[T ]\s?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# A year first, parted by what may stand between figures, with or without zeros: "2019/1/22"
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)
# RFC 5322 3.3, with the obsolete zone names; the parser itself would accept far more
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|Z)", re.ASCII
)
_NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
_FIRST = frozenset((*_NUMBERS, *" ".join(WEEKDAYS).replace("-feira", "").split()))
_WEEKDAY = rf"(?:(?:{'|'.join(' '.join(WEEKDAYS).split())})[.,]{{0,2}}\s)?"
# A time of day after it is left out: without its offset and in words it is as good as none
_AFTER = r"(?:\s?р\.|\s?г\.)?(?:,?\s?(?:at\s|um\s|à\s|a\slas\s|o\s|об\s|в\s|[-–|•·]\s)?\d{1,2}[:.h]\d\d.{0,16})?"
_NAMED = re.compile(
    rf"{_WEEKDAY}(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º)?(?:\.?\s|\.|-)(?:of\s|de\s)?(?P<m1>[^\W\d]{{3,12}})(?:\.?,?\s(?:de\s|del\s)?|-)"
    rf"(?P<y1>\d{{4}})|(?P<m2>[^\W\d]{{3,9}})(?:\.?\s|\.|-)(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s|,|-)(?P<y2>\d{{4}})){_AFTER}",
    re.IGNORECASE,
)
_NUMERIC = re.compile(rf"{_WEEKDAY}(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}){_AFTER}", re.IGNORECASE)
# How programs print a moment: ECMA-262 21.4.4.41 with its offset, and C's asctime with the name of a zone
_ECMA = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4}) (\d\d:\d\d:\d\d) (?:GMT|UTC)([+-]\d{4})(?: \(.{1,40}\))?", re.ASCII
)
_ASCTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} {1,2}\d{1,2}) \d\d:\d\d:\d\d(?: [A-Z]{1,5})? (\d{4})", re.ASCII)
MAX_LENGTH = 80  # code points; the longest is a program's, with its zone's name in words
MIN_YEAR = 1600  # "0001-01-01" is how programs write that nobody set a date
_WEST, _EAST = 12, 14  # hours; the zones farthest from UTC


def iso_date(text: str) -> str | None:
    """`text` as an ISO 8601 date or RFC 3339 time of the same precision; None when it is neither, or no real day."""
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    if _MONTH.fullmatch(text):
        return text if _exists(f"{text}-01") else None
    if _MAIL.fullmatch(text):
        return _mail_date(text)
    match = _ISO.fullmatch(text)
    written = _written(match) if match else _in_words(text) or _in_figures(text) or _by_program(text)
    return written if written and _exists(written) else None


def may_begin_a_date(word: str) -> bool:
    """Whether a date can begin with `word`: a figure, a month or a day of the week; asked before what costs more."""
    return word[:1].isdigit() or re.split(r"[.,-]", word.lower(), maxsplit=1)[0] in _FIRST


def is_that_day(moment: str, day: str) -> bool:
    """Whether `moment`, RFC 3339 in UTC, falls on `day`, the ISO 8601 day before or after it, somewhere on Earth."""
    if len(day) != len("2022-09-13") or len(moment) <= len(day):
        return False
    instant = datetime.fromisoformat(moment)
    if instant.utcoffset() != timedelta(0):
        return False
    days = date.fromisoformat(day).toordinal() - instant.toordinal()
    return (days == -1 and instant.hour < _WEST) or (days == 1 and instant.hour >= 24 - _EAST)


def _written(match: re.Match[str]) -> str:
    year, _, month, day, hour, minute, second, fraction, zone = match.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    time = f"{hour}:{minute}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "")
    return f"{date}T{time}{_offset(zone)}"


def _in_words(text: str) -> str | None:
    match = _NAMED.fullmatch(text)
    if not match:
        return None
    month = _NUMBERS.get((match["m1"] or match["m2"]).lower())
    return f"{match['y1'] or match['y2']}-{month:02}-{int(match['d1'] or match['d2']):02}" if month else None


def _in_figures(text: str) -> str | None:
    """A date in figures; with the year last only dots fix the order, and a number above twelve."""
    if first := _YEAR_FIRST.fullmatch(text):
        return f"{first[1]}-{int(first[3]):02}-{int(first[4]):02}"
    match = _NUMERIC.fullmatch(text)
    if not match:
        return None
    one, other, year = int(match[1]), int(match[3]), match[4]
    if match[2] == "." or one > 12 or one == other:
        return f"{year}-{other:02}-{one:02}"
    return f"{year}-{one:02}-{other:02}" if other > 12 else None


def _by_program(text: str) -> str | None:
    if match := _ECMA.fullmatch(text):
        day = _in_words(match[1])
        return f"{day}T{match[2]}{_offset(match[3])}" if day else None
    match = _ASCTIME.fullmatch(text)
    return _in_words(f"{' '.join(match[1].split())} {match[2]}") if match else None


def _offset(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone[0] not in "+-":
        return "Z"
    digits = zone.replace(":", "")[1:].ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _mail_date(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return None


def _exists(written: str) -> bool:
    try:
        return datetime.fromisoformat(written).year >= MIN_YEAR
    except ValueError:
        return False
