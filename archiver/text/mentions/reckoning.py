"""Which day, week, month or year an expression means, reckoned from the day of publication.

    by_word("yesterday", date(2022, 9, 14)) == "2022-09-13"
    by_day("last week", "week", date(2022, 9, 14)) == "2022-W36"

An article tells what has happened: a bare weekday is the last one before the day of publication (or that day), a bare
month or date the one of that year that is over. What stays open ("next Friday", "less than a week ago") has no date.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from archiver.text.tokens import word_list

MONTHS = word_list("January February March April May June July August September October November December")
_DAYS = word_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_NUMBERS = {word: n for n, word in enumerate(word_list("zero one two three four five six seven eight nine ten"))}
_NUMBERS |= {"a": 1, "an": 1, "twelve": 12}
_SHIFTS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_AGO = re.compile(r"(?:(\d{1,4})|([a-z]+)) (day|week|month|year)s? (ago|earlier)\Z")
_WHICH = re.compile(r"(last|this|next|past) (week|month|year)\Z")
_VAGUE = re.compile(r"(?:less|more) than|around|about|only|just|over|nearly|within", re.IGNORECASE)
_STEPS = {"last": -1, "past": -1, "this": 0, "next": 1}


def by_word(word: str, published: date | None) -> str | None:
    """The day that "yesterday" and the like mean."""
    return _day(published, _SHIFTS[word]) if published else None


def _day(published: date, shift: int) -> str | None:
    try:
        return (published + timedelta(days=shift)).isoformat()
    except OverflowError:
        return None


def _month(published: date, shift: int) -> str | None:
    year, month = divmod(published.year * 12 + published.month - 1 + shift, 12)
    return f"{year:04d}-{month + 1:02d}" if 0 < year < 10_000 else None


def _shifted(published: date, unit: str, shift: int) -> str | None:
    """The day, week, month or year that lies `shift` of them from the day of publication."""
    if unit == "day":
        return _day(published, shift)
    if unit == "month":
        return _month(published, shift)
    if unit == "year":
        return f"{published.year + shift:04d}" if 0 < published.year + shift < 10_000 else None
    try:
        year, week, _ = (published + timedelta(weeks=shift)).isocalendar()
    except OverflowError:
        return None
    return f"{year:04d}-W{week:02d}"


def by_day(expression: str, word: str, published: date | None) -> str | None:
    """What an expression with a weekday or a unit of time means; `word` is that weekday or unit."""
    if published is None:
        return None
    lower = expression.lower()
    if word in _DAYS:
        back = (published.weekday() - _DAYS.index(word)) % 7
        if "next" in lower.split():
            return None
        return _day(published, -(back or 7) if "last" in lower.split() else -back)
    if _VAGUE.search(expression):
        return None
    which = _WHICH.search(lower)
    if which:
        return _shifted(published, which[2], _STEPS[which[1]])
    ago = _AGO.search(lower)
    number = int(ago[1]) if ago and ago[1] else _NUMBERS.get(ago[2]) if ago else None
    return _shifted(published, ago[3], -number) if ago and number is not None else None


def month_day(year: str | None, month: str, day: str | None, published: date | None, lead: str) -> str | None:
    """The date, as precise as it is printed; without a year that of the publication, unless it was still to come."""
    number = MONTHS.index(month) + 1
    chosen = int(year) if year else _year_over(number, int(day or 1), published, lead.lower().split())
    if chosen is None:
        return None
    if day is None:
        return f"{chosen:04d}-{number:02d}"
    try:
        return date(chosen, number, int(day)).isoformat()
    except ValueError:
        return None


def _year_over(month: int, day: int, published: date | None, lead: Sequence[str]) -> int | None:
    """The year of a date without one: that of the publication, the one before after "since" or "last", or none."""
    if published is None or "next" in lead:
        return None
    if (month, day) <= (published.month, published.day):
        return published.year
    return published.year - 1 if "since" in lead or "last" in lead else None
