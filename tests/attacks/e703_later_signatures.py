"""E703: later statements have every signature that they require, once, and each verifies over these very octets."""

import base64
from collections.abc import Callable
from typing import Any

from archiver.sign.canonical import canonical
from tests.support.again import restated_later, statements_of
from tests.support.attack import Attack, on, undecided
from tests.support.build import Built, package, stranger_keys
from tests.support.forge import Document, edited

P256, MLDSA = "later 0, ecdsa-p256-sha256 signature", "later 0, ml-dsa-65 signature"


def _signatures(change: Callable[[list[Any]], object]) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: change(d["provenance"]["later"][0]["signatures"]))


def _flipped(number: int) -> Callable[[list[Any]], None]:
    def change(signatures: list[Any]) -> None:
        octets = bytearray(base64.b64decode(signatures[number]["sig"]))
        octets[40] ^= 1
        signatures[number]["sig"] = base64.b64encode(octets).decode()

    return change


def _of_the_capture(document: Document) -> None:
    """Good signatures of the same keys, over the capture statement."""
    document["provenance"]["later"][0]["signatures"] = document["provenance"]["capture"]["signatures"]


def _words(document: Document) -> None:
    """A later time, with the signatures that were made over the earlier one."""
    statement = statements_of(document)[0][1]
    statement["predicate"]["statedAt"] = "2027-01-01T00:00:00.000000Z"
    document["provenance"]["later"][0]["payload"] = base64.b64encode(canonical(statement)).decode()


def _unknown(built: Built) -> Built:
    """Signed by somebody whose keys are nowhere at hand."""

    def ask(statement: Any) -> None:
        required = statement["predicate"]["requiredSigners"]
        for signer, key in zip(required, ("11" * 32, "22" * 32), strict=True):
            signer["keyid"] = f"sha256:{key}"

    made = restated_later(built, ask, signers=stranger_keys()).document
    for signature, key in zip(made["provenance"]["later"][0]["signatures"], ("11" * 32, "22" * 32), strict=True):
        signature["keyid"] = f"sha256:{key}"
    made["provenance"]["keys"] = package().document["provenance"]["keys"]
    return edited(built, lambda d: d.update(made))


ATTACKS: tuple[Attack, ...] = tuple(
    on("again", attack)
    for attack in (
        undecided("none", _signatures(lambda s: s.clear()), part="later 0"),
        undecided("keys that are not at hand", _unknown, part=P256),
        Attack("P-256 dropped", _signatures(lambda s: s.pop(0)), part="later 0"),
        Attack("ML-DSA dropped", _signatures(lambda s: s.pop(1)), part="later 0"),
        Attack("one there twice", _signatures(lambda s: s.append(dict(s[0]))), part="later 0"),
        Attack("P-256 flipped", _signatures(_flipped(0)), part=P256),
        Attack("ML-DSA flipped", _signatures(_flipped(1)), part=MLDSA),
        Attack("those of the capture statement", lambda built: edited(built, _of_the_capture), part=P256),
        Attack("over an earlier statement", lambda built: edited(built, _words), part=P256),
    )
)
