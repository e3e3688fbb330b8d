"""A substantive change that the page does not speak of: evidence, and nothing about why.

    stealth(rows, claims, notices=(), before="2026-03-14", after="2026-03-14").evidence

Substantive: a quantity, a name, a speaker, a hedge or a negation changed, or a claim was withdrawn. Spoken of: a
notice of a correction that was not there before, or a later dateModified. An open question claims nothing, and one that
is gone was most likely answered: it is no withdrawn claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archiver.compare.diff import Row
    from archiver.compare.joined import Joined

SUBSTANTIVE = frozenset({"quantity", "name", "speaker", "hedge", "negation"})
NO_CLAIMS = frozenset({"open_question"})  # kinds that state nothing which could be taken back
MAX_EVIDENCE = 1_000  # rows that an alert lists
DOES_NOT_PROVE = "that anybody meant to hide it: the page may speak of it where we did not look"


@dataclass(frozen=True)
class Alert:
    """`evidence` are the rows, `withdrawn` the claims, `modified` what the page said of its last change."""

    evidence: tuple[Row, ...]
    withdrawn: tuple[Joined, ...]
    modified: tuple[str | None, str | None]


def stealth(
    rows: Sequence[Row], claims: Sequence[Joined], notices: Sequence[str], before: str | None, after: str | None
) -> Alert | None:
    """The alert for a change that nothing on the page speaks of; None where there is no reason for one."""
    if notices or is_newer(before, after):
        return None
    evidence = [row for row in rows if SUBSTANTIVE.intersection(row.classes)]
    withdrawn = [one for one in claims if one.state == "withdrawn" and one.old and one.old.kind not in NO_CLAIMS]
    if not evidence and not withdrawn:
        return None
    return Alert(tuple(evidence[:MAX_EVIDENCE]), tuple(withdrawn[:MAX_EVIDENCE]), (before, after))


def is_newer(before: str | None, after: str | None) -> bool:
    """Whether dateModified rose, or is stated for the first time; what can't be read as a time is compared as it is."""
    if not after or before == after:
        return False
    if not before:
        return True
    times = [_time(value) for value in (before, after)]
    return times[1] > times[0] if times[0] and times[1] else True


def _time(value: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
