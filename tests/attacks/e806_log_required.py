"""E806: a log of the trust file holds the statement, where the policy asks for it."""

from collections.abc import Callable
from dataclasses import replace

from archiver.sign import notekey
from archiver.sign.trust import Revocation, note_set
from tests.support.attack import Attack, Scene, undecided
from tests.support.build import Built
from tests.support.vouch import ORIGIN, log_set, logged, seen_by_witness, trusting_log, witness_set

BEFORE, AFTER = "2020-01-01T00:00:00.000000Z", "2020-12-01T00:00:00.000000Z"


def _intact(built: Built) -> Scene:
    return trusting_log(logged(built), log=True)


def _another_key(built: Built) -> Scene:
    return trusting_log(logged(built), note_set(ORIGIN, "log", notekey.generate().spki), log=True)


def _ended(built: Built) -> Scene:
    """The log's key has an end, and nobody else knew the checkpoint before."""
    return trusting_log(logged(built), log_set(until=AFTER), log=True)


def _compromised(built: Built) -> Scene:
    revoked = Revocation(at=AFTER, compromised_at=BEFORE, reason=None)
    return trusting_log(logged(built, cosign=seen_by_witness), log_set(revoked=revoked), witness_set(), log=True)


def _seen_before_the_end(built: Built) -> Scene:
    return trusting_log(logged(built, cosign=seen_by_witness), log_set(until=AFTER), witness_set(), log=True)


def _twice(*, ended_first: bool) -> Callable[[Built], Scene]:
    """The same key stands there twice, once with an end: added below or above, an end is an end."""
    sets = (log_set(until=AFTER), log_set())
    return lambda built: trusting_log(logged(built), *(sets if ended_first else sets[::-1]), log=True)


ATTACKS: tuple[Attack, ...] = (
    replace(undecided("the log's key ended, and stands once more below", _twice(ended_first=True)), intact=_intact),
    replace(undecided("the log's key ended below", _twice(ended_first=False)), intact=_intact),
    replace(undecided("in no log", lambda built: trusting_log(built, log=True)), intact=_intact),
    replace(undecided("in a log of another key", _another_key), intact=_intact),
    replace(undecided("the log's key had ended", _ended), intact=_seen_before_the_end),
    replace(undecided("the log's key was compromised before the witness saw it", _compromised), intact=_intact),
)
