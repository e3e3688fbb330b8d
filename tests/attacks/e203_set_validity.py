"""E203: the signer set was valid when the signatures were made; without an independent time an end counts as passed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from archiver.sign import trust
from archiver.sign.dsse import decode64
from archiver.sign.trust import Revocation
from tests.support.attack import Attack, Scene, alone, on, undecided
from tests.support.build import Built, archive_keys
from tests.support.forge import Document
from tests.support.tsa import at_time, info_of, shared, shared_reply
from tests.support.vouch import p256_of, with_stamp

BEFORE, AFTER = "2026-11-01T00:00:00.000000Z", "2026-12-01T00:00:00.000000Z"


def _set(built: Built, *flags: str, **members: Any) -> Scene:
    signers = trust.set_of("desk", archive_keys()).model_copy(update=members)
    return replace(alone(built), trust=trust.write(trust.EMPTY.with_set(signers)), flags=flags)


def _revoked(compromised: str | None) -> Revocation:
    return Revocation(at=AFTER, compromised_at=compromised, reason="stolen")


def _still_valid(built: Built) -> Scene:
    """The twin: the set has ended, and the user vouches for an earlier time."""
    return _set(built, "--at", BEFORE, until=AFTER)


def _with_stamp(at: dt.datetime, **members: Any) -> Callable[[Built], Scene]:
    """The set with an end, and a stamp of the shared authority from `at`."""

    def recipe(built: Built) -> Scene:
        token = shared().forge(at_time(info_of(shared_reply(p256_of(built)[1])), at))
        signers = trust.set_of("desk", archive_keys()).model_copy(update=members)
        made = trust.EMPTY.with_set(signers).with_authority(shared().pinned())
        return replace(alone(with_stamp(built, token)), trust=trust.write(made))

    return recipe


EARLY, LATE = dt.datetime(2020, 5, 20, tzinfo=dt.UTC), dt.datetime(2020, 7, 20, tzinfo=dt.UTC)
BETWEEN = "2020-06-23T00:00:00.000000Z"


def _over(*envelopes: Callable[[Document], Document]) -> Callable[[Built], Scene]:
    """The set with an end, and stamps from before it over the P-256 signatures of these envelopes."""

    def recipe(built: Built) -> Scene:
        for envelope in envelopes:
            signature = envelope(built.document["provenance"])["signatures"][0]
            token = shared().forge(at_time(info_of(shared_reply(decode64(signature["sig"]))), EARLY))
            built = with_stamp(built, token, signature["keyid"])
        signers = trust.set_of("desk", archive_keys()).model_copy(update={"until": BETWEEN})
        made = trust.EMPTY.with_set(signers).with_authority(shared().pinned())
        return replace(alone(built), trust=trust.write(made))

    return recipe


def _capture(provenance: Document) -> Document:
    return dict(provenance["capture"])


def _later(provenance: Document) -> Document:
    return dict(provenance["later"][0])


ATTACKS: tuple[Attack, ...] = (
    undecided("ended", lambda built: _set(built, until=BEFORE)),
    undecided("will end, and no independent time", lambda built: _set(built, until=AFTER)),
    undecided("not yet valid", lambda built: _set(built, from_=AFTER)),
    undecided("revoked", lambda built: _set(built, revoked=_revoked(None))),
    undecided("compromised", lambda built: _set(built, revoked=_revoked(BEFORE))),
    replace(
        undecided("ended at the time that the user gives", lambda built: _set(built, "--at", AFTER, until=AFTER)),
        intact=_still_valid,
    ),
    undecided(
        "compromised before the time that the user gives",
        lambda built: _set(built, "--at", "2026-11-30T00:00:00Z", revoked=_revoked(BEFORE)),
    ),
    replace(
        undecided("stamped after the end", _with_stamp(LATE, until=BETWEEN)), intact=_with_stamp(EARLY, until=BETWEEN)
    ),
    replace(
        undecided("stamped after the compromise", _with_stamp(LATE, revoked=_revoked(BETWEEN))),
        intact=_with_stamp(EARLY, revoked=_revoked(BETWEEN)),
    ),
    on("again", replace(undecided("only what was stated afterwards is stamped", _over(_later)), intact=_over(_capture, _later))),
)  # fmt: skip
