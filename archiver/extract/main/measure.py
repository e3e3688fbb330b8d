"""How much text passages hold, and where most of it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from archiver.extract.main.passages import Passage, Region
from archiver.extract.main.signs import says_one_thing

PROSE_LENGTH = 80  # characters without white space; a shorter passage may be a label
PROSE_LINKS = 0.3  # share of links; a passage with more may be a list of them
UNLUCKY = 0.2  # share of a text below a sign from which on the sign says nothing: the article stands there
UNLUCKY_PLAIN = 0.5  # the same for signs that mean one thing only


def weight(passages: Iterable[Passage]) -> int:
    """Characters without white space."""
    return sum(len(passage.tight) for passage in passages)


def is_prose(passage: Passage) -> bool:
    """Whether the passage is long and unlinked, as an article's paragraphs are."""
    return len(passage.tight) >= PROSE_LENGTH and passage.link_share < PROSE_LINKS


def unheeded(chosen: Sequence[Passage]) -> frozenset[str]:
    """The signs below which so much of the text stands that they say nothing on this page; "" is always one."""
    total = weight(chosen)
    below: Counter[str] = Counter()
    for passage in chosen:
        for sign in {region.noise for region in passage.region.chain()}:
            below[sign] += len(passage.tight)
    return frozenset(
        {""} | {sign for sign, held in below.items() if held >= (UNLUCKY_PLAIN if says_one_thing(sign) else UNLUCKY) * total}
    )


def in_noise(passage: Passage, deaf: frozenset[str]) -> bool:
    """Whether a region around the passage bears a sign that is heeded."""
    return any(region.noise not in deaf for region in passage.region.chain())


def core(chosen: Sequence[Passage], share: float) -> Region | None:
    """The innermost region that holds at least `share` of the text."""
    held: Counter[Region] = Counter()
    for passage in chosen:
        for region in passage.region.chain():
            held[region] += len(passage.tight)
    least = share * weight(chosen)
    enough = [region for region, size in held.items() if size >= least]
    return max(enough, key=lambda region: sum(1 for _ in region.chain()), default=None)
