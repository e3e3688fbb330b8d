"""Whom to trust: signer sets, pinned in a file of the user's own.

    {"format": "archiver/trust/v1",
     "policy": {"requireIndependentTime": false},
     "sets": [{"name": "example-archive", "roles": ["capture"], "from": "2026-01-01T00:00:00.000000Z", "until": null,
               "revoked": null, "keys": [{"keyid": "sha256:…", "algorithm": "ml-dsa-65", "spki": "…"}, …]}]}

A package is vouched for by a *set*: every key of it has to have signed. Nothing of this is ever read from a package or
from the archive under test.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from archiver.errors import FormatError, SignatureError
from archiver.model.base import Frozen
from archiver.model.instant import Instant
from archiver.model.sidecar import PublicKey
from archiver.model.statement import Camel
from archiver.sign import keys, strict
from archiver.sign.canonical import layout
from archiver.sign.dsse import decode64, encode64

TRUST_FORMAT: Literal["archiver/trust/v1"] = "archiver/trust/v1"
Role = Literal["capture", "claims", "log", "witness", "redactor"]


class Revocation(Camel):
    """When a set was revoked, and from when on its keys may have been in other hands."""

    at: Instant
    compromised_at: Instant | None
    reason: str | None


class SignerSet(Frozen):
    """Keys that count only together; `from` and `until` bound when their signatures are accepted."""

    name: str = Field(min_length=1, max_length=200)
    roles: tuple[Role, ...] = Field(min_length=1)
    keys: tuple[PublicKey, ...] = Field(min_length=1)
    from_: Instant | None = Field(alias="from")
    until: Instant | None
    revoked: Revocation | None

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    def key_ids(self) -> frozenset[str]:
        """The ids of all keys of the set."""
        return frozenset(key.keyid for key in self.keys)

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


class Policy(Camel):
    """What the user asks for beyond signatures."""

    require_independent_time: bool


class Trust(Frozen):
    """A trust file."""

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
        }

    def with_set(self, signers: SignerSet) -> "Trust":
        """A copy that also holds `signers`; whatever ends a set that is known is taken over, and never undone."""
        if any(known.key_ids() == signers.key_ids() for known in self.sets):
            sets = (known.ended_by(signers) if known.key_ids() == signers.key_ids() else known for known in self.sets)
            return self.model_copy(update={"sets": tuple(sets)})
        return self.model_copy(update={"sets": (*self.sets, signers)})


EMPTY = Trust(format=TRUST_FORMAT, policy=Policy(require_independent_time=False), sets=())


def describe(signer: keys.Signer) -> PublicKey:
    """The public half of a signer, as trust files and packages carry it."""
    return PublicKey(keyid=keys.key_id(signer.spki), algorithm=signer.algorithm, spki=encode64(signer.spki))


def set_of(name: str, signers: Iterable[keys.Signer]) -> SignerSet:
    """The signer set of an archive's own keys, without an end."""
    members = tuple(describe(signer) for signer in signers)
    return SignerSet(name=name, roles=("capture", "claims"), keys=members, from_=None, until=None, revoked=None)


def read(data: bytes, *, what: str) -> Trust:
    """A trust file's content; raises FormatError when it is not one or a key does not match its id."""
    try:
        trust = Trust.model_validate_json(layout(strict.parse(data, what=what)))
    except ValidationError as e:
        first = e.errors()[0]
        place = "/".join(map(str, first["loc"]))
        raise FormatError(f"{what}: expected a trust file ({TRUST_FORMAT}); at /{place}: {first['msg']}") from e
    for signers in trust.sets:
        for key in signers.keys:
            _check_key(key, f"{what}: set {signers.name!a}")
    return trust


def write(trust: Trust) -> bytes:
    """The trust file for `trust`."""
    return layout(trust.document())


def _check_key(key: PublicKey, what: str) -> None:
    spki = decode64(key.spki)
    if keys.key_id(spki) != key.keyid:
        raise FormatError(f"{what}: expected the key id {keys.key_id(spki)}, found {key.keyid}")
    try:
        keys.load_public(spki, key.algorithm)
    except SignatureError as e:
        raise FormatError(f"{what}: {e}") from e
