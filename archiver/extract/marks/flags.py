"""Characters that can make a text look like another one: kept in the text, and named.

    flags(("Зброя з Kиєва",)) == (Flag(exact="Kиєва", block=0, start=8, end=13, kind="mixed-script"),)

Bidirectional controls reorder what a reader sees (UAX 9, "Trojan Source"), zero-width characters split or join words
unseen, and a Latin letter inside a Cyrillic or Greek word looks right and is found by no search (UTS 39 section 5.1).
Some are innocent: a zero-width joiner in an emoji, U+200E around a Hebrew name. They are named, never judged.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from archiver.model.article import Flag

MAX_FLAGS = 500  # of one article; a text with more is hostile as a whole, and each costs a line of the sidecar

# Unicode 16: Bidi_Control
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Default_Ignorable_Code_Point with no width of its own, apart from the bidi controls and variation selectors
_ZERO_WIDTH = "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_JOINER = "\u034f"  # to Python the only printable one among them
_INVISIBLE = re.compile(f"(?P<bidi>[{_BIDI}]+)|(?P<zero>[{_ZERO_WIDTH}]+)")
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_LOOKALIKE = re.compile("[\u0370-\u0373\u0376-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")
_WORD = re.compile(r"\w+")


def flags(blocks: Sequence[str]) -> tuple[Flag, ...]:
    """Every such place in canonical `blocks` in order, at most `MAX_FLAGS`; offsets are code points in the block."""
    return tuple(islice((flag for index, block in enumerate(blocks) for flag in _of(index, block)), MAX_FLAGS))


def _of(index: int, block: str) -> list[Flag]:
    if block.isascii():
        return []
    return sorted((*_invisible(index, block), *_mixed(index, block)), key=lambda flag: (flag.start, flag.end))


def _invisible(index: int, block: str) -> Iterator[Flag]:
    if block.isprintable() and _JOINER not in block:
        return
    for match in _INVISIBLE.finditer(block):
        kind: Literal["bidi-control", "zero-width"] = "bidi-control" if match["bidi"] else "zero-width"
        yield Flag(exact=match[0], block=index, start=match.start(), end=match.end(), kind=kind)


def _mixed(index: int, block: str) -> Iterator[Flag]:
    if not (_LATIN.search(block) and _LOOKALIKE.search(block)):
        return
    for word in _WORD.finditer(block):
        if _LATIN.search(word[0]) and _LOOKALIKE.search(word[0]):
            yield Flag(exact=word[0], block=index, start=word.start(), end=word.end(), kind="mixed-script")
