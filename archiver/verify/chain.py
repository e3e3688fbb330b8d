"""The place in the chain (E601-E604): what came before is what the statement says came before.

A chain is the statements of one archive about one series. `sequence` counts packages, `packagedAt` rises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from archiver.errors import ResourceError
from archiver.model.report import Check
from archiver.model.statement import CapturePredicate
from archiver.sign import dsse
from archiver.verify import codes
from archiver.verify.envelope import Trusted
from archiver.verify.statement import Statement

MAX_MET = 100_000  # statements beside packages whose signatures are remembered


@dataclass(frozen=True)
class LogView:
    """What the log of an archive, under a key that is trusted, knows of its packages.

    `leaves` are how many statements it holds, `absent` the ids of those that are not at hand and may each be the newest
    of any series; `problem` says why the log could not be asked.
    """

    origin: str
    leaves: int
    absent: tuple[str, ...]
    problem: str | None = None


class Neighbours(Protocol):
    """The statements at hand, however they are found; nothing that it hands out is trusted."""

    def by_id(self, statement_id: str) -> Statement | None:
        """The statement with this id, None when it is not at hand."""
        ...

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """The statements of one place in a chain but for the one with the id `besides`; any is a fork."""
        ...

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """Statement ids of a chain that somebody has cited, with the number each has in it."""
        ...

    def logged(self, archive: str, series: str) -> LogView | None:
        """What the archive's log knows, None where no log is at hand or nobody asked for the chain as a whole."""
        ...


class Alone:
    """No other statement is at hand."""

    def by_id(self, statement_id: str) -> Statement | None:
        """None."""
        return None

    def at_place(self, archive: str, series: str, sequence: int, besides: str) -> Sequence[Statement]:
        """None."""
        return ()

    def cited(self, archive: str, series: str) -> Mapping[str, int]:
        """None."""
        return {}

    def logged(self, archive: str, series: str) -> LogView | None:
        """None."""
        return None


def check_chain(statement: Statement, trusted: Trusted, neighbours: Neighbours) -> list[Check]:
    """E601, E602, E603 and E604."""
    predicate = statement.model.predicate
    try:
        return [
            *_previous(predicate, neighbours),
            _fork(statement, trusted, neighbours),
            _tail(predicate, neighbours),
        ]
    except ResourceError as e:  # what lies beside a package must not keep its own findings from being reported
        return [codes.PREVIOUS.cannot(str(e))]


def _previous(predicate: CapturePredicate, neighbours: Neighbours) -> list[Check]:
    if predicate.previous is None:
        if predicate.sequence:
            return [codes.PREVIOUS.failed("a later version names none before it", found=str(predicate.sequence))]
        return [codes.PREVIOUS.inapplicable("the first of its series"), codes.CHAIN_ORDER.inapplicable("the first")]
    named = predicate.previous.statements
    if list(named) != sorted(set(named)):
        return [codes.PREVIOUS.failed("expected the statements before sorted and each once", found=", ".join(named))]
    found = {statement: neighbours.by_id(statement) for statement in named}
    if absent := [statement for statement, link in found.items() if link is None]:
        detail = "the version before this one is not at hand"
        return [codes.PREVIOUS.cannot(detail, expected=", ".join(absent))]
    before = [link.model.predicate for link in found.values() if link]
    return [_same_chain(predicate, before), _order(predicate, before)]


def _same_chain(predicate: CapturePredicate, before: list[CapturePredicate]) -> Check:
    for other in before:
        if (other.archive, other.series) != (predicate.archive, predicate.series):
            return codes.PREVIOUS.failed(
                "the statement before is of another chain", expected=predicate.series, found=other.series
            )
    return codes.PREVIOUS.passed(f"{len(before)} before")


def _order(predicate: CapturePredicate, before: list[CapturePredicate]) -> Check:
    expected = 1 + max(other.sequence for other in before)
    if predicate.sequence != expected:
        return codes.CHAIN_ORDER.failed("a gap in the chain", expected=str(expected), found=str(predicate.sequence))
    latest = max(other.packaged_at for other in before)
    if predicate.packaged_at <= latest:
        return codes.CHAIN_ORDER.failed("time does not rise", expected=f"after {latest}", found=predicate.packaged_at)
    return codes.CHAIN_ORDER.passed()


def _fork(statement: Statement, trusted: Trusted, neighbours: Neighbours) -> Check:
    """Only a statement that a trusted set signed makes a fork: anybody can put a file beside a package."""
    predicate = statement.model.predicate
    same_place = neighbours.at_place(predicate.archive, predicate.series, predicate.sequence, statement.id)
    others = {other.id for other in same_place if _signed(other, trusted)}
    if others and (joined := _joined(predicate, {statement.id, *others}, trusted, neighbours)):
        return codes.FORK.passed(f"a fork in the open: {joined} names all {len(others) + 1} of its statements")
    if others:
        names = ", ".join(sorted([statement.id, *others]))
        return codes.FORK.cannot("two statements have one place in the chain: a fork", part=names)
    return codes.FORK.passed()


def _joined(predicate: CapturePredicate, ids: set[str], trusted: Trusted, neighbours: Neighbours) -> str | None:
    """The statement of the next place that follows all of `ids`, if a trusted set signed it."""
    following = neighbours.at_place(predicate.archive, predicate.series, predicate.sequence + 1, "")
    for other in following:
        previous = other.model.predicate.previous
        if previous and ids <= set(previous.statements) and _signed(other, trusted):
            return other.id
    return None


def _tail(predicate: CapturePredicate, neighbours: Neighbours) -> Check:
    """Only of the last version at hand: that others have a newer one says nothing against those before it."""
    cited = neighbours.cited(predicate.archive, predicate.series)
    log = neighbours.logged(predicate.archive, predicate.series)
    if not cited and log is None:
        return codes.CHAIN_TAIL.inapplicable("no citation of this series and no log were asked")
    if neighbours.at_place(predicate.archive, predicate.series, predicate.sequence + 1, ""):
        return codes.CHAIN_TAIL.passed("not the last version at hand")
    newer = sorted(id_ for id_, sequence in cited.items() if sequence > predicate.sequence)
    if absent := [id_ for id_ in newer if neighbours.by_id(id_) is None]:
        return codes.CHAIN_TAIL.cannot("a newer version is cited and not at hand", part=", ".join(absent))
    known = [f"{len(cited)} cited"] if cited else []
    known += [f"all {log.leaves} in the log looked up"] if log else []
    return (_beyond(log) if log else None) or codes.CHAIN_TAIL.passed(", ".join(known))


def _beyond(log: LogView) -> Check | None:
    """What the log knows and nobody at hand does: a leaf names no address, so that each may be a newer version."""
    if log.problem:
        return codes.CHAIN_TAIL.cannot(f"whether a newer version is in the log can't be told: {log.problem}")
    if not log.absent:
        return None
    count, named = len(log.absent), log.absent[: codes.MAX_NAMED]
    what = "a statement of the log is" if count == 1 else f"{count} statements of the log are"
    return codes.CHAIN_TAIL.cannot(f"{what} not at hand, and may be a newer version", part=", ".join(named))


def _signed(statement: Statement, trusted: Trusted) -> bool:
    """Whether one trusted set signed it; n siblings ask n times each, and a signature is checked once."""
    signatures = statement.envelope.signatures
    key = (statement.id, *(part for one in signatures for part in (one.keyid, one.sig)))
    if key not in trusted.met:
        if len(trusted.met) == MAX_MET:
            trusted.met.clear()
        trusted.met[key] = _is_signed(statement, trusted)
    return trusted.met[key]


def _is_signed(statement: Statement, trusted: Trusted) -> bool:
    required = {signer.keyid for signer in statement.model.predicate.required_signers}
    if all(signers.key_ids() != required for signers in trusted.trust.sets_for("capture")):
        return False
    return required <= dsse.open_envelope(statement.envelope, trusted.keys).signed_by
