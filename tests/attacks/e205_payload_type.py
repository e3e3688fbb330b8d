"""E205: the envelope carries an in-toto statement. A signature for another purpose is none for this one."""

from collections.abc import Callable

from archiver.sign import dsse
from archiver.sign.canonical import canonical
from tests.support.attack import Attack
from tests.support.build import Built, archive_keys
from tests.support.forge import Document, edited, statement_of


def _signed_as(kind: str) -> Callable[[Built], Built]:
    """Good signatures of the archive over the same payload, given as another type."""

    def change(document: Document) -> None:
        envelope = document["provenance"]["capture"]
        message = dsse.pae(kind, canonical(statement_of(document)))
        envelope["payloadType"] = kind
        for entry, signer in zip(envelope["signatures"], archive_keys(), strict=True):
            entry["sig"] = dsse.encode64(signer.sign(message))

    return lambda built: edited(built, change)


def _called(kind: str) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: d["provenance"]["capture"].update(payloadType=kind))


ATTACKS: tuple[Attack, ...] = (
    Attack("signed as another type", _signed_as("application/vnd.example+json")),
    Attack("signed with a type that runs into the payload", _signed_as("application/vnd.in-toto+json 2 {}")),
    Attack("called another type", _called("application/json")),
    Attack("no type", _called("")),
    Attack("the type in capitals", _called("application/vnd.in-toto+JSON")),
)
