"""Packages that somebody vouches for: stamped by the tests' time authority, held by the tests' log, seen by a witness.

    stamped(built)                         a stamp by the shared authority over the P-256 signature
    demanding(scene, authorities=1)        the scene under a trust file that pins it, with a policy
"""

import base64
from dataclasses import replace
from typing import Any

from archiver.flows.stamp import timestamp
from archiver.sign import trust, tsp
from archiver.sign.trust import Authority, Policy, SignerSet
from tests.support.attack import Scene, alone
from tests.support.build import Built, archive_keys, trust_of
from tests.support.forge import Document, edited
from tests.support.tsa import shared, shared_reply


def p256_of(built: Built) -> tuple[str, bytes]:
    """Key id and octets of the package's P-256 signature."""
    signature = built.document["provenance"]["capture"]["signatures"][0]
    return signature["keyid"], base64.b64decode(signature["sig"])


def with_stamp(built: Built, token: bytes, over: str | None = None) -> Built:
    """The package with one stamp more."""
    entry = timestamp(over or p256_of(built)[0], token, ()).document()

    def change(document: Document) -> None:
        document["provenance"]["timestamps"].append(entry)

    return edited(built, change)


def stamped(built: Built) -> Built:
    """The package with a stamp by the shared authority."""
    token = shared_reply(p256_of(built)[1])
    made = timestamp(p256_of(built)[0], token, tsp.certificates_in(tsp.read(token)))

    def change(document: Document) -> None:
        document["provenance"]["timestamps"].append(made.document())

    return edited(built, change)


def under(scene: Scene, *authorities: Authority, sets: tuple[SignerSet, ...] = (), **policy: Any) -> Scene:
    """The scene with a trust file that pins the archive's set, these authorities and sets, and this policy."""
    wanted = {"require_independent_time": False, **policy}
    base = trust_of(archive_keys())
    made = base.model_copy(
        update={"authorities": authorities, "policy": Policy(**wanted), "sets": (*base.sets, *sets)}
    )
    return replace(scene, trust=trust.write(made))


def trusting_stamps(built: Built, **policy: Any) -> Scene:
    """The package alone, under a trust file that pins the shared authority."""
    return under(alone(built), shared().pinned(), **policy)
