"""The sentences of a version, as what two versions are compared by, and the words in a sentence.

    units(("Title", "He left. She stayed."))[1] == Unit(block=1, start=0, end=8, text="He left.", form="he left.")
    [word.key for word in words_in("2,000 of “them”")] == ["2000", "of", "them"]

A number is one word, separators and sign included, so that `2,000` and `3,000` differ as a whole. A word's key is what
stays the same when only typography changes: case, quotation marks, dashes, white space, zero-width characters.
Punctuation is no word; the signs of currencies, per cent and degree are.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from archiver.compare.form import comparison_form
from archiver.text.sentences import sentences

KEPT_WORDS = 4_096  # sentences whose words are remembered

_GROUP = "[,.  \u2009\u202f’']"
_WORD = re.compile(
    r"[^\W\d_]+(?:[’'ʼ\-‐‑\u00ad\u200b-\u200f\u2060\ufeff][^\W\d_]+)*\d*"  # first: nearly all words are this
    rf"|(?<![\w])[-−+]?\d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)(?:[.,]\d+)?"  # 2,000 and 2 000 000.5
    r"|(?<![\w])[-−+](?=\d)\d+(?:[.,:]\d+)*|\d+(?:[.,:]\d+)*"
    r"|\w+|[$€£¥₴₽%°‰]"
)
_FORMAT = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_GROUPED = re.compile(rf"(?<=\d){_GROUP}(?=\d{{3}}(?!\d))")
_MARKS = str.maketrans({"’": "'", "ʼ": "'", "‐": "-", "‑": "-", "−": "-"})


class Unit(NamedTuple):
    """A sentence in its block, as code points; `form` is its comparison form."""

    block: int
    start: int
    end: int
    text: str
    form: str


class Word(NamedTuple):
    """A word in a sentence: where it stands there, as printed, and its key."""

    start: int
    end: int
    text: str
    key: str

    @property
    def number(self) -> bool:
        """Whether it is written in digits."""
        return self.key[-1:].isdigit() and not self.key[0].isalpha()


def units(blocks: Sequence[str | None], known: dict[str, list[Unit]] | None = None) -> list[Unit]:
    """The sentences of `blocks` in order; a withheld block has none.

    `known` keeps the units of each block: the other version has most of its blocks in common with this one.
    """
    known = {} if known is None else known
    found: list[Unit] = []
    for number, block in enumerate(blocks):
        if block is None:
            continue
        if block not in known:
            ranges = [(start, end, block[start:end]) for start, end in sentences(block)]
            known[block] = [Unit(number, start, end, text, comparison_form(text)) for start, end, text in ranges]
        found += [unit if unit.block == number else unit._replace(block=number) for unit in known[block]]
    return found


@lru_cache(maxsize=KEPT_WORDS)
def words_in(text: str) -> tuple[Word, ...]:
    """The words of a sentence, in order."""
    return tuple([Word._make((*found.span(), word := found[0], _key(word))) for found in _WORD.finditer(text)])


def each_word(text: str) -> Iterator[Word]:
    """The same one by one, for whoever may need the first ones only."""
    return (Word(*found.span(), word := found[0], _key(word)) for found in _WORD.finditer(text))


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    if word.isascii() and word.isalpha():
        return word.lower()
    if any(character.isdigit() for character in word) and not word[0].isalpha():
        return _number(word)
    plain = _FORMAT.sub("", unicodedata.normalize("NFKC", word).translate(_MARKS)).casefold()
    return plain or word


def _number(word: str) -> str:
    """Digits without the marks between thousands: `2,000` and `2 000` are one number, `2,5` is another."""
    plain = unicodedata.normalize("NFKC", word).translate(_MARKS)
    return _GROUPED.sub("", plain) if plain.count(".") != 1 or "," in plain else _GROUPED_BUT_DOT.sub("", plain)


_GROUPED_BUT_DOT = re.compile(r"(?<=\d)[,  \u2009\u202f’'](?=\d{3}(?!\d))")
