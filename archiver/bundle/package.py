"""Puts a package together: segment, statement, sidecar.

    contents = Contents(...)                              what is to be kept
    segment  = write_segment_of(contents, out)            the WARC segment, written to `out`
    sidecar  = sign_package(contents, segment, signers)   the statement over it, signed

Pure but for `out`: time, ids and randomness are in `Contents`, so that the same contents give the same uncompressed
records, payload and roots every time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from archiver.bundle import naming, parts, records
from archiver.bundle.record import AnyRecord
from archiver.bundle.writer import Segment, write_segment
from archiver.model.article import Article
from archiver.model.capture import Capture, TimeBasis
from archiver.model.claim import ClaimSet
from archiver.model.digest import hex_of, sha256
from archiver.model.sidecar import PACKAGE_FORMAT, Disclosure, Leaves, Provenance, PublicKey, Sidecar
from archiver.model.statement import (
    CAPTURE_PREDICATE,
    STATEMENT_TYPE,
    CapturePredicate,
    CaptureStatement,
    Parts,
    Previous,
    RequiredSigner,
    Subject,
    SubjectDigest,
    Tool,
)
from archiver.model.url import surt
from archiver.sign import dsse, keys
from archiver.sign.canonical import canonical, layout
from archiver.sign.trust import describe
from archiver.text.blocks import to_file
from archiver.tlog.parts import Tree, signed_root

SUBJECT_ROLE = "warc"


@dataclass(frozen=True)
class Signed:
    """A signed package's sidecar, and its octets: written from the values that its digests were taken of.

    `statement` is what was signed, `statement_id` the sha256 of its octets.
    """

    sidecar: Sidecar
    octets: bytes
    statement: CaptureStatement
    statement_id: str


@dataclass(frozen=True)
class Secrets:
    """Randomness of one package: the seed of its salts and the nonce in its segment, 32 octets each."""

    seed: bytes
    nonce: bytes


@dataclass(frozen=True)
class Facts:
    """What the predicate repeats of the capture, so that it stands even where `capture` is redacted."""

    capture_id: str
    url: str
    final_url: str
    captured_at: str
    requested_at: str | None
    time_basis: TimeBasis


@dataclass(frozen=True)
class Place:
    """Where in which chain the package stands."""

    archive: str
    sequence: int
    previous: Previous | None


@dataclass(frozen=True)
class Contents:
    """Everything that goes into a package."""

    facts: Facts
    capture: Capture
    article: Article | None
    text: tuple[str, ...]
    claims: ClaimSet | None
    source_records: Callable[[records.Stamp], tuple[AnyRecord, ...]]
    warcinfo_id: str
    conversion_id: str
    nonce_id: str
    packaged_at: str
    place: Place
    tool: Tool
    secrets: Secrets


def stem(facts: Facts) -> str:
    """The common name of the package's two files."""
    return naming.stem(facts.captured_at, facts.url, facts.capture_id)


def records_of(contents: Contents) -> Iterable[AnyRecord]:
    """The records of the segment, in the format's order."""
    facts = contents.facts
    stamp = records.Stamp(contents.warcinfo_id, facts.captured_at)
    yield records.warcinfo(
        stamp,
        software=f"{contents.tool.name}/{contents.tool.version}",
        capture_id=facts.capture_id,
        sidecar=stem(facts) + naming.SIDECAR,
    )
    yield from contents.source_records(stamp)
    if contents.text and contents.capture.source:
        yield records.conversion(
            stamp,
            record_id=contents.conversion_id,
            uri=facts.final_url,
            source_id=contents.capture.source.record,
            text=to_file(contents.text),
        )
    yield records.resource(
        stamp,
        record_id=contents.nonce_id,
        uri=records.nonce_uri(facts.capture_id),
        media_type="application/octet-stream",
        block=contents.secrets.nonce,
    )


def write_segment_of(contents: Contents, out: BinaryIO) -> Segment:
    """Writes the WARC segment."""
    return write_segment(records_of(contents), out)


def sign_package(contents: Contents, segment: Segment, signers: Sequence[keys.Signer]) -> Signed:
    """The sidecar of a written segment, its statement signed by all of `signers`."""
    document: dict[str, Any] = {
        "article": contents.article.document() if contents.article else None,
        "capture": contents.capture.document(),
        "claims": [contents.claims.document()] if contents.claims else [],
        "text": list(contents.text),
    }
    leaves = parts.leaf_hashes(document, segment.records, contents.secrets.seed)
    public = tuple(describe(signer) for signer in signers)
    statement = _statement(contents, segment, Parts(**{tree: signed_root(h) for tree, h in leaves.items()}), public)
    payload = canonical(statement.document())
    sidecar = Sidecar(
        article=contents.article,
        capture=contents.capture,
        claims=(contents.claims,) if contents.claims else (),
        disclosure=_disclosure(leaves, contents.secrets.seed),
        format=PACKAGE_FORMAT,
        provenance=Provenance(capture=dsse.seal(payload, signers), keys=public, later=(), log=(), timestamps=()),
        text=contents.text,
    )
    added = {name: getattr(sidecar, name).document() for name in ("disclosure", "provenance")}
    octets = layout({**document, **added, "format": PACKAGE_FORMAT})
    return Signed(sidecar, octets, statement, sha256(payload))


def _disclosure(leaves: Mapping[Tree, Sequence[bytes]], seed: bytes) -> Disclosure:
    stored = Leaves(**{tree: tuple(leaf.hex() for leaf in hashes) for tree, hashes in leaves.items()})
    return Disclosure(leaves=stored, salts=None, seed=seed.hex(), withheld=())


def statement_id(sidecar: Sidecar) -> str:
    """sha256 of the capture statement's payload; raises FormatError for malformed base64."""
    return sha256(dsse.payload_of(sidecar.provenance.capture))


def _statement(contents: Contents, segment: Segment, roots: Parts, public: Sequence[PublicKey]) -> CaptureStatement:
    facts = contents.facts
    predicate = CapturePredicate(
        archive=contents.place.archive,
        capture_id=facts.capture_id,
        captured_at=facts.captured_at,
        packaged_at=contents.packaged_at,
        parts=roots,
        previous=contents.place.previous,
        requested_at=facts.requested_at,
        required_signers=tuple(RequiredSigner(keyid=key.keyid, algorithm=key.algorithm) for key in public),
        sequence=contents.place.sequence,
        series=surt(facts.url),
        time_basis=facts.time_basis,
        tool=contents.tool,
        url=facts.url,
    )
    subject = Subject(name=SUBJECT_ROLE, digest=SubjectDigest(sha256=hex_of(segment.sha256)))
    return CaptureStatement(
        type_=STATEMENT_TYPE, subject=(subject,), predicate_type=CAPTURE_PREDICATE, predicate=predicate
    )
