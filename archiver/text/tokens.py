"""Words and letter classes that the other text modules share.

    words("the Oskil") == [(0, 3, "the"), (4, 9, "oskil")]

A word is a run of letters and digits with apostrophes or hyphens inside it ("Ukraine's", "Russian-held"). All
patterns in this package are linear: they start only where a run starts, and every repetition is bounded or possessive.
"""

import re

Range = tuple[int, int]
Word = tuple[int, int, str]

# Latin, Greek and Cyrillic capitals: the standard library's `re` has no \p{Lu}.
UPPER = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
WORD = re.compile(r"\w++(?:[’'\-]\w++)*+")


def word_list(listed: str) -> list[str]:
    """The words of a list written as one string, white space between them."""
    return listed.split()


def word_set(listed: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(listed.split())


def words(text: str) -> list[Word]:
    """The words of `text` in order: start, end, lower-case form (by which the word lists are keyed)."""
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals become two letters
        return [(m.start(), m.end(), m[0].lower()) for m in WORD.finditer(text)]
    spans = [m.span() for m in WORD.finditer(text)]
    return [(start, end, lower[start:end]) for start, end in spans]


def trimmed(text: str, start: int, end: int, drop: str = " \t\n") -> Range:
    """`start`, `end` without the characters of `drop` at both sides; empty when nothing is left."""
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end
