"""A comparison as plain JSON values: what `archiver diff --json` prints (docs/cli.md)."""

from collections import Counter
from typing import Any

from archiver.compare.alert import DOES_NOT_PROVE, Alert
from archiver.compare.diff import Comparison, Row
from archiver.compare.joined import Joined
from archiver.compare.units import Unit
from archiver.compare.wording import CLASSES
from archiver.model.claim import Claim

MAX_LISTED = 5_000  # changes, claims or lines of one kind that are listed; the counts count all


def document(found: Comparison) -> dict[str, Any]:
    """Counts, changes, claims, lines around the article, notices, alert, and what the limits left out."""
    return {
        "counts": counts(found),
        "changes": [_row(row) for row in found.changes[:MAX_LISTED]],
        "claims": [_joined(one) for one in changed_claims(found)[:MAX_LISTED]],
        "around": [{"removed": a or None, "added": b or None} for a, b in found.around[:MAX_LISTED]],
        "notices": list(found.notices),
        "alert": _alert(found.alert) if found.alert else None,
        "limits": limits(found),
    }


def counts(found: Comparison) -> dict[str, Any]:
    """How many sentences and claims of each kind there are."""
    classes = Counter(kind for row in found.rows for kind in row.classes)
    states = Counter(one.state for one in found.claims)
    return {
        "sentences": {"unchanged": sum(not row.classes for row in found.rows)}
        | {kind: classes[kind] for kind in CLASSES},
        "claims": {state: states[state] for state in ("kept", "altered", "withdrawn", "new")},
    }


def changed_claims(found: Comparison) -> list[Joined]:
    """The claims that are not as they were."""
    return [one for one in found.claims if one.state != "kept"]


def limits(found: Comparison) -> list[str]:
    """What the limits of the comparison, or of its listing, left out."""
    long = max(len(found.changes), len(changed_claims(found)), len(found.around)) > MAX_LISTED
    return [*found.coarse, *([f"only the first {MAX_LISTED} of a kind are listed"] if long else [])]


def _row(row: Row) -> dict[str, Any]:
    return {
        "classes": list(row.classes),
        "old": _unit(row.old),
        "new": _unit(row.new),
        "words": [{"kind": piece.kind, "text": piece.text} for piece in row.pieces],
    }


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    return unit and {"block": unit.block, "start": unit.start, "end": unit.end, "text": unit.text}


def _joined(one: Joined) -> dict[str, Any]:
    now = _unit(one.where)
    return {"state": one.state, "from": _claim(one.old), "to": _claim(one.new), "now": now}


def _claim(claim: Claim | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    speaker = claim.speaker and (claim.speaker.resolved or claim.speaker.exact)
    return {"id": claim.id, "kind": claim.kind, "exact": claim.exact, "speaker": speaker, "negated": claim.negated}


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "kind": "stealth",
        "evidence": [_row(row) for row in alert.evidence],
        "withdrawn": [_joined(one) for one in alert.withdrawn],
        "modified": {"old": alert.modified[0], "new": alert.modified[1]},
        "does_not_prove": DOES_NOT_PROVE,
    }
