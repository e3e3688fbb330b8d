"""How well two versions are compared: precision and recall by class, and false alarms, on labelled pairs.

The pairs are those of tests/compare (made by hand, and by a generator from several seeds); where the evaluation data is
at hand, the generator's changes are also made in its articles, which nobody wrote for this.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.compare.edits import generated, in_article
from tests.compare.golden import CLASSES, Pair, hand_made, noise_only
from tests.compare.pages import LAYOUTS, edited, noise_pages
from tests.compare.scoring import compared, read_pages, score

SEEDS = (11, 12, 13)
COUNT = 300  # generated pairs a seed
REAL = 300  # pairs from articles of the evaluation data
STRICT = {"quantity": 0.95, "hedge": 0.95, "negation": 0.95, "speaker": 0.95}
EDITED = 10  # pairs a layout in which the article changed, too
MAX_ALERTS = 1  # false ones in 100 noise-only pairs


def run(root: Path) -> None:
    """Prints a table for each set of pairs, then the false alarms."""
    _table("pairs made by hand", hand_made())
    _table(f"generated, seeds {SEEDS}", [pair for seed in SEEDS for pair in generated(seed, COUNT)])
    articles = sorted((root / "data/polnear/dev/text").glob("*.txt"))
    if articles:
        _table("generated in articles of PolNeAR", list(_real(articles)))
    _alarms("noise only", [bool(compared(pair).alert) for pair in noise_only()])
    _alarms("noise only, whole web pages", [bool(read_pages(pair).comparison.alert) for pair in noise_pages()])
    found = [bool(read_pages(edited(layout, seed)).comparison.alert) for layout in LAYOUTS for seed in range(EDITED)]
    sys.stdout.write(f"versions, web pages with one edit among the noise: {sum(found)} alerts in {len(found)} pairs\n")


def _alarms(name: str, alerts: list[bool]) -> None:
    share = 100 * sum(alerts) / len(alerts)
    verdict = "pass" if share <= MAX_ALERTS else "FAIL"
    sys.stdout.write(f"versions, {name}: {share:.1f} false alerts in 100 of {len(alerts)} pairs  {verdict}\n")


def _real(articles: list[Path]) -> Iterator[Pair]:
    chance = random.Random(14)
    for number in range(REAL):
        path = chance.choice(articles)
        blocks = [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip()]
        yield in_article(f"{number} {path.stem}", blocks, chance)


def _table(name: str, pairs: list[Pair] | tuple[Pair, ...]) -> None:
    sys.stdout.write(f"versions, {name}: {len(pairs)} pairs\n")
    scores = score(pairs)
    for kind in CLASSES:
        found = scores[kind]
        asked = STRICT.get(kind)
        low = min(found.precision, found.recall)
        verdict = "" if asked is None or not found.right else "  pass" if low >= asked else "  FAIL"
        sys.stdout.write(
            f"  {kind:12} precision {found.precision:.3f}  recall {found.recall:.3f}"
            f"  of {found.right + found.missed:4}{verdict}\n"
        )
    sys.stdout.flush()
