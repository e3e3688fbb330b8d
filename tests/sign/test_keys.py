"""Keys: one spelling of a key, one spelling of a signature, and messages that say what to do."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import FormatError, ResourceError, SignatureError, UsageError
from archiver.model.digest import sha256
from archiver.model.statement import Algorithm
from archiver.sign import dsse, keys, trust
from tests.support.build import archive_keys, stranger_keys, trust_file

P256, MLDSA = archive_keys()
PEM = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


@pytest.mark.parametrize("signer", archive_keys(), ids=keys.ALGORITHMS)
@pytest.mark.parametrize("passphrase", [None, b"correct horse"], ids=["open", "encrypted"])
def test_a_key_is_written_and_read(signer: keys.KeyPair, passphrase: bytes | None) -> None:
    pem = signer.encode(passphrase)
    assert (b"ENCRYPTED" in pem) == (passphrase is not None)
    read = keys.decode(pem, passphrase, what="key")
    assert (read.spki, read.algorithm) == (signer.spki, signer.algorithm)
    keys.verify(keys.load_public(signer.spki, signer.algorithm), b"m", read.sign(b"m"))


@pytest.mark.parametrize(
    ("written", "given", "says"),
    [(b"a", None, "no passphrase was given"), (None, b"a", "not encrypted"), (b"a", b"b", "check the passphrase")],
)
def test_the_wrong_passphrase(written: bytes | None, given: bytes | None, says: str) -> None:
    with pytest.raises(ResourceError, match=says):
        keys.decode(P256.encode(written), given, what="key desk")


@pytest.mark.parametrize(
    "private",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 2048),
    ],
)
def test_another_kind_of_key(private: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(UsageError, match="expected a P-256 or an ML-DSA-65 key"):
        keys.decode(private.private_bytes(*PEM), None, what="key")


def test_not_a_key() -> None:
    with pytest.raises(ResourceError, match="PKCS#8"):
        keys.decode(b"-----BEGIN NOTHING-----", None, what="key")


@pytest.mark.parametrize(
    ("spki", "algorithm"),
    [(MLDSA.spki, keys.P256), (P256.spki, keys.MLDSA65), (P256.spki + b"\x00", keys.P256), (b"", keys.P256)],
    ids=["ML-DSA for P-256", "P-256 for ML-DSA", "octets after it", "nothing"],
)
def test_a_public_key_is_of_its_algorithm_and_in_der(spki: bytes, algorithm: Algorithm) -> None:
    with pytest.raises(SignatureError):
        keys.load_public(spki, algorithm)


def test_a_key_id_is_the_digest_of_the_spki() -> None:
    assert keys.key_id(P256.spki) == sha256(P256.spki)
    assert trust.describe(P256).keyid == keys.key_id(P256.spki)


def test_p256_signatures_have_the_smaller_s() -> None:
    for number in range(40):
        _, s = decode_dss_signature(P256.sign(b"%d" % number))
        assert s <= keys.P256_ORDER // 2


def test_the_other_s_is_refused_though_the_arithmetic_holds() -> None:
    public = keys.load_public(P256.spki, keys.P256)
    r, s = decode_dss_signature(P256.sign(b"m"))
    other = encode_dss_signature(r, keys.P256_ORDER - s)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(other, b"m", keys._HASH)  # does not raise: this is the malleability
    with pytest.raises(SignatureError, match="smaller s"):
        keys.verify(public, b"m", other)


@pytest.mark.parametrize("text", ["YQ", "YQ=", "YR==", "Y Q==", "YQ==\n", "_w==", "YQ===", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(FormatError, match="base64"):
        dsse.decode64(text)
    assert dsse.decode64("YQ==") == b"a"


def test_a_second_signature_under_one_id_is_a_fault_whatever_comes_first() -> None:
    known = {keys.key_id(P256.spki): keys.load_public(P256.spki, keys.P256)}
    envelope = dsse.seal(b"m", [P256, P256])
    for signatures in (envelope.signatures, envelope.signatures[::-1]):
        opened = dsse.open_envelope(envelope.model_copy(update={"signatures": signatures}), known)
        assert opened.signed_by == frozenset()
        assert opened.faults


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"sets"', b'"sets": [], "sets"'),
        (b'"requireIndependentTime": false', b'"requireIndependentTime": 0'),
        (b"archiver/trust/v1", b"archiver/trust/v2"),
        (b'"capture"', b'"everything"'),
        (b'"name": "desk"', b'"name": ""'),
        (b'"name": "desk"', b'"name": "desk", "note": "x"'),
        (keys.key_id(P256.spki).encode(), keys.key_id(stranger_keys()[0].spki).encode()),
        (b'"algorithm": "ecdsa-p256-sha256"', b'"algorithm": "ml-dsa-65"'),
        (b'"until": null', b'"until": "tomorrow"'),
    ],
    ids=["twice", "number", "version", "role", "no name", "unknown member", "key id", "algorithm", "no time"],
)
def test_a_trust_file_that_could_mean_two_things_is_refused(old: bytes, new: bytes) -> None:
    assert old in trust_file()
    with pytest.raises(FormatError, match=r"trust\.json"):
        trust.read(trust_file().replace(old, new, 1), what="trust.json")


@given(st.text(alphabet="AQgwBC=+/-_ \né", max_size=12))
def test_base64_has_the_one_spelling_that_the_standard_library_writes(text: str) -> None:
    try:
        octets = base64.b64decode(text, validate=True)
    except ValueError:  # binascii.Error among them
        octets = None
    if octets is not None and base64.b64encode(octets).decode() == text:
        assert dsse.decode64(text) == octets
    else:
        with pytest.raises(FormatError):
            dsse.decode64(text)
