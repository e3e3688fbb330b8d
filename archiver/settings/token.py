"""A P-256 key in a token (PKCS #11 v2.40): a smart card, a security key, an HSM. The private key never leaves it.

    $ARCHIVER_HOME/keys/desk.ecdsa-p256-sha256.pkcs11
    {"format": "archiver/token-key/v1", "module": "/usr/lib/softhsm/libsofthsm2.so", "object": "desk", "spki": "MFkw…",
     "token": "press card"}

The file says where the key is, and its public half, so that nothing is asked of the token but signatures. `module` is
the library of the token's maker, `token` and `object` are labels. The PIN comes from the file that `ARCHIVER_PIN_FILE`
names or from a prompt. Needs the extra `pkcs11` (python-pkcs11).
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal, Protocol, cast

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pydantic import Field, ValidationError

from archiver.errors import FormatError, ResourceError, SignatureError, UsageError
from archiver.model.base import Base64, Frozen
from archiver.model.statement import Algorithm
from archiver.sign import dsse, keys, strict

if TYPE_CHECKING:
    from pkcs11 import PublicKey, Session

CURVE = "secp256r1"
COORDINATE = 32  # octets of r and of s

Pin = Callable[[str], str]  # asks for the PIN of the token with this label


class TokenKey(Frozen):
    """Where a key is, and its public half (base64 of the DER SubjectPublicKeyInfo)."""

    format: Literal["archiver/token-key/v1"]
    module: str = Field(min_length=1, max_length=4096)
    object: str = Field(min_length=1, max_length=200)
    spki: Base64
    token: str = Field(min_length=1, max_length=200)


class _Private(Protocol):
    """What is asked of a private key in a token."""

    def sign(self, data: bytes, mechanism: object) -> bytes:
        """R and s, one after the other, each as long as a coordinate."""


class TokenSigner:
    """A key in a token; implements `Signer`. One session for the whole run, opened by the first signature."""

    algorithm: Algorithm = keys.P256

    def __init__(self, key: TokenKey, pin: Pin) -> None:
        self._key, self._pin = key, pin
        self.spki = dsse.decode64(key.spki)
        self._private: _Private | None = None
        self._lock = Lock()

    def sign(self, message: bytes) -> bytes:
        """DER with low s, as key files sign; raises ResourceError when the token does not."""
        from pkcs11 import Mechanism

        digest = hashlib.sha256(message).digest()
        with self._lock, _wrapped(self._key.token):
            if self._private is None:
                self._private = _private(_session(self._key.module, self._key.token, self._pin), self._key.object)
            raw = self._private.sign(digest, mechanism=Mechanism.ECDSA)
        r, s = int.from_bytes(raw[:COORDINATE], "big"), int.from_bytes(raw[COORDINATE:], "big")
        signature = encode_dss_signature(r, min(s, keys.P256_ORDER - s))
        try:
            keys.verify(keys.load_public(self.spki, keys.P256), message, signature)
        except SignatureError as e:
            raise ResourceError(
                f"token {self._key.token!a}: expected a signature by the key {keys.key_id(self.spki)}, found one by"
                f" another key: its object {self._key.object!a} is not the one that was taken over"
            ) from e
        return signature


@dataclass(frozen=True)
class Where:
    """A place in a token for a key, and how to open it."""

    module: str
    token: str
    object: str
    pin: Pin


def take_over(where: Where) -> tuple[TokenKey, bool]:
    """The P-256 key at a place in a token, made there if there is none, and whether it was made.

    Raises ResourceError when the token does not do it, UsageError for a key of another kind.
    """
    module, token, object_ = where.module, where.token, where.object
    with _wrapped(token), _session(module, token, where.pin) as session:
        spki, made = _public(session, token, object_)
        _private(session, object_)
    try:
        keys.load_public(spki, keys.P256)
    except SignatureError as e:
        raise UsageError(f"token {token!a}: expected a P-256 key at {object_!a}: {e}") from e
    encoded = dsse.encode64(spki)
    key = TokenKey(format="archiver/token-key/v1", module=module, object=object_, spki=encoded, token=token)
    return key, made


def read(data: bytes, *, what: str) -> TokenKey:
    """A key's file; raises FormatError when it is none, or its public half is no P-256 key."""
    try:
        key = strict.parse_as(data, TokenKey, what=what).model
        keys.load_public(dsse.decode64(key.spki), keys.P256)
    except (ValidationError, SignatureError) as e:
        raise FormatError(f"{what}: expected a key in a token (archiver/token-key/v1), found something else") from e
    return key


def _session(module: str, token: str, pin: Pin) -> "Session":
    from pkcs11 import UserAlreadyLoggedIn, lib

    found = lib(module).get_token(token_label=token)
    try:
        return found.open(rw=True, user_pin=pin(token))
    except UserAlreadyLoggedIn:  # this very process has, in another session
        return found.open(rw=True)


def _private(session: "Session", object_: str) -> _Private:
    from pkcs11 import KeyType, ObjectClass

    key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, key_type=KeyType.EC, label=object_)
    return cast(_Private, key)


def _public(session: "Session", token: str, object_: str) -> tuple[bytes, bool]:
    """The public key of that label in DER, and whether the pair was made just now."""
    from pkcs11 import Attribute, ObjectClass
    from pkcs11.util.ec import encode_ec_public_key

    found = list(session.get_objects({Attribute.LABEL: object_, Attribute.CLASS: ObjectClass.PUBLIC_KEY}))
    if len(found) > 1:
        raise UsageError(f"token {token!a}: expected one key {object_!a}, found {len(found)}")
    public = found[0] if found else _generate(session, object_)
    return encode_ec_public_key(cast("PublicKey", public)), not found


def _generate(session: "Session", object_: str) -> "PublicKey":
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_named_curve_parameters

    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters(CURVE)}
    parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
    return parameters.generate_keypair(store=True, label=object_)[0]


@contextmanager
def _wrapped(token: str) -> Iterator[None]:
    """Names what the token said; a PIN is in none of these messages."""
    try:
        from pkcs11 import PKCS11Error
    except ImportError as e:
        raise UsageError(
            "expected the extra `pkcs11` (python-pkcs11), found that it is not installed: keys in tokens need it"
        ) from e
    try:
        yield
    except (PKCS11Error, RuntimeError, OSError) as e:
        reason = f"{type(e).__name__}{': ' if str(e) else ''}{str(e)[:200]}"
        raise ResourceError(f"token {token!a}: expected it to be there and to work, found {reason!a}") from e
