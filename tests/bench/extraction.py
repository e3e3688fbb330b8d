"""Extraction, for information: its cost an article, and that trafilatura runs once for each."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import trafilatura

from archiver.extract.extract import extract
from tests.bench.measure import interleaved
from tests.bench.pages import page
from tests.bench.table import Row


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Milliseconds an article."""
    count = 2 if quick else 20
    pages = [page(number, 60_000).html for number in range(count)]
    (spent,) = interleaved(1 if quick else 3, lambda: [extract(html, media_type="text/html") for html in pages])
    runs = _runs(pages[0])
    yield Row(
        "extract, 60 kB pages",
        f"{1000 * spent.cpu / count:.1f} ms",
        limit=f"trafilatura runs {runs} time(s) an article",
    )


def _runs(html: bytes) -> int:
    with patch("trafilatura.bare_extraction", wraps=trafilatura.bare_extraction) as counted:
        extract(html, media_type="text/html")
    return counted.call_count
