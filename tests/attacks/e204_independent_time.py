"""E204: somebody else vouches for the time, where the policy in the trust file asks for it."""

from dataclasses import replace

from archiver.sign import trust
from archiver.sign.trust import Policy
from tests.support.attack import Attack, Scene, alone, undecided
from tests.support.build import Built, archive_keys, trust_of
from tests.support.vouch import stamped, trusting_stamps


def _demanding(built: Built, *flags: str) -> Scene:
    strict = trust_of(archive_keys()).model_copy(update={"policy": Policy(require_independent_time=True)})
    return replace(alone(built), trust=trust.write(strict), flags=flags)


def _vouched(built: Built) -> Scene:
    return _demanding(built, "--at", "2026-11-23T00:00:00Z")


def _stamped(built: Built) -> Scene:
    return trusting_stamps(stamped(built), require_independent_time=True)


def _by_nobody_trusted(built: Built) -> Scene:
    return _demanding(stamped(built))


ATTACKS: tuple[Attack, ...] = (
    replace(undecided("no independent time", _demanding), intact=_vouched),
    replace(undecided("a stamp by an authority that nobody pinned", _by_nobody_trusted), intact=_stamped),
)
