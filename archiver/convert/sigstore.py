"""The capture's signature as a Sigstore bundle (protobuf-specs, version 0.3), for the tools that know those.

    {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
     "verificationMaterial": {"publicKey": {"hint": "sha256:…"},
                              "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": "…"}]}},
     "dsseEnvelope": {"payload": "…", "payloadType": "application/vnd.in-toto+json", "signatures": [{…}]}}

A bundle holds one signature: the P-256 one, which those tools can check. The other stays behind, so that a bundle says
less than the package. The hint is the key id; the key itself comes from whoever verifies. Stamps over that signature go
along as they are: Sigstore stamps the same octets.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from archiver.errors import ContentError, FormatError, SignatureError
from archiver.model.sidecar import Provenance
from archiver.model.statement import RequiredSigner, Signature
from archiver.sign import dsse, tsp
from archiver.sign.keys import P256

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"


def bundle(provenance: Provenance, required: tuple[RequiredSigner, ...]) -> dict[str, Any]:
    """The bundle as JSON values; raises ContentError for a capture without a P-256 signature."""
    wanted = {signer.keyid for signer in required if signer.algorithm == P256}
    signature = next((one for one in provenance.capture.signatures if one.keyid in wanted), None)
    if signature is None:
        raise ContentError("expected a capture that a P-256 key signed, found none; a Sigstore bundle holds no other")
    material: dict[str, Any] = {"publicKey": {"hint": signature.keyid}, "tlogEntries": []}
    if stamps := [{"signedTimestamp": token} for token in _stamps(provenance, signature)]:
        material["timestampVerificationData"] = {"rfc3161Timestamps": stamps}
    envelope = provenance.capture
    return {
        "dsseEnvelope": {
            "payload": envelope.payload,
            "payloadType": envelope.payload_type,
            "signatures": [{"keyid": signature.keyid, "sig": signature.sig}],
        },
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": material,
    }


def _stamps(provenance: Provenance, signature: Signature) -> Iterator[str]:
    """The tokens over that signature, each once."""
    imprint = hashlib.sha256(dsse.decode64(signature.sig)).digest()
    for token in dict.fromkeys(stamp.token for stamp in provenance.tokens().values() if stamp.over == signature.keyid):
        try:
            if tsp.read(dsse.decode64(token)).imprint == imprint:
                yield token
        except (FormatError, SignatureError):  # E801 and E803 say so
            continue
