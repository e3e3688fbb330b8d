"""Puts back what an extractor left out between and beside what it took: headings, lists, whole sections.

    taken: p "Kyiv said no."  left: h2 "Why", li "It is late."  taken: p "The mayor agreed."   -> all four

What is put back stands in a home where text was taken, or in one that looks the same (same element, same classes): a
page that is cut into pieces gives each piece the same form. A paragraph amid the text comes back from any home if the
other extractor took it. It has few links, stands under no sign of noise, and is no caption, since extractors leave
those out on purpose. A notice that says what was changed comes back from an `aside` or a `footer` as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from archiver.extract.main.measure import Below, core, in_noise, is_prose, unheeded, weight
from archiver.extract.main.passages import Passage, Region
from archiver.text.notices import says_what_changed

HOME_SHARE = 0.1  # of the text; homes of one form with less of it are an accident
ALONE_SHARE = 0.3  # the same for a form with a single long passage
MAX_LINKS = 0.5
LINKED = 0.9  # share of links from which on a passage is a link and nothing else
CORE_SHARE = 0.8
NEAR = 8  # passages before and behind the text among which a notice is the article's

# What readers say and what other articles say: a notice there is none of this article's
_OTHERS = re.compile("comment|respond|disqus|repl|related|recommend|newsletter|nav|menu|teaser|card|popular|latest")

Form = tuple[str, ...]


def mended(passages: Sequence[Passage], chosen: Sequence[Passage], seconded: Sequence[Passage] = ()) -> list[Passage]:
    """`chosen` with what belongs between and beside it, in the order of the page.

    `seconded` is what another extractor took.
    """
    if not chosen:
        return []
    missing = _Missing(passages, chosen, frozenset(seconded))
    taken = set(chosen)
    return [passage for place, passage in enumerate(passages) if passage in taken or missing.holds(place, passage)]


class _Missing:
    """What is known of the text that was chosen, and whether another passage is missing in it."""

    def __init__(self, passages: Sequence[Passage], chosen: Sequence[Passage], seconded: Set[Passage]) -> None:
        self._passages = passages
        self._seconded = seconded
        self._homes = _homes(chosen)
        self._held = {passage.region.home for passage in chosen}
        self._deaf = unheeded(chosen)
        self._inner = Below(core(chosen, CORE_SHARE))
        self._texts = {passage.tight for passage in chosen}
        self._first, self._last = passages.index(chosen[0]), passages.index(chosen[-1])

    def holds(self, place: int, passage: Passage) -> bool:
        """Whether the passage at `place` of the page belongs to the text; one that stands twice does once."""
        if passage.link_share >= MAX_LINKS or passage.tight in self._texts:
            return False
        missing = self._fits(place, passage) or self._is_told(place, passage)
        if missing:
            self._texts.add(passage.tight)
        return missing

    def _fits(self, place: int, passage: Passage) -> bool:
        prose = is_prose(passage)
        return (
            (prose or self._first < place < self._last)
            and (_form(passage.region.home) in self._homes or (prose and self._is_seconded(place, passage)))
            and (prose or passage.region.home in self._held or passage in self._inner)
            and not passage.region.pictured
            and not in_noise(passage, self._deaf)
        )

    def _is_seconded(self, place: int, passage: Passage) -> bool:
        """Whether the other extractor took it amid the text; what a link stands over is the teaser of its target."""
        teased = place > 0 and self._passages[place - 1].link_share >= LINKED
        return passage in self._seconded and passage in self._inner and not teased

    def _is_told(self, place: int, passage: Passage) -> bool:
        """Whether it is a notice of what was changed, which pages set apart: above, below or beside their text."""
        return (
            self._first - NEAR <= place <= self._last + NEAR
            and says_what_changed(passage.text)
            and not any(map(_OTHERS.match, passage.region.signs))
        )


def _homes(chosen: Sequence[Passage]) -> frozenset[Form]:
    """The forms of the homes that hold the text."""
    sizes: Counter[Form] = Counter()
    numbers: Counter[Form] = Counter()
    for passage in chosen:
        if is_prose(passage):
            sizes[_form(passage.region.home)] += len(passage.tight)
            numbers[_form(passage.region.home)] += 1
    total = weight(chosen)
    return frozenset(
        form for form, size in sizes.items() if size >= (HOME_SHARE if numbers[form] > 1 else ALONE_SHARE) * total
    )


def _form(region: Region) -> Form:
    """What a home looks like; without a class of its own, together with the region around it."""
    around = region.parent
    return (region.tag, region.name) if region.name or around is None else (region.tag, "", around.tag, around.name)
