"""E808: OpenTimestamps proofs are over these signatures; one over something else contradicts, an unreadable one doesn't."""

from collections.abc import Callable
from dataclasses import replace

from archiver.sign import ots
from tests.support.attack import Attack, Scene, alone, undecided
from tests.support.blocks import Chain
from tests.support.build import Built, package
from tests.support.calendar import Calendar
from tests.support.forge import Document, edited
from tests.support.vouch import p256_of, promise, with_proof

BLOCK_END = b"\x00" + ots.BITCOIN + b"\x01\x65"


def _promise(built: Built) -> bytes:
    return promise(p256_of(built)[1], Calendar(Chain()))


def _intact(built: Built) -> Scene:
    return alone(with_proof(built, _promise(built)))


def _with(change: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    return lambda built: with_proof(built, change(_promise(built)))


def _anothers(built: Built) -> Built:
    """The proof of another package, with its own key's name on it."""
    return with_proof(built, _promise(package("ukrainian")))


def _over_a_stranger(built: Built) -> Built:
    return with_proof(built, _promise(built), over="sha256:" + "0" * 64)


def _over_the_other_signature(built: Built) -> Built:
    """P-256's proof said to be over the ML-DSA-65 signature."""
    return with_proof(built, _promise(built), over=built.document["provenance"]["capture"]["signatures"][1]["keyid"])


def _many(built: Built) -> Built:
    def change(document: Document) -> None:
        document["provenance"]["timestamps"] *= 101

    return edited(with_proof(built, _promise(built)), change)


def _head(proof: bytes) -> bytes:
    return proof[: len(ots.MAGIC) + 2 + ots.DIGEST]


CUT = "timestamp 0"
ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact)
    for attack in (
        Attack("another package's proof", _anothers, part=CUT),
        Attack("over a key that did not sign", _over_a_stranger, part=CUT),
        Attack("over the other signature", _over_the_other_signature, part=CUT),
        Attack("more than anybody needs", _many),
        undecided("cut short", _with(lambda proof: proof[:-5]), part=CUT),
        undecided("an unknown step", _with(lambda proof: _head(proof) + b"\x09" + BLOCK_END), part=CUT),
        undecided("steps without end", _with(lambda proof: _head(proof) + b"\x08" * 30_000 + BLOCK_END), part=CUT),
        undecided("messages that grow", _with(lambda proof: _head(proof) + b"\xf3" * 40 + BLOCK_END), part=CUT),
        undecided("forks without end", _with(lambda proof: _head(proof) + b"\xff\x08" * 10_000), part=CUT),
        undecided("no proof at all", _with(lambda _: b"\0\0\0"), part=CUT),
        undecided("larger than anything honest", _with(lambda proof: proof + bytes(ots.MAX_PROOF)), part=CUT),
    )
)
