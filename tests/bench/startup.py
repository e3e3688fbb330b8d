"""`archiver --help` against importing typer, each in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import interleaved
from tests.bench.table import Row, at_most


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """The best of many starts."""
    help_, typer, bare = interleaved(
        2 if quick else 30,
        lambda: _run("-m", "archiver", "--help"),
        lambda: _run("-c", "import typer"),
        lambda: _run("-c", "pass"),
    )
    limit = f"python alone {1000 * bare.wall:.0f} ms"
    yield at_most(
        "archiver --help, against import typer", 1000 * help_.wall, 1000 * typer.wall, 1.5, unit="ms", limit=limit
    )


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
