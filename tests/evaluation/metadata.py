"""Headline, byline and dates against WCXB, which has labels for the first two and for the day of publication.

Right: the same letters and figures, case and punctuation aside; of a byline the same names in any order; of a date the
same day. Its labels are what a person saw on the page: where a page shows only when it was changed last, that day is the
label, and one that a page states in UTC may be the day before or after. Both are counted apart, by what we
say of the same page, since a reader of the evidence can tell them from errors. Others give one date and fill it with that
of the change, we never do; "or changed" takes ours there, too, which is the same question. Nothing has labels for the
date of a change; how often one is found, and how often it is older than the publication, is printed.
The halves are those of `text`: rules were written while looking at one, the other was only ever scored.
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
from tests.evaluation.text import BASELINE, MEDIA_TYPE, PEERS_PYTHON, in_first_half

LABELS = {"headline": "title", "byline": "author", "published": "publish_date"}
OURS, OR_CHANGED = "archiver", "archiver, or changed"

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
    everybody[OR_CHANGED] = {page: {"published": told["published"] or told["modified"]} for page, told in ours.items()}
    for member, label in LABELS.items():
        rows = {
            name: [_mark(member, entry.get(label), told[page].get(member)) for page, entry in sorted(truth.items())]
            for name, told in everybody.items()
        }
        for name, marks in rows.items():
            if any(mark.found for mark in marks):
                figures = f"{_figures(marks)}  {_halves(sorted(truth), marks)}{_gain(marks, rows.get(BASELINE), name)}"
                sys.stdout.write(f"  {member:10}{name:22}{figures}\n")
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


def _halves(pages: Sequence[str], marks: Sequence[Mark]) -> str:
    looked_at = [in_first_half(page) for page in pages]
    first = _prf([mark for mark, seen in zip(marks, looked_at, strict=True) if seen])[2]
    return f"looked at {first:.3f}, scored only {_prf([m for m, seen in zip(marks, looked_at, strict=True) if not seen])[2]:.3f}"


def _gain(marks: Sequence[Mark], baseline: Sequence[Mark] | None, name: str) -> str:
    """The paired bootstrap against the baseline, for ours."""
    if baseline is None or name not in (OURS, OR_CHANGED):
        return ""
    chance = Random(SEED)
    gains = []
    for _ in range(DRAWS):
        drawn = chance.choices(range(len(marks)), k=len(marks))
        gains.append(_prf([marks[place] for place in drawn])[2] - _prf([baseline[place] for place in drawn])[2])
    gains.sort()
    low, high, lost = gains[int(0.025 * DRAWS)], gains[int(0.975 * DRAWS) - 1], sum(gain <= 0 for gain in gains) / DRAWS
    return f"; against {BASELINE} [{low:+.3f}, {high:+.3f}], not better in {lost:.1%} of draws"


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
