"""E602: no other statement has this archive, series and sequence. Both are named; which one is right is not ours to say."""

from dataclasses import replace

from tests.support.attack import Attack, Scene, beside, undecided
from tests.support.build import Built, package
from tests.support.chain import follow, statement_id


def _twin(first: Built) -> Scene:
    return beside(first, follow(first))


def _second(first: Built) -> Built:
    return follow(first, seed="another")


def _fork(first: Built) -> Scene:
    return beside(first, follow(first), _second(first))


def _beside_the_one_verified(first: Built) -> Scene:
    """One package is named, the other lies in the same folder."""
    forked = _fork(first)
    return replace(forked, targets=(f"p/{follow(first).stem}.json",))


def _part(first: Built) -> str:
    return ", ".join(sorted([statement_id(follow(first)), statement_id(_second(first))]))


PART = _part(package())

ATTACKS: tuple[Attack, ...] = (
    replace(undecided("two follow one", _fork, part=PART), intact=_twin),
    replace(undecided("another lies beside it", _beside_the_one_verified, part=PART), intact=_twin),
)
