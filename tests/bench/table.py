"""The one table that a run prints: what was measured, against what, and whether it reaches its target."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["pass", "FAIL", "info", "skipped"]
_COLUMNS = ("what", "ours", "reference", "ratio", "limit", "target", "")


@dataclass(frozen=True)
class Row:
    """One line; `limit` names what the work cannot be faster than, as measured in the same run."""

    what: str
    ours: str
    reference: str = ""
    ratio: str = ""
    limit: str = ""
    target: str = ""
    verdict: Verdict = "info"


def at_most(what: str, ours: float, reference: float, target: float, *, unit: str, limit: str = "") -> Row:
    """A row that passes when ours / reference is at most `target`."""
    ratio = ours / reference
    verdict: Verdict = "pass" if ratio <= target else "FAIL"
    return Row(what, f"{ours:.2f} {unit}", f"{reference:.2f} {unit}", f"{ratio:.2f}x", limit, f"<= {target}x", verdict)


def at_least(what: str, ours: float, reference: float, target: float, *, unit: str, limit: str = "") -> Row:
    """A row that passes when ours / reference is at least `target`."""
    ratio = ours / reference
    verdict: Verdict = "pass" if ratio >= target else "FAIL"
    return Row(what, f"{ours:.0f} {unit}", f"{reference:.0f} {unit}", f"{ratio:.2f}x", limit, f">= {target}x", verdict)


def info(what: str, ours: float, reference: float, *, unit: str, limit: str = "") -> Row:
    """A row that is shown and not judged."""
    return Row(what, f"{ours:.0f} {unit}", f"{reference:.0f} {unit}", f"{ours / reference:.2f}x", limit)


def skipped(what: str, reason: str) -> Row:
    """A row for what was not measured."""
    return Row(what, reason, verdict="skipped")


def render(rows: Iterable[Row]) -> str:
    """The rows as aligned text."""
    lines: list[tuple[str, ...]] = [
        _COLUMNS,
        *((r.what, r.ours, r.reference, r.ratio, r.limit, r.target, r.verdict) for r in rows),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_COLUMNS))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
