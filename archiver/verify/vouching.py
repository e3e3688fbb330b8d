"""Since when, and who vouches (E804, E806, E807): what time authorities, logs and witnesses make of a policy.

A stamp by a trusted authority, over a signature of the capture or over the checkpoint of a log that holds it, says that
the statement existed by then; so does a trusted witness of such a checkpoint, and where the policy counts them, a block
of the user's own Bitcoin headers that an OpenTimestamps proof over either leads to. Where the policy asks for several,
the time is the one by which that many knew it. What nobody in the trust file vouches for counts for nothing and harms
nothing: anybody could have added it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from archiver.model.instant import format_instant, parse
from archiver.model.report import Check
from archiver.model.sidecar import Provenance
from archiver.model.statement import Envelope
from archiver.sign.trust import Policy, SignerSet
from archiver.verify import codes
from archiver.verify.envelope import Moment, Trusted
from archiver.verify.log import Cosigned, Logged, check_logs, leaf_of, note_signatures, witnesses_of
from archiver.verify.ots import Confirmed, check_proofs
from archiver.verify.statement import Statement
from archiver.verify.timestamps import CLOCK_SKEW, Imprints, Stamped, check_stamps, imprints_of

NAMED = 3  # reasons that one detail repeats


@dataclass(frozen=True)
class Vouched:
    """The checks E801 to E809, and the earliest time by which somebody trusted knew the capture's signatures.

    `given` is the time that the user vouches for, `stamped` every stamp that holds, whatever it is over,
    `confirmed` what Bitcoin blocks hold of it.
    """

    checks: tuple[Check, ...]
    moment: Moment | None
    given: Moment | None
    stamped: tuple[Stamped, ...]
    confirmed: tuple[Confirmed, ...]
    policy: Policy

    def moment_of(self, later: Envelope) -> Moment | None:
        """The earliest time by which a later statement was known: by the user, or by stamps over its own signatures.

        A stamp over the capture, or over a checkpoint that holds it, says nothing of what was stated afterwards.
        """
        own = imprints_of(later)
        over = [one for one in self.stamped if one.authority and one.imprint in own]
        blocks = _block_moment(self.confirmed, own, self.policy)
        return _earliest(self.given, _authority_moment(over, self.policy), blocks)


def check_vouching(
    provenance: Provenance, statement: Statement, trusted: Trusted, *, given: Moment | None, now: str | None
) -> Vouched:
    """What vouches for the time of the capture statement; `given` is the time that the user vouches for."""
    trust, policy = trusted.trust, trusted.trust.policy
    # A package without log entries or stamps is spared the leaf and the imprints: 0.04 of 0.9 ms.
    leaf = leaf_of(statement.id, provenance.capture) if provenance.log else b""
    logged, log_checks = check_logs(provenance.log, leaf, trust)
    imprints = Imprints.of(provenance, note_signatures(provenance.log)) if provenance.timestamps else Imprints.NONE
    stamped, stamp_checks = check_stamps(provenance.tokens(), imprints, trust, now)
    confirmed, proof_checks = check_proofs(provenance.proofs(), imprints, trusted.headers, now, counts=policy.bitcoin)
    own = _own(statement, logged) if stamped or confirmed else frozenset()
    relevant = [one for one in stamped if one.authority and one.imprint in own]
    witnesses = [one for one in witnesses_of(logged) if not _ahead(one.time, now)]
    moments = (
        given,
        _authority_moment(relevant, policy),
        _witness_moment(witnesses, policy),
        _block_moment(confirmed, own, policy),
    )
    checks = (
        *stamp_checks,
        *log_checks,
        _authorities(relevant, stamped, policy),
        _log_required(logged, stamped, confirmed, policy),
        _quorum(witnesses, policy),
        *proof_checks,
    )
    return Vouched(checks, _earliest(*moments), given, tuple(stamped), tuple(confirmed), policy)


def _earliest(*moments: Moment | None) -> Moment | None:
    return min(filter(None, moments), key=lambda moment: moment.at, default=None)


def _ahead(time: str, now: str | None) -> bool:
    return now is not None and time > format_instant(parse(now) + CLOCK_SKEW)


def _own(statement: Statement, logged: Sequence[Logged]) -> frozenset[bytes]:
    """What a stamp has to be over to date the capture: its signatures, or a trusted log's checkpoint that holds it."""
    return imprints_of(statement.envelope) | {sha256(one.stamped).digest() for one in logged if one.stamped}


def _authority_moment(relevant: Iterable[Stamped], policy: Policy) -> Moment | None:
    return _when(((one.time, one.authority or "") for one in relevant), max(1, policy.authorities), "stamped by")


def _witness_moment(witnesses: Iterable[Cosigned], policy: Policy) -> Moment | None:
    counting = (one for one in witnesses if one.witness.until is None or one.time < one.witness.until)
    return _when(((one.time, one.witness.name) for one in counting), max(1, policy.witnesses), "witnessed by")


def _block_moment(confirmed: Iterable[Confirmed], own: frozenset[bytes], policy: Policy) -> Moment | None:
    """The earliest block that holds one of `own`, where the policy counts blocks."""
    blocks = ((one.time, f"block {one.height}") for one in confirmed if one.imprint in own)
    return _when(blocks, 1, "in Bitcoin's") if policy.bitcoin else None


def _when(times: Iterable[tuple[str, str]], needed: int, how: str) -> Moment | None:
    """The time by which `needed` different names had spoken."""
    earliest: dict[str, str] = {}
    for time, name in sorted(times):
        earliest.setdefault(name, time)
    if len(earliest) < needed:
        return None
    first = sorted((time, name) for name, time in earliest.items())[:needed]
    return Moment(first[-1][0], f"{how} {', '.join(name for _, name in first)}")


def _authorities(relevant: Sequence[Stamped], stamped: Sequence[Stamped], policy: Policy) -> Check:
    code, names = codes.TIME_AUTHORITIES, sorted({one.authority for one in relevant if one.authority})
    reasons = list(dict.fromkeys(one.reason for one in stamped if one.reason))[:NAMED]
    uncounted = f"; not counted: {'; '.join(reasons)}" if reasons else ""
    said = f"{len(names)} of {policy.authorities} asked for"
    if len(names) < policy.authorities:
        return code.cannot(said + uncounted, expected=f"{policy.authorities} authorities")
    if names:
        return code.passed(f"{said}: {', '.join(names)}{uncounted}")
    return code.inapplicable(f"the policy asks for none{uncounted}")


def _log_required(
    logged: Sequence[Logged], stamped: Sequence[Stamped], confirmed: Sequence[Confirmed], policy: Policy
) -> Check:
    known = [(one.imprint, one.time) for one in stamped if one.authority]
    known += [(one.imprint, one.time) for one in confirmed if policy.bitcoin]
    names: list[str] = []
    ended: list[str] = []
    for one in logged:
        if one.log and one.stamped:
            (names if _log_counts(one, one.log, one.stamped, known) else ended).append(one.log.name)
    note = f"; not counted, since no independent time is before its end: {', '.join(ended)}" if ended else ""
    if names:
        return codes.LOG_REQUIRED.passed(f"{', '.join(sorted(set(names)))}{note}")
    if policy.log:
        return codes.LOG_REQUIRED.cannot(f"no log of the trust file holds the statement{note}")
    return codes.LOG_REQUIRED.inapplicable(f"the policy asks for none{note}")


def _log_counts(one: Logged, log: SignerSet, signature: bytes, known: Sequence[tuple[bytes, str]]) -> bool:
    end, imprint = log.end(), sha256(signature).digest()
    times = [time for over, time in known if over == imprint]
    times += [each.time for each in one.witnesses if not each.witness.revoked]
    return end is None or min(times, default=end) < end


def _quorum(witnesses: Sequence[Cosigned], policy: Policy) -> Check:
    names = sorted({one.witness.name for one in witnesses})
    said = f"{len(names)} of {policy.witnesses} asked for"
    if len(names) < policy.witnesses:
        return codes.WITNESSES.cannot(said, expected=f"{policy.witnesses} witnesses")
    if names:
        return codes.WITNESSES.passed(f"{said}: {', '.join(names)}")
    return codes.WITNESSES.inapplicable("the policy asks for none")
