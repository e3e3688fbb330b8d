"""Ed25519 keys (RFC 8032) of logs and witnesses: checkpoints and cosignatures are signed with them, never a package.

They are key files beside the others, and stand in the trust file as signer sets with the role `log` or `witness`.
"""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from archiver.errors import ResourceError, SignatureError, UsageError
from archiver.sign.keys import key_id

# The points of small order (RFC 8032 5.1; sign bit cleared): under such a key one signature fits every message, and a
# time stamp over it would say nothing.
_SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
_ENCODING, _FORM = serialization.Encoding, serialization.PublicFormat


class NoteKey:
    """A private Ed25519 key in memory."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.spki = private.public_key().public_bytes(_ENCODING.DER, _FORM.SubjectPublicKeyInfo)
        self.public = private.public_key().public_bytes(_ENCODING.Raw, _FORM.Raw)

    @property
    def keyid(self) -> str:
        """`sha256:` of the DER SubjectPublicKeyInfo, as for every other key."""
        return key_id(self.spki)

    def sign(self, message: bytes) -> bytes:
        """The 64 octets of the signature: the same for the same message."""
        return self._private.sign(message)

    def encode(self, passphrase: bytes | None) -> bytes:
        """PKCS#8 PEM (RFC 5958), encrypted unless `passphrase` is None."""
        protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase is not None:
            protection = serialization.BestAvailableEncryption(passphrase)
        return self._private.private_bytes(_ENCODING.PEM, serialization.PrivateFormat.PKCS8, protection)


def generate() -> NoteKey:
    """A new key from the operating system's randomness, as `keys.generate`."""
    return NoteKey(Ed25519PrivateKey.generate())


def decode(pem: bytes, passphrase: bytes | None, *, what: str) -> NoteKey:
    """The key in a PKCS#8 PEM file; raises ResourceError for a wrong passphrase, UsageError for another kind."""
    try:
        private = serialization.load_pem_private_key(pem, passphrase)
    except (TypeError, ValueError, UnsupportedAlgorithm) as e:
        raise ResourceError(f"{what}: expected a PKCS#8 key that this passphrase opens; check the passphrase") from e
    if not isinstance(private, Ed25519PrivateKey):
        raise UsageError(f"{what}: expected an Ed25519 key, found {type(private).__name__}")
    return NoteKey(private)


def raw_of(spki: bytes) -> bytes:
    """The 32 octets of the Ed25519 key in a DER SubjectPublicKeyInfo; raises SignatureError when it is none."""
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm) as e:
        raise SignatureError(f"expected a DER SubjectPublicKeyInfo for ed25519: {e}") from e
    if not isinstance(key, Ed25519PublicKey) or key.public_bytes(_ENCODING.DER, _FORM.SubjectPublicKeyInfo) != spki:
        raise SignatureError(f"expected the DER encoding of a key for ed25519, found {type(key).__name__}")
    raw = key.public_bytes(_ENCODING.Raw, _FORM.Raw)
    if raw[:-1] + bytes((raw[-1] & 0x7F,)) in _SMALL_ORDER:
        raise SignatureError("expected an Ed25519 key of full order, found one that any message fits")
    return raw


def spki_of(raw: bytes) -> bytes:
    """The DER SubjectPublicKeyInfo of the 32 octets of an Ed25519 key; raises SignatureError when they are none."""
    try:
        return Ed25519PublicKey.from_public_bytes(raw).public_bytes(_ENCODING.DER, _FORM.SubjectPublicKeyInfo)
    except ValueError as e:
        raise SignatureError(f"expected the 32 octets of an Ed25519 key, found {len(raw)}") from e
