"""E004: the signed payload is a capture statement of version 1, signed or not."""

from collections.abc import Callable
from typing import Any

from tests.support.attack import Attack, unusable
from tests.support.build import Built
from tests.support.forge import Change, restated

OTHER = {"name": "sidecar", "digest": {"sha256": "0" * 64}}


def _state(change: Change) -> Callable[[Built], Built]:
    return lambda built: restated(built, change)


def _predicate(**members: Any) -> Callable[[Built], Built]:
    return _state(lambda statement: statement["predicate"].update(members))


def _algorithm(name: str) -> Callable[[Built], Built]:
    return _state(lambda statement: statement["predicate"]["requiredSigners"][0].update(algorithm=name))


ATTACKS: tuple[Attack, ...] = (
    unusable("another predicate", _state(lambda s: s.update(predicateType="https://slsa.dev/provenance/v1"))),
    unusable("another statement type", _state(lambda s: s.update(_type="https://in-toto.io/Statement/v0.1"))),
    unusable("unknown member", _predicate(verified=True)),
    unusable("two subjects", _state(lambda s: s["subject"].append(OTHER))),
    unusable("no subject", _state(lambda s: s["subject"].clear())),
    unusable("wrong digest beside the right one", _state(lambda s: s["subject"][0]["digest"].update(sha512="0" * 128))),
    unusable("only a weaker digest", _state(lambda s: s["subject"][0].update(digest={"sha1": "0" * 40}))),
    unusable("nobody has to sign", _predicate(requiredSigners=[])),
    unusable("weaker algorithm required", _algorithm("rsa-pkcs1-sha1")),
    unusable("algorithm none", _algorithm("none")),
    unusable("negative sequence", _predicate(sequence=-1)),
    unusable("previous without statements", _predicate(previous={"statements": [], "relation": "text"})),
    unusable("a size as text", _state(lambda s: s["predicate"]["parts"]["blocks"].update(size="6"))),
    unusable("a tree missing", _state(lambda s: s["predicate"]["parts"].pop("claims"))),
    unusable("a tree more", _state(lambda s: s["predicate"]["parts"].update(extra={"root": "", "size": 0}))),
)
