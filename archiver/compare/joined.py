"""The claims of two versions, joined: kept, altered (from, to), withdrawn, new.

    joined = join(old, new, pairing)
    [(one.state, one.old.exact, one.new.exact) for one in joined if one.state == "altered"]

Kept: the same words from the same mouth, wherever they stand. Altered: other words, or another mouth, in the sentence
that became this one. Withdrawn: the words stand nowhere in the new version any more. A claim that only its finder did
not see again is no withdrawn one: its words are looked for in the text itself.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.compare.form import comparison_form
from archiver.compare.lexicon import FUNCTION, stem
from archiver.compare.units import Unit, words_in
from archiver.model.claim import Claim

State = Literal["kept", "altered", "withdrawn", "new"]
MAX_CLAIMS = 10_000  # of one version that are joined
LIKE = 0.5  # share of words in common that makes two claims of one sentence the same one


@dataclass(frozen=True)
class Joined:
    """One claim through both versions; `where` names the sentence that holds its words now where no claim does."""

    state: State
    old: Claim | None
    new: Claim | None
    where: Unit | None = None


@dataclass(frozen=True)
class Pairing:
    """The units of both versions, and which old one became which new one."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    partners: Mapping[int, int]


def join(old: Sequence[Claim], new: Sequence[Claim], pairing: Pairing) -> list[Joined]:
    """Joins the claims: those of the new version in its order, the withdrawn ones behind."""
    old, new = old[:MAX_CLAIMS], new[:MAX_CLAIMS]
    partners = _same(old, new)
    _in_one_sentence(old, new, pairing, partners)
    back = {b: a for a, b in partners.items()}
    made = [_both(old[back[b]], claim) if b in back else Joined("new", None, claim) for b, claim in enumerate(new)]
    return [*made, *_gone([claim for a, claim in enumerate(old) if a not in partners], pairing)]


def mouth(claim: Claim) -> str:
    """Whose words they are; "" where nobody is named, since the span of a passive is its verb."""
    speaker = claim.speaker
    if speaker is None or speaker.source_class in ("passive", "none"):
        return ""
    return comparison_form(speaker.resolved or speaker.exact)


def _same(old: Sequence[Claim], new: Sequence[Claim]) -> dict[int, int]:
    """Same words, first those from the same mouth."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for exactly in (True, False):
        places: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
        for b, claim in enumerate(new):
            if b not in taken:
                places[_key(claim, exactly=exactly)].append(b)
        for a, claim in enumerate(old):
            if a not in partners and (there := places.get(_key(claim, exactly=exactly))):
                partners[a] = there.popleft()
                taken.add(partners[a])
    return partners


def _key(claim: Claim, *, exactly: bool) -> tuple[str, ...]:
    words = comparison_form(claim.exact)
    return (words, claim.kind, mouth(claim)) if exactly else (words,)


def _in_one_sentence(old: Sequence[Claim], new: Sequence[Claim], pairing: Pairing, partners: dict[int, int]) -> None:
    """What is left: claims whose sentence became the sentence of the other, the likest first."""
    taken = set(partners.values())
    here = _Places(pairing.new)
    by_unit: dict[int, list[int]] = defaultdict(list)
    for b, claim in enumerate(new):
        if b not in taken and (unit := here.of(claim)) is not None:
            by_unit[unit].append(b)
    there = _Places(pairing.old)
    for a, claim in enumerate(old):
        unit = there.of(claim) if a not in partners else None
        offered = by_unit.get(pairing.partners.get(unit, -1), []) if unit is not None else []
        best = max(offered, key=lambda b: _likeness(claim, new[b]), default=None)
        if best is not None and (_likeness(claim, new[best]) >= LIKE or len(offered) == 1):
            partners[a] = best
            offered.remove(best)


class _Places:
    """Finds the unit that holds the beginning of a claim."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._by_block: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, unit in enumerate(units):
            self._by_block[unit.block].append((unit.end, number))

    def of(self, claim: Claim) -> int | None:
        block, start, _ = claim.parts[0]
        return next((number for end, number in self._by_block.get(block, ()) if start < end), None)


def _likeness(a: Claim, b: Claim) -> float:
    ours, theirs = (frozenset(stem(w.key) for w in words_in(c.exact) if w.key not in FUNCTION) for c in (a, b))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 1.0


def _both(old: Claim, new: Claim) -> Joined:
    same = _key(old, exactly=False) == _key(new, exactly=False)
    return Joined("kept" if same and _one_mouth(old, new) else "altered", old, new)


def _one_mouth(old: Claim, new: Claim) -> bool:
    """Whether nobody else is named; a speaker that is only found in one of the versions is no other speaker."""
    ours, theirs = mouth(old), mouth(new)
    return not ours or not theirs or ours in theirs or theirs in ours


def _gone(claims: Sequence[Claim], pairing: Pairing) -> Iterator[Joined]:
    if not claims:
        return
    text = " ".join(unit.form for unit in pairing.new)
    there = _Places(pairing.old)
    for claim in claims:
        unit = there.of(claim)
        now = pairing.partners.get(unit, -1) if unit is not None else -1
        if comparison_form(claim.exact) in text:
            yield Joined("kept", claim, None)
        elif now >= 0:
            yield Joined("altered", claim, None, pairing.new[now])
        else:
            yield Joined("withdrawn", claim, None)
