"""DSSE v1 (github.com/secure-systems-lab/dsse): what is signed is PAE(payloadType, payload), never the JSON around it.

    PAE(type, body) == b"DSSEv1 28 application/vnd.in-toto+json 2 {}"

`open_envelope` hands out the payload octets only together with the keys that verifiably signed them.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archiver.errors import FormatError, SignatureError
from archiver.model.statement import PAYLOAD_TYPE, Envelope, Signature
from archiver.sign import keys


@dataclass(frozen=True)
class Opened:
    """The payload octets, who signed them, and why the other signatures do not count."""

    payload: bytes
    signed_by: frozenset[str]
    faults: tuple[tuple[str, str], ...]  # (key id, reason)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Pre-authentication encoding of the DSSE protocol."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal(payload: bytes, signers: Sequence[keys.Signer], payload_type: str = PAYLOAD_TYPE) -> Envelope:
    """An envelope around `payload` with one signature a signer, in their order."""
    message = pae(payload_type, payload)
    signatures = tuple(Signature(keyid=keys.key_id(s.spki), sig=encode64(s.sign(message))) for s in signers)
    return Envelope(payload=encode64(payload), payload_type=payload_type, signatures=signatures)


def payload_of(envelope: Envelope) -> bytes:
    """The payload octets, not yet vouched for by anybody; raises FormatError for malformed base64."""
    return decode64(envelope.payload)


def open_envelope(envelope: Envelope, known: Mapping[str, keys.PublicKey]) -> Opened:
    """Checks every signature by a key in `known` (key id -> key); raises FormatError for malformed base64.

    A key id counts once: a second signature under the same id is a fault, whatever it says.
    """
    payload = payload_of(envelope)
    message = pae(envelope.payload_type, payload)
    met: set[str] = set()
    signed: set[str] = set()
    faults: list[tuple[str, str]] = []
    for signature in envelope.signatures:
        if signature.keyid in met:
            faults.append((signature.keyid, "a second signature under one key id"))
            signed.discard(signature.keyid)
        elif signature.keyid in known:
            try:
                keys.verify(known[signature.keyid], message, decode64(signature.sig))
                signed.add(signature.keyid)
            except (SignatureError, FormatError) as e:
                faults.append((signature.keyid, str(e)))
        met.add(signature.keyid)
    return Opened(payload=payload, signed_by=frozenset(signed), faults=tuple(faults))


def encode64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 4)."""
    return base64.b64encode(data).decode("ascii")


def decode64(text: str) -> bytes:
    """The octets of standard base64 in its one canonical spelling; raises FormatError otherwise."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError) as e:
        raise FormatError(f"expected standard base64: {e}") from e
    # Strict decoding takes every group but the last in one spelling only.
    if not text.endswith(encode64(data[-(len(data) % 3 or 3) :])):
        raise FormatError("expected base64 with zero trailing bits, found another spelling of the same octets")
    return data
