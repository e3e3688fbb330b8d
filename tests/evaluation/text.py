"""Main text, against two sets of pages with the articles' text."""

import gzip
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archiver.errors import LimitError
from archiver.extract.extract import extract
from tests.evaluation.common import ROOT, score

MEDIA_TYPE = "text/html"


def main() -> None:
    """Prints the scorer's figures; headlines are left out of the text where the ground truth has none."""
    for name in ("aeb", "wcxb"):
        pages = sorted((ROOT / "data" / name / "html").iterdir())
        with ProcessPoolExecutor() as pool:
            found = list(pool.map(_page, pages))
        for label, pick in (("without the headline", 1), ("with it", 2)):
            sys.stdout.write(f"{name}, {label}: ")
            score("score_text.py", [name], ROOT / "data" / name, [{"id": f[0], "text": f[pick]} for f in found])


def _page(path: Path) -> tuple[str, str, str]:
    """Page id, text without and with the headline block."""
    octets = path.read_bytes()
    body = gzip.decompress(octets) if path.suffix == ".gz" else octets
    try:
        extraction = extract(body, media_type=MEDIA_TYPE)
    except LimitError as e:
        sys.stderr.write(f"{path.name}: {e}\n")
        return path.name.split(".")[0], "", ""
    headline = extraction.article.headline if extraction.article else None
    has_headline = bool(extraction.blocks) and extraction.blocks[0] == headline
    whole = "\n".join(extraction.blocks)
    return path.name.split(".")[0], "\n".join(extraction.blocks[1:]) if has_headline else whole, whole
