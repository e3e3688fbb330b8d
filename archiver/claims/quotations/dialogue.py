"""Speech that dashes mark, as Ukrainian and Russian have it.

    "— Я не поїду, — каже Олена. — Тут мій дім."     a paragraph that begins with a dash is speech; its tag is not
    "«Я не поїду, — каже Олена, — тут мій дім»."     one pair of marks runs over the tag

A tag is what stands between dashes and has a verb of saying among its first words.
"""

import re
from collections.abc import Iterator

from archiver.claims.attribution.cues import LEXICON
from archiver.text.tokens import WORD, Range

_TAG_WORDS = 5  # words in which the verb of a tag stands
_TAG_LENGTH = 120  # code points
_OPENING = re.compile(r"[—–-][ \u00a0](?=[^\W\d_])")
_TAG = re.compile(r"(?<=[,.?!…])[ \u00a0][—–][ \u00a0](?=[^\W\d_])")
_TAG_END = re.compile(r"(?<=[.,])[ \u00a0][—–][ \u00a0]")


def _is_tag(text: str, start: int, end: int) -> bool:
    for number, word in enumerate(WORD.finditer(text, start, min(end, start + _TAG_LENGTH))):
        entry = LEXICON.get(word[0].lower())
        if entry is not None and entry.slavic and entry.form == "finite" and entry.frame != "source":
            return True
        if number == _TAG_WORDS:
            return False
    return False


def _tags(text: str, start: int, end: int) -> Iterator[Range]:
    """The tags in `start`..`end`, each with the dashes around it."""
    position = start
    while match := _TAG.search(text, position, end):
        position = match.end()
        if _is_tag(text, match.end(), end):
            stop = _TAG_END.search(text, match.end(), min(end, match.end() + _TAG_LENGTH))
            position = stop.end() if stop else end
            yield match.start(), position


def spoken(text: str, start: int, end: int) -> list[Range]:
    """What of `start`..`end`, which is speech, remains when its tags are taken out."""
    found, position = [], start
    for tag_start, tag_end in _tags(text, start, end):
        found.append((position, tag_start))
        position = tag_end
    return [(a, b) for a, b in (*found, (position, end)) if a < b]


def dialogue(text: str) -> list[Range]:
    """The speech of a paragraph that begins with a dash and has a tag; empty when it is no such paragraph."""
    opening = _OPENING.match(text)
    if opening is None:
        return []
    found = spoken(text, opening.end(), len(text))
    return found if found != [(opening.end(), len(text))] else []
