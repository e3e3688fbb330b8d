"""What is signed: an in-toto Statement v1 inside a DSSE envelope.

    {"_type": "https://in-toto.io/Statement/v1",
     "subject": [{"name": "warc", "digest": {"sha256": "9f86d0..."}}],
     "predicateType": "urn:archiver:capture:v1",
     "predicate": {"captureId": "urn:uuid:...", "parts": {"blocks": {"root": "sha256:...", "size": 24}, ...}, ...}}

The payload is this statement in RFC 8785 form; the *statement id* is sha256(payload), so that signing again never
breaks a chain. The predicate holds no length and no unsalted digest of text: it survives every redaction.
"""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from archiver.model.base import Base64, Count, Frozen, Hex32, Urn
from archiver.model.capture import TimeBasis
from archiver.model.digest import Digest
from archiver.model.instant import Instant

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE: Literal["https://in-toto.io/Statement/v1"] = "https://in-toto.io/Statement/v1"
CAPTURE_PREDICATE: Literal["urn:archiver:capture:v1"] = "urn:archiver:capture:v1"

Algorithm = Literal["ecdsa-p256-sha256", "ml-dsa-65"]
Relation = Literal[
    "unchanged", "markup", "typographic", "text", "headline", "metadata", "correction", "removed", "unavailable",
    "returned", "moved",
]  # fmt: skip


class Camel(Frozen):
    """Spelled in lowerCamelCase on disk, as in-toto predicates are."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)


class Root(Camel):
    """Root and number of leaves of one RFC 6962 tree."""

    root: Digest
    size: Count


class Parts(Camel):
    """The four trees that bind everything outside the predicate."""

    fields_: Root = Field(alias="fields")
    blocks: Root
    records: Root
    claims: Root


class RequiredSigner(Camel):
    """A signature without which the envelope is incomplete; `keyid` is sha256 of the SubjectPublicKeyInfo."""

    keyid: Digest
    algorithm: Algorithm


class Previous(Camel):
    """The statements this one follows in its series (sorted; several join a fork) and how the article changed."""

    statements: tuple[Digest, ...] = Field(min_length=1)
    relation: Relation


class Tool(Camel):
    """The program that made the statement."""

    name: str
    version: str


class CapturePredicate(Camel):
    """`urn:archiver:capture:v1`; `series` is the SURT of `url`, `sequence` counts packages of archive and series."""

    archive: Urn
    capture_id: Urn
    captured_at: Instant
    packaged_at: Instant
    parts: Parts
    previous: Previous | None
    requested_at: Instant | None
    required_signers: tuple[RequiredSigner, ...] = Field(min_length=1)
    sequence: Count
    series: str
    time_basis: TimeBasis
    tool: Tool
    url: str


class SubjectDigest(Frozen):
    """in-toto DigestSet with the one algorithm of version 1."""

    sha256: Hex32


class Subject(Frozen):
    """What the statement is about: the segment, in the role `warc`."""

    name: str
    digest: SubjectDigest


class CaptureStatement(Frozen):
    """in-toto Statement v1 with the capture predicate."""

    type_: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: tuple[Subject, ...] = Field(min_length=1, max_length=1)
    predicate_type: Literal["urn:archiver:capture:v1"] = Field(alias="predicateType")
    predicate: CapturePredicate

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class Signature(Frozen):
    """DSSE signature; `sig` is base64 of the DER signature (P-256) or of the 3309 octets (ML-DSA-65)."""

    keyid: Digest
    sig: Base64


class Envelope(Frozen):
    """DSSE v1 envelope (github.com/secure-systems-lab/dsse); signed is PAE(payloadType, payload)."""

    payload: Base64
    payload_type: str = Field(alias="payloadType")
    signatures: tuple[Signature, ...]

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)
