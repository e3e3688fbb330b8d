"""How often claims of a confidence are right: a reliability table."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

BINS = ((0, 400), (400, 600), (600, 750), (750, 850), (850, 1001))  # per mille


class Judged(NamedTuple):
    """A claim's rule, its confidence per mille, and whether it is right."""

    rule: str
    confidence: int
    right: bool


def print_reliability(label: str, judged: Sequence[Judged]) -> None:
    """Prints the table of some articles, and by how much confidence is off on average."""
    off = 0.0
    sys.stdout.write(f"confidence, {label}: claims, mean confidence, right\n")
    for low, high in BINS:
        found = [item for item in judged if low <= item.confidence < high]
        if found:
            mean = sum(item.confidence for item in found) / len(found) / 1000
            right = sum(item.right for item in found) / len(found)
            off += len(found) * abs(mean - right)
            sys.stdout.write(f"  {low / 1000:.2f} to {high / 1000:.2f}   {len(found):5d}   {mean:.3f}   {right:.3f}\n")
    sys.stdout.write(f"  off by {off / max(1, len(judged)):.3f} on average\n")


def by_rule(judged: Sequence[Judged]) -> dict[str, tuple[int, int]]:
    """For each rule how many claims it made, and how many are right per mille, pulled towards one half when few."""
    found: dict[str, list[bool]] = {}
    for item in judged:
        found.setdefault(item.rule, []).append(item.right)
    return {
        rule: (len(right), round(1000 * (sum(right) + 1) / (len(right) + 2))) for rule, right in sorted(found.items())
    }
