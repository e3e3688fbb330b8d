"""E601: the statements before this one are at hand and are those that it names."""

from dataclasses import replace
from typing import Any

from tests.support.attack import Attack, Scene, beside, undecided
from tests.support.build import Built
from tests.support.chain import follow, statement_id
from tests.support.forge import restated

NOBODY = "sha256:" + "0" * 64


def _twin(first: Built) -> Scene:
    return beside(first, follow(first))


def _alone(first: Built) -> Scene:
    return beside(follow(first))


def _first_rewritten(first: Built) -> Scene:
    """The version before was stated anew: it is another statement now, whoever signed it."""
    return beside(
        restated(first, lambda s: s["predicate"].update(packagedAt="2026-11-22T07:15:02.500000Z")), follow(first)
    )


def _stated(first: Built, **members: Any) -> Scene:
    return beside(first, restated(follow(first), lambda s: s["predicate"].update(members)))


def _forged(first: Built) -> Scene:
    """The link rewritten and the signatures left: it leads elsewhere."""
    return _stated(first, previous={"statements": [NOBODY], "relation": "text"})


def _unsorted(first: Built) -> Scene:
    names = sorted([statement_id(first), NOBODY], reverse=True)
    return _stated(first, previous={"statements": names, "relation": "text"})


def _twice(first: Built) -> Scene:
    return _stated(first, previous={"statements": [statement_id(first)] * 2, "relation": "text"})


def _of_another_series(first: Built) -> Scene:
    return beside(first, follow(first, base="ukrainian"))


def _of_another_archive(first: Built) -> Scene:
    return _stated(first, archive="urn:uuid:00000000-0000-4000-8000-000000000000")


CHAIN = (
    undecided("the version before is not at hand", _alone),
    undecided("the version before was stated anew", _first_rewritten),
    undecided("the link leads elsewhere", _forged),
    Attack("a later version that names none", lambda first: _stated(first, previous=None)),
    Attack("unsorted", _unsorted),
    Attack("named twice", _twice),
    Attack("of another series", _of_another_series),
    Attack("of another archive", _of_another_archive),
)
ATTACKS: tuple[Attack, ...] = tuple(replace(attack, intact=_twin) for attack in CHAIN)
