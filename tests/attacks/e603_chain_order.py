"""E603: sequence and time rise along the chain."""

from dataclasses import replace

from tests.support.attack import Attack, Scene, beside
from tests.support.build import PACKAGED_AT, Built
from tests.support.chain import LATER, follow

EARLIER = "2026-11-21T00:00:00.000000Z"


def _twin(first: Built) -> Scene:
    return beside(first, follow(first))


def _with(first: Built, *, sequence: int = 1, packaged_at: str = LATER) -> Scene:
    return beside(first, follow(first, sequence=sequence, packaged_at=packaged_at))


CHAIN = (
    Attack("a gap", lambda first: _with(first, sequence=2)),
    Attack("a wide gap", lambda first: _with(first, sequence=2**53 - 1)),
    Attack("time going back", lambda first: _with(first, packaged_at=EARLIER)),
    Attack("time standing still", lambda first: _with(first, packaged_at=PACKAGED_AT)),
)
ATTACKS: tuple[Attack, ...] = tuple(replace(attack, intact=_twin) for attack in CHAIN)
