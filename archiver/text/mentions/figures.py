"""Quantities as printed: value, unit, modifier. Nothing is ever converted.

    figures("more than 2,000km of land") -> Figure(0, 17, value="2000", unit="km", modifier="more than")
    figures("dozens of cities")          -> Figure(0, 16, value=None, unit="cities", modifier=None)
    figures("$1.2 billion")              -> Figure(0, 12, value="1200000000", unit="$", modifier=None)

`value` is the printed number as a decimal in text form, times the word of magnitude behind it ("million"); None
when the words give no number ("dozens"). `unit` is the word or sign as printed, None if there is none. Years,
dates, clock times, ordinals and numbers that belong to a name ("Article 16") are no quantities.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from archiver.text.tokens import Word, word_list, word_set


class Figure(NamedTuple):
    """A quantity and its range in the text."""

    start: int
    end: int
    value: str | None
    unit: str | None
    modifier: str | None


_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBERS = {w: n for n, w in enumerate(_SMALL)} | {w: 20 + 10 * n for n, w in enumerate(_TENS)}
_MAGNITUDES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "m": 10**6, "bn": 10**9, "tn": 10**12, "k": 1000,
    "тис": 1000, "тыс": 1000, "тисяч": 1000, "тысяч": 1000, "млн": 10**6, "млрд": 10**9,
}  # fmt: skip
_MODIFIER = re.compile(
    r"\b"
    r"(?:(?:no )?(?:more|less|fewer) than|at least|at most|up to|as many as|an estimated|around|about|"
    r"approximately|roughly|nearly|almost|over|under|some|several|only|just|понад|близько|майже|щонайменше|більше|менше|"
    r"около|более|менее|почти|свыше) \Z",
    re.IGNORECASE,
)
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DIGITS = r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,6}(?:\.\d{1,9})?|\d{1,18}(?:[.,]\d{1,9})?)(?![\d:/])"
_SPELT = rf"(?P<spelt>(?:{_WORDS})(?:-(?:{_WORDS}))?)"
_VAGUE = (
    r"(?P<vague>dozens|scores|(?:tens of |hundreds of )?thousands|hundreds|millions|billions|"
    r"десятки|сотні|сотни|тисячі|тысячи)"
)
_MAGNITUDE = (
    r"(?P<magnitude>[ \u00a0]?(?:hundred|thousand|million|billion|trillion|dozen|тисяч|тысяч|тис|тыс|млн|млрд)\b"
    r"(?:\.(?= [а-яіїєґ]))?|"
    r"(?:bn|tn|k|m)\b)?"
)
_UNIT_WORD = r"[^\W\d_]{1,24}(?:-[^\W\d_]{1,24})?"
_UNIT = (
    r"(?P<unit>[ \u00a0]?(?:%|[°€£₴₽]C?)|[ \u00a0]?per ?cent\b|[^\W\d_]{1,6}\b|"
    rf"(?(vague)(?: of)?|)[ \u00a0]{_UNIT_WORD}\b)?"
)
_FIGURE = re.compile(
    rf"(?:(?P<currency>[$€£₴₽]) ?)?(?:{_DIGITS}|(?:{_SPELT}|{_VAGUE}|(?P<half>half)|(?<=than )(?P<article>an?))\b)"
    rf"{_MAGNITUDE}{_UNIT}",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[\d$€£₴₽](?<![\w.,:/-].)")
_TELLING = _NUMBERS.keys() | set(
    word_list(
        "half dozen dozens scores hundreds thousands tens millions billions a an десятки сотні сотни тисячі тысячи"
    )
)
_NO_UNIT = word_set(
    "a an and or of in on at to by for from with as the that which who was were is are has have had will would "
    "after before since until but than more less not it he she they we per between out later into two three four "
    "five six seven eight nine ten over under when while і та й у в на до за від з и с к по от"
)
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]{2}\.?)\Z"
)
_NAME_BEFORE = re.compile(r"\b[^\W\d_a-zа-яіїєґ][^\W\d_]{1,24} \Z")
_ORDINAL = frozenset(("st", "nd", "rd", "th"))
_LOOK_BACK = 28
_SPELT_ALONE = word_set("one zero")


def _number(text: str) -> Decimal:
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    whole, comma, fraction = plain.partition(",")
    if comma and len(fraction) != 3 and fraction.isdigit() and len(whole) < 4:
        return Decimal(f"{whole}.{fraction}")
    return Decimal(plain.replace(",", ""))


def _spelt(text: str) -> Decimal:
    return Decimal(sum(_NUMBERS.get(word, 0) for word in text.lower().split("-")))


def _value(match: re.Match[str], magnitude: str | None) -> str | None:
    if match["vague"]:
        return None
    if match["digits"]:
        number = _number(match["digits"])
    elif match["spelt"]:
        number = _spelt(match["spelt"])
    else:
        number = Decimal("0.5") if match["half"] else Decimal(1)
    if magnitude is None:
        return f"{number:f}"
    scaled = f"{number * _MAGNITUDES[magnitude.lower()]:f}"
    return scaled.rstrip("0").rstrip(".") if "." in scaled else scaled


def _is_date_or_name(text: str, match: re.Match[str], unit: str | None) -> bool:
    digits = match["digits"]
    if unit and (unit.lower() in _ORDINAL or _MONTH.match(unit)):
        return True
    if not digits or match["currency"]:
        return False
    year = len(digits) == 4 and digits[:2] in ("19", "20")
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    named = unit is None and _NAME_BEFORE.search(before) is not None
    return named or (year and unit not in ("km", "%"))


def _unit(match: re.Match[str]) -> tuple[str | None, int]:
    """The unit as printed and where the figure ends."""
    unit = (match["unit"] or "").strip(" \u00a0")
    unit = unit[3:] if match["vague"] and unit.startswith("of ") else unit
    if not unit or unit.lower() in _NO_UNIT or (unit[0].isupper() and not _MONTH.match(unit)):
        return None, match.start("unit") if match["unit"] else match.end()
    return unit, match.end()


def _read(text: str, match: re.Match[str]) -> Figure | None:
    currency, magnitude = match["currency"], (match["magnitude"] or "").strip(" \u00a0.") or None
    unit, end = _unit(match)
    if magnitude in ("m", "k") and not currency:
        unit, end, magnitude = magnitude, match.end("magnitude"), None
    if _is_date_or_name(text, match, unit):
        return None
    lone = match["spelt"] and match["spelt"].lower() in _SPELT_ALONE and magnitude is None
    if unit is None and (match["vague"] or match["half"] or match["article"] or lone) and not currency:
        return None
    if currency:
        unit, end = currency, match.start("unit") if match["unit"] else end
    before = _MODIFIER.search(text[max(0, match.start() - _LOOK_BACK) : match.start()])
    modifier = before[0].rstrip() if before else None
    start = match.start() - (len(before[0]) if before else 0)
    return Figure(start, end, _value(match, magnitude), unit, modifier)


def _starts(text: str, words: Sequence[Word]) -> list[int]:
    """Where a figure may begin: at a digit or currency sign, at a number word, at "than a"."""
    spelt = [
        word[0]
        for at, word in enumerate(words)
        if (word[2] in _TELLING or ("-" in word[2] and word[2].partition("-")[0] in _TELLING))
        and (word[2] not in ("a", "an") or (at and words[at - 1][2] == "than"))
    ]
    return sorted([*(match.start() for match in _SIGN.finditer(text)), *spelt])


def figures(text: str, words: Sequence[Word]) -> tuple[Figure, ...]:
    """The quantities of `text`, whose words are `words`, in order."""
    found: list[Figure] = []
    for start in _starts(text, words):
        if found and start < found[-1].end:
            continue
        match = _FIGURE.match(text, start)
        figure = _read(text, match) if match else None
        if figure is not None:
            found.append(figure)
    return tuple(found)
