"""Where a passage of one version stands in a later one: at its place, elsewhere, nearly, or nowhere.

    anchor = anchor_at(("Title", "He said: “We agreed.”"), (1, 10, 20))
    Later(("Title", "Today he spoke.", "He said: “We agreed.”")).find(anchor)
    == Found(how="exact", block=2, start=10, end=20, similarity=1000)

Tried in this order, the first that holds counts:

    position   the same words at the same place, with the same words around them
    exact      the same words elsewhere, with something of their context; the place whose context agrees best
    words      the same words in other surroundings: it may be another passage that happens to read so
    fuzzy      words that differ in a tenth at most
    None       lost

`find` tries all of them. A citation asks `find_exact` and accepts nothing behind `exact`.

Context is the `CONTEXT` code points before and after, as in a claim; that a block begins or ends there counts as
context too. Without any, the same words are `exact` only where they are long enough to be no accident and stand there
once. Offsets are Unicode code points within a block. A withheld block (None) is never where anything is found.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from archiver.model.claim import CONTEXT, Part

How = Literal["position", "exact", "words", "fuzzy"]

MIN_SIMILARITY = 900  # per mille; what `fuzzy` asks for
MIN_CONTEXT = 8  # code points, before and after together, that make the same words the same passage
DISTINCT = 32  # code points: words as long as this, if they stand there once, need no context
MIN_WORDS = 9  # code points; a shorter passage without its context is lost: it may stand anywhere
MAX_FUZZY = 2_000  # code points of a passage that is looked for by similarity; a longer one has to stand there exactly
MAX_PLACES = 2_000  # occurrences that are looked at for one anchor; what repeats more often tells nothing
MAX_TRIED = 8  # places at which similarity is measured
EDGE = "\n"  # stands for the begin and the end of a block; no block holds it


@dataclass(frozen=True)
class Anchor:
    """A passage and what it stands between: `prefix` and `suffix` as in a claim, cut off where the block ends."""

    exact: str
    prefix: str
    suffix: str
    block: int
    start: int


@dataclass(frozen=True)
class Found:
    """A place in the later version; `similarity` is per mille, 1000 but for `fuzzy`, which is always below."""

    how: How
    block: int
    start: int
    end: int
    similarity: int


def anchor_at(blocks: Sequence[str], part: Part) -> Anchor:
    """The anchor of `part` (block, start, end) of a text; raises IndexError for a block that there is not."""
    block, start, end = part
    text = blocks[block]
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], block, start)


class Later:
    """A later version, made ready to look for many anchors in."""

    def __init__(self, blocks: Sequence[str | None]) -> None:
        self._texts = ["" if block is None else block for block in blocks]
        # One string for all, so that a passage is looked for once; none reaches over EDGE into the next block.
        self._joined = EDGE + EDGE.join(self._texts) + EDGE
        self._starts = list(accumulate((len(text) + 1 for text in self._texts), initial=1))[:-1]

    def find(self, anchor: Anchor) -> Found | None:
        """Where the passage stands, if need be in other surroundings or nearly; None when it is lost."""
        return self.find_exact(anchor) or self._words(anchor) or self._fuzzy(anchor)

    def find_exact(self, anchor: Anchor) -> Found | None:
        """Where exactly these words stand in this context: what a citation may rely on."""
        if not anchor.exact or EDGE in anchor.exact:
            return None
        home, length, whole = self._home(anchor), len(anchor.exact), _whole_context(anchor)
        if self._unmoved(anchor, home) and self._context(anchor, home, home + length) == whole:
            return self._found("position", home, home + length, 1000)
        places, agreeing, best = self._best(anchor)
        if not places:
            return None
        if agreeing < min(MIN_CONTEXT, whole) and (places > 1 or length < DISTINCT):
            return None
        return self._found("exact", best, best + length, 1000)

    def _best(self, anchor: Anchor) -> tuple[int, int, int]:
        """How many places have these words; what agrees of the context at the best and nearest one; where that is."""
        home, length = self._home(anchor), len(anchor.exact)
        places = list(islice(_occurrences(self._joined, anchor.exact), MAX_PLACES))
        ranked = [(self._context(anchor, at, at + length), -abs(at - home), at) for at in places]
        agreeing, _, best = max(ranked, default=(0, 0, 0))
        return len(places), agreeing, best

    def _words(self, anchor: Anchor) -> Found | None:
        """Where these words stand without their context."""
        if len(anchor.exact) < MIN_WORDS or EDGE in anchor.exact:
            return None
        places, _, best = self._best(anchor)
        return self._found("words", best, best + len(anchor.exact), 1000) if places else None

    def _unmoved(self, anchor: Anchor, home: int) -> bool:
        """Whether the same words stand at `home`, in the block of the same number."""
        there = anchor.block < len(self._texts) and anchor.start < len(self._texts[anchor.block])
        return there and self._joined.startswith(anchor.exact, home)

    def _home(self, anchor: Anchor) -> int:
        """Where the anchor would stand in the joined text if nothing had changed."""
        return (*self._starts, len(self._joined))[min(anchor.block, len(self._starts))] + anchor.start

    def _context(self, anchor: Anchor, start: int, end: int) -> int:
        """Code points of the anchor's context, edges among them, that stand around a place without a gap."""
        before, after = _padded(anchor)
        around = self._joined[max(0, start - len(before)) : start], self._joined[end : end + len(after)]
        return int(Postfix.similarity(before, around[0]) + Prefix.similarity(after, around[1]))

    def _found(self, how: How, start: int, end: int, similarity: int) -> Found:
        block = bisect_right(self._starts, start) - 1
        return Found(how, block, start - self._starts[block], end - self._starts[block], similarity)

    def _fuzzy(self, anchor: Anchor) -> Found | None:
        exact = anchor.exact
        slack = len(exact) * (1000 - MIN_SIMILARITY) // MIN_SIMILARITY  # edits that a place may differ by, at most
        if not slack or EDGE in exact or len(exact) > MAX_FUZZY:
            return None
        tried = [self._fitted(exact, at, slack) for at in self._candidates(exact, slack)]
        ranked = [
            (similarity, self._context(anchor, start, end), -abs(start - self._home(anchor)), start, end)
            for similarity, start, end in tried
            if similarity >= MIN_SIMILARITY
        ]
        if not ranked:
            return None
        similarity, _, _, start, end = max(ranked)
        return self._found("fuzzy", start, end, similarity)

    def _candidates(self, exact: str, slack: int) -> list[int]:
        """Where the passage may begin: of slack + 1 pieces at least one is untouched by slack edits."""
        votes: Counter[int] = Counter()
        begins: dict[int, int] = {}
        cuts = [len(exact) * n // (slack + 1) for n in range(slack + 2)]
        pieces = ((start, exact[start:end]) for start, end in pairwise(cuts))
        places = (at - start for start, piece in pieces for at in _occurrences(self._joined, piece))
        for begin in islice(places, MAX_PLACES):
            votes[begin // (slack + 1)] += 1
            begins.setdefault(begin // (slack + 1), begin)
        return [begins[bucket] for bucket, _ in votes.most_common(MAX_TRIED)]

    def _fitted(self, exact: str, at: int, slack: int) -> tuple[int, int, int]:
        """Similarity, start and end of the passage that begins near `at`: grown and cut word by word within a block."""
        block = max(0, bisect_right(self._starts, max(at, 1)) - 1)
        low, high = self._starts[block], self._starts[block] + len(self._texts[block])
        start, end = max(low, at), min(high, max(at, low) + len(exact))
        reach = 2 * slack  # what the piece may be off from the begin, and the first one of its bucket from it
        starts = {start, *self._edges(max(low, start - reach), min(high, start + reach))}
        ends = {end, *self._edges(max(low, end - reach), min(high, end + reach))}
        for _ in range(2):  # the better begin may have another best end
            start = max(starts, key=lambda s: (_similarity(exact, self._joined[s:end]), self._is_edge(s), s))
            end = max(ends, key=lambda e: (_similarity(exact, self._joined[start:e]), self._is_edge(e), -e))
        return _similarity(exact, self._joined[start:end]), start, end

    def _edges(self, low: int, high: int) -> Iterator[int]:
        """Places from `low` to `high` where a word begins or ends."""
        return filter(self._is_edge, range(low, high + 1))

    def _is_edge(self, at: int) -> bool:
        return self._joined[at - 1].isalnum() != self._joined[at].isalnum()


def _occurrences(text: str, piece: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _padded(anchor: Anchor) -> tuple[str, str]:
    """Prefix and suffix with the edge of the block where they reach it."""
    before = anchor.prefix if len(anchor.prefix) == CONTEXT else EDGE + anchor.prefix
    return before, anchor.suffix if len(anchor.suffix) == CONTEXT else anchor.suffix + EDGE


def _whole_context(anchor: Anchor) -> int:
    return sum(map(len, _padded(anchor)))


def _similarity(exact: str, found: str) -> int:
    """Per mille: 1 - edits / length of the longer one, the edits counted as Levenshtein did, rounded down."""
    longer = max(len(exact), len(found))
    return 1000 * (longer - Levenshtein.distance(exact, found)) // longer if longer else 1000
