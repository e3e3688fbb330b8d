"""Time expressions as printed.

    times("on 5 April 2022") -> Moment(0, 15, "2022-04-05");   times("since April") -> Moment(0, 11, None)
    times("since April", date(2022, 9, 14)) -> Moment(0, 11, "2022-04")

There is an ISO 8601 date (week, month, year) where the text fixes one, alone or with the day of publication. No clock
is asked.
"""

import re
from datetime import date
from typing import NamedTuple

from archiver.text.mentions.reckoning import MONTHS, by_day, by_word, month_day
from archiver.text.tokens import word_list


class Moment(NamedTuple):
    """A time expression: its range, and its date or month if the text fixes one."""

    start: int
    end: int
    iso: str | None


_DAYS = word_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_UNITS = word_list("second minute hour day night week weekend month year decade")
_ALONE = word_list("yesterday today tomorrow tonight Yesterday Today Tomorrow Tonight")
# Literals only, so that the engine can skip to their first letters; what stands around is looked at from there.
_CORE = re.compile("(?:" + "|".join([*MONTHS, *_DAYS, *(f" {unit}" for unit in _UNITS), *_ALONE, " 19", " 20"]) + ")")
_LOOK_BACK = 40  # code points
_LEAD = r"(?:\b(?:[Ss]ince|[Bb]y|[Uu]ntil|[Ii]n|[Oo]n|[Bb]efore|[Aa]fter|[Ll]ast|[Nn]ext|[Tt]his|[Ff]rom) )"
_BEFORE_DATE = re.compile(rf"{_LEAD}?(?:\b(\d{{1,2}})(?:st|nd|rd|th)? )?\Z")
_AFTER_MONTH = re.compile(r"(?: (\d{1,2})(?:st|nd|rd|th)?(?![\w:]))?(?:,? ((?:19|20)\d\d)\b)?(?!\w)")
_AFTER_DAY = re.compile(r"(?: (?:morning|afternoon|evening|night))?(?!\w)")
_BEFORE_UNIT = re.compile(
    r"(?:\b(?:[Ww]ithin|[Ii]n|[Ff]or|[Aa]fter|[Oo]ver) )?"
    r"(?:\b(?:[Ll]ess than|[Mm]ore than|[Aa]round|[Aa]bout|[Oo]nly|[Jj]ust) )?"
    r"\b(?:\d{1,4}|[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|seven|eight|nine|ten|twelve|[Ss]everal|few|some|"
    r"many|[Ll]ast|[Pp]ast|[Nn]ext|[Tt]his|that)(?: (?:few|last|past|two|three|several))?\Z"
)
_AFTER_UNIT = re.compile(r"s?(?: (?:ago|later|earlier))?(?!\w)")
_AHEAD = re.compile(r"\b(?:will|would|shall|going to|plans? to|due|expected|scheduled)\b[^.]*\Z")
_YEAR = re.compile(r"\d\d(?!\w)")


def _around(
    text: str, at: int, end: int, before: re.Pattern[str], after: re.Pattern[str]
) -> tuple[re.Match[str], re.Match[str]] | None:
    """The matches of `before`, ending at `at`, and of `after`, starting at `end`; None unless there are both."""
    left = before.search(text, max(0, at - _LOOK_BACK), at)
    right = after.match(text, end)
    return (left, right) if left and right else None


def _moment(text: str, core: re.Match[str], published: date | None) -> Moment | None:
    """The time expression around `core`, if it is one."""
    word, (at, end) = core[0], core.span()
    unit = word[0] == " "
    if unit and word[1].isdigit():
        year = _YEAR.match(text, end)
        lead = text[max(0, at - 2) : at] in ("in", "In") and not text[max(0, at - 3) : at - 2].isalnum()
        return Moment(at - 2, year.end(), text[at + 1 : year.end()]) if year and lead else None
    if word in _ALONE:
        return Moment(at, end, by_word(word.lower(), published))
    if not unit and at and text[at - 1].isalnum():
        return None
    month = word in MONTHS
    patterns = (_BEFORE_UNIT, _AFTER_UNIT) if unit else (_BEFORE_DATE, _AFTER_MONTH if month else _AFTER_DAY)
    sides = _around(text, at, end, *patterns)
    if sides is None or (word in ("May", "March") and not (sides[0][0] or sides[1][0])):
        return None
    left, right = sides
    start, stop = left.start(), right.end()
    reckoned = None if _AHEAD.search(text, max(0, start - _LOOK_BACK), start) else published
    if month:
        iso = month_day(right[2], word, left[1] or right[1], reckoned, text[start:at])
    else:
        iso = by_day(text[start:stop], word.strip(), reckoned)
    return Moment(start, stop, iso)


def times(text: str, published: date | None = None) -> tuple[Moment, ...]:
    """The time expressions of `text`, in order; `published` is the day that "yesterday" is reckoned from."""
    found: list[Moment] = []
    for core in _CORE.finditer(text):
        moment = _moment(text, core, published)
        if moment is not None and (not found or moment.start >= found[-1].end):
            found.append(moment)
    return tuple(found)
