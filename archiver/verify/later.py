"""What was stated after the capture (E701-E707): further sets of claims, and withdrawals of sets.

Each statement stands on its own: its own signatures, by a signer set that may state claims, about this very capture
statement. What it says is then held against `claims[n]`. The newest set that a trusted signer stated and nobody trusted
withdrew is the current one; the others stay and stay verifiable.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from archiver.bundle.parts import later_claim_pairs
from archiver.bundle.sidecar import ReadSidecar
from archiver.errors import FormatError, LimitError
from archiver.model.claim import ClaimSet
from archiver.model.digest import PREFIX, sha256
from archiver.model.later import (
    CLAIMS_PREDICATE,
    SUBJECT_ROLE,
    WITHDRAWAL_PREDICATE,
    ClaimsStatement,
    LaterStatement,
    WithdrawalStatement,
)
from archiver.model.refusal import first_refusal
from archiver.model.report import Check
from archiver.model.statement import PAYLOAD_TYPE, Envelope
from archiver.sign import dsse, keys, strict
from archiver.verify import codes, later_claims
from archiver.verify.envelope import Moment, Trusted, check_signatures, check_validity, match_set, package_keys
from archiver.verify.statement import Statement
from archiver.verify.trees import Disclosed

MomentOf = Callable[[Envelope], Moment | None]
MAX_LATER = 1_000  # statements that are looked at; each costs two signature checks

MODELS: dict[str, type[ClaimsStatement] | type[WithdrawalStatement]] = {
    CLAIMS_PREDICATE: ClaimsStatement,
    WITHDRAWAL_PREDICATE: WithdrawalStatement,
}


@dataclass(frozen=True)
class Stated:
    """A later statement that could be read: where it stands, its id, what it says; not yet trusted."""

    place: str  # "later 0"
    id: str
    envelope: Envelope
    model: LaterStatement

    @property
    def position(self) -> int:
        """Which set of claims it is about."""
        return self.model.predicate.position


@dataclass(frozen=True)
class Findings:
    """The checks, and the index of the set of claims that counts: None without any, or when all are withdrawn."""

    checks: tuple[Check, ...]
    current: int | None


_WORST = ("fail", "cannot-check", "not-applicable", "pass")

NOTHING_LATER = (codes.LATER.inapplicable("none"), codes.UNSIGNED_CLAIMS.inapplicable("none"))


def check_later(
    read: ReadSidecar, statement: Statement, disclosed: Disclosed, trusted: Trusted, moment_of: MomentOf
) -> Findings:
    """E701 to E707; `moment_of` gives the time by which somebody else knew the signatures of an envelope."""
    provenance, sets = read.model.provenance, read.model.claims
    if not provenance.later and len(sets) <= 1:
        return Findings(NOTHING_LATER, 0 if sets else None)
    stated, unread = read_all(provenance.later)
    known = {**package_keys(provenance)[0], **trusted.trust.public_keys("claims")}
    said = later_claims.Sets(later_claim_pairs(read.document), sets, disclosed, _ids_at(stated, statement))
    found = [
        (one, [*_check_one(one, statement, known, trusted, moment_of(one.envelope)), *_hold(one, said)])
        for one in stated
    ]
    current, coverage = _coverage(sets, stated, [one for one, checks in found if _all_pass(checks)])
    of_each = _bounded([check for _, checks in found for check in checks])
    understood = unread or [codes.LATER.passed(f"{len(stated)} statements")]
    return Findings((*understood, *of_each, *_order(stated, statement), *coverage), current)


def _bounded(checks: Sequence[Check]) -> Iterator[Check]:
    """The checks, but of each code at most MAX_NAMED, the worst first: a thousand statements make no endless report."""
    by_code: dict[str, list[Check]] = {}
    for check in checks:
        by_code.setdefault(check.code, []).append(check)
    for group in by_code.values():
        group.sort(key=lambda check: _WORST.index(check.status))
        yield from group[: codes.MAX_NAMED]
        if more := group[codes.MAX_NAMED :]:
            told = {"detail": f"and {len(more)} more", "expected": None, "found": None, "part": None}
            yield more[0].model_copy(update=told)


def _hold(one: Stated, said: later_claims.Sets) -> list[Check]:
    """E706 of one statement."""
    return [_at(one.place, check) for check in said.check(one.model)]


def read_all(envelopes: Sequence[Envelope]) -> tuple[list[Stated], list[Check]]:
    """The statements in `envelopes` that this version understands, and E701 for each of the others."""
    stated: list[Stated] = []
    unread: list[Check] = []
    for number, envelope in enumerate(envelopes[:MAX_LATER]):
        try:
            stated.append(_read(f"later {number}", envelope))
        except (FormatError, LimitError) as e:
            unread.append(codes.LATER.cannot(f"not understood by this version: {e}", part=f"later {number}"))
    if len(envelopes) > MAX_LATER:
        unread.insert(0, codes.LATER.cannot(f"{len(envelopes)} statements; only {MAX_LATER} are looked at"))
    return stated, unread[: codes.MAX_NAMED]


def _read(place: str, envelope: Envelope) -> Stated:
    """Raises FormatError or LimitError for what is no later statement of this version."""
    payload = dsse.payload_of(envelope)
    value = strict.parse_canonical(payload, what="payload")
    kind = value.get("predicateType") if isinstance(value, dict) else None
    model = MODELS.get(kind) if isinstance(kind, str) else None
    if model is None or envelope.payload_type != PAYLOAD_TYPE:
        raise FormatError(f"a statement of type {str(kind)[:80]!a} in a {envelope.payload_type[:80]!a}")
    try:
        return Stated(place, sha256(payload), envelope, model.model_validate_json(payload))
    except ValidationError as e:
        raise FormatError(first_refusal(e)) from e


def _check_one(
    one: Stated, statement: Statement, known: Mapping[str, keys.PublicKey], trusted: Trusted, moment: Moment | None
) -> list[Check]:
    """E703 to E705 of one statement."""
    predicate = one.model.predicate
    matched, set_check = match_set(predicate.required_signers, trusted, "claims", codes.LATER_SIGNERS)
    valid = check_validity(matched, predicate.stated_at, moment, codes.LATER_SIGNERS)
    checks = [
        *check_signatures(one.envelope, predicate.required_signers, known, codes.LATER_SIGNATURES),
        set_check if set_check.status != "pass" or valid.status == "pass" else valid,
        _subject(one, statement),
    ]
    return [_at(one.place, check) for check in checks]


def _subject(one: Stated, statement: Statement) -> Check:
    """In-toto matches by digest alone; the role and the capture's id have to agree as well."""
    subject, predicate = one.model.subject[0], one.model.predicate
    for what, expected, found in (
        ("subject", statement.id, PREFIX + subject.digest.sha256),
        ("role", SUBJECT_ROLE, subject.name),
        ("captureId", statement.model.predicate.capture_id, predicate.capture_id),
    ):
        if expected != found:
            return codes.LATER_SUBJECT.failed(f"about another capture: its {what}", expected=expected, found=found)
    return codes.LATER_SUBJECT.passed()


def _order(stated: Sequence[Stated], statement: Statement) -> list[Check]:
    """E707: no statement twice, no two for one set, each later than what it follows."""
    faults = [*_doubled(stated), *_out_of_time(stated, statement.model.predicate.packaged_at)]
    return faults[: codes.MAX_NAMED] or [codes.LATER_ORDER.passed()]


def _doubled(stated: Sequence[Stated]) -> Iterator[Check]:
    ids: dict[str, str] = {}
    sets: dict[int, Stated] = {}
    for one in stated:
        if one.id in ids:
            yield codes.LATER_ORDER.failed("stands there twice", found=one.id, part=f"{ids[one.id]}, {one.place}")
        elif isinstance(one.model, ClaimsStatement):
            first = sets.setdefault(one.position, one)
            if first is not one:
                detail, part = f"two statements for claims[{one.position}]", f"{first.place}, {one.place}"
                yield codes.LATER_ORDER.failed(detail, expected=first.id, found=one.id, part=part)
        ids.setdefault(one.id, one.place)


def _out_of_time(stated: Sequence[Stated], packaged_at: str) -> Iterator[Check]:
    """A set is stated after the set before it, and withdrawn after it was stated; the first with the capture."""
    sets = sorted((one for one in stated if isinstance(one.model, ClaimsStatement)), key=lambda one: one.position)
    times = {0: packaged_at} | {one.position: one.model.predicate.stated_at for one in sets}
    for one in stated:
        before = [at for number, at in times.items() if number < one.position] or [packaged_at]
        earliest = max(before) if isinstance(one.model, ClaimsStatement) else times.get(one.position, packaged_at)
        if one.model.predicate.stated_at <= earliest:
            yield codes.LATER_ORDER.failed(
                "time does not rise", expected=f"after {earliest}", found=one.model.predicate.stated_at, part=one.place
            )


def _ids_at(stated: Sequence[Stated], statement: Statement) -> dict[int, set[str]]:
    """The ids of the statements that sign each set of claims."""
    ids: dict[int, set[str]] = {0: {statement.id}}
    for one in stated:
        if isinstance(one.model, ClaimsStatement):
            ids.setdefault(one.position, set()).add(one.id)
    return ids


def _coverage(
    sets: Sequence[ClaimSet], stated: Sequence[Stated], good: Sequence[Stated]
) -> tuple[int | None, list[Check]]:
    """E702, and which set is current as far as trusted statements say."""
    covered = {one.position for one in stated if isinstance(one.model, ClaimsStatement)}
    current = current_set(len(sets), good)
    bare = [number for number in range(1, len(sets)) if number not in covered]
    detail = "no statement covers this set of claims"
    checks = [codes.UNSIGNED_CLAIMS.cannot(detail, part=f"claims[{number}]") for number in bare[: codes.MAX_NAMED]]
    return current, checks or [codes.UNSIGNED_CLAIMS.passed(_told(sets, current))]


def current_set(sets: int, believed: Sequence[Stated]) -> int | None:
    """Which of `sets` sets of claims counts if the statements in `believed` are to be believed: the newest that stands.

    The first is believed with the capture; None without any, or when all are withdrawn.
    """
    standing = {0} if sets else set()
    standing |= {one.position for one in believed if isinstance(one.model, ClaimsStatement) and one.position < sets}
    standing -= {one.position for one in believed if isinstance(one.model, WithdrawalStatement)}
    return max(standing, default=None)


def _told(sets: Sequence[ClaimSet], current: int | None) -> str:
    if current is None:
        return "no set of claims is current: all are withdrawn"
    extractor = sets[current].extractor
    by = f" by {extractor.name} {extractor.version}" if extractor else ""
    return f"claims[{current}]{by} is current, of {len(sets)}"


def _at(place: str, check: Check) -> Check:
    return check.model_copy(update={"part": f"{place}, {check.part}" if check.part else place})


def _all_pass(checks: Sequence[Check]) -> bool:
    return all(check.status == "pass" for check in checks)
