"""E206: each key in the package is the one that its id names. It would be no reason to trust even then."""

import base64
from collections.abc import Callable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa

from archiver.model.digest import sha256
from archiver.sign.trust import describe
from tests.support.attack import Attack
from tests.support.build import Built, stranger_keys
from tests.support.forge import Document, edited, resigned

Public = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | mldsa.MLDSA44PublicKey


def _key(**members: object) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: d["provenance"]["keys"][0].update(members))


def _spki(octets: bytes) -> Callable[[Built], Built]:
    return _key(spki=base64.b64encode(octets).decode(), keyid=sha256(octets))


def _of(public: Public) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _claims_the_archives_id(built: Built) -> Built:
    """Signed by a stranger, whose keys lie in the package under the archive's key ids."""
    genuine = built.document["provenance"]["keys"]

    def change(document: Document) -> None:
        for key, own in zip(document["provenance"]["keys"], genuine, strict=True):
            key["keyid"] = own["keyid"]

    return edited(resigned(built, signers=stranger_keys()), change)


def _compressed(built: Built) -> Built:
    """The same P-256 key in another encoding has another key id."""
    spki = base64.b64decode(built.document["provenance"]["keys"][0]["spki"])
    point = spki[-65:]
    short = bytes([2 + point[-1] % 2]) + point[1:33]
    octets = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200") + short
    return _spki(octets)(built)


ATTACKS: tuple[Attack, ...] = (
    Attack("another key under the archive's id", _claims_the_archives_id),
    Attack("a stranger's key under this id", _key(spki=describe(stranger_keys()[0]).spki)),
    Attack("not a key", _spki(b"\x30\x03\x02\x01\x00"), part="sha256:"),
    Attack("no octets", _spki(b""), part="sha256:"),
    Attack("the algorithm of the other key", _key(algorithm="ml-dsa-65"), part="sha256:"),
    Attack("RSA", _spki(_of(rsa.generate_private_key(65537, 2048).public_key())), part="sha256:"),
    Attack("P-384", _spki(_of(ec.generate_private_key(ec.SECP384R1()).public_key())), part="sha256:"),
    Attack("Ed25519", _spki(_of(ed25519.Ed25519PrivateKey.generate().public_key())), part="sha256:"),
    Attack("ML-DSA-44", _spki(_of(mldsa.MLDSA44PrivateKey.generate().public_key())), part="sha256:"),
    Attack("the same point compressed", _compressed, part="sha256:"),
)
