"""E707: later statements stand once, one for a set of claims, in the order of time."""

from collections.abc import Callable
from typing import Any

from tests.support.again import FIRST, SECOND, other_claims, restated_later, stated
from tests.support.attack import Attack, on
from tests.support.build import Built, package
from tests.support.forge import Document, edited


def _doubled(document: Document) -> None:
    document["provenance"]["later"].append(document["provenance"]["later"][0])


def _two_for_one(built: Built) -> Built:
    """Both were signed, on two copies of the package; whoever joins them wants a choice."""
    other = stated(package(), other_claims(package(), "0.3.0"), stated_at=SECOND).document
    return edited(built, lambda d: d["provenance"]["later"].extend(other["provenance"]["later"]))


def _at(instant: str, number: int) -> Callable[[Built], Built]:
    def change(statement: Any) -> None:
        statement["predicate"]["statedAt"] = instant

    return lambda built: restated_later(built, change, number=number)


ATTACKS: tuple[Attack, ...] = (
    on("again", Attack("one there twice", lambda b: edited(b, _doubled), part="later 0, later 1")),
    on("again", Attack("two for one set", _two_for_one, part="later 0, later 1")),
    on("again", Attack("older than the package", _at("2020-01-01T00:00:00.000000Z", 0), part="later 0")),
    on("twice", Attack("as old as the set before it", _at(FIRST, 1), part="later 1")),
    on("twice", Attack("withdrawn before it was stated", _at("2026-11-30T00:00:00.000000Z", 2), part="later 2")),
)
