"""E701: statements made afterwards are understood; one that is not leaves the verdict open."""

from tests.support.attack import Attack, undecided
from tests.support.build import Built, package
from tests.support.forge import Document, edited


def _envelope(document: Document) -> None:
    document["provenance"]["later"].append(package("text").document["provenance"]["capture"])


def _unsigned(document: Document) -> None:
    document["provenance"]["later"].append({"payload": "", "payloadType": "", "signatures": []})


def _edit(built: Built) -> Built:
    return edited(built, _envelope)


ATTACKS: tuple[Attack, ...] = (
    undecided("a statement about another capture", _edit),
    undecided("an empty one", lambda built: edited(built, _unsigned)),
)
