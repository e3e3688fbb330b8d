"""E002: the sidecar has the members of archiver/package/v1, all of them and no others."""

from collections.abc import Callable
from typing import Any

from archiver.sign.canonical import layout
from tests.support.attack import Attack, unusable
from tests.support.build import Built
from tests.support.forge import Change, edited


def _edit(change: Change) -> Callable[[Built], Built]:
    return lambda built: edited(built, change)


def _set(value: Any, *path: str | int) -> Callable[[Built], Built]:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return _edit(change)


def _whole(value: object) -> Callable[[Built], Built]:
    return lambda built: built.with_sidecar(layout(value))


ATTACKS: tuple[Attack, ...] = (
    unusable("unknown member", _set(1, "zzz")),
    unusable("unknown member of capture", _set(None, "capture", "verified")),
    unusable("unknown member of article", _set("x", "article", "note")),
    unusable("unknown member of a claim", _set("x", "claims", 0, "items", 0, "truth")),
    unusable("unknown member of provenance", _set([], "provenance", "trust")),
    unusable("unknown member of disclosure", _set([], "disclosure", "skip")),
    unusable("a member missing", _edit(lambda document: document.pop("text"))),
    unusable("a member of capture missing", _edit(lambda document: document["capture"].pop("purpose"))),
    unusable("another format", _set("archiver/package/v2", "format")),
    unusable("a number where text belongs", _set(7, "article", "headline")),
    unusable("text where a number belongs", _set("0", "claims", 0, "items", 0, "confidence")),
    unusable("a number below its range", _set(-1, "claims", 0, "items", 0, "parts", 0, 0)),
    unusable("more than all in a thousand", _set(1001, "claims", 0, "items", 0, "confidence")),
    unusable("truth value where a number belongs", _set(True, "claims", 0, "items", 0, "confidence")),
    unusable("an object for a list", _set({"0": "x"}, "text")),
    unusable("capture null", _set(None, "capture")),
    unusable("a time that does not exist", _set("2026-13-41T07:15:01.123456Z", "capture", "captured_at")),
    unusable("a time in another zone", _set("2026-11-22T07:15:01.123456+02:00", "capture", "captured_at")),
    unusable("a salt in capitals", _set("AB" * 32, "disclosure", "seed")),
    unusable("a seed of another length", _set("ab" * 31, "disclosure", "seed")),
    unusable("a position outside every tree", _set([{"position": "x:0", "hash": "0" * 64}], "disclosure", "withheld")),
    unusable("an array", _whole([])),
    unusable("an empty object", _whole({})),
    unusable("null", _whole(None)),
    unusable("a string", _whole("archiver/package/v1")),
)
