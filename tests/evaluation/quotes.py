"""Claims with a speaker, against the attributions of PolNeAR; textacy beside them; how far their confidence is right.

Articles are split in two by the digest of their name: the rules were written with one half in view (`seen`), the other
(`unseen`) was only ever scored. Confidence is fixed by rule on the first and checked on the second. Of the articles called
`train`, on which nothing was trained, one half was looked at for the extractor `nlp` and the other one only scored.

    ARCHIVER_TEXTACY=/path/to/python    a Python that has textacy and ARCHIVER_TEXTACY_MODEL (a spaCy model)
"""

import hashlib
import importlib.util
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

from archiver.claims.extractors import Name, extractor
from archiver.errors import ResourceError
from archiver.model.claim import Claim
from tests.evaluation.common import ROOT
from tests.evaluation.reliability import Judged, print_reliability

DATA = ROOT / "data/polnear/dev"
TRAIN = ROOT / "data/polnear/train"
FIGURES = (
    ("quote", "quotations"),
    ("speaker", "with speaker"),
    ("indirect", "indirect"),
    ("all", "all attributions"),
)
# Kinds that say what the article attributes to somebody; the others say how the article itself speaks.
ATTRIBUTING = ("direct_quote", "mixed_quote", "indirect", "statement", "hedged", "evidence", "open_question", "caption")
LABELLED = ("direct_quote", "mixed_quote", "indirect", "statement")  # PolNeAR has labels for these only
PUBLISHED = {"quote": 0.695, "speaker": 0.618, "indirect": 0.069, "all": 0.283}  # textacy, as the data's README has it
SAMPLES = 1000


class Article(NamedTuple):
    """An article's counts as the scorer makes them, and its claims with whether they are right."""

    name: str
    counts: Counter[str]
    judged: list[Judged]


@cache
def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_quotes", ROOT / "eval/score_quotes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seen(name: str) -> bool:
    """Whether the article is of the half that the rules were written with in view."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def seen_parsed(name: str) -> bool:
    """The same for the extractor `nlp`, whose rules were written with another half in view."""
    return hashlib.sha256(name.encode()).digest()[-1] % 2 == 0


def _only_scored(name: str) -> bool:
    """Whether the article, of those called train, is of the half that nobody looked at."""
    return hashlib.sha256(name.encode()).digest()[5] % 2 == 1


def _gold(path: Path) -> tuple[str, list[Any]]:
    """Text and gold of an article; no gold when nobody annotated it."""
    text = path.open(encoding="utf-8", newline="").read()
    folder = path.parent.parent / "attributions"
    found = sorted(entry for entry in folder.iterdir() if entry.name.startswith(path.stem + "_"))
    return text, _scorer().gold(text, found[0]) if found else []


def _items(text: str, name: Name) -> list[tuple[Claim, dict[str, Any]]]:
    """The claims that an extractor finds in the article, each with its offsets in the file."""
    starts, blocks, position = [], [], 0
    for line in text.split("\n"):
        starts.append(position)
        blocks.append(line)
        position += len(line) + 1
    found = []
    for claim in extractor(name)(blocks, language="en", headline=False).items:
        if claim is None or claim.kind not in ATTRIBUTING:
            continue
        speaker = claim.speaker
        content = [[starts[block] + start, starts[block] + end] for block, start, end in claim.parts]
        place = speaker and [starts[speaker.block] + speaker.start, starts[speaker.block] + speaker.end]
        found.append((claim, {"content": content, "speaker": place}))
    return found


def _judged(text: str, golds: Sequence[Any], items: Sequence[tuple[Claim, dict[str, Any]]]) -> list[Judged]:
    """Whether each claim is an attribution with the right speaker; quoted words are compared as quoted words."""
    scorer = _scorer()
    inside = scorer.quoted(text)
    mine = [scorer.letters(text, item["content"]) for _, item in items]
    speakers = [scorer.letters(text, [item["speaker"]]) if item["speaker"] else set() for _, item in items]
    matched: dict[int, set[int]] = {}
    everything = set(range(len(text)))
    for part in (inside, everything):
        for at, number in scorer.matches([content & part for content, _ in golds], [own & part for own in mine]):
            matched.setdefault(number, golds[at][1])
    return [
        Judged(claim.rule, claim.confidence, n in matched and (not speakers[n] or bool(speakers[n] & matched[n])))
        for n, (claim, _) in enumerate(items)
        if claim.kind in LABELLED
    ]


def _article(path: Path, name: Name = "default") -> Article:
    text, golds = _gold(path)
    items = _items(text, name)
    return Article(path.stem, _scorer().count(text, golds, [item for _, item in items]), _judged(text, golds, items))


def _row(label: str, counts: Sequence[Counter[str]]) -> None:
    """One line: F1 with its interval by document, precision and recall, of each figure."""
    scorer, chance = _scorer(), random.Random(0)
    cells = []
    samples = [sum(chance.choices(counts, k=len(counts)), Counter()) for _ in range(SAMPLES)]
    for name, _ in FIGURES:
        precision, recall, f1 = scorer.prf(sum(counts, Counter()), name)
        spread = sorted(scorer.prf(sample, name)[2] for sample in samples)
        low, high = spread[int(0.025 * SAMPLES)], spread[int(0.975 * SAMPLES) - 1]
        cells.append(f"{f1:.3f} [{low:.3f}, {high:.3f}] P {precision:.3f} R {recall:.3f}")
    sys.stdout.write(f"{label:34s} " + "   ".join(cells) + "\n")


def _peer(articles: Sequence[Path]) -> None:
    """textacy, run where it is installed; else the figure that the data's README gives for it."""
    python = os.environ.get("ARCHIVER_TEXTACY")
    if python is None:
        cells = "   ".join(f"{PUBLISHED[name]:.3f}" + " " * 31 for name, _ in FIGURES)
        sys.stdout.write(f"{'textacy (published, not run)':34s} {cells.rstrip()}\n")
        return
    model = os.environ.get("ARCHIVER_TEXTACY_MODEL", "en_core_web_sm")
    script = Path(__file__).with_name("peer_textacy.py")
    done = subprocess.run([python, script, model, DATA / "text"], check=True, capture_output=True, text=True)
    found = {entry["id"]: entry["items"] for entry in map(json.loads, done.stdout.splitlines())}
    _row("textacy, by paragraph", [_scorer().count(*_gold(path), found[path.stem]) for path in articles])


def _parsed(articles: Sequence[Path]) -> None:
    """The rows of the extractor `nlp`; says so where its extra is missing."""
    try:
        extractor("nlp")
    except ResourceError as e:
        sys.stdout.write(f"nlp: not measured: {e}\n")
        return
    scored = [path for path in sorted((TRAIN / "text").glob("*.txt")) if _only_scored(path.stem)]
    with ProcessPoolExecutor() as pool:
        done = list(pool.map(_article, articles, repeat("nlp"), chunksize=8))
        more = list(pool.map(_article, scored, repeat("nlp"), chunksize=8))
    _row("nlp", [article.counts for article in done])
    _row("nlp, train, only scored", [article.counts for article in more])
    for label, half in (("nlp, seen half", True), ("nlp, unseen half", False)):
        _row(label, [article.counts for article in done if seen_parsed(article.name) is half])
    for label, half in (("seen", True), ("unseen", False)):
        judged = [one for article in done if seen_parsed(article.name) is half for one in article.judged]
        print_reliability(f"{label} half (nlp)", judged)
    print_reliability("train, only scored (nlp)", [one for article in more for one in article.judged])


def main() -> None:
    """Prints the figures for the development articles."""
    articles = sorted((DATA / "text").glob("*.txt"))
    with ProcessPoolExecutor() as pool:
        done = list(pool.map(_article, articles, chunksize=8))
    sys.stdout.write(f"polnear/dev, F1 [95 % by document]: {', '.join(title for _, title in FIGURES)}\n")
    _row("default rules", [article.counts for article in done])
    for label, half in (("default rules, seen half", True), ("default rules, unseen half", False)):
        _row(label, [article.counts for article in done if seen(article.name) is half])
    _parsed(articles)
    _peer(articles)
    print_reliability("seen half", [j for article in done if seen(article.name) for j in article.judged])
    print_reliability("unseen half", [j for article in done if not seen(article.name) for j in article.judged])
