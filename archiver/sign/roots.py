"""A trust file that people vouch for: offline *roots* sign a *list* of signer sets, k of n holders together.

    {"format": "archiver/signed-trust/v1",
     "roots": [<DSSE of root 1>, <DSSE of root 2>],            each by a threshold of itself and of the one before
     "trust": <DSSE of the list>}                              by a threshold of the last root

    root: {"expires": "2027-…", "format": "archiver/trust-root/v1", "name": "example-archive", "version": 2,
           "threshold": 2, "holders": [{"name": "anna", "keys": [{"algorithm": "ecdsa-p256-sha256", …}, …]}]}
    list: {"expires": "2027-…", "format": "archiver/trust-list/v1", "name": "example-archive", "version": 7,
           "sets": [<signer set>, …]}

A holder is a person with one key or several, and has signed when all of them have: a threshold counts people, never
keys. The payload types differ from those of statements, so that no signature can be taken for one over the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from archiver.errors import FormatError, LimitError
from archiver.model.base import Frozen
from archiver.model.digest import PREFIX, sha256
from archiver.model.instant import Instant
from archiver.model.refusal import first_refusal
from archiver.model.statement import Envelope
from archiver.sign import dsse, keys, strict
from archiver.sign.canonical import canonical, layout
from archiver.sign.trust import ED25519, PinnedKey, SignerSet, check_key, grouped

ROOT_TYPE = "application/vnd.archiver.root+json"
LIST_TYPE = "application/vnd.archiver.trust-list+json"
PUBLISHED_FORMAT: Literal["archiver/signed-trust/v1"] = "archiver/signed-trust/v1"
MAX_HOLDERS = 32
MAX_KEYS = 4  # of one holder
MAX_ROOTS = 1_000  # versions in one file
MAX_SETS = 1_000
MAX_SIGNATURES = 2 * MAX_HOLDERS * MAX_KEYS  # of one envelope: everybody of the old root and of the new

Name = Annotated[str, Field(min_length=1, max_length=200)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Holder(Frozen):
    """A person who holds root keys, kept off every network."""

    keys: tuple[PinnedKey, ...] = Field(min_length=1, max_length=MAX_KEYS)
    name: Name

    @model_validator(mode="after")
    def _one_key_of_a_kind(self) -> "Holder":
        algorithms = [key.algorithm for key in self.keys]
        if ED25519 in algorithms or len(set(algorithms)) != len(algorithms):
            raise ValueError("a holder has one key of each algorithm, and none of a log or witness")
        return self

    def key_ids(self) -> frozenset[str]:
        """The ids of all keys of the holder."""
        return frozenset(key.keyid for key in self.keys)


class HolderFile(Frozen):
    """What a holder hands to whoever prepares a root: the public halves of the keys."""

    format: Literal["archiver/root-holder/v1"]
    holder: Holder


class Root(Frozen):
    """Who vouches for the list, and how many of them together."""

    expires: Instant
    format: Literal["archiver/trust-root/v1"]
    holders: tuple[Holder, ...] = Field(min_length=1, max_length=MAX_HOLDERS)
    name: Name
    threshold: int = Field(ge=1, le=MAX_HOLDERS)
    version: Version

    @model_validator(mode="after")
    def _holders_are_different_people(self) -> "Root":
        ids = [key.keyid for holder in self.holders for key in holder.keys]
        names = {holder.name for holder in self.holders}
        if len(set(ids)) != len(ids) or len(names) != len(self.holders):
            raise ValueError("a key or a name stands for two holders")
        if self.threshold > len(self.holders):
            raise ValueError(f"{self.threshold} signatures asked for, and {len(self.holders)} holders")
        return self


class TrustList(Frozen):
    """The signer sets that the roots vouch for."""

    expires: Instant
    format: Literal["archiver/trust-list/v1"]
    name: Name
    sets: tuple[SignerSet, ...] = Field(max_length=MAX_SETS)
    version: Version

    @model_validator(mode="after")
    def _each_set_once_and_no_witness(self) -> "TrustList":
        if len({members.key_ids() for members in self.sets}) != len(self.sets):
            raise ValueError("a signer set stands there twice")
        if any("witness" in members.roles for members in self.sets):
            raise ValueError("a witness: who watches an archive is not for the archive to say")
        return self


class Published(Frozen):
    """The whole file; `trust` is null while there is no list yet."""

    format: Literal["archiver/signed-trust/v1"]
    roots: tuple[Envelope, ...] = Field(min_length=1, max_length=MAX_ROOTS)
    trust: Envelope | None


class Pinned(Frozen):
    """What was accepted last, as this user keeps it, and where it came from."""

    format: Literal["archiver/pinned-root/v1"]
    published: Published
    source: str = Field(max_length=4096)


M = TypeVar("M", bound=Frozen)
P = TypeVar("P", Root, TrustList)


@dataclass(frozen=True)
class Payload(Generic[P]):
    """A root or a list as it was signed: what it says, the octets that say so, the envelope around them."""

    model: P
    octets: bytes
    envelope: Envelope

    @property
    def fingerprint(self) -> str:
        """What two people compare over the telephone: SHA-256 of the payload, in groups of four."""
        return grouped(sha256(self.octets).removeprefix(PREFIX))

    def signed_by(self, root: Root) -> tuple[str, ...]:
        """The holders in `root` of whom every key has signed this, once."""
        known = {
            key.keyid: keys.load_public(dsse.decode64(key.spki), key.algorithm)
            for holder in root.holders
            for key in holder.keys
            if key.algorithm != ED25519
        }
        signed = dsse.open_envelope(self.envelope, known).signed_by
        return tuple(holder.name for holder in root.holders if holder.key_ids() <= signed)


def is_signed(data: bytes, *, what: str) -> bool:
    """Whether a trust file is one of this kind rather than a plain one; raises FormatError or LimitError."""
    value = strict.parse(data, what=what)
    return isinstance(value, dict) and value.get("format") == PUBLISHED_FORMAT


def read(data: bytes, *, what: str) -> Published:
    """A signed trust file, its envelopes not yet opened; raises FormatError or LimitError."""
    return _parsed(data, Published, "a signed trust file", what)


def read_pinned(data: bytes, *, what: str) -> Pinned:
    """What `write_pinned` wrote; raises FormatError or LimitError."""
    return _parsed(data, Pinned, "a pinned root", what)


def read_holder(data: bytes, *, what: str) -> Holder:
    """The holder in a file of a holder; raises FormatError, also when a key goes by another's id."""
    holder = _parsed(data, HolderFile, "the public keys of a root's holder", what).holder
    _check_keys("holder", [holder], what)
    return holder


def root_in(envelope: Envelope, *, what: str) -> Payload[Root]:
    """The root in an envelope, whoever signed it; raises FormatError or LimitError."""
    found = _payload(envelope, Root, ROOT_TYPE, what)
    _check_keys("holder", found.model.holders, what)
    return found


def list_in(envelope: Envelope, *, what: str) -> Payload[TrustList]:
    """The list in an envelope, whoever signed it; raises FormatError or LimitError."""
    found = _payload(envelope, TrustList, LIST_TYPE, what)
    _check_keys("set", found.model.sets, what)
    return found


def _check_keys(kind: str, owners: Sequence[Holder] | Sequence[SignerSet], what: str) -> None:
    for owner in owners:
        for key in owner.keys:
            check_key(key, f"{what}: {kind} {owner.name!a}")


def envelope_of(model: Root | TrustList) -> Envelope:
    """An envelope that nobody has signed yet."""
    kind = ROOT_TYPE if isinstance(model, Root) else LIST_TYPE
    return dsse.seal(canonical(model.document()), (), kind)


def write(document: Frozen) -> bytes:
    """A document of this module as it lies on disk."""
    return layout(document.document())


def _parsed(data: bytes, model: type[M], kind: str, what: str) -> M:
    try:
        return strict.parse_as(data, model, what=what).model
    except ValidationError as e:
        raise FormatError(f"{what}: expected {kind}; {first_refusal(e)}") from e


def _payload(envelope: Envelope, model: type[P], kind: str, what: str) -> Payload[P]:
    if len(envelope.signatures) > MAX_SIGNATURES:
        raise LimitError(f"{what}: expected at most {MAX_SIGNATURES} signatures, found {len(envelope.signatures)}")
    if envelope.payload_type != kind:
        raise FormatError(f"{what}: expected a payload of type {kind}, found {envelope.payload_type[:80]!a}")
    octets = dsse.payload_of(envelope)
    try:
        return Payload(strict.parse_as(octets, model, what=what, canonical_only=True).model, octets, envelope)
    except ValidationError as e:
        raise FormatError(f"{what}: {first_refusal(e)}") from e
