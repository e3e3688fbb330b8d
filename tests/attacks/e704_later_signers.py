"""E704: a later statement is signed by a whole signer set that the trust file lets state claims, while it is valid."""

from collections.abc import Callable
from dataclasses import replace

from archiver.sign import keys, trust
from archiver.sign.trust import describe
from tests.support.again import FIRST, restated_later
from tests.support.attack import Attack, Scene, alone, on, undecided
from tests.support.build import Built, archive_keys, stranger_keys

PACKAGED = "2026-11-23T00:00:00.000000Z"  # between the package and the claims that were stated later


def _signed_by(*signers: keys.KeyPair) -> Callable[[Built], Built]:
    required = [{"keyid": key.keyid, "algorithm": key.algorithm} for key in map(describe, signers)]
    return lambda built: restated_later(
        built, lambda s: s["predicate"].update(requiredSigners=required), signers=signers
    )


def _trusting(**members: object) -> Callable[[Built], Scene]:
    """The intact package, and a trust file in which the archive's set is another."""
    signers = trust.set_of("desk", archive_keys()).model_copy(update=members)
    return lambda built: replace(alone(built), trust=trust.write(trust.EMPTY.with_set(signers)))


def _other_set_for_claims(built: Built) -> Scene:
    """The desk may capture; claims are for another set, which did not sign."""
    desk = trust.set_of("desk", archive_keys()).model_copy(update={"roles": ("capture",)})
    readers = trust.set_of("readers", stranger_keys()).model_copy(update={"roles": ("claims",)})
    return replace(alone(built), trust=trust.write(trust.EMPTY.with_set(desk).with_set(readers)))


ATTACKS: tuple[Attack, ...] = tuple(
    on("again", attack)
    for attack in (
        undecided("by a stranger", _signed_by(*stranger_keys()), part="later 0"),
        undecided("by keys that may only capture", _trusting(roles=("capture",)), part="later 0"),
        undecided("by another set than the one for claims", _other_set_for_claims, part="later 0"),
        undecided("by a set that has ended", _trusting(until=FIRST), part="later 0"),
        undecided("before the set was valid", _trusting(**{"from_": "2026-12-24T00:00:00.000000Z"}), part="later 0"),
        Attack("P-256 alone with requirements to suit", _signed_by(archive_keys()[0]), part="later 0"),
        Attack("ML-DSA alone with requirements to suit", _signed_by(archive_keys()[1]), part="later 0"),
        Attack("P-256 with a stranger's ML-DSA", _signed_by(archive_keys()[0], stranger_keys()[1]), part="later 0"),
    )
)
