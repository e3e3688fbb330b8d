"""E803: each time stamp is sound and signed as its certificate says; what RFC 3161 forbids is no stamp at all."""

from collections.abc import Callable
from dataclasses import replace

from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.support.attack import Attack, Scene
from tests.support.build import Built
from tests.support.tsa import Authority, info_of, issue, shared, shared_reply
from tests.support.vouch import p256_of, stamped, trusting_stamps, with_stamp


def _intact(built: Built) -> Scene:
    return trusting_stamps(stamped(built), authorities=1)


def _by(forge: Callable[[Authority, bytes], bytes]) -> Callable[[Built], Scene]:
    def recipe(built: Built) -> Scene:
        token = forge(shared(), info_of(shared_reply(p256_of(built)[1])))
        return trusting_stamps(with_stamp(built, token))

    return recipe


def _other_use(desk: Authority, info: bytes) -> bytes:
    return desk.forge(info, issue("A web server", desk.root, usage=(ExtendedKeyUsageOID.SERVER_AUTH,)))


def _two_signers(desk: Authority, info: bytes) -> bytes:
    return desk.forge(info, desk.signer, issue("Second", desk.root))


def _wrong_signature(built: Built) -> Scene:
    token = shared_reply(p256_of(built)[1])
    return trusting_stamps(with_stamp(built, token[:-3] + bytes((token[-3] ^ 1,)) + token[-2:]))


def _stated_by_sha1(built: Built) -> Scene:
    return trusting_stamps(with_stamp(built, shared().reply_with(p256_of(built)[1], "-sha1", "-cert")))


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact, part="timestamp 0")
    for attack in (
        Attack("by a certificate for another use", _by(_other_use)),
        Attack("without a use", _by(lambda d, info: d.forge(info, issue("None", d.root, usage=None)))),
        Attack("a use that is not critical", _by(lambda d, info: d.forge(info, issue("Lax", d.root, critical=False)))),
        Attack("two signers", _by(_two_signers)),
        Attack("bound to no certificate", _by(lambda d, info: d.forge(info, flags=()))),
        Attack("signed with SHA-1", _by(lambda d, info: d.forge(info, flags=("-cades", "-md", "sha1")))),
        Attack("an imprint by SHA-1", _stated_by_sha1),
        Attack("a wrong signature", _wrong_signature),
    )
)
