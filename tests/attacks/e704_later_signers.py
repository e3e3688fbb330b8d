"""E704: a later statement is signed by a whole signer set that the trust file lets state claims, while it is valid."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from archiver.sign import keys, trust
from archiver.sign.dsse import decode64
from archiver.sign.trust import Policy, describe
from tests.support.again import FIRST, restated_later
from tests.support.attack import Attack, Scene, alone, on, undecided
from tests.support.build import Built, archive_keys, stranger_keys
from tests.support.tsa import at_time, info_of, shared, shared_reply
from tests.support.vouch import p256_of, with_stamp

ENDED = "2021-01-01T00:00:00.000000Z"  # when the archive's set ends, in the attacks with stamps
BEFORE = dt.datetime(2020, 6, 1, tzinfo=dt.UTC)


def long_ago(signature: bytes) -> bytes:
    """A stamp over a signature from before ENDED."""
    return shared().forge(at_time(info_of(shared_reply(signature)), BEFORE))


def stamped_now(built: Built) -> Built:
    """The later statement stamped today."""
    signature = built.document["provenance"]["later"][0]["signatures"][0]
    return with_stamp(built, shared_reply(decode64(signature["sig"])), signature["keyid"])


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


def _redactor_for_claims(built: Built) -> Scene:
    """The desk captures and states claims; what was stated is signed by keys that may only redact."""
    redactor = trust.set_of("redactor", stranger_keys()).model_copy(update={"roles": ("redactor",)})
    trusted = trust.EMPTY.with_set(trust.set_of("desk", archive_keys())).with_set(redactor)
    return replace(alone(_signed_by(*stranger_keys())(built)), trust=trust.write(trusted))


def _stamped_later(built: Built) -> Built:
    """The later statement's own P-256 signature, stamped long ago by an authority that is trusted."""
    signature = built.document["provenance"]["later"][0]["signatures"][0]
    return with_stamp(built, long_ago(decode64(signature["sig"])), signature["keyid"])


def _stamped_capture(built: Built) -> Built:
    """Only the capture is stamped long ago: that says nothing of what was stated afterwards."""
    keyid, signature = p256_of(built)
    return with_stamp(built, long_ago(signature), keyid)


def _ended(built: Built, *, pinned: bool = True, **policy: Any) -> Scene:
    """The archive's set has ended, after the stamps; `pinned` is whether the authority is trusted."""
    ended = trust.set_of("desk", archive_keys()).model_copy(update={"until": ENDED})
    wanted = Policy(**{"require_independent_time": False, **policy})
    made = trust.EMPTY.with_set(ended).model_copy(update={"policy": wanted})
    return replace(alone(built), trust=trust.write(made.with_authority(shared().pinned()) if pinned else made))


def _both(built: Built) -> Scene:
    return _ended(_stamped_later(_stamped_capture(built)))


def _beside(name: str, recipe: Callable[[Built], Scene]) -> Attack:
    """An attack beside a package whose capture and later statement both have a stamp from before the set's end."""
    return replace(undecided(name, recipe, part="later 0"), intact=_both)


STAMPS: tuple[Attack, ...] = (
    _beside("ended, and only the capture was stamped before", lambda b: _ended(_stamped_capture(b))),
    _beside("ended, stamped by an authority that nobody pinned", lambda b: _ended(_stamped_later(_stamped_capture(b)), pinned=False)),
    _beside("ended, one stamp where the policy wants two", lambda b: _ended(_stamped_later(_stamped_capture(b)), authorities=2)),
    _beside("ended, stamped only after its end", lambda b: _ended(stamped_now(_stamped_capture(b)))),
)  # fmt: skip

ATTACKS: tuple[Attack, ...] = tuple(
    on("again", attack)
    for attack in (
        undecided("by a stranger", _signed_by(*stranger_keys()), part="later 0"),
        undecided("by keys that may only capture", _trusting(roles=("capture",)), part="later 0"),
        undecided("by keys that may only redact", _redactor_for_claims, part="later 0"),
        undecided("by another set than the one for claims", _other_set_for_claims, part="later 0"),
        undecided("by a set that has ended", _trusting(until=FIRST), part="later 0"),
        undecided("before the set was valid", _trusting(**{"from_": "2026-12-24T00:00:00.000000Z"}), part="later 0"),
        Attack("P-256 alone with requirements to suit", _signed_by(archive_keys()[0]), part="later 0"),
        Attack("ML-DSA alone with requirements to suit", _signed_by(archive_keys()[1]), part="later 0"),
        Attack("P-256 with a stranger's ML-DSA", _signed_by(archive_keys()[0], stranger_keys()[1]), part="later 0"),
        *STAMPS,
    )
)
