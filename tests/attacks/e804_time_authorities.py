"""E804: as many authorities of the trust file vouch as the policy asks for; what nobody trusted gave does not count."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from archiver.sign.trust import Revocation
from tests.support.attack import Attack, Scene, undecided
from tests.support.build import Built
from tests.support.tsa import DAY, Authority, Holder, at_time, info_of, issue, shared, shared_reply
from tests.support.vouch import p256_of, stamped, trusting_stamps, under, with_stamp

NOW = dt.datetime.now(dt.UTC)
LONG_AGO = "2020-01-01T00:00:00.000000Z"


def _intact(built: Built) -> Scene:
    return trusting_stamps(stamped(built), authorities=1)


def _stranger(built: Built) -> Scene:
    """Stamped by an authority that nobody pinned."""
    scene = trusting_stamps(stamped(built), authorities=1)
    other = issue("Another root", ca=True)
    pinned = Authority(shared().folder / "other", issue("Another", other), root=other).pinned("another")
    return under(scene, pinned, authorities=1)


def _pinned_as(**members: Any) -> Callable[[Built], Scene]:
    def recipe(built: Built) -> Scene:
        pinned = shared().pinned().model_copy(update=members)
        return under(trusting_stamps(stamped(built)), pinned, authorities=1)

    return recipe


def _by(make: Callable[[], Holder]) -> Callable[[Built], Scene]:
    def recipe(built: Built) -> Scene:
        token = shared().forge(info_of(shared_reply(p256_of(built)[1])), make())
        return trusting_stamps(with_stamp(built, token), authorities=1)

    return recipe


def _from_the_future(built: Built) -> Scene:
    token = shared().forge(at_time(info_of(shared_reply(p256_of(built)[1])), NOW + 20 * DAY))
    return trusting_stamps(with_stamp(built, token), authorities=1)


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact)
    for attack in (
        undecided("no stamp", lambda built: trusting_stamps(built, authorities=1)),
        undecided("by an authority that nobody pinned", _stranger),
        undecided("two stamps of one authority where two are asked for", lambda b: trusting_stamps(stamped(b), authorities=2)),
        undecided("by a revoked authority", _pinned_as(revoked=Revocation(at=LONG_AGO, compromised_at=None, reason=None))),
        undecided("after the authority's end", _pinned_as(until=LONG_AGO)),
        undecided("by a certificate that had expired", _by(lambda: issue("Expired", shared().root, until=NOW - DAY))),
        undecided("by one that was not yet valid", _by(lambda: issue("Early", shared().root, since=NOW + DAY))),
        undecided("by a certificate of their own root", _by(lambda: issue("Theirs", issue("Root of the tests", ca=True)))),
        undecided("from the future", _from_the_future),
    )
)  # fmt: skip
