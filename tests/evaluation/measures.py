"""Figures for main text by document, as `eval/score_text.py` defines them, and how sure they are.

A figure is computed from one row a document, so that it can be computed again from documents drawn with replacement
(bootstrap): the interval is between the 2.5th and the 97.5th percentile. The paired bootstrap draws the same documents
for both sides and looks at the difference. Everything is drawn from one seed, so that two runs print the same.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

DRAWS = 1000
SEED = 20261127

Texts = Mapping[str, str]


class Row(NamedTuple):
    """One document: sums from which figures are made. A part is None where the document has no such side."""

    precision: float | None
    recall: float | None
    f1: float
    leaks: int
    checks: int
    empty: bool


Figure = Callable[[Sequence[Row]], float]


@dataclass(frozen=True)
class Truth:
    """What a document should give: its text, and sentences that should not be in it."""

    text: str
    without: tuple[str, ...]


def aeb(folder: Path) -> dict[str, Truth]:
    """The ground truth of article-extraction-benchmark by page."""
    entries = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return {page: Truth(entry["articleBody"], ()) for page, entry in entries.items()}


def wcxb(folder: Path) -> dict[str, Truth]:
    """The ground truth of WCXB by page; a page without main content is left out, as the scorer does."""
    files = sorted((folder / "ground-truth").glob("*.json"))
    entries = {file.stem: json.loads(file.read_text("utf-8"))["ground_truth"] for file in files}
    return {
        page: Truth(entry["main_content"], tuple(entry.get("without") or ()))
        for page, entry in entries.items()
        if entry.get("main_content")
    }


def rows(scorer: Any, truth: Mapping[str, Truth], texts: Texts, *, shingles: bool) -> dict[str, Row]:
    """One row a document. `scorer` is the module that defines words, shingles and overlap."""
    count = scorer.shingles if shingles else lambda text: Counter(word.lower() for word in scorer.WORD.findall(text))
    return {page: _row(scorer, count, entry, texts[page]) for page, entry in truth.items()}


def _row(scorer: Any, count: Callable[[str], Counter[str]], truth: Truth, text: str) -> Row:
    wanted, found = count(truth.text), count(text)
    shared = scorer.overlap(wanted, found)
    flat = " ".join(text.split()).lower()
    return Row(
        precision=shared / found.total() if found else None,
        recall=shared / wanted.total() if wanted else None,
        f1=2 * shared / max(1, wanted.total() + found.total()),
        leaks=sum(" ".join(sentence.split()).lower() in flat for sentence in truth.without),
        checks=len(truth.without),
        empty=not text.strip(),
    )


def f1_of_averages(drawn: Sequence[Row]) -> float:
    """F1 of average precision and average recall: article-extraction-benchmark."""
    precisions = [row.precision for row in drawn if row.precision is not None]
    recalls = [row.recall for row in drawn if row.recall is not None]
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def average_f1(drawn: Sequence[Row]) -> float:
    """Average F1 of the documents: WCXB."""
    return sum(row.f1 for row in drawn) / max(1, len(drawn))


def leak(drawn: Sequence[Row]) -> float:
    """Share of the sentences which should not be there that are."""
    return sum(row.leaks for row in drawn) / max(1, sum(row.checks for row in drawn))


def interval(figure: Figure, documents: Sequence[Row]) -> tuple[float, float]:
    """The 95 % interval of a figure by documents."""
    rng = random.Random(SEED)
    values = sorted(figure(rng.choices(documents, k=len(documents))) for _ in range(DRAWS))
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS)]


def paired(figure: Figure, ours: Sequence[Row], theirs: Sequence[Row]) -> tuple[float, float, float]:
    """Of the difference ours - theirs: the 95 % interval, and the share of draws in which it is not above zero."""
    rng = random.Random(SEED)
    places = range(len(ours))
    values = []
    for _ in range(DRAWS):
        drawn = rng.choices(places, k=len(ours))
        values.append(figure([ours[place] for place in drawn]) - figure([theirs[place] for place in drawn]))
    values.sort()
    return values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS)], sum(value <= 0 for value in values) / DRAWS
