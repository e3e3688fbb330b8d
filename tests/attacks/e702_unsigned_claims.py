"""E702: every set of claims is covered by a signature; what somebody added does not pass as part of the package."""

from tests.support.attack import Attack, undecided
from tests.support.build import Built
from tests.support.forge import Document, edited


def _again(document: Document) -> None:
    document["claims"].append(document["claims"][0])


def _of_an_article(document: Document) -> None:
    document["claims"].append({"extractor": None, "items": []})


def _add(built: Built) -> Built:
    return edited(built, _again)


ATTACKS: tuple[Attack, ...] = (
    undecided("the same set again", _add),
    undecided("an empty set", lambda built: edited(built, _of_an_article)),
)
