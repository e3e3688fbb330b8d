"""Whom to trust: signer sets, pinned in a file of the user's own.

    {"authorities": [{"name": "example-tsa", "roots": ["MIIB…"], "revoked": null, "until": null}],
     "format": "archiver/trust/v1",
     "policy": {"requireIndependentTime": false, "authorities": 1, "log": false, "witnesses": 0, "bitcoin": false},
     "sets": [{"name": "example-archive", "roles": ["capture"], "from": "2026-01-01T00:00:00.000000Z", "until": null,
               "revoked": null, "keys": [{"keyid": "sha256:…", "algorithm": "ml-dsa-65", "spki": "…"}, …]}]}

A package is vouched for by a *set*: every key of it has to have signed. The name of a set with the role `log` is the
origin of the log, of one with the role `witness` the name in its cosignatures. Nothing of this is ever read from a
package or from the archive under test.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError, model_validator

from archiver.errors import FormatError, SignatureError
from archiver.model.base import Base64, Count, Frozen, Hex32
from archiver.model.digest import Digest
from archiver.model.instant import Instant
from archiver.model.refusal import first_refusal
from archiver.model.sidecar import PublicKey
from archiver.model.statement import Algorithm, Camel
from archiver.sign import certificates, keys, notekey, strict
from archiver.sign.canonical import layout
from archiver.sign.dsse import decode64, encode64

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

TRUST_FORMAT: Literal["archiver/trust/v1"] = "archiver/trust/v1"
Role = Literal["capture", "claims", "log", "witness", "redactor"]
ED25519: Literal["ed25519"] = "ed25519"
MAX_HEIGHT = 1 << 31  # of a block; Bitcoin adds some 50,000 a year
NOTE_ROLES: frozenset[Role] = frozenset(("log", "witness"))  # their keys sign notes, all others statements


class Revocation(Camel):
    """When a set was revoked, and from when on its keys may have been in other hands."""

    at: Instant
    compromised_at: Instant | None
    reason: str | None


class PinnedKey(Frozen):
    """A public key that its set's name stands for; `spki` is base64 of the DER SubjectPublicKeyInfo."""

    keyid: Digest
    algorithm: Algorithm | Literal["ed25519"]
    spki: Base64


class SignerSet(Frozen):
    """Keys that count only together; `from` and `until` bound when their signatures are accepted."""

    name: str = Field(min_length=1, max_length=200)
    roles: tuple[Role, ...] = Field(min_length=1)
    keys: tuple[PinnedKey, ...] = Field(min_length=1)
    from_: Instant | None = Field(alias="from")
    until: Instant | None
    revoked: Revocation | None

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    @model_validator(mode="after")
    def _fits_its_role(self) -> "SignerSet":
        of_notes = NOTE_ROLES.issuperset(self.roles)
        if not of_notes and NOTE_ROLES & set(self.roles):
            raise ValueError("a set signs statements or notes, never both")
        if any((key.algorithm == ED25519) != of_notes for key in self.keys):
            raise ValueError("ed25519 keys are for logs and witnesses, and they have no others")
        if of_notes and (len(self.keys) != 1 or "+" in self.name or any(map(str.isspace, self.name))):
            raise ValueError("a log or witness has one key, and a name without white space and plus signs")
        return self

    def key_ids(self) -> frozenset[str]:
        """The ids of all keys of the set."""
        return frozenset(key.keyid for key in self.keys)

    def fingerprint(self) -> str:
        """What two people compare over the telephone: SHA-256 of the sorted key ids, in groups of four."""
        return grouped(hashlib.sha256("\n".join(sorted(self.key_ids())).encode()).hexdigest())

    def end(self) -> str | None:
        """When the set ends: at `until`, or when its keys were compromised (else revoked), whichever is earlier."""
        compromised = (self.revoked.compromised_at or self.revoked.at) if self.revoked else None
        return min(filter(None, (self.until, compromised)), default=None)

    def ended_by(self, other: "SignerSet") -> "SignerSet":
        """The set with the earlier `until` and the earlier revocation of the two: what was published later counts."""
        revocations = [revoked for revoked in (self.revoked, other.revoked) if revoked]
        earliest = min(revocations, key=lambda revoked: revoked.compromised_at or revoked.at, default=None)
        until = min(filter(None, (self.until, other.until)), default=None)
        return self.model_copy(update={"until": until, "revoked": earliest})


class Authority(Frozen):
    """A time authority (RFC 3161): `roots` are DER certificates in base64 that its stamps have to lead to.

    `until` ends it: later stamps don't count. A revoked one never counts, because its stamps can bear any time.
    """

    name: str = Field(min_length=1, max_length=200)
    roots: tuple[Base64, ...] = Field(min_length=1, max_length=8)
    until: Instant | None
    revoked: Revocation | None


class Policy(Camel):
    """What the user asks for beyond signatures: a time by somebody else, stamps by how many authorities, a log.

    With `bitcoin`, a block of the user's own headers counts as such a time.
    """

    require_independent_time: bool
    authorities: Count = 0
    log: bool = False
    witnesses: Count = 0
    bitcoin: bool = False


class Bitcoin(Frozen):
    """Bitcoin's block headers as the user has them: a file of 80 octets a block, from a block that they compared.

    `hash` is written as it is printed; `headers` is a path, a relative one from the folder of the trust file.
    """

    hash: Hex32
    headers: str = Field(min_length=1, max_length=4096)
    height: Annotated[int, Field(ge=0, le=MAX_HEIGHT)]


class Trust(Frozen):
    """A trust file."""

    authorities: tuple[Authority, ...] = ()
    bitcoin: Bitcoin | None = Field(default=None, exclude_if=lambda value: value is None)
    format: Literal["archiver/trust/v1"]
    policy: Policy
    sets: tuple[SignerSet, ...]

    def sets_for(self, role: Role) -> Iterator[SignerSet]:
        """The sets that may vouch in `role`."""
        return (signers for signers in self.sets if role in signers.roles)

    def public_keys(self, role: Role) -> dict[str, keys.PublicKey]:
        """Key id -> key, over all sets that may vouch in `role`."""
        return {
            key.keyid: keys.load_public(decode64(key.spki), key.algorithm)
            for signers in self.sets_for(role)
            for key in signers.keys
            if key.algorithm != ED25519
        }

    def with_set(self, signers: SignerSet) -> "Trust":
        """A copy that also holds `signers`; whatever ends a set that is known is taken over, and never undone."""
        if any(known.key_ids() == signers.key_ids() for known in self.sets):
            sets = (known.ended_by(signers) if known.key_ids() == signers.key_ids() else known for known in self.sets)
            return self.model_copy(update={"sets": tuple(sets)})
        return self.model_copy(update={"sets": (*self.sets, signers)})

    def with_authority(self, authority: Authority) -> "Trust":
        """A copy in which `authority` stands once, in the place of one of its name."""
        others = (known for known in self.authorities if known.name != authority.name)
        return self.model_copy(update={"authorities": (*others, authority)})


EMPTY = Trust(format=TRUST_FORMAT, policy=Policy(require_independent_time=False), sets=())


def grouped(digest: str) -> str:
    """64 hex digits in groups of four, as people read them to each other."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def describe(signer: keys.Signer) -> PublicKey:
    """The public half of a signer, as trust files and packages carry it."""
    return PublicKey(keyid=keys.key_id(signer.spki), algorithm=signer.algorithm, spki=encode64(signer.spki))


def set_of(name: str, signers: Iterable[keys.Signer]) -> SignerSet:
    """The signer set of an archive's own keys, without an end."""
    members = tuple(PinnedKey(**describe(signer).document()) for signer in signers)
    return SignerSet(name=name, roles=("capture", "claims"), keys=members, from_=None, until=None, revoked=None)


def note_set(name: str, role: Role, spki: bytes) -> SignerSet:
    """The set of a log (`name` is its origin) or of a witness."""
    key = PinnedKey(keyid=keys.key_id(spki), algorithm=ED25519, spki=encode64(spki))
    return SignerSet(name=name, roles=(role,), keys=(key,), from_=None, until=None, revoked=None)


def read(data: bytes, *, what: str) -> Trust:
    """A trust file's content; raises FormatError when it is not one or a key does not match its id."""
    try:
        trust = Trust.model_validate_json(layout(strict.parse(data, what=what)))
    except ValidationError as e:
        raise FormatError(f"{what}: expected a trust file ({TRUST_FORMAT}); {first_refusal(e)}") from e
    for signers in trust.sets:
        for key in signers.keys:
            check_key(key, f"{what}: set {signers.name!a}")
    for authority in trust.authorities:
        load_roots(authority, f"{what}: authority {authority.name!a}")
    return trust


def write(trust: Trust) -> bytes:
    """The trust file for `trust`."""
    return layout(trust.document())


@lru_cache(maxsize=64)
def load_roots(authority: Authority, what: str) -> tuple["Certificate", ...]:
    """The pinned certificates of a time authority; raises FormatError when one cannot be read."""
    try:
        return tuple(certificates.load(decode64(root)) for root in authority.roots)
    except FormatError as e:
        raise FormatError(f"{what}: {e}") from e


def check_key(key: PinnedKey, what: str) -> None:
    """Raises FormatError when `key` is not the one that its id names, or none of its algorithm."""
    spki = decode64(key.spki)
    if keys.key_id(spki) != key.keyid:
        raise FormatError(f"{what}: expected the key id {keys.key_id(spki)}, found {key.keyid}")
    try:
        if key.algorithm == ED25519:
            notekey.raw_of(spki)
        else:
            keys.load_public(spki, key.algorithm)
    except SignatureError as e:
        raise FormatError(f"{what}: {e}") from e
