"""E702: every set of claims is covered by a signature; what somebody added does not pass as part of the package."""

from tests.support.attack import Attack, on, undecided
from tests.support.build import Built
from tests.support.forge import Document, edited


def _again(document: Document) -> None:
    document["claims"].append(document["claims"][0])


def _of_an_article(document: Document) -> None:
    document["claims"].append({"extractor": document["claims"][0]["extractor"], "items": []})


def _add(built: Built) -> Built:
    return edited(built, _again)


def _without_statement(document: Document) -> None:
    document["provenance"]["later"].clear()


def _one_without(document: Document) -> None:
    """Of three sets the last has lost its statement."""
    del document["provenance"]["later"][1]


ATTACKS: tuple[Attack, ...] = (
    undecided("the same set again", _add),
    undecided("an empty set", lambda built: edited(built, _of_an_article)),
    on("again", undecided("its statement taken away", lambda b: edited(b, _without_statement), part="claims[1]")),
    on("again", undecided("one set more beside a signed one", _add, part="claims[2]")),
    on("twice", undecided("one of two statements taken away", lambda b: edited(b, _one_without), part="claims[2]")),
)
