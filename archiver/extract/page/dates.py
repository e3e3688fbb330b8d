"""Dates as pages write them, read to ISO 8601 and RFC 3339 without adding anything.

    iso_date("2022-09-13T05:30:00+0100") == "2022-09-13T05:30:00+01:00"
    iso_date("2022-09-13 05:30") == "2022-09-13T05:30"      # no offset stated, none invented
    iso_date("Tue, 13 Sep 2022 05:30:00 GMT") == "2022-09-13T05:30:00+00:00"
    iso_date("last Tuesday") is None

As precise as the evidence: a day stays a day, and a time without an offset stays one.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"""(\d{4})(-?)(\d\d)\2(\d\d)
        (?:[T ]\s?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)
# RFC 5322 3.3, with the obsolete zone names; the parser itself would accept far more
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|Z)", re.ASCII
)
MAX_LENGTH = 64  # code points; no date is longer
MIN_YEAR = 1600  # "0001-01-01" is how programs write that nobody set a date


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
    written = _written(match) if match else None
    return written if written and _exists(written) else None


def _written(match: re.Match[str]) -> str:
    year, _, month, day, hour, minute, second, fraction, zone = match.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    time = f"{hour}:{minute}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "")
    return f"{date}T{time}{_offset(zone)}"


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
