"""E201: every required signature is there, once, and verifies, in its one spelling."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from archiver.sign import dsse, keys
from archiver.sign.canonical import canonical
from archiver.sign.trust import describe
from tests.support.attack import Attack, undecided
from tests.support.build import Built, archive_keys, package, stranger_keys
from tests.support.forge import Document, edited, restated, sealed, statement_of

Signatures = list[dict[str, Any]]


def _signatures(change: Callable[[Signatures], object]) -> Callable[[Built], Built]:
    return lambda built: edited(built, lambda d: change(d["provenance"]["capture"]["signatures"]))


def _respelled(number: int, make: Callable[[bytes], bytes]) -> Callable[[Built], Built]:
    """One signature's octets made others; 0 is the P-256 one."""

    def change(signatures: Signatures) -> None:
        old = base64.b64decode(signatures[number]["sig"])
        new = make(old)
        assert new != old
        signatures[number]["sig"] = base64.b64encode(new).decode()

    return _signatures(change)


def _integer(value: int, *, padded: bool = False) -> bytes:
    octets = value.to_bytes(value.bit_length() // 8 + 1, "big")
    octets = b"\x00" + octets if padded else octets
    return b"\x02" + bytes([len(octets)]) + octets


def _sequence(r: bytes, s: bytes) -> bytes:
    return b"\x30" + bytes([len(r + s)]) + r + s


def _high_s(der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return _sequence(_integer(r), _integer(keys.P256_ORDER - s))


def _padded(der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return _sequence(_integer(r, padded=True), _integer(s))


def _long_length(der: bytes) -> bytes:
    return der[:1] + b"\x81" + der[1:]


def _indefinite(der: bytes) -> bytes:
    return b"\x30\x80" + der[2:] + b"\x00\x00"


def _zero(_: bytes) -> bytes:
    return _sequence(_integer(0), _integer(0))


def _raw(der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _others(signatures: Signatures) -> None:
    """The signatures of another package of the same archive."""
    signatures[:] = package("ukrainian").document["provenance"]["capture"]["signatures"]


def _swapped(signatures: Signatures) -> None:
    signatures[0]["sig"], signatures[1]["sig"] = signatures[1]["sig"], signatures[0]["sig"]


def _over_payload_alone(built: Built) -> Built:
    """Signed over the payload without the encoding that binds its type."""
    document = built.document
    payload = canonical(statement_of(document))
    for entry, signer in zip(document["provenance"]["capture"]["signatures"], archive_keys(), strict=True):
        entry["sig"] = dsse.encode64(signer.sign(payload))
    return edited(built, lambda d: d.update(provenance=document["provenance"]))


def _claimed(built: Built) -> Built:
    """A stranger's signature under the archive's key id."""

    def change(document: Document) -> None:
        envelope = document["provenance"]["capture"]
        message = dsse.pae(envelope["payloadType"], base64.b64decode(envelope["payload"]))
        envelope["signatures"][0]["sig"] = dsse.encode64(stranger_keys()[0].sign(message))

    return edited(built, change)


def _keyed_hash(built: Built) -> Built:
    """A weaker algorithm: an HMAC with the public key, which everybody has."""

    def change(document: Document) -> None:
        envelope = document["provenance"]["capture"]
        message = dsse.pae(envelope["payloadType"], base64.b64decode(envelope["payload"]))
        tag = hmac.digest(archive_keys()[0].spki, message, hashlib.sha256)
        envelope["signatures"][0]["sig"] = dsse.encode64(tag)

    return edited(built, change)


def _sha1(built: Built) -> Built:
    """The right key with a weaker hash."""

    def change(document: Document) -> None:
        envelope = document["provenance"]["capture"]
        message = dsse.pae(envelope["payloadType"], base64.b64decode(envelope["payload"]))
        private = archive_keys()[0]._private
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA1())))
        low = min(s, keys.P256_ORDER - s)
        envelope["signatures"][0]["sig"] = dsse.encode64(_sequence(_integer(r), _integer(low)))

    return edited(built, change)


def _third(built: Built) -> Built:
    """A stranger's good signature beside the two required ones."""
    document = built.document
    payload = canonical(statement_of(document))
    sealed(document, payload, (*archive_keys(), stranger_keys()[0]))
    return edited(built, lambda d: d.update(provenance=document["provenance"]))


def _required_twice(built: Built) -> Built:
    def change(statement: Document) -> None:
        signers = statement["predicate"]["requiredSigners"]
        signers[1] = dict(signers[0])

    one = archive_keys()[0]
    return restated(built, change, (one, one))


def _other_algorithm(built: Built) -> Built:
    """The statement calls the P-256 key an ML-DSA one."""

    def change(statement: Document) -> None:
        signers = statement["predicate"]["requiredSigners"]
        signers[0]["algorithm"], signers[1]["algorithm"] = signers[1]["algorithm"], signers[0]["algorithm"]

    return restated(built, change)


def _payload_changed(built: Built) -> Built:
    """One word of the statement changed, the signatures left."""

    def change(document: Document) -> None:
        statement = statement_of(document)
        statement["predicate"]["packagedAt"] = "2026-11-22T07:15:03.000000Z"
        document["provenance"]["capture"]["payload"] = dsse.encode64(canonical(statement))

    return edited(built, change)


def _unknown_key(built: Built) -> Built:
    """Signed by strangers whose keys are nowhere: nothing can be said."""
    document = built.document
    statement = statement_of(document)
    statement["predicate"]["requiredSigners"] = [
        {"keyid": key.keyid, "algorithm": key.algorithm} for key in map(describe, stranger_keys())
    ]
    sealed(document, canonical(statement), stranger_keys())
    document["provenance"]["keys"] = []
    return edited(built, lambda d: d.update(provenance=document["provenance"]))


P256, MLDSA = "ecdsa-p256-sha256 signature", "ml-dsa-65 signature"

ATTACKS: tuple[Attack, ...] = (
    undecided("none", _signatures(lambda s: s.clear())),
    undecided("keys that are nowhere", _unknown_key, part=P256),
    Attack("P-256 dropped", _signatures(lambda s: s.pop(0))),
    Attack("ML-DSA dropped", _signatures(lambda s: s.pop(1))),
    Attack("one counted twice", _signatures(lambda s: s.__setitem__(1, dict(s[0])))),
    Attack("one there twice beside the other", _signatures(lambda s: s.append(dict(s[0])))),
    Attack("a third one", _third),
    Attack("one required twice", _required_twice),
    Attack("another algorithm claimed", _other_algorithm),
    Attack("exchanged", _signatures(_swapped), part=P256),
    Attack("of another package", _signatures(_others), part=MLDSA),
    Attack("over the payload alone", _over_payload_alone, part=P256),
    Attack("another key under this key id", _claimed, part=P256),
    Attack("payload changed", _payload_changed, part=MLDSA),
    Attack("HMAC with the public key", _keyed_hash, part=P256),
    Attack("SHA-1", _sha1, part=P256),
    Attack("high s", _respelled(0, _high_s), part=P256),
    Attack("integer with a zero in front", _respelled(0, _padded), part=P256),
    Attack("BER length", _respelled(0, _long_length), part=P256),
    Attack("BER indefinite length", _respelled(0, _indefinite), part=P256),
    Attack("octets after the DER", _respelled(0, lambda der: der + b"\x00"), part=P256),
    Attack("raw r and s", _respelled(0, _raw), part=P256),
    Attack("r and s zero", _respelled(0, _zero), part=P256),
    Attack("empty P-256 signature", _respelled(0, lambda _: b""), part=P256),
    Attack("empty ML-DSA signature", _respelled(1, lambda _: b""), part=MLDSA),
    Attack("ML-DSA signature cut short", _respelled(1, lambda sig: sig[:-1]), part=MLDSA),
    Attack("ML-DSA signature too long", _respelled(1, lambda sig: sig + b"\x00"), part=MLDSA),
    Attack("one bit of ML-DSA", _respelled(1, lambda sig: bytes([sig[0] ^ 1]) + sig[1:]), part=MLDSA),
)
