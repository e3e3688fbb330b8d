"""Headline, byline and dates against WCXB, which has labels for the first two and for the day of publication.

Right: the same letters and figures, case and punctuation aside; of a byline the same names in any order; of a date the
same day. Its labels are what a person saw on the page: where a page shows only when it was changed last, that day is the
label ("or changed" takes ours there, too), and one that a page states in UTC may be the day before or after. Both are counted apart, by what we
say of the same page, since a reader of the evidence can tell them from errors. Nothing has labels for the date of a
change; how often one is found, and how often it is older than the publication, is printed.
"""

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from archiver.errors import LimitError
from archiver.extract.extract import extract
from tests.evaluation.common import ROOT
from tests.evaluation.measures import DRAWS, SEED
from tests.evaluation.peers import METADATA
from tests.evaluation.text import MEDIA_TYPE, PEERS_PYTHON

LABELS = {"headline": "title", "byline": "author", "published": "publish_date"}
OURS = "archiver"

Told = Mapping[str, str | None]


class Mark(NamedTuple):
    """Of one page: whether there is a label, whether something was found, whether it is right."""

    gold: bool
    found: bool
    right: bool


def main() -> None:
    """Prints precision, recall and F1 of each member, ours and the peers', then what became of the dates."""
    folder = ROOT / "data" / "wcxb"
    truth = {file.stem: json.loads(file.read_text("utf-8"))["ground_truth"] for file in folder.glob("ground-truth/*")}
    with ProcessPoolExecutor() as pool:
        ours = dict(pool.map(_page, sorted((folder / "html").iterdir()), chunksize=8))
    sys.stdout.write(f"wcxb, metadata of {len(truth)} pages: precision, recall, F1 [95 % by page]\n")
    everybody = {OURS: ours, **_peers(folder / "html")}
    for member, label in LABELS.items():
        for name, told in everybody.items():
            marks = [_mark(member, entry.get(label), told[page].get(member)) for page, entry in sorted(truth.items())]
            if any(mark.found for mark in marks):
                sys.stdout.write(f"  {member:10}{name:22}{_figures(marks)}\n")
    marks = [
        _mark("published", entry.get("publish_date"), ours[page]["published"] or ours[page]["modified"])
        for page, entry in sorted(truth.items())
    ]
    sys.stdout.write(f"  {'':10}{'archiver, or changed':22}{_figures(marks)}\n")
    _dates(truth, ours)


def _page(path: Path) -> tuple[str, Told]:
    octets = path.read_bytes()
    page = path.name.split(".")[0]
    try:
        found = extract(gzip.decompress(octets) if path.suffix == ".gz" else octets, media_type=MEDIA_TYPE).article
    except LimitError:
        found = None
    names = ("headline", "byline", "published", "modified")
    return page, {name: getattr(found, name) if found else None for name in names}


def _peers(folder: Path) -> dict[str, dict[str, Told]]:
    if not PEERS_PYTHON.exists():
        return {}
    script = Path(__file__).with_name("peers.py")
    found = {}
    for name in METADATA:
        run = subprocess.run(
            [PEERS_PYTHON, script, folder, name, "metadata"], check=True, capture_output=True, text=True
        )
        found[name] = {page["id"]: page for page in map(json.loads, run.stdout.splitlines())}
    return found


def _mark(member: str, label: str | None, found: str | None) -> Mark:
    return Mark(bool(label), bool(found), bool(label and found and _form(member, label) == _form(member, found)))


def _form(member: str, text: str) -> object:
    if member == "published":
        return text[:10]
    if member == "byline":
        parts = re.split(r",|;|&|\band\b", text.casefold())
        return frozenset(name for part in parts if (name := "".join(re.findall(r"\w", part))))
    return "".join(re.findall(r"\w", text.casefold()))


def _figures(marks: Sequence[Mark]) -> str:
    chance = Random(SEED)
    spread = sorted(_prf(chance.choices(marks, k=len(marks)))[2] for _ in range(DRAWS))
    precision, recall, f1 = _prf(marks)
    low, high = spread[int(0.025 * DRAWS)], spread[int(0.975 * DRAWS) - 1]
    counts = f"({sum(mark.right for mark in marks)} right, {sum(mark.gold for mark in marks)} labels)"
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f} [{low:.3f}, {high:.3f}]  {counts}"


def _prf(marks: Sequence[Mark]) -> tuple[float, float, float]:
    """Precision over pages that have a label, since a page without one may state what nobody labelled."""
    right = sum(mark.right for mark in marks)
    found, gold = sum(mark.found and mark.gold for mark in marks), sum(mark.gold for mark in marks)
    return right / max(1, found), right / max(1, gold), 2 * right / max(1, found + gold)


def _dates(truth: Mapping[str, Mapping[str, str]], ours: Mapping[str, Told]) -> None:
    """Why our dates of publication differ from their labels, and how dates of change stand to them."""
    kinds = dict.fromkeys(("the page's date of change is the label", "a day apart, in another time zone", "else"), 0)
    for page, entry in truth.items():
        label, told = (entry.get("publish_date") or "")[:10], ours[page]
        published = told["published"] or ""
        if label and published and label != published[:10]:
            kinds[_why(label, published, told["modified"] or "")] += 1
    sys.stdout.write("  dates that differ: " + "; ".join(f"{kind}: {count}" for kind, count in kinds.items()) + "\n")
    changed = [told for told in ours.values() if told["modified"]]
    both = [told for told in changed if told["published"]]
    older = sum((told["modified"] or "")[:10] < (told["published"] or "")[:10] for told in both)
    sys.stdout.write(f"  date of change found: {len(changed)}; before the publication: {older} of {len(both)}\n\n")


def _why(label: str, published: str, modified: str) -> str:
    if label == modified[:10]:
        return "the page's date of change is the label"
    try:
        apart = abs((date.fromisoformat(label) - date.fromisoformat(published[:10])).days)
    except ValueError:  # a label that is a month
        return "else"
    return "a day apart, in another time zone" if apart == 1 and "T" in published else "else"


if __name__ == "__main__":
    main()
