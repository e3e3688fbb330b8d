"""E303: the claims are those that were signed, in their order, with their extractor."""

from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack
from tests.support.build import Built, package
from tests.support.forge import edited

Items = list[Any]


def _items(change: Callable[[Items], object]) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: change(d["claims"][0]["items"]))


def _quoted(built: Built) -> Built:
    """A claim whose words are others now."""

    def change(items: Items) -> None:
        items[1]["exact"] = items[1]["exact"].upper()

    return _items(change)(built)


def _set(number: int, **members: Any) -> Callable[[Built], Built]:
    return _items(lambda items: items[number].update(members))


def _swap(items: Items) -> None:
    items[0], items[1] = items[1], items[0]


def _claims_of_another(built: Built) -> Built:
    return edited(built, lambda d: d.update(claims=package("ukrainian").document["claims"]))


def _extractor(built: Built) -> Built:
    return edited(built, lambda d: d["claims"][0]["extractor"].update(version="9.9"))


ATTACKS: tuple[Attack, ...] = (
    Attack("words", _quoted, part="claim 1"),
    Attack("confidence", _set(2, confidence=1000), part="claim 2"),
    Attack("kind", _set(0, kind="evidence"), part="claim 0"),
    Attack("negation", _set(1, negated=True), part="claim 1"),
    Attack("rule", _set(3, rule="other"), part="claim 3"),
    Attack("speaker taken out", _items(lambda items: next(i for i in items if i["speaker"]).update(speaker=None))),
    Attack("extractor", _extractor, part="claims' extractor"),
    Attack("two exchanged", _items(_swap), part="claim 0"),
    Attack("one taken out", _items(lambda items: items.pop(1)), part="claim 1"),
    Attack("the last one taken out", _items(lambda items: items.pop())),
    Attack("one there twice", _items(lambda items: items.append(dict(items[0]))), part="claim 7"),
    Attack("all taken out", lambda built: edited(built, lambda d: d["claims"].clear())),
    Attack("claims of A with text of B", _claims_of_another, part="claim 0"),
)
