"""Since when, and who vouches (E804, E806, E807): what time authorities, logs and witnesses make of a policy.

A stamp by a trusted authority, over a signature of the capture or over the checkpoint of a log that holds it, says that
the statement existed by then; so does a trusted witness of such a checkpoint. Where the policy asks for several, the
time is the one by which that many knew it. What nobody in the trust file vouches for counts for nothing and harms
nothing: anybody could have added it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from archiver.model.instant import format_instant, parse
from archiver.model.report import Check
from archiver.model.sidecar import Provenance
from archiver.model.statement import Envelope
from archiver.sign.trust import Policy, SignerSet, Trust
from archiver.verify import codes
from archiver.verify.envelope import Moment
from archiver.verify.log import Cosigned, Logged, check_logs, leaf_of, note_signatures, witnesses_of
from archiver.verify.statement import Statement
from archiver.verify.timestamps import CLOCK_SKEW, Imprints, Stamped, check_stamps, imprints_of

NAMED = 3  # reasons that one detail repeats


@dataclass(frozen=True)
class Vouched:
    """The checks E801 to E807, and the earliest time by which somebody trusted knew the capture's signatures.

    `given` is the time that the user vouches for, `stamped` every stamp that holds, whatever it is over.
    """

    checks: tuple[Check, ...]
    moment: Moment | None
    given: Moment | None
    stamped: tuple[Stamped, ...]
    policy: Policy

    def moment_of(self, later: Envelope) -> Moment | None:
        """The earliest time by which a later statement was known: by the user, or by stamps over its own signatures.

        A stamp over the capture, or over a checkpoint that holds it, says nothing of what was stated afterwards.
        """
        own = imprints_of(later)
        over = [one for one in self.stamped if one.authority and one.imprint in own]
        return _earliest(self.given, _authority_moment(over, self.policy))


def check_vouching(
    provenance: Provenance, statement: Statement, trust: Trust, *, given: Moment | None, now: str | None
) -> Vouched:
    """What vouches for the time of the capture statement; `given` is the time that the user vouches for."""
    # A package without log entries or stamps is spared the leaf and the imprints: 0.04 of 0.9 ms.
    leaf = leaf_of(statement.id, provenance.capture) if provenance.log else b""
    logged, log_checks = check_logs(provenance.log, leaf, trust)
    imprints = Imprints.of(provenance, note_signatures(provenance.log)) if provenance.timestamps else Imprints.NONE
    stamped, stamp_checks = check_stamps(provenance.timestamps, imprints, trust, now)
    relevant = _relevant(stamped, statement, logged)
    witnesses = [one for one in witnesses_of(logged) if not _ahead(one.time, now)]
    moments = (given, _authority_moment(relevant, trust.policy), _witness_moment(witnesses, trust.policy))
    checks = (
        *stamp_checks,
        *log_checks,
        _authorities(relevant, stamped, trust.policy),
        _log_required(logged, stamped, trust.policy),
        _quorum(witnesses, trust.policy),
    )
    return Vouched(checks, _earliest(*moments), given, tuple(stamped), trust.policy)


def _earliest(*moments: Moment | None) -> Moment | None:
    return min(filter(None, moments), key=lambda moment: moment.at, default=None)


def _ahead(time: str, now: str | None) -> bool:
    return now is not None and time > format_instant(parse(now) + CLOCK_SKEW)


def _relevant(stamped: Sequence[Stamped], statement: Statement, logged: Sequence[Logged]) -> list[Stamped]:
    """The trusted stamps over the capture's own signatures, or over a trusted log's checkpoint that holds it."""
    if not any(one.authority for one in stamped):
        return []
    own = imprints_of(statement.envelope)
    checkpoints = {sha256(one.stamped).digest() for one in logged if one.stamped}
    return [one for one in stamped if one.authority and one.imprint in own | checkpoints]


def _authority_moment(relevant: Iterable[Stamped], policy: Policy) -> Moment | None:
    return _when(((one.time, one.authority or "") for one in relevant), max(1, policy.authorities), "stamped by")


def _witness_moment(witnesses: Iterable[Cosigned], policy: Policy) -> Moment | None:
    counting = (one for one in witnesses if one.witness.until is None or one.time < one.witness.until)
    return _when(((one.time, one.witness.name) for one in counting), max(1, policy.witnesses), "witnessed by")


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


def _log_required(logged: Sequence[Logged], stamped: Sequence[Stamped], policy: Policy) -> Check:
    names: list[str] = []
    ended: list[str] = []
    for one in logged:
        if one.log and one.stamped:
            (names if _log_counts(one, one.log, one.stamped, stamped) else ended).append(one.log.name)
    note = f"; not counted, since no independent time is before its end: {', '.join(ended)}" if ended else ""
    if names:
        return codes.LOG_REQUIRED.passed(f"{', '.join(sorted(set(names)))}{note}")
    if policy.log:
        return codes.LOG_REQUIRED.cannot(f"no log of the trust file holds the statement{note}")
    return codes.LOG_REQUIRED.inapplicable(f"the policy asks for none{note}")


def _log_counts(one: Logged, log: SignerSet, signature: bytes, stamped: Sequence[Stamped]) -> bool:
    end, imprint = log.end(), sha256(signature).digest()
    times = [each.time for each in stamped if each.authority and each.imprint == imprint]
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
