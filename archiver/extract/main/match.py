"""Which passages of a page an extractor took, found by its text.

    match([Passage("Menu"), Passage("Kyiv said no.")], ("Kyiv said no.",)) -> the second

An extractor hands back text and not places. Long blocks are looked for first, each after the one before it, since
extractors keep the order of the page; short ones ("Share") stand in many places and are looked for only between their
long neighbours. Linear in the page for text that was taken in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from archiver.extract.main.passages import Passage
from archiver.text.blocks import without_white

LONG = 40  # characters without white space; a text so long stands at one place of a page
ENDS = 30  # characters at either end by which a block with a hole in it is found
BLOB = 1_000  # characters; a longer block that stands nowhere is many passages run together
MAX_MISSES = 200  # blocks found nowhere; each costs a search of the whole page
MAX_TRIES = 10_000  # places of short blocks looked at, of one page

Stretch = tuple[int, int]


def match(passages: Sequence[Passage], blocks: Sequence[str]) -> list[Passage]:
    """The passages in which `blocks` stand, in the order of the page; a block that stands nowhere is left out."""
    page = _Page(passages)
    tight = [without_white(block) for block in blocks]
    found = page.long_ones(tight)
    page.short_ones(tight, found)
    kept = set(page.within(stretch for stretch in found if stretch))
    for stretch, block in zip(found, tight, strict=True):
        if stretch is None and len(block) >= BLOB:
            kept.update(page.held_by(block))
    return [passage for passage in passages if passage in kept]


class _Page:
    """The passages as one string, and where each begins and ends in it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._text = "".join(passage.tight for passage in passages)
        self._ends = list(accumulate(len(passage.tight) for passage in passages))
        self._starts = [0, *self._ends[:-1]] if self._ends else []
        self._edges = frozenset(self._ends) | {0}
        self._tries = MAX_TRIES

    def long_ones(self, blocks: Sequence[str]) -> list[Stretch | None]:
        found: list[Stretch | None] = []
        at, misses = 0, 0
        for block in blocks:
            stretch = self._long(block, at) if len(block) >= LONG and misses < MAX_MISSES else None
            misses += len(block) >= LONG and stretch is None
            at = stretch[1] if stretch else at
            found.append(stretch)
        return found

    def _long(self, block: str, at: int) -> Stretch | None:
        start = self._text.find(block, at)
        if start < 0:
            start = self._text.find(block)
        if start >= 0:
            return start, start + len(block)
        start = self._text.find(block[:ENDS], at)
        end = self._text.find(block[-ENDS:], start, start + 2 * len(block)) if start >= 0 else -1
        return (start, end + ENDS) if end >= 0 else None

    def held_by(self, block: str) -> list[Passage]:
        """Passages in a block that runs them together, as extractors do with what they find when all else failed."""
        return [passage for passage in self._passages if len(passage.tight) >= LONG and passage.tight in block]

    def short_ones(self, blocks: Sequence[str], found: list[Stretch | None]) -> None:
        """Fills `found` where a whole passage between the neighbours is the block."""
        until, limits = len(self._text), [0] * len(found)
        for index in range(len(found) - 1, -1, -1):
            stretch = found[index]
            until = stretch[0] if stretch else until
            limits[index] = until
        at = 0
        for index, block in enumerate(blocks):
            stretch = found[index]
            if stretch is None and len(block) < LONG:
                found[index] = stretch = self._short(block, at, limits[index])
            at = stretch[1] if stretch else at

    def _short(self, block: str, at: int, until: int) -> Stretch | None:
        start = self._text.find(block, at, until)
        while start >= 0 and self._tries > 0 and not {start, start + len(block)} <= self._edges:
            self._tries -= 1
            start = self._text.find(block, start + 1, until)
        return (start, start + len(block)) if start >= 0 and self._tries > 0 else None

    def within(self, stretches: Iterable[Stretch]) -> list[Passage]:
        kept: dict[int, None] = {}
        for start, end in stretches:
            index = bisect_right(self._starts, start) - 1
            while index < len(self._starts) and self._starts[index] < end:
                kept[index] = None
                index += 1
        return [self._passages[index] for index in sorted(kept)]
