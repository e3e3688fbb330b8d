"""The sidecar: everything about a package that is not the WARC segment.

    {"article": {...}, "capture": {...}, "claims": [{"extractor": {...}, "items": [...]}],
     "disclosure": {"leaves": {...}, "salts": null, "seed": "…", "withheld": []},
     "format": "archiver/package/v1", "provenance": {"capture": <DSSE>, ...}, "text": ["block 0", "block 1"]}

On disk: sorted keys, two-space indent, UTF-8, one final newline.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from archiver.model.article import Article
from archiver.model.base import AsciiKey, Base64, Count, Frozen, Hex16, Hex32
from archiver.model.capture import Capture
from archiver.model.claim import ClaimSet
from archiver.model.digest import Digest
from archiver.model.statement import Algorithm, Envelope

PACKAGE_FORMAT: Literal["archiver/package/v1"] = "archiver/package/v1"

# A leaf's place: the tree's name, a colon, and the JSON pointer (fields) or the index (the other trees).
Position = Annotated[
    str,
    StringConstraints(
        pattern=r"^(fields:/(article|capture)/[a-z0-9_]+"
        r"|(blocks|records|claims(/[1-9][0-9]{0,3})?):(0|[1-9][0-9]{0,8}))$"
    ),
]


class PublicKey(Frozen):
    """A public key as a convenience; never a reason to trust. `spki` is base64 of the DER SubjectPublicKeyInfo."""

    keyid: Digest
    algorithm: Algorithm
    spki: Base64


class Timestamp(Frozen):
    """RFC 3161: `over` is the key id whose signature was stamped, `token` the TimeStampResp, `chain` certificates."""

    over: Digest
    token: Base64
    chain: tuple[Base64, ...]


class OtsProof(Frozen):
    """OpenTimestamps: `over` is as in `Timestamp`, `proof` a whole .ots file over the SHA-256 of that signature."""

    kind: Literal["opentimestamps"]
    over: Digest
    proof: Base64


class LogEntry(Frozen):
    """Inclusion in a transparency log: C2SP tlog-proof and the checkpoint it leads to."""

    origin: str
    index: Count
    proof: str
    checkpoint: str


class Provenance(Frozen):
    """Who vouches for the package, and what was stated about it afterwards."""

    capture: Envelope
    keys: tuple[PublicKey, ...]
    later: tuple[Envelope, ...]
    log: tuple[LogEntry, ...]
    timestamps: tuple[Timestamp | OtsProof, ...]

    def tokens(self) -> dict[int, Timestamp]:
        """The RFC 3161 stamps, by their place in `timestamps`."""
        return {number: one for number, one in enumerate(self.timestamps) if isinstance(one, Timestamp)}

    def proofs(self) -> dict[int, OtsProof]:
        """The OpenTimestamps proofs, by their place in `timestamps`."""
        return {number: one for number, one in enumerate(self.timestamps) if isinstance(one, OtsProof)}


class Leaves(Frozen):
    """The leaf hashes of each tree, in order: unsigned, so that a report can name the part that differs."""

    fields_: tuple[Hex32, ...] = Field(alias="fields")
    blocks: tuple[Hex32, ...]
    claims: tuple[Hex32, ...]
    records: tuple[Hex32, ...]


class Withheld(Frozen):
    """A leaf whose content is not disclosed; `hash` is the leaf's (RFC 6962 2.1)."""

    position: Position
    hash: Hex32


class Disclosure(Frozen):
    """What is needed to recompute the leaves: the seed, or after a redaction the salts of what remains."""

    leaves: Leaves
    salts: dict[AsciiKey, Hex16] | None
    seed: Hex32 | None
    withheld: tuple[Withheld, ...]


class Sidecar(Frozen):
    """The whole sidecar, version 1."""

    article: Article | None
    capture: Capture
    claims: tuple[ClaimSet, ...]
    disclosure: Disclosure
    format: Literal["archiver/package/v1"]
    provenance: Provenance
    text: tuple[str | None, ...]
