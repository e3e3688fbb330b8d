"""A sentence as the parser gets it, and the way back from its tokens to the article.

    '"We left. All of us," Ana Lee said.' is parsed as 'It works, Ana Lee said.'

A whole quotation says nothing about who says it, and its own sentences would confuse the parser: a short clause stands
for it. Words picked from a quotation stay in their sentence, without their marks.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from archiver.claims.quotations.scene import QUOTED, Atom, Scene
from archiver.claims.syntax.parse.boundaries import dateline_end, is_whole
from archiver.text.tokens import Range

_STANDS_FOR_QUOTATION = "It works"


class Prepared(NamedTuple):
    """Text for the parser; `starts` and `origins` map its offsets to the block's, `whole` are ranges of it that stand
    for a quotation each, `picked` the quotations whose words stay.
    """

    scene: Scene
    sentence: Range
    text: str
    starts: Sequence[int]
    origins: Sequence[int]
    whole: Sequence[tuple[int, int, Atom]]
    picked: Sequence[Atom]


class _Text:
    """Pieces of text and where in the block they come from."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.size = 0

    def put(self, text: str, origin: int) -> None:
        """Appends `text`, which stands at `origin` in the block."""
        if text:
            self.starts.append(self.size)
            self.origins.append(origin)
            self.pieces.append(text)
            self.size += len(text)


def _put_whole(built: _Text, scene: Scene, end: int, atom: Atom) -> tuple[int, int, Atom]:
    """What stands for a quotation, with the mark it ends in unless that mark follows it anyway."""
    begin = built.size
    built.put(_STANDS_FOR_QUOTATION, atom.start)
    stands = (begin, built.size, atom)
    mark = scene.masked[atom.end - 1]
    if mark != QUOTED and not scene.masked.startswith(mark, atom.end, end):
        built.put(mark, atom.end - 1)
    return stands


def prepared(scene: Scene, sentence: Range, atoms: Sequence[Atom]) -> Prepared:
    """The sentence made ready; `atoms` are its quotations, in order."""
    built = _Text()
    whole: list[tuple[int, int, Atom]] = []
    picked: list[Atom] = []
    position = dateline_end(scene, sentence)
    for atom in atoms:
        built.put(scene.text[position : atom.start], position)
        if is_whole(scene, sentence, atom):
            whole.append(_put_whole(built, scene, sentence[1], atom))
        else:
            picked.append(atom)
            built.put(scene.text[atom.inner_start : atom.inner_end], atom.inner_start)
        position = atom.end
    built.put(scene.text[position : sentence[1]], position)
    return Prepared(scene, sentence, "".join(built.pieces), built.starts, built.origins, whole, picked)


class Sentence:
    """A parsed sentence. `stands_for` maps tokens to the whole quotation that they stand for, `quoted` to any
    quotation; `whole` has the last token and the quotation of each that is whole.
    """

    def __init__(self, prepared: Prepared, doc: Doc) -> None:
        self.prepared, self.doc = prepared, doc
        self.scene, self.range, self.picked = prepared.scene, prepared.sentence, prepared.picked
        self.stands_for: dict[int, Atom] = {}
        self.whole: list[tuple[Token, Atom]] = []
        for begin, end, atom in prepared.whole:
            inside = [token for token in doc if begin <= token.idx < end]
            self.stands_for |= {token.i: atom for token in inside}
            self.whole += [(token, atom) for token in inside[-1:]]
        self.quoted = dict(self.stands_for)
        for atom in prepared.picked:
            self.quoted |= {token.i: atom for token in doc if atom.start <= self.start(token) < atom.end}

    @property
    def last(self) -> int:
        """The last token that is no closing punctuation."""
        end = len(self.doc) - 1
        while end > 0 and (self.doc[end].is_punct or self.doc[end].is_space):
            end -= 1
        return end

    def _origin(self, offset: int) -> int:
        at = bisect_right(self.prepared.starts, offset) - 1
        return self.prepared.origins[at] + offset - self.prepared.starts[at]

    def start(self, token: Token) -> int:
        """Where the token begins in its block."""
        atom = self.stands_for.get(token.i)
        return atom.start if atom else self._origin(token.idx)

    def end(self, token: Token) -> int:
        """Where the token ends in its block."""
        atom = self.stands_for.get(token.i)
        return atom.end if atom else self._origin(token.idx + len(token.text) - 1) + 1
