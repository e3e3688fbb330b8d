"""`python -m tests.bench [--quick] [--check]`: measures, then prints one table (`make bench`).

--quick  a smoke run: small inputs, one round, figures that mean nothing
--check  exit status 1 when a row failed
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    audit,
    capture,
    catalogue,
    claims,
    cluster,
    command,
    extraction,
    large,
    measure,
    packaging,
    parsed,
    quick_audit,
    scale,
    small,
    startup,
    versions,
    vouching,
)
from tests.bench.table import Row, render

MEASUREMENTS = (
    startup, packaging, small, large, audit, cluster, quick_audit, scale, catalogue, extraction, claims, parsed, capture, command, versions,
    vouching,
)  # fmt: skip


def run(folder: Path, *, quick: bool) -> list[Row]:
    """All measurements in `folder`, which should be on a real disk."""
    found: list[Row] = []
    for measurement in MEASUREMENTS:
        name = measurement.__name__.rpartition(".")[2]
        sys.stderr.write(f"measuring: {name}\n")
        (folder / name).mkdir()
        found += measurement.rows(folder / name, quick=quick)
    return found


def main() -> int:
    """Parses the flags, runs, prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="a smoke run; its figures mean nothing")
    parser.add_argument("--check", action="store_true", help="exit with status 1 when a row failed")
    asked = parser.parse_args()
    measure.pin()
    with tempfile.TemporaryDirectory(prefix="archiver-bench-") as folder:
        found = run(Path(folder), quick=asked.quick)
    sys.stdout.write(render(found) + "\n")
    return int(asked.check and any(row.verdict == "FAIL" for row in found))


if __name__ == "__main__":
    sys.exit(main())
