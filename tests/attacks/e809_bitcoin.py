"""E809: block headers of the user hold what the OpenTimestamps proofs lead to; another Merkle root is no time."""

from dataclasses import replace

from tests.support.attack import Attack, Scene, undecided
from tests.support.blocks import Chain
from tests.support.build import Built
from tests.support.calendar import Calendar
from tests.support.vouch import date, dated, p256_of, promise, trusting_blocks, with_proof


def _intact(built: Built) -> Scene:
    proof, chain = dated(p256_of(built)[1])
    return trusting_blocks(with_proof(built, proof), chain, require_independent_time=True)


def _another_branch(built: Built) -> Scene:
    """As many blocks, mined by somebody else: at that height there is another one."""
    proof, chain = dated(p256_of(built)[1])
    other = Chain()
    other.bury(len(chain.headers))
    return trusting_blocks(with_proof(built, proof), other)


def _another_height(built: Built) -> Scene:
    """The block before the one that holds it."""
    proof, chain = dated(p256_of(built)[1])
    return trusting_blocks(with_proof(built, proof[:-1] + bytes((proof[-1] - 1,))), chain)


def _another_way(built: Built) -> Scene:
    """One octet of the way to the block changed: a proof as good as any, of something else."""
    proof, chain = dated(p256_of(built)[1])
    at = proof.rindex(b"\x08\x08") - 1
    return trusting_blocks(with_proof(built, proof[:at] + bytes((proof[at] ^ 1,)) + proof[at + 1 :]), chain)


def _beside_a_good_one(built: Built) -> Scene:
    """A second proof, of the same calendar, that leads to no such block."""
    desk = Calendar(Chain())
    good = promise(p256_of(built)[1], desk)
    desk.confirm()
    bad = date(good, desk)
    made = with_proof(with_proof(built, bad), bad[:-1] + b"\x64")
    return trusting_blocks(made, desk.chain)


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact)
    for attack in (
        undecided("the blocks of another branch", _another_branch, part="timestamp 0"),
        undecided("another height", _another_height, part="timestamp 0"),
        undecided("another way to the block", _another_way, part="timestamp 0"),
        undecided("beside a good one", _beside_a_good_one, part="timestamp 1"),
    )
)
