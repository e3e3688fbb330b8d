"""Extraction against trafilatura alone, in its default mode, and how often it runs for an article.

CPU time, both sides alternating on one core. The pages are synthetic; where the evaluation data is, its pages are measured
as well, since real pages hold far more elements for their size.
"""

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import trafilatura

from archiver.extract.extract import extract
from tests.bench.measure import interleaved
from tests.bench.pages import page
from tests.bench.table import Row, at_most
from tests.evaluation.common import ROOT

EVERY = 8  # a sample of the real pages
TARGET = 1.3  # times trafilatura's time


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Milliseconds an article, ours and trafilatura's."""
    yield _row("extract, 60 kB pages", [page(number, 60_000).html for number in range(2 if quick else 20)], quick=quick)
    if not quick and (real := _real_pages()):
        yield _row(f"extract, {len(real)} pages from the web", real, quick=quick)


def _row(what: str, pages: Sequence[bytes], *, quick: bool) -> Row:
    ours, theirs = interleaved(
        1 if quick else 3,
        lambda: [extract(html, media_type="text/html") for html in pages],
        lambda: [trafilatura.extract(html) for html in pages],
    )
    scale = 1000 / len(pages)
    limit = f"trafilatura runs {_runs(pages) / len(pages):.2f} times an article"
    return at_most(what, scale * ours.cpu, scale * theirs.cpu, TARGET, unit="ms", limit=limit)


def _real_pages() -> list[bytes]:
    files = [file for name in ("aeb", "wcxb") for file in sorted((ROOT / "data" / name).glob("html/*"))]
    return [
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files[::EVERY]
    ]


def _runs(pages: Sequence[bytes]) -> int:
    with patch("trafilatura.bare_extraction", wraps=trafilatura.bare_extraction) as counted:
        for html in pages:
            extract(html, media_type="text/html")
    return counted.call_count
