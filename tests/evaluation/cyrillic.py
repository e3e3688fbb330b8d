"""Ukrainian and Russian: what the rules find of the sentences labelled for it. Needs no data from outside."""

import random
import sys
from collections import Counter
from collections.abc import Sequence

from tests.evaluation.labelled import count, lines

SETS = (
    ("uk", "", "Ukrainian"), ("ru", "", "Russian"),
    ("uk", "_second", "Ukrainian, second sample"), ("ru", "_second", "Russian, second sample"),
    ("uk", "_third", "Ukrainian, third sample"), ("ru", "_third", "Russian, third sample"),
)  # fmt: skip
FIGURES = ("quotes", "quotes+speaker", "indirect", "all", "all+speaker", "all+cue")
SAMPLES = 1000


def figures(numbers: Counter[str], name: str) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    right, found, gold = (numbers[f"{name}.{what}"] for what in ("right", "found", "gold"))
    return right / max(1, found), right / max(1, gold), 2 * right / max(1, found + gold)


def counts(language: str, sample: str = "") -> list[Counter[str]]:
    """The counts of every labelled line."""
    return [count(line, language) for line in lines(language, sample)]


def _interval(by_line: Sequence[Counter[str]], name: str) -> tuple[float, float]:
    chance = random.Random(0)
    spread = sorted(
        figures(sum(chance.choices(by_line, k=len(by_line)), Counter()), name)[2] for _ in range(SAMPLES // 5)
    )
    return spread[int(0.025 * len(spread))], spread[int(0.975 * len(spread)) - 1]


def main() -> None:
    """Prints a table for each language and sample."""
    for language, sample, title in SETS:
        by_line = counts(language, sample)
        total = sum(by_line, Counter())
        sys.stdout.write(f"{title}, {len(by_line)} sentences of our own: P, R, F1 [95 % by sentence]\n")
        for name in FIGURES:
            precision, recall, f1 = figures(total, name)
            low, high = _interval(by_line, name)
            right, gold = total[f"{name}.right"], total[f"{name}.gold"]
            sys.stdout.write(
                f"  {name:16s} {precision:.3f}  {recall:.3f}  {f1:.3f} [{low:.3f}, {high:.3f}]  ({right} of {gold})\n"
            )
