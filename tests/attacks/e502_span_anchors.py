"""E502: every excluded or flagged span stands in the text where it says it stands."""

from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack, on
from tests.support.build import Built
from tests.support.forge import resigned


def _flag(number: int, **members: Any) -> Callable[[Built], Built]:
    return lambda built: resigned(built, lambda d: d["article"]["flags"][number].update(members))


def _excluded(**members: Any) -> Callable[[Built], Built]:
    span = {"exact": "The ferry", "block": 1, "start": 0, "end": 9, "reason": "promotion"} | members
    return lambda built: resigned(built, lambda d: d["article"].update(excluded=[span]))


ATTACKS: tuple[Attack, ...] = (
    on("deceptive", Attack("another place", _flag(1, start=0, end=6), part="flags 1")),
    on("deceptive", Attack("other characters", _flag(2, exact="\u200b"), part="flags 2")),
    on("deceptive", Attack("nothing", _flag(2, exact="", start=3, end=3), part="flags 2")),
    on("deceptive", Attack("a block beyond the last", _flag(0, block=10**9), part="flags 0")),
    on("deceptive", Attack("an end beyond the text", _flag(0, end=10**9), part="flags 0")),
    Attack("other words excluded", _excluded(exact="The train"), part="excluded 0"),
    Attack("end before start", _excluded(start=9, end=0), part="excluded 0"),
)
