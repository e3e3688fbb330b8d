"""A sentence as the parser gets it, and the way back from its tokens to the article.

    '"We left. All of us," Ana Lee said.' is parsed as 'It works, Ana Lee said.'

A whole quotation says nothing about who says it, and its own sentences would confuse the parser: a short clause stands
for it. Words picked from a quotation stay in their sentence, without their marks.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from archiver.claims.attribution.cues import LEXICON
from archiver.claims.quotations.scene import QUOTED, Atom, Scene
from archiver.text.tokens import Range

STANDS_FOR_QUOTATION = "It works"
_FRAGMENT_WORDS = 12
_TITLE_WORDS = 6


class Prepared(NamedTuple):
    """Text for the parser; `starts` and `origins` map its offsets to the block's; `standing` are ranges in `text` that
    stand for an atom each.
    """

    scene: Scene
    sentence: Range
    text: str
    starts: Sequence[int]
    origins: Sequence[int]
    standing: Sequence[tuple[int, int, Atom]]
    fragments: Sequence[Atom]


def _is_title(inner: str) -> bool:
    """Whether the words are set as those of a title: "Contract with America"."""
    words = [word.strip("’'”.,!?") for word in inner.split()]
    long = [word for word in words if len(word) > 3]
    return len(words) <= _FRAGMENT_WORDS and all(word[:1].isupper() or word[:1].isdigit() for word in long)


def _said(ahead: str) -> bool:
    """Whether a word of saying stands near the end of `ahead`."""
    return any(word.lower() in LEXICON for word in ahead[-60:].rstrip(",").split()[-3:])


def is_whole(scene: Scene, sentence: Range, atom: Atom) -> bool:
    """Whether the quotation is something said, rather than words picked from it."""
    inner = scene.text[atom.inner_start : atom.inner_end].strip()
    words = len(inner[:400].split())
    ahead = scene.masked[sentence[0] : atom.start].rstrip()
    behind = scene.masked[atom.end : sentence[1]].strip(QUOTED + " .,?!…;—–-")
    last = scene.masked[atom.end - 1]
    if not ahead.strip(QUOTED + " .,?!…;—–-―"):
        return last in ",?!…." or not behind or words > _FRAGMENT_WORDS or scene.masked[atom.end : atom.end + 1] in (",", "—", "–")
    starts = inner[:1].isupper() or inner[:1] in "[…"
    if ahead[-1] == "," and words <= _TITLE_WORDS and _is_title(inner) and not _said(ahead):
        return False
    if ahead[-1] in ":,―—–":
        return starts or ahead[-1] == ":" or (words >= 3 and last in ",.?!")
    return (starts and words >= 3 and last != QUOTED and not _is_title(inner)) or words > 30


_DATELINE = re.compile(r"(?:[A-Z][A-Z.,’' ]{2,40}(?:,? [A-Z][\w.]{1,15}){0,3}|[A-Z][\w.,’' ]{1,40}(?= \())(?: \([\w/ ]{2,20}\))? ?(?:—|–|―|--| - ) ?")
_OPENING = re.compile(r"(?<![^\s(\[—–-])''(?=[^\s'])")
_CLOSING = re.compile(r"(?<=[^\s])''(?!')")


def with_double_marks(text: str) -> str:
    """`text` with two apostrophes that stand for a double quotation mark set as one and a space: every offset stays."""
    return _CLOSING.sub("” ", _OPENING.sub(" “", text)) if "''" in text else text


def prepared(scene: Scene, sentence: Range, atoms: Sequence[Atom]) -> Prepared:
    """The sentence made ready."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    standing = []
    fragments = []
    size = 0

    def put(text: str, origin: int) -> None:
        nonlocal size
        if text:
            starts.append(size)
            origins.append(origin)
            pieces.append(text)
            size += len(text)

    position = sentence[0]
    if position == 0:
        dateline = _DATELINE.match(scene.masked, 0, sentence[1])
        position = dateline.end() if dateline else 0
    for atom in atoms:
        before = scene.text[position : atom.start]
        put(before[:-1] if before.endswith("  ") else before, position)
        if is_whole(scene, sentence, atom):
            begin = size
            put(STANDS_FOR_QUOTATION, atom.start)
            standing.append((begin, size, atom))
            mark = scene.masked[atom.end - 1]
            if mark != QUOTED and not scene.masked[atom.end:sentence[1]].startswith(mark):
                put(mark, atom.end - 1)
        else:
            fragments.append(atom)
            put(scene.text[atom.inner_start : atom.inner_end], atom.inner_start)
        position = atom.end + (scene.text[atom.end : atom.end + 2] == "  ")
    put(scene.text[position : sentence[1]], position)
    return Prepared(scene, sentence, "".join(pieces), starts, origins, standing, fragments)


class Sentence:
    """A parsed sentence."""

    def __init__(self, prepared: Prepared, doc: Doc) -> None:
        self.prepared, self.doc = prepared, doc
        self.scene, self.range = prepared.scene, prepared.sentence
        self.atom_of: dict[int, Atom] = {}
        self.atoms: list[tuple[Token, Atom]] = []
        for begin, end, atom in prepared.standing:
            inside = [t for t in doc if begin <= t.idx < end]
            for t in inside:
                self.atom_of[t.i] = atom
            if inside:
                self.atoms.append((inside[-1], atom))
        self.quoted: dict[int, Atom] = dict(self.atom_of)
        if prepared.fragments:
            for t in doc:
                at = self.start(t)
                for atom in prepared.fragments:
                    if atom.start <= at < atom.end:
                        self.quoted[t.i] = atom

    def _origin(self, offset: int) -> int:
        at = bisect_right(self.prepared.starts, offset) - 1
        return self.prepared.origins[at] + offset - self.prepared.starts[at]

    def start(self, token: Token) -> int:
        """Where the token begins in its block."""
        atom = self.atom_of.get(token.i)
        return atom.start if atom else self._origin(token.idx)

    def end(self, token: Token) -> int:
        """Where the token ends in its block."""
        atom = self.atom_of.get(token.i)
        return atom.end if atom else self._origin(token.idx + len(token.text) - 1) + 1


def sentences(scene: Scene) -> list[Range]:
    """The scene's sentences; one that is a quotation ending in "?", "!" or "…" goes with the tag behind it."""
    found: list[Range] = []
    for start, end in scene.sentences:
        if found and _ends_as_question(scene, found[-1]) and _begins_as_tag(scene, start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _ends_as_question(scene: Scene, sentence: Range) -> bool:
    masked = scene.masked[sentence[0] : sentence[1]]
    return masked[-1:] in "?!…" and masked[-2:-1] == QUOTED and not masked.strip(QUOTED + "?!…. ")


def _begins_as_tag(scene: Scene, start: int, end: int) -> bool:
    words = scene.masked[start : min(end, start + 80)].split()[:5]
    return not words[0].startswith(QUOTED) and (
        any(entry is not None and entry.form == "finite" for entry in map(LEXICON.get, map(str.lower, words))) or words[1:3] == ["went", "on"]
    )
