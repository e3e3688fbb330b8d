"""Which sentence of the new version is which of the old one, wherever it stands now.

    aligned = align(old_units, new_units)
    aligned.pairs == [(0, 0), (2, 1)]; aligned.moved == {(5, 1)}; aligned.removed == [1]; aligned.added == [3]

First what stands at both ends in both, then the same words anywhere, the n-th time for the n-th time. Between these,
where neither has more sentences than the other, what is nearly the same is paired as it stands; what is left, by what
its words have in common, rare words and the place counting most. Of all pairs the longest run that kept its order
stays, the others moved. Work is bounded: what repeats too often, or is left over in too large numbers, is not compared
by its words, and `coarse` says so.
"""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.compare.lexicon import FUNCTION, stem
from archiver.compare.units import Unit, words_in

MAX_LEFT = 3_000  # sentences of one version without an equal that are compared by their words
MAX_SHARING = 60  # sentences that share a word; a commoner word says nothing about which belong together
MAX_TRIED = 200_000  # pairs whose words are compared
MAX_WORDS = 400  # words of a sentence that count for its likeness
ALIKE = 0.55  # share of words in common that makes two sentences one
ALIKE_IN_PLACE = 0.34  # the same, where both stand between the same neighbours
NEARLY = 0.9  # the same, between which nobody has to look for a better one elsewhere
LIGHT = 0.25  # what a function word counts against another one


@dataclass(frozen=True)
class Alignment:
    """`pairs` of indices by old index, those of them that `moved`, the indices that have no partner, in order."""

    pairs: list[tuple[int, int]]
    moved: frozenset[tuple[int, int]]
    removed: list[int]
    added: list[int]
    coarse: tuple[str, ...] = ()


@dataclass
class _Left:
    """What has no partner yet."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    pairs: dict[int, int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def join(self, a: int, b: int) -> None:
        self.pairs[a] = b
        self.taken.add(b)

    def old_left(self) -> list[int]:
        return [a for a in range(len(self.old)) if a not in self.pairs]

    def new_left(self) -> list[int]:
        return [b for b in range(len(self.new)) if b not in self.taken]


def align(old: Sequence[Unit], new: Sequence[Unit]) -> Alignment:
    """Pairs the units of two versions."""
    left = _Left(old, new)
    _ends(left)
    _equal(left)
    coarse = _alike(left)
    pairs = sorted(left.pairs.items())
    return Alignment(pairs, _moved(pairs), left.old_left(), left.new_left(), coarse)


def _ends(left: _Left) -> None:
    """What stands at the beginning and at the end of both versions."""
    size = min(len(left.old), len(left.new))
    start = next((n for n in range(size) if left.old[n].form != left.new[n].form), size)
    end = next((n for n in range(size - start) if left.old[-1 - n].form != left.new[-1 - n].form), size - start)
    for n in range(start):
        left.join(n, n)
    for n in range(end):
        left.join(len(left.old) - 1 - n, len(left.new) - 1 - n)


def _equal(left: _Left) -> None:
    """The same words anywhere."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for b in left.new_left():
        places[left.new[b].form].append(b)
    for a in left.old_left():
        if there := places.get(left.old[a].form):
            left.join(a, there.popleft())


def _alike(left: _Left) -> tuple[str, ...]:
    """What has most of its words in common; what the limits kept from being looked at."""
    old, new = left.old_left(), left.new_left()
    if not old or not new:
        return ()
    coarse = []
    if max(len(old), len(new)) > MAX_LEFT:
        coarse.append(f"more than {MAX_LEFT} sentences differ: those behind are shown as removed and added")
        old, new = old[:MAX_LEFT], new[:MAX_LEFT]
    ours, theirs = {a: _Bag.of(left.old[a]) for a in old}, {b: _Bag.of(left.new[b]) for b in new}
    gaps = _gaps(left, old, new)
    _in_place(left, ours, theirs, gaps)
    gaps = _gaps(left, ours, theirs)
    tried = _candidates(ours, theirs, gaps)
    if len(tried) > MAX_TRIED:
        coarse.append(f"more than {MAX_TRIED} pairs of sentences share words: not all were compared")
        tried = tried[:MAX_TRIED]
    scored = []
    for a, b in tried:
        score, near = _likeness(ours[a], theirs[b]), gaps["old", a] == gaps["new", b]
        if score >= (ALIKE_IN_PLACE if near else ALIKE):
            scored.append((score + 0.1 * near, -abs(a - b), a, b))
    for _, _, a, b in sorted(scored, reverse=True):
        if a not in left.pairs and b not in left.taken:
            left.join(a, b)
    return tuple(coarse)


def _in_place(left: _Left, old: dict[int, "_Bag"], new: dict[int, "_Bag"], gaps: Mapping[tuple[str, int], int]) -> None:
    """Pairs what is nearly the same at the same place of a gap; takes it out of `old` and `new`.

    Only in gaps that hold as many sentences in both: where one came or went, its neighbours may be as like.
    """
    ours: dict[int, list[int]] = defaultdict(list)
    for a in old:
        ours[gaps["old", a]].append(a)
    theirs: dict[int, list[int]] = defaultdict(list)
    for b in new:
        theirs[gaps["new", b]].append(b)
    for gap, there in theirs.items():
        here = ours.get(gap, [])
        for a, b in zip(here, there, strict=True) if len(here) == len(there) else ():
            if _likeness(old[a], new[b]) >= NEARLY:
                left.join(a, b)
                del old[a], new[b]


@dataclass(frozen=True)
class _Bag:
    """The words of a sentence by their stems, each with what it counts; `total` is their sum.

    `telling` are the words by which its partner is looked for.
    """

    words: dict[str, float]
    total: float
    telling: Sequence[str]

    @classmethod
    def of(cls, unit: Unit) -> "_Bag":
        """The bag of a sentence's first `MAX_WORDS` words."""
        heavy: dict[str, float] = {}
        light: dict[str, float] = {}
        for word in words_in(unit.text)[:MAX_WORDS]:
            key = word.key
            if key in FUNCTION:
                light[f"{key}~"] = light.get(f"{key}~", 0.0) + LIGHT
            else:
                key = stem(key)
                heavy[key] = heavy.get(key, 0.0) + 1.0
        words, least = heavy | light, sum(light.values())
        total = least + sum(heavy.values())
        # Two sentences with nothing but function words in common have at most `least` in common (Dice, see _likeness).
        alone = 2 * least >= ALIKE * (total + least)
        return cls(words, total, list(words if alone else heavy))


def _likeness(a: _Bag, b: _Bag) -> float:
    """Twice what is common by what there is (Dice), function words counting less."""
    total, there = a.total + b.total, b.words
    common = sum([min(weight, there[word]) for word, weight in a.words.items() if word in there])
    return 2 * common / total if total else 0.0


def _gaps(left: _Left, old: Iterable[int], new: Iterable[int]) -> dict[tuple[str, int], int]:
    """Between which paired neighbours each stands: the old index of the nearest pair ahead of it."""
    back = {b: a for a, b in left.pairs.items()}
    firsts, seconds = sorted(left.pairs), sorted(back)
    found = {}
    for a in old:
        at = bisect_left(firsts, a)
        found["old", a] = firsts[at - 1] if at else -1
    for b in new:
        at = bisect_left(seconds, b)
        found["new", b] = back[seconds[at - 1]] if at else -1
    return found


def _candidates(
    old: Mapping[int, _Bag], new: Mapping[int, _Bag], gaps: Mapping[tuple[str, int], int]
) -> list[tuple[int, int]]:
    """Pairs that stand in the same gap or share a word that is not too common; no more than a limit and its last."""
    holders: dict[object, list[int]] = defaultdict(list)
    for b, bag in new.items():
        for key in (gaps["new", b], *bag.words):  # all of them: the other one may have nothing but function words
            holders[key].append(b)
    found: dict[tuple[int, int], None] = {}
    for a, bag in old.items():
        for key in (gaps["old", a], *bag.telling):
            there = holders.get(key, ())
            if len(there) <= MAX_SHARING:
                found.update(dict.fromkeys([(a, b) for b in there]))
        if len(found) > MAX_TRIED:
            break
    return list(found)


def _moved(pairs: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The pairs outside the longest run whose order is the same in both (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, b) in enumerate(pairs):
        at = bisect_left(tails, b)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [b]
        ends[at : at + 1] = [n]
    kept, n = set(), ends[-1] if ends else -1
    while n >= 0:
        kept.add(n)
        n = before[n]
    return frozenset(pair for n, pair in enumerate(pairs) if n not in kept)
