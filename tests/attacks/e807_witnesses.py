"""E807: as many witnesses of the trust file cosigned the checkpoint as the policy asks for."""

import time
from dataclasses import replace

from archiver.sign import notekey
from archiver.sign.trust import Revocation, note_set
from tests.support.attack import Attack, Scene, undecided
from tests.support.build import Built
from tests.support.vouch import EYE, log_set, logged, seen_by_witness, trusting_log, witness_set

REVOKED = Revocation(at="2026-11-01T00:00:00.000000Z", compromised_at=None, reason=None)


def _intact(built: Built) -> Scene:
    return trusting_log(logged(built, cosign=seen_by_witness), witnesses=1, require_independent_time=True)


def _unseen(built: Built) -> Scene:
    return trusting_log(logged(built), witnesses=1)


def _one_of_two(built: Built) -> Scene:
    return trusting_log(logged(built, cosign=seen_by_witness), witnesses=2)


def _unknown(built: Built) -> Scene:
    stranger = note_set(EYE, "witness", notekey.generate().spki)
    return trusting_log(logged(built, cosign=seen_by_witness), log_set(), stranger, witnesses=1)


def _revoked(built: Built) -> Scene:
    """Whoever has the key can write any time."""
    pinned = (log_set(), witness_set(revoked=REVOKED))
    return trusting_log(logged(built, cosign=seen_by_witness), *pinned, witnesses=1)


def _revoked_and_again(built: Built) -> Scene:
    """The same witness stands there once more, as if nothing had happened."""
    pinned = (log_set(), witness_set(revoked=REVOKED), witness_set())
    return trusting_log(logged(built, cosign=seen_by_witness), *pinned, witnesses=1)


def _to_come(built: Built) -> Scene:
    ahead = int(time.time()) + 10_000_000
    return trusting_log(logged(built, cosign=lambda text: seen_by_witness(text, ahead)), witnesses=1)


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact)
    for attack in (
        undecided("seen by nobody", _unseen),
        undecided("one where two are asked for", _one_of_two),
        undecided("by a witness of another key", _unknown),
        undecided("by a revoked witness", _revoked),
        undecided("by a revoked witness that stands there twice", _revoked_and_again),
        undecided("seen at a time to come", _to_come),
    )
)
