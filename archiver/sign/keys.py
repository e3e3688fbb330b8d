"""Key pairs: ECDSA P-256 with SHA-256 (FIPS 186-5) and ML-DSA-65 (FIPS 204, pure, empty context).

A key id is `sha256:` of the DER SubjectPublicKeyInfo. ECDSA signatures are strict DER with the smaller of the two
possible `s`: a time stamp is taken over the decoded signature, so that it may have one spelling only.
"""

from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, mldsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from archiver.errors import ResourceError, SignatureError, UsageError
from archiver.model.digest import sha256
from archiver.model.statement import Algorithm

P256: Algorithm = "ecdsa-p256-sha256"
MLDSA65: Algorithm = "ml-dsa-65"
ALGORITHMS: tuple[Algorithm, ...] = (P256, MLDSA65)

# Order of the P-256 group (FIPS 186-5, SP 800-186 3.2.1.3).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HASH = ec.ECDSA(hashes.SHA256())

PrivateKey = ec.EllipticCurvePrivateKey | mldsa.MLDSA65PrivateKey
PublicKey = ec.EllipticCurvePublicKey | mldsa.MLDSA65PublicKey


class Signer(Protocol):
    """Something that signs with one key: a key file today, a token or a service tomorrow."""

    @property
    def algorithm(self) -> Algorithm:
        """What the key is for."""

    @property
    def spki(self) -> bytes:
        """DER SubjectPublicKeyInfo."""

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`, in the format's spelling."""


class KeyPair:
    """A private key in memory; implements `Signer`."""

    def __init__(self, private: PrivateKey) -> None:
        self._private = private
        self.algorithm: Algorithm = MLDSA65 if isinstance(private, mldsa.MLDSA65PrivateKey) else P256
        self.spki = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, message: bytes) -> bytes:
        """DER with low s (P-256) or 3309 octets (ML-DSA-65, hedged: never the same twice)."""
        if isinstance(self._private, mldsa.MLDSA65PrivateKey):
            return self._private.sign(message)
        r, s = decode_dss_signature(self._private.sign(message, _HASH))
        return encode_dss_signature(r, min(s, P256_ORDER - s))

    def encode(self, passphrase: bytes | None) -> bytes:
        """PKCS#8 PEM (RFC 5958), encrypted unless `passphrase` is None."""
        protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase is not None:
            protection = serialization.BestAvailableEncryption(passphrase)
        return self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def generate(algorithm: Algorithm) -> KeyPair:
    """A new key pair from the operating system's randomness (the one exception to this room's purity)."""
    if algorithm == MLDSA65:
        return KeyPair(mldsa.MLDSA65PrivateKey.generate())
    return KeyPair(ec.generate_private_key(ec.SECP256R1()))


def decode(pem: bytes, passphrase: bytes | None, *, what: str) -> KeyPair:
    """The key pair in a PKCS#8 PEM file.

    Raises ResourceError when the passphrase is missing or wrong, UsageError when the key is of another kind.
    """
    try:
        private = serialization.load_pem_private_key(pem, passphrase)
    except TypeError as e:
        raise ResourceError(f"{what}: {_passphrase_fault(passphrase)}") from e
    except (ValueError, UnsupportedAlgorithm) as e:
        raise ResourceError(f"{what}: expected a PKCS#8 key that this passphrase opens; check the passphrase") from e
    if isinstance(private, mldsa.MLDSA65PrivateKey) or _is_p256(private):
        return KeyPair(private)  # type: ignore[arg-type]
    raise UsageError(f"{what}: expected a P-256 or an ML-DSA-65 key, found {type(private).__name__}")


def _passphrase_fault(passphrase: bytes | None) -> str:
    if passphrase is None:
        return "the key is encrypted and no passphrase was given; set ARCHIVER_PASSPHRASE_FILE to a file that holds it"
    return "a passphrase was given and the key is not encrypted; run again without one"


def _is_p256(key: object) -> bool:
    return isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) and isinstance(
        key.curve, ec.SECP256R1
    )


def key_id(spki: bytes) -> str:
    """`sha256:` of the DER SubjectPublicKeyInfo."""
    return sha256(spki)


@lru_cache(maxsize=256)  # a run meets the same few keys in every package; loading both costs 0.08 ms
def load_public(spki: bytes, algorithm: Algorithm) -> PublicKey:
    """The public key in a DER SubjectPublicKeyInfo; raises SignatureError when it is not one of `algorithm`.

    The octets must be the one DER encoding of the key, because the key id is their digest.
    """
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm) as e:
        raise SignatureError(f"expected a DER SubjectPublicKeyInfo for {algorithm}: {e}") from e
    right = isinstance(key, mldsa.MLDSA65PublicKey) if algorithm == MLDSA65 else _is_p256(key)
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if not right or key.public_bytes(encoding, form) != spki:
        raise SignatureError(f"expected the DER encoding of a key for {algorithm}, found {type(key).__name__}")
    return key  # type: ignore[return-value]


def verify(key: PublicKey, message: bytes, signature: bytes) -> None:
    """Returns when `signature` is one over `message`; raises SignatureError otherwise."""
    try:
        if isinstance(key, mldsa.MLDSA65PublicKey):
            key.verify(signature, message)
            return
        r, s = decode_dss_signature(signature)
        if encode_dss_signature(r, s) != signature or s > P256_ORDER // 2:
            raise SignatureError("expected strict DER with the smaller s, found another spelling of a signature")
        key.verify(signature, message, _HASH)
    except (InvalidSignature, ValueError) as e:
        raise SignatureError("the signature does not verify over these octets") from e


def algorithm_of(key: PublicKey) -> Algorithm:
    """The algorithm that a public key is for."""
    return MLDSA65 if isinstance(key, mldsa.MLDSA65PublicKey) else P256
