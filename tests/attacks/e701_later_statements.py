"""E701: statements made afterwards are understood; one that is not leaves the verdict open."""

from typing import Any

from archiver.sign import dsse
from archiver.sign.canonical import layout
from archiver.verify.later import MAX_LATER
from tests.support.again import restated_later, statements_of
from tests.support.attack import Attack, on, undecided
from tests.support.build import Built, archive_keys, package
from tests.support.forge import Document, edited


def _envelope(document: Document) -> None:
    document["provenance"]["later"].append(package("text").document["provenance"]["capture"])


def _unsigned(document: Document) -> None:
    document["provenance"]["later"].append({"payload": "", "payloadType": "", "signatures": []})


def _many(document: Document) -> None:
    unsigned = {"payload": "", "payloadType": "", "signatures": []}
    document["provenance"]["later"] += [unsigned] * (MAX_LATER + 1)


def _member(built: Built) -> Built:
    """A member that version 1 does not have: what it means nobody knows."""
    return restated_later(built, lambda s: s["predicate"].update(also="this"))


def _type(built: Built) -> Built:
    return restated_later(built, lambda s: s.update(predicateType="urn:archiver:other:v1"))


def _position_of_the_first(built: Built) -> Built:
    """The set that is signed with the capture cannot be stated again."""
    return restated_later(built, lambda s: s["predicate"].update(position=0))


def _respelled(built: Built) -> Built:
    """The same statement in another spelling, signed."""
    document = built.document
    statement = statements_of(document)[0][1]
    document["provenance"]["later"][0] = dsse.seal(layout(statement), archive_keys()).document()
    return built.with_sidecar(layout(document))


def _payload_type(document: Any) -> None:
    document["provenance"]["later"][0]["payloadType"] = "text/plain"


def _edit(built: Built) -> Built:
    return edited(built, _envelope)


ATTACKS: tuple[Attack, ...] = (
    undecided("a statement about another capture", _edit),
    undecided("an empty one", lambda built: edited(built, _unsigned)),
    undecided("more than anybody looks at", lambda built: edited(built, _many)),
    on("again", undecided("a member too many", _member, part="later 0")),
    on("again", undecided("another predicate", _type, part="later 0")),
    on("again", undecided("a second statement for the first set", _position_of_the_first, part="later 0")),
    on("again", undecided("not canonical", _respelled, part="later 0")),
    on("again", undecided("another type of payload", lambda built: edited(built, _payload_type), part="later 0")),
)
