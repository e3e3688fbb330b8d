"""Places as the model sees them, held against those that the plain rules find.

"in Trump"'s circus, "of Clinton"     a place by the rules, a person by the model: none
"Florida's governor"                  a place by the model
"“We left Lerna.”"                    the model does not read quotations: the rules, and what the article calls places
"""

from collections.abc import Sequence

from archiver.claims.syntax.parse.sentence import Sentence
from archiver.text.mentions.names import names
from archiver.text.mentions.places import is_people, without_kind
from archiver.text.tokens import Range, trimmed

_PLACES = ("GPE", "LOC")
_OTHERS = ("PERSON", "ORG", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW")
_POSSESSIVES = ("’s", "'s", "’", "'")


class Places:
    """What the model calls places in an article, and what it calls something else."""

    def __init__(self) -> None:
        self._found: dict[int, list[Range]] = {}
        self._places: set[str] = set()
        self._others: set[str] = set()
        self._hidden: dict[int, list[Range]] = {}

    def see(self, sentence: Sentence) -> None:
        """Takes in the entities of one sentence."""
        scene = sentence.scene
        self._hidden.setdefault(scene.block, []).extend((atom.start, atom.end) for _, atom in sentence.whole)
        for entity in sentence.doc.ents:
            if any(token.i in sentence.stands_for for token in entity):
                continue
            start, end = _bare(scene.text, sentence.start(entity[0]), sentence.end(entity[-1]))
            name = scene.text[start:end]
            if entity.label_ in _PLACES and name[:1].isupper() and not is_people(name):
                self._found.setdefault(scene.block, []).append((start, end))
                self._places |= {name, without_kind(name)}
            elif entity.label_ in _OTHERS:
                self._others |= {name, name.rpartition(" ")[2]} if entity.label_ == "PERSON" else {name}

    def refined(self, block: int, text: str, by_rule: Sequence[Range]) -> tuple[Range, ...]:
        """The places of a block, of which the plain rules found `by_rule`; sorted, none overlaps another."""
        kept = list(self._found.get(block, ()))
        hidden = self._hidden.get(block, ())
        known = [r for r in names(text) if text[slice(*r)] in self._places and _inside(r, hidden)] if hidden else []
        other = self._others - self._places
        for start, end in (*(r for r in by_rule if text[slice(*r)] not in other), *known):
            if not any(start < b and a < end for a, b in kept):
                kept.append((start, end))
        return tuple(sorted(kept))


def _inside(span: Range, holes: Sequence[Range]) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in holes)


def _bare(text: str, start: int, end: int) -> Range:
    """The entity without an article in front and a possessive behind."""
    if text[start : start + 4].lower() == "the ":
        start += 4
    end = next((end - len(mark) for mark in _POSSESSIVES if text.endswith(mark, start, end)), end)
    return trimmed(text, start, end)
