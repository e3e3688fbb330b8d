"""The benchmark runs from end to end; what it measures is not asserted."""

from pathlib import Path

from tests.bench.__main__ import run
from tests.bench.table import render


def test_a_quick_run_fills_every_row(tmp_path: Path) -> None:
    table = render(run(tmp_path, quick=True))
    for what in (
        "--quick",
        "--deep",
        "package",
        "memory",
        "archiver --help",
        "extract",
        "claims",
        "claims with nlp",
        "capture",
        "diff of two",
        "a series of",
        "rows in sorted batches",
        "one statement",
        "passages: a rare word",
        "index rebuild",
        "wacz",
        "audit on a cluster",
        "URLs against",
    ):
        assert what in table
