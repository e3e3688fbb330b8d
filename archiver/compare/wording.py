"""Two sentences that are one: which words changed, and what kinds of change that makes.

    classes_of(Marks(old...), Marks(new...)) == ("quantity",)
    pieces("2,000 of them", "3,000 of them") == [Piece("removed", "2,000"), Piece("added", "3,000"), Piece("same", ...)]

A word is explained by the first of these that it belongs to: quantity, hedge, negation, speaker, cue, name. Words that
none explains and that are no grammar make the sentence `reworded`; if no word differs the change is `typographic`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from archiver.compare.lexicon import DENYING, DIGITS, FUNCTION, REJECTING, SAYING, negates, opposite, stem
from archiver.compare.marks import Marks, Voice, may_count
from archiver.compare.units import Word, words_in
from archiver.text.mentions.names import without_title
from archiver.text.mentions.pronouns import is_pronoun
from archiver.text.tokens import Range

Class = Literal[
    "added", "removed", "moved", "quantity", "hedge", "speaker", "cue", "negation", "name", "reworded", "typographic"
]
CLASSES: tuple[Class, ...] = (
    "added", "removed", "moved", "quantity", "hedge", "speaker", "cue", "negation", "name", "reworded", "typographic",
)  # fmt: skip
MAX_CUE_WORDS = 3  # words that a cue's place can hold: "told reporters"
Step = tuple[str, int, int, int, int]


class Hunk(NamedTuple):
    """Words that stand in the place of others: indices in both sentences; one of them may be empty."""

    old: range
    new: range


@dataclass(frozen=True)
class Piece:
    """A stretch of the two sentences as one text to read."""

    kind: Literal["same", "removed", "added"]
    text: str


@lru_cache(maxsize=8)
def _opcodes(old: tuple[Word, ...], new: tuple[Word, ...]) -> list[Step]:
    return [
        (step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Indel.opcodes([word.key for word in old], [word.key for word in new])
    ]


def hunks(old: Sequence[Word], new: Sequence[Word]) -> list[Hunk]:
    """What differs between two lists of words, by their keys."""
    found: list[Hunk] = []
    for tag, a, b, c, d in _opcodes(tuple(old), tuple(new)):
        if tag == "equal":
            continue
        if found and found[-1].old.stop == a and found[-1].new.stop == c:
            found[-1] = Hunk(range(found[-1].old.start, b), range(found[-1].new.start, d))
        else:
            found.append(Hunk(range(a, b), range(c, d)))
    return found


def classes_of(old: Marks, new: Marks) -> tuple[Class, ...]:
    """The kinds of change between two sentences that are not the same; at least one."""
    differing = hunks(old.words, new.words)
    if not differing:
        return ("typographic",)
    found = set(_Reading(old, new, differing).classes())
    return tuple(kind for kind in CLASSES if kind in found) or ("reworded",)


class _Reading:
    """Takes words off what is unexplained, kind after kind."""

    def __init__(self, old: Marks, new: Marks, differing: Sequence[Hunk]) -> None:
        self._old, self._new, self._hunks = old, new, differing
        self._a = {n for hunk in differing for n in hunk.old}
        self._b = {n for hunk in differing for n in hunk.new}

    def classes(self) -> Iterator[Class]:
        yield from self._quantity()
        yield from self._hedge()
        yield from self._negation()
        yield from self._speaker()
        yield from self._cue()
        yield from self._name()
        yield from self._reworded()

    def _explain(self, old: Iterable[int], new: Iterable[int]) -> None:
        self._a.difference_update(old)
        self._b.difference_update(new)

    def _changed(self) -> Iterator[Word]:
        """The words that are not explained yet, of both sentences."""
        yield from (self._old.words[n] for n in self._a)
        yield from (self._new.words[n] for n in self._b)

    def _quantity(self) -> Iterator[Class]:
        if not any(may_count(word) for word in self._changed()):
            return
        before, after = (_figures(marks) for marks in (self._old, self._new))
        only = not (self._content(self._old, self._a) or self._content(self._new, self._b))
        if Counter(before) != Counter(after) or (only and before != after):
            yield "quantity"
        self._explain(self._old.quantity, self._new.quantity)

    def _content(self, marks: Marks, changed: set[int]) -> bool:
        """Whether a word changed that is no quantity and no function word."""
        return any(marks.words[n].key not in FUNCTION for n in changed - marks.quantity)

    def _hedge(self) -> Iterator[Class]:
        touched = self._a & self._old.hedge or self._b & self._new.hedge
        if touched and self._old.hedges != self._new.hedges:
            yield "hedge"
            self._explain(self._old.hedge, self._new.hedge)

    def _negation(self) -> Iterator[Class]:
        for hunk in self._hunks:
            before, after = self._open(hunk)
            ours = [n for n in before if negates(self._old.words[n].key)]
            theirs = [n for n in after if negates(self._new.words[n].key)]
            turned = [(a, b) for a in before for b in after if opposite(self._old.words[a].key, self._new.words[b].key)]
            if self._rejects(before, after, ours, theirs):
                continue
            if len(ours) != len(theirs) or turned:
                yield "negation"
                self._explain([*ours, *(a for a, _ in turned)], [*theirs, *(b for _, b in turned)])
                self._instead(before, after, ours, theirs)

    def _rejects(self, before: list[int], after: list[int], ours: list[int], theirs: list[int]) -> bool:
        """Whether "rejected" stands for "denied", or the other way round."""
        weak = [
            any(marks.words[n].key in REJECTING for n in side)
            for marks, side in ((self._old, before), (self._new, after))
        ]
        return (bool(ours) and weak[1]) or (bool(theirs) and weak[0])

    def _instead(self, before: list[int], after: list[int], ours: list[int], theirs: list[int]) -> None:
        """The one word that stands where a verb of denying stood: "denied" and "confirmed"."""
        denies = any(
            marks.words[n].key in DENYING for marks, side in ((self._old, ours), (self._new, theirs)) for n in side
        )
        if not denies:
            return
        if ours and not theirs and (there := [n for n in after if self._new.words[n].key not in FUNCTION]):
            self._explain((), there[:1])
        if theirs and not ours and (there := [n for n in before if self._old.words[n].key not in FUNCTION]):
            self._explain(there[:1], ())

    def _speaker(self) -> Iterator[Class]:
        if not self._old.speakers and not self._new.speakers:
            return
        before, after = self._old.speaker, self._new.speaker
        hit = [hunk for hunk in self._hunks if self._touches(hunk, before, after)]
        if not hit:
            return
        if not _same_people(self._touched(self._old, before, "old"), self._touched(self._new, after, "new")):
            yield "speaker"
            for hunk in hit:
                self._explain(set(hunk.old) - self._old.cue, set(hunk.new) - self._new.cue)
            self._explain(before, after)

    def _touched(self, marks: Marks, speaker: frozenset[int], side: Literal["old", "new"]) -> list[Voice]:
        """The speakers of one sentence whose words are among those that differ, all of them where none is."""
        changed = self._a if side == "old" else self._b
        words = [marks.words[n] for n in speaker & changed]
        hit = [
            voice
            for voice in marks.speakers
            if any(voice.start < word.end and word.start < voice.end for word in words)
        ]
        return hit or list(marks.speakers)

    def _cue(self) -> Iterator[Class]:
        for hunk in self._hunks:
            if not (hunk.old and hunk.new):
                continue
            before, after = self._open(hunk)
            ours, theirs = set(before) & self._old.cue, set(after) & self._new.cue
            if not (ours or theirs) and self._both_say(before, after):
                ours, theirs = set(before), set(after)
            if not (ours or theirs):
                continue
            if {stem(self._old.words[n].key) for n in before} == {stem(self._new.words[n].key) for n in after}:
                continue
            yield "cue"
            if max(len(before), len(after)) <= MAX_CUE_WORDS:
                self._explain(before, after)
            self._explain(ours, theirs)

    def _both_say(self, before: list[int], after: list[int]) -> bool:
        """Whether one verb of saying stands for another where no claim has found either."""
        if len(before) != 1 or len(after) != 1:
            return False
        return self._old.words[before[0]].key in SAYING and self._new.words[after[0]].key in SAYING

    def _name(self) -> Iterator[Class]:
        if not any(word.text[0].isupper() for word in self._changed()):
            return
        before, after = self._a & self._old.name, self._b & self._new.name
        ours = {self._old.words[n].key for n in before} - {word.key for word in self._new.words}
        theirs = {self._new.words[n].key for n in after} - {word.key for word in self._old.words}
        if not ours and not theirs:
            return
        if self._renamed(before, after):
            yield "name"
            self._explain(before, after)

    def _renamed(self, before: set[int], after: set[int]) -> bool:
        """Whether a name really is another: not a fuller form of one that stayed, nor a pronoun in its place."""
        for hunk in self._hunks:
            ours, theirs = before & set(hunk.old), after & set(hunk.new)
            if not ours and not theirs:
                continue
            others = [self._new.words[n] for n in hunk.new] if not theirs else [self._old.words[n] for n in hunk.old]
            if not (ours and theirs) and any(is_pronoun(word.text) for word in others):
                continue
            if not (ours and theirs) and (self._beside(self._old, ours) or self._beside(self._new, theirs)):
                continue
            return True
        return False

    def _beside(self, marks: Marks, changed: set[int]) -> bool:
        """Whether the words stand next to other words of the same name, which stayed."""
        unchanged = marks.name - changed - (self._a if marks is self._old else self._b)
        return any(n - 1 in unchanged or n + 1 in unchanged for n in changed)

    def _reworded(self) -> Iterator[Class]:
        before = Counter(stem(w.key) for n in self._a if (w := self._old.words[n]).key not in FUNCTION)
        after = Counter(stem(w.key) for n in self._b if (w := self._new.words[n]).key not in FUNCTION)
        if before != after:
            yield "reworded"

    def _open(self, hunk: Hunk) -> tuple[list[int], list[int]]:
        """The words of a hunk that are not explained yet."""
        return [n for n in hunk.old if n in self._a], [n for n in hunk.new if n in self._b]

    def _touches(self, hunk: Hunk, old: frozenset[int], new: frozenset[int]) -> bool:
        before, after = self._open(hunk)
        return bool(old.intersection(before) or new.intersection(after))


def _figures(marks: Marks) -> list[str]:
    keys = [marks.words[n].key for n in sorted(marks.quantity)]
    return [DIGITS.get(key, key) for key in keys if key not in FUNCTION]


def _same_people(ours: Sequence[Voice], theirs: Sequence[Voice]) -> bool:
    """Whether the speakers are the same: by name, a part of it, or what a pronoun stands for."""
    if not ours or not theirs:
        return not ours and not theirs
    people = [[_name_words(voice.stands_for) for voice in side] for side in (ours, theirs)]
    return all(any(a <= b or b <= a for b in people[1]) for a in people[0])


def _name_words(name: str) -> frozenset[str]:
    return frozenset(word.key for word in words_in(without_title(name)) if word.key not in FUNCTION)


def pieces(old: str, new: str) -> list[Piece]:
    """The two sentences as one text: what stayed (as the new one prints it), what went, what came."""
    found: list[Piece] = []
    a = b = 0
    for (start, end), (from_, to) in _stayed(old, new, words_in(old), words_in(new)):
        _put(found, old[a:start], new[b:from_])
        _put(found, old[start:end], new[from_:to])
        a, b = end, to
    _put(found, old[a:], new[b:])
    return found


def _stayed(old: str, new: str, ours: Sequence[Word], theirs: Sequence[Word]) -> Iterator[tuple[Range, Range]]:
    """Where the same words stand in both: a whole run of them where it is printed alike, else word by word."""
    for tag, a, b, c, d in _opcodes(tuple(ours), tuple(theirs)):
        if tag != "equal":
            continue
        runs = (ours[a].start, ours[b - 1].end), (theirs[c].start, theirs[d - 1].end)
        if old[slice(*runs[0])] == new[slice(*runs[1])]:
            yield runs
        else:
            words = zip(ours[a:b], theirs[c:d], strict=True)
            yield from (((one.start, one.end), (other.start, other.end)) for one, other in words)


def _put(found: list[Piece], old: str, new: str) -> None:
    """Appends a stretch; spaces and marks that both begin or end with stay out of what changed."""
    if old == new:
        _append(found, "same", new)
        return
    head = _shared(zip(old, new, strict=False))
    _append(found, "same", new[:head])
    old, new = old[head:], new[head:]
    tail = _shared(zip(reversed(old), reversed(new), strict=False))
    _append(found, "removed", old[: len(old) - tail])
    _append(found, "added", new[: len(new) - tail])
    _append(found, "same", new[len(new) - tail :])


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    """How many characters from the begin on are the same and belong to no word; a sign belongs to its number."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] and _is_between(pair[0]), pairs))


def _is_between(character: str) -> bool:
    return not character.isalnum() and character not in "-−+"


def _append(found: list[Piece], kind: Literal["same", "removed", "added"], text: str) -> None:
    if not text:
        return
    if found and found[-1].kind == kind:
        found[-1] = Piece(kind, found[-1].text + text)
    else:
        found.append(Piece(kind, text))
