"""How much text passages hold, and where most of it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from archiver.extract.main.passages import Passage, Region
from archiver.extract.main.signs import says_one_thing

PROSE_LENGTH = 80  # characters without white space; a shorter passage may be a label
ABJAD_LENGTH = 60  # the same in scripts that write no vowels
DENSE_LENGTH = 30  # the same in scripts whose characters are syllables or words
PROSE_LINKS = 0.3  # share of links; a passage with more may be a list of them
UNLUCKY = 0.2  # share of a text below a sign from which on the sign says nothing: the article stands there
UNLUCKY_PLAIN = 0.5  # the same for signs that mean one thing only

_HAN = "\u2e80"  # from here on Unicode has the scripts of East Asia
_ABJADS = "\u0590", "\u08ff"  # Hebrew to Arabic


def weight(passages: Iterable[Passage]) -> int:
    """Characters without white space."""
    return sum(len(passage.tight) for passage in passages)


def is_prose(passage: Passage) -> bool:
    """Whether the passage is long and unlinked, as an article's paragraphs are."""
    tight = passage.tight
    size = len(tight)
    return (size >= PROSE_LENGTH or (size >= DENSE_LENGTH and is_dense(tight))) and passage.link_share < PROSE_LINKS


def is_dense(tight: str) -> bool:
    """Whether a text of `DENSE_LENGTH` characters says in its script what one of `PROSE_LENGTH` says in this one."""
    middle = tight[len(tight) // 2]
    return middle >= _HAN or (len(tight) >= ABJAD_LENGTH and _ABJADS[0] <= middle <= _ABJADS[1])


def unheeded(chosen: Sequence[Passage]) -> frozenset[str]:
    """The signs below which so much of the text stands that they say nothing on this page."""
    total = weight(chosen)
    sizes: Counter[frozenset[str]] = Counter()
    for passage in chosen:
        sizes[passage.region.signs] += len(passage.tight)
    below: Counter[str] = Counter()
    for signs, size in sizes.items():
        below.update(dict.fromkeys(signs, size))
    return frozenset(
        sign for sign, held in below.items() if held >= (UNLUCKY_PLAIN if says_one_thing(sign) else UNLUCKY) * total
    )


def in_noise(passage: Passage, deaf: frozenset[str]) -> bool:
    """Whether a region around the passage bears a sign that is heeded, which those in `deaf` are not."""
    return not passage.region.signs <= deaf


def sums(sizes: Mapping[Region, float]) -> dict[Region, float]:
    """What each region holds, together with all regions below it; linear in the number of regions."""
    held: dict[Region, float] = defaultdict(float, sizes)
    queue = sorted(_with_those_around(sizes), key=lambda region: region.depth, reverse=True)
    for region in queue:
        if region.parent is not None:
            held[region.parent] += held[region]
    return held


def _with_those_around(regions: Iterable[Region]) -> set[Region]:
    found: set[Region] = set()
    for region in regions:
        at: Region | None = region
        while at is not None and at not in found:
            found.add(at)
            at = at.parent
    return found


def core(chosen: Sequence[Passage], share: float) -> Region | None:
    """The innermost region that holds at least `share` of the text."""
    sizes: dict[Region, float] = defaultdict(float)
    for passage in chosen:
        sizes[passage.region] += len(passage.tight)
    least = share * weight(chosen)
    enough = [region for region, size in sums(sizes).items() if size >= least]
    return max(enough, key=lambda region: region.depth, default=None)


class Below:
    """Whether passages stand in one region, each region asked once."""

    def __init__(self, top: Region | None) -> None:
        self._known: dict[Region | None, bool] = {None: False}
        if top is not None:
            self._known[top] = True

    def __contains__(self, passage: Passage) -> bool:
        passed: list[Region] = []
        at: Region | None = passage.region
        while at is not None and at not in self._known:
            passed.append(at)
            at = at.parent
        answer = self._known[at]
        self._known.update(dict.fromkeys(passed, answer))
        return answer
