"""E706: later sets of claims are those that their statements name, claim by claim; withdrawals name what was signed."""

from collections.abc import Callable
from typing import Any

from tests.support.again import restated_later
from tests.support.attack import Attack, on
from tests.support.build import Built
from tests.support.forge import Document, edited, redacted

Items = list[Any]


def _items(change: Callable[[Items], object]) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: change(d["claims"][1]["items"]))


def _set(number: int, **members: Any) -> Callable[[Built], Built]:
    return _items(lambda items: items[number].update(members))


def _swap(items: Items) -> None:
    items[0], items[1] = items[1], items[0]


def _extractor(document: Document) -> None:
    document["claims"][1]["extractor"]["version"] = "9.9"


def _exchanged(document: Document) -> None:
    """The newer set where the older one was signed, and the other way round."""
    document["claims"][1], document["claims"][2] = document["claims"][2], document["claims"][1]


def _first_again(document: Document) -> None:
    """The set that was signed with the capture, passed off as the new one."""
    document["claims"][1] = document["claims"][0]


def _stated(change: Callable[[Any], object], number: int = 0) -> Callable[[Built], Built]:
    return lambda built: restated_later(built, change, number=number)


def _other_extractor(statement: Any) -> None:
    statement["predicate"]["extractor"]["name"] = "somebody-else"


def _root(statement: Any) -> None:
    statement["predicate"]["parts"]["claims"]["root"] = "sha256:" + "ab" * 32


def _size(statement: Any) -> None:
    statement["predicate"]["parts"]["claims"]["size"] += 1


def _without_the_last_leaf(statement: Any) -> None:
    statement["predicate"]["leaves"].pop()


def _beyond(statement: Any) -> None:
    statement["predicate"]["position"] = 7


def _withheld_under_another_hash(built: Built) -> Built:
    """A claim goes, and a leaf that nobody signed stands in its place."""

    def change(document: Document) -> None:
        document["disclosure"]["withheld"][0]["hash"] = "ab" * 32

    return edited(redacted(built, ["claims/1:2"]), change)


def _changed_after_a_redaction(built: Built) -> Built:
    """One claim is withheld as it should be, and its neighbour says something else now."""
    return edited(redacted(built, ["claims/1:2"]), lambda d: d["claims"][1]["items"][2].update(negated=True))


def _another_statement(statement: Any) -> None:
    statement["predicate"]["statement"] = "sha256:" + "ab" * 32


def _another_set(statement: Any) -> None:
    """The withdrawal of one set, turned against another."""
    statement["predicate"]["position"] = 2


ATTACKS: tuple[Attack, ...] = (
    *(
        on("again", attack)
        for attack in (
            Attack("words", _set(1, exact="Nothing happened."), part="later 0, claims[1] claim 1"),
            Attack("confidence", _set(2, confidence=1000), part="claims[1] claim 2"),
            Attack("speaker taken out", _set(2, speaker=None), part="claims[1] claim 2"),
            Attack("extractor", lambda b: edited(b, _extractor), part="claims[1] extractor"),
            Attack("two exchanged", _items(_swap), part="claims[1] claim 0"),
            Attack("one taken out", _items(lambda items: items.pop(1)), part="claims[1] claim 1"),
            Attack("the last one taken out", _items(lambda items: items.pop()), part="claims[1]"),
            Attack("one added", _items(lambda items: items.append(dict(items[0]))), part="claims[1] claim 4"),
            Attack("all taken out", _items(lambda items: items.clear()), part="claims[1]"),
            Attack("the whole set taken out", lambda b: edited(b, lambda d: d["claims"].pop()), part="claims[1]"),
            Attack("the first set in its place", lambda b: edited(b, _first_again), part="claims[1]"),
            Attack("a statement of another extractor", _stated(_other_extractor), part="claims[1] extractor"),
            Attack("a root that its leaves do not lead to", _stated(_root), part="claims[1]"),
            Attack("another size", _stated(_size), part="claims[1]"),
            Attack("a leaf too few", _stated(_without_the_last_leaf), part="claims[1]"),
            Attack("withheld under another hash", _withheld_under_another_hash, part="claims[1] claim 1"),
            Attack("changed after a redaction", _changed_after_a_redaction, part="claims[1] claim 2"),
            Attack("a set that is not there", _stated(_beyond), part="claims[7]"),
        )
    ),
    on("twice", Attack("two sets exchanged", lambda b: edited(b, _exchanged), part="claims[2]")),
    on("twice", Attack("the withdrawal of another statement", _stated(_another_statement, 2), part="claims[1]")),
    on("twice", Attack("a withdrawal turned against another set", _stated(_another_set, 2), part="claims[2]")),
    on("twice", Attack("the withdrawal of a set that is not there", _stated(_beyond, 2), part="claims[7]")),
)
