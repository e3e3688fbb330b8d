"""E802: the statement is in the logs that the package names; a proof that does not lead there contradicts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.support.attack import Attack, Scene, alone
from tests.support.build import Built, package
from tests.support.vouch import entry, logged, with_entry


def _intact(built: Built) -> Scene:
    return alone(logged(built))


def _with(change: Callable[[dict[str, Any]], object]) -> Callable[[Built], Built]:
    def recipe(built: Built) -> Built:
        made = entry(built)
        change(made)
        return with_entry(built, made)

    return recipe


def _in_both(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(made: dict[str, Any]) -> None:
        for member in ("proof", "checkpoint"):
            made[member] = made[member].replace(old, new, 1)

    return change


def _sibling(made: dict[str, Any]) -> None:
    lines = made["proof"].split("\n")
    lines[2] = lines[3]
    made["proof"] = "\n".join(lines)


def _short(made: dict[str, Any]) -> None:
    lines = made["proof"].split("\n")
    made["proof"] = "\n".join([*lines[:2], *lines[3:]])


def _anothers(built: Built) -> Built:
    return with_entry(built, entry(package("ukrainian")))


def _unreadable(made: dict[str, Any]) -> None:
    made.update(proof="", checkpoint="log.example/1\n8\n")


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact, part="log 0")
    for attack in (
        Attack("a proof that is none", _with(_unreadable)),
        Attack("another package's entry", _anothers),
        Attack("another index", _with(lambda made: made.update(index=2))),
        Attack("another index throughout", _with(lambda m: m.update(index=2, proof=m["proof"].replace("index 3", "index 2")))),
        Attack("another origin beside it", _with(lambda made: made.update(origin="log.example.net"))),
        Attack("another checkpoint beside it", _with(lambda m: m.update(checkpoint=m["checkpoint"].replace("\n5\n", "\n6\n")))),
        Attack("another size", _with(_in_both("\n5\n", "\n9\n"))),
        Attack("another hash", _with(_sibling)),
        Attack("a hash too few", _with(_short)),
    )
)  # fmt: skip
