"""A block made ready for reading: quotations masked, sentences, words, cues.

    Scene.masked of 'He said: "I left. He stayed."' is 'He said: ' and then marks of the same length

Masking keeps every offset. A masked quotation ends with its own last punctuation mark, so that sentences end where the
quotation ends one, but not inside it; when a tag follows ('"Why?" Bondar asked.') the mark is a comma.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from archiver.claims.attribution.cues import LEXICON
from archiver.claims.attribution.entry import Entry
from archiver.claims.quotations.quotes import Quotation, quotations
from archiver.model.article import Excluded
from archiver.text.mentions.hedges import hedges
from archiver.text.sentences import sentences
from archiver.text.tokens import Range, Word, words

QUOTED = "\x02"  # never in canonical text: controls are dropped there
_start = itemgetter(0)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SPACES = "\u00a0\u2007\u2009\u202f"
_TAG_REACH = 120  # code points of a tag
_CLOSING_MARKS = 4  # marks of a quotation inside it, at its end
_TAG_WORDS = 6  # words between a quotation and the verb of its tag
_TAG_END = re.compile(
    r"(?:[.,;:—–]|\Z| (?:in|on|at|to|of|during|after|when|while|as|before|with|about|him|her|them|out|it|again|"
    r"[a-z]+ly|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
)


class Atom(NamedTuple):
    """One block's piece of a quotation: range with marks, range without, which quotation, first or last piece."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    quotation: int
    first: bool
    last: bool


class Hit(NamedTuple):
    """A cue word in a block; `word` is its index in the block's words."""

    start: int
    end: int
    entry: Entry
    word: int


class Scene(NamedTuple):
    """A block made ready for reading; `text` has excluded spans blanked and plain spaces only, `masked` its
    quotations blanked too.
    """

    block: int
    text: str
    masked: str
    words: Sequence[Word]
    atoms: Sequence[Atom]
    cues: Sequence[Hit]
    sentences: Sequence[Range]
    cyrillic: bool
    hedges: Sequence[Range]


def blanked(blocks: Sequence[str], excluded: Sequence[Excluded]) -> list[str]:
    """`blocks` with the excluded spans replaced by spaces; spans that fit no block are ignored."""
    texts = list(blocks)
    for span in excluded:
        if span.block < len(texts):
            text = texts[span.block]
            start, end = min(span.start, len(text)), min(span.end, len(text))
            texts[span.block] = text[:start] + " " * (end - start) + text[max(start, end) :]
    return texts


def _plainly_spaced(text: str) -> str:
    """The text with a plain space for each that does not break or is thin: pages put them around names and figures."""
    for space in _SPACES:
        if space in text:
            text = text.replace(space, " ")
    return text


def _atoms(found: Sequence[Quotation]) -> dict[int, list[Atom]]:
    atoms: dict[int, list[Atom]] = {}
    for number, quotation in enumerate(found):
        final = len(quotation.pieces) - 1
        for at, piece in enumerate(quotation.pieces):
            atom = Atom(piece.outer_start, piece.outer_end, piece.start, piece.end, number, at == 0, at == final)
            atoms.setdefault(piece.block, []).append(atom)
    return atoms


def _tag_follows(text: str, position: int, words: Sequence[Word], word: int) -> bool:
    """Whether the words after `position` are a tag: at most a few, then a verb of saying and the end of the clause."""
    for start, end, lower in words[word : word + _TAG_WORDS]:
        if start - position > _TAG_REACH or any(mark in text[position:start] for mark in ',;:“"'):
            return False
        entry = LEXICON.get(lower)
        if entry is not None and entry.frame != "object" and entry.form == "finite":
            return _TAG_END.match(text, end) is not None
    return False


def _last_mark(text: str, atom: Atom, words: Sequence[Word], word: int) -> str:
    last = text[max(atom.inner_start, atom.inner_end - _CLOSING_MARKS) : atom.inner_end].rstrip("’'” \u00a0")[-1:]
    if last and last in "?!…" and _tag_follows(text, atom.end, words, word):
        return ","
    return last if last and last in ".?!…," else QUOTED


def _masked(text: str, atoms: Sequence[Atom], words: Sequence[Word]) -> str:
    """The text with its quotations masked."""
    pieces, position = [], 0
    for atom in atoms:
        pieces.append(text[position : atom.start])
        if atom.end > atom.start:
            word = bisect_left(words, atom.end, key=_start)
            pieces.append(QUOTED * (atom.end - atom.start - 1) + _last_mark(text, atom, words, word))
        position = atom.end
    return "".join([*pieces, text[position:]])


def _hits(masked: str, words: Sequence[Word]) -> list[Hit]:
    """The cue words outside the quotations."""
    found = [(at, start, end, LEXICON[word]) for at, (start, end, word) in enumerate(words) if word in LEXICON]
    return [Hit(start, end, entry, at) for at, start, end, entry in found if masked[start] != QUOTED]


def scenes(
    blocks: Sequence[str], excluded: Sequence[Excluded], language: str = "en"
) -> tuple[list[Scene], tuple[Quotation, ...]]:
    """Every block as a scene, and the quotations of all of them; `language` is the first subtag of the article's."""
    texts = [_plainly_spaced(text) for text in blanked(blocks, excluded)]
    found = quotations(texts)
    atoms = _atoms(found)
    staged = []
    for block, text in enumerate(texts):
        own, spoken = atoms.get(block, ()), words(text)
        masked = _masked(text, own, spoken) if own else text
        cyrillic = _CYRILLIC.search(text) is not None
        staged.append(
            Scene(
                block,
                text,
                masked,
                spoken,
                own,
                _hits(masked, spoken),
                sentences(masked, language),
                cyrillic,
                hedges(text, spoken),
            )
        )
    return staged, found
