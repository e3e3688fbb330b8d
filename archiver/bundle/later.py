"""Makes statements about a package that is there already, and puts them into its sidecar.

    again = with_claims(sidecar, claims, about, act)               claims[n], and its statement in provenance.later
    less  = with_withdrawal(sidecar, withdrawn, about, act)        a statement alone; the set stays where it is

Nothing of the old sidecar is changed but for what format.md lets grow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.bundle.parts import later_claim_pairs
from archiver.errors import InputError
from archiver.model.claim import ClaimSet
from archiver.model.digest import hex_of
from archiver.model.ids import Entropy
from archiver.model.later import (
    CLAIMS_PREDICATE,
    MAX_POSITION,
    SUBJECT_ROLE,
    WITHDRAWAL_PREDICATE,
    ClaimsParts,
    ClaimsPredicate,
    ClaimsStatement,
    LaterStatement,
    WithdrawalPredicate,
    WithdrawalStatement,
)
from archiver.model.sidecar import Disclosure, Sidecar
from archiver.model.statement import STATEMENT_TYPE, RequiredSigner, Subject, SubjectDigest, Tool
from archiver.sign import dsse, keys
from archiver.sign.canonical import canonical
from archiver.sign.trust import describe
from archiver.tlog import parts
from archiver.tlog.parts import SALT_OCTETS, SaltOf


@dataclass(frozen=True)
class Act:
    """Who states something, when, with which program; `entropy` gives salts where a package has no seed any more."""

    signers: Sequence[keys.Signer]
    stated_at: str
    tool: Tool
    entropy: Entropy

    def required(self) -> tuple[RequiredSigner, ...]:
        """The signatures that the statement will have."""
        public = map(describe, self.signers)
        return tuple(RequiredSigner(keyid=key.keyid, algorithm=key.algorithm) for key in public)


@dataclass(frozen=True)
class About:
    """The capture that is spoken of: the id of its statement, and its own."""

    statement_id: str
    capture_id: str

    def subject(self) -> tuple[Subject]:
        """As in-toto names it."""
        return (Subject(name=SUBJECT_ROLE, digest=SubjectDigest(sha256=hex_of(self.statement_id))),)


@dataclass(frozen=True)
class Withdrawn:
    """The set of claims that is withdrawn, the id of the statement that signed it, and why, for people."""

    position: int
    statement_id: str
    reason: str


def with_claims(sidecar: Sidecar, claims: ClaimSet, about: About, act: Act) -> Sidecar:
    """The sidecar with one set more; raises InputError without a first set, without an extractor, or without room."""
    position, extractor = len(sidecar.claims), claims.extractor
    if extractor is None:
        raise InputError("expected claims that name their extractor, found none")
    if not 1 <= position <= MAX_POSITION:
        raise InputError(f"expected a package with 1 to {MAX_POSITION} sets of claims, found {position}")
    tree = f"claims/{position}"
    pairs = later_claim_pairs({"claims": [None, claims.document()]})["claims/1"]
    disclosure = _with_salts(sidecar.disclosure, [f"{tree}:{key}" for key, _ in pairs], act)
    salt = _salts_of(disclosure)
    leaves = tuple(parts.part_leaf(salt(tree, key) or "", tree, key, digest or "") for key, digest in pairs)
    predicate = ClaimsPredicate(
        capture_id=about.capture_id,
        extractor=extractor,
        leaves=tuple(leaf.hex() for leaf in leaves),
        parts=ClaimsParts(claims=parts.signed_root(leaves)),
        position=position,
        required_signers=act.required(),
        stated_at=act.stated_at,
        tool=act.tool,
    )
    statement = ClaimsStatement(
        type_=STATEMENT_TYPE, subject=about.subject(), predicate_type=CLAIMS_PREDICATE, predicate=predicate
    )
    grown = {"claims": (*sidecar.claims, claims), "disclosure": disclosure}
    return _with_statement(sidecar, statement, act).model_copy(update=grown)


def with_withdrawal(sidecar: Sidecar, withdrawn: Withdrawn, about: About, act: Act) -> Sidecar:
    """The sidecar with the statement that a set of its claims is withdrawn."""
    predicate = WithdrawalPredicate(
        capture_id=about.capture_id,
        position=withdrawn.position,
        reason=withdrawn.reason,
        required_signers=act.required(),
        stated_at=act.stated_at,
        statement=withdrawn.statement_id,
        tool=act.tool,
    )
    statement = WithdrawalStatement(
        type_=STATEMENT_TYPE, subject=about.subject(), predicate_type=WITHDRAWAL_PREDICATE, predicate=predicate
    )
    return _with_statement(sidecar, statement, act)


def _with_statement(sidecar: Sidecar, statement: LaterStatement, act: Act) -> Sidecar:
    envelope = dsse.seal(canonical(statement.document()), act.signers)
    known = {key.keyid for key in sidecar.provenance.keys}
    new = tuple(key for key in map(describe, act.signers) if key.keyid not in known)
    grown = {"later": (*sidecar.provenance.later, envelope), "keys": (*sidecar.provenance.keys, *new)}
    return sidecar.model_copy(update={"provenance": sidecar.provenance.model_copy(update=grown)})


def _with_salts(disclosure: Disclosure, positions: Sequence[str], act: Act) -> Disclosure:
    """After a redaction there is no seed to derive salts from: random ones are disclosed beside the others."""
    if disclosure.seed:
        return disclosure
    fresh = {position: act.entropy(SALT_OCTETS).hex() for position in positions}
    return disclosure.model_copy(update={"salts": {**(disclosure.salts or {}), **fresh}})


def _salts_of(disclosure: Disclosure) -> SaltOf:
    if disclosure.seed:
        return parts.salts_from_seed(bytes.fromhex(disclosure.seed))
    salts = disclosure.salts or {}
    return lambda kind, key: salts.get(f"{kind}:{key}")
