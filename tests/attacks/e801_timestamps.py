"""E801: the time stamps are over these signatures; one that is over something else, or no stamp at all, contradicts."""

from collections.abc import Callable
from dataclasses import replace

from archiver.sign.dsse import encode64
from tests.support.attack import Attack, Scene, alone
from tests.support.build import Built, package
from tests.support.forge import Document, edited
from tests.support.tsa import shared_reply
from tests.support.vouch import p256_of, stamped


def _intact(built: Built) -> Scene:
    return alone(stamped(built))


def _with(token: bytes, over: str | None = None, chain: tuple[str, ...] = ()) -> Callable[[Built], Built]:
    def recipe(built: Built) -> Built:
        def change(document: Document) -> None:
            keyid = over or p256_of(built)[0]
            entry = {"over": keyid, "token": encode64(token), "chain": list(chain)}
            document["provenance"]["timestamps"].append(entry)

        return edited(built, change)

    return recipe


def _anothers(built: Built) -> Built:
    """The stamp of another package, with its own key's name on it."""
    return _with(shared_reply(p256_of(package("ukrainian"))[1]))(built)


def _over_another_key(built: Built) -> Built:
    return _with(shared_reply(p256_of(built)[1]), over="sha256:" + "0" * 64)(built)


def _over_the_other_signature(built: Built) -> Built:
    """P-256's stamp said to be over the ML-DSA-65 signature."""
    other = built.document["provenance"]["capture"]["signatures"][1]["keyid"]
    return _with(shared_reply(p256_of(built)[1]), over=other)(built)


def _cut_short(built: Built) -> Built:
    return _with(shared_reply(p256_of(built)[1])[:-30])(built)


def _broken_chain(built: Built) -> Built:
    return _with(shared_reply(p256_of(built)[1]), chain=("AAAA",))(built)


def _many(built: Built) -> Built:
    def change(document: Document) -> None:
        entry = document["provenance"]["timestamps"][0]
        document["provenance"]["timestamps"] = [entry] * 101

    return edited(stamped(built), change)


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact)
    for attack in (
        Attack("a token that is none", _with(b"\0\0\0"), part="timestamp 0"),
        Attack("another package's stamp", _anothers, part="timestamp 0"),
        Attack("over a key that did not sign", _over_another_key, part="timestamp 0"),
        Attack("over the other signature", _over_the_other_signature, part="timestamp 0"),
        Attack("cut short", _cut_short, part="timestamp 0"),
        Attack("a chain that is none", _broken_chain, part="timestamp 0"),
        Attack("more than anybody needs", _many),
    )
)
