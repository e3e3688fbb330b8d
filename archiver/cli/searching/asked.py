"""From what is typed to a `Query`.

moment_from("2026-11")  == "2026-11-01T00:00:00.000000Z"        --since: the first moment of it
moment_after("2026-11") == "2026-12-01T00:00:00.000000Z"        --until: the first moment that is not in it any more
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar, get_args

from archiver.errors import UsageError
from archiver.index.interface import Query, Sort
from archiver.model import instant
from archiver.model.capture import QualityVerdict
from archiver.model.claim import Kind
from archiver.model.digest import PREFIX

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_HEX = re.compile(r"[0-9a-f]{64}")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True)
class Asked:
    """The options of `archiver search`, as they were typed."""

    words: str | None
    speaker: str | None
    place: str | None
    kind: str | None
    url: str | None
    prefix: str | None
    host: str | None
    since: str | None
    until: str | None
    digest: str | None
    quality: str | None
    case_id: str | None
    sort: str | None
    limit: int
    offset: int


_NAMES = {"words": "WORD", "quality": "--verdict", "case_id": "--case"}  # of those whose option has another name


def query_of(asked: Asked) -> Query:
    """The question; raises UsageError for what cannot be understood, or asks for nothing."""
    for name, value in vars(asked).items():
        if isinstance(value, str) and not value.strip():
            raise UsageError(f"{_NAMES.get(name, f'--{name}')}: expected something to look for, found nothing")
    since = _moment("--since", asked.since, moment_from)
    until = _moment("--until", asked.until, moment_after)
    if since and until and since >= until:
        raise UsageError(
            f"expected --since before --until, found {asked.since} and {asked.until}: nothing is in between"
        )
    return Query(
        words=asked.words or "",
        speaker=asked.speaker or "",
        place=asked.place or "",
        kind=_one_of("--kind", asked.kind, get_args(Kind)),
        url=_address(asked.url),
        prefix=_address(asked.prefix),
        host=asked.host,
        since=since,
        until=until,
        digest=_digest(asked.digest) if asked.digest else None,
        quality=_one_of("--verdict", asked.quality, get_args(QualityVerdict)),
        case_id=asked.case_id,
        sort=_one_of("--sort", asked.sort, get_args(Sort)),
        limit=asked.limit,
        offset=asked.offset,
    )


def moment_from(text: str) -> str:
    """The first moment of a year, month or day in UTC, or the moment itself; raises UsageError."""
    return _span(text)[0]


def moment_after(text: str) -> str:
    """The first moment after a year, month or day in UTC, or after the moment itself; raises UsageError."""
    return _span(text)[1]


def _moment(option: str, text: str | None, read: Callable[[str], str]) -> str | None:
    try:
        return read(text) if text else None
    except UsageError as e:
        raise UsageError(f"{option}: {e}") from e


def _span(text: str) -> tuple[str, str]:
    try:
        if found := _DATE.fullmatch(text):
            year, month, day = (int(part) if part else None for part in found.groups())
            first = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
            return instant.format_instant(first), instant.format_instant(_next(first, month, day))
        moment = instant.read(text)
        return instant.format_instant(moment), instant.format_instant(moment + timedelta(microseconds=1))
    except (ValueError, OverflowError) as e:
        why = f" ({e})" if _DATE.fullmatch(text) else ""
        raise UsageError(
            f"expected a time such as 2026, 2026-11, 2026-11-22 or 2026-11-22T07:15:00Z, found {text[:80]!r}{why}"
        ) from e


def _next(first: datetime, month: int | None, day: int | None) -> datetime:
    if day:
        return first + timedelta(days=1)
    if month and month < 12:
        return first.replace(month=month + 1)
    return first.replace(year=first.year + 1, month=1)


def _address(text: str | None) -> str | None:
    """As people write it: `example.org/news` is on the web."""
    return text if text is None or "://" in text else f"https://{text}"


def _digest(text: str) -> str:
    plain = text.lower().removeprefix(PREFIX)
    if not _HEX.fullmatch(plain):
        raise UsageError(f"--digest: expected 64 hex digits, as `sha256sum` prints them, found {text[:80]!r}")
    return PREFIX + plain


def _one_of(option: str, value: str | None, known: tuple[Choice, ...]) -> Choice | None:
    if value is None:
        return None
    for one in known:
        if one == value:
            return one
    raise UsageError(f"{option}: expected one of {', '.join(known)}, found {value[:80]!r}")
