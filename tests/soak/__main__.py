"""`make soak`: a week of 300 articles with a virtual clock, 300 kills, and media that fail. Bounded: some minutes."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.soak.week import Week, soak

WEEK = Week(articles=300, days=7, every_hours=12, edits=60, spoils=45, seed=20261127, kills=6, outages=4, stalls=2)


def main() -> None:
    """Prints what was found; ends with the status of the kills."""
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"a week: {soak(Path(folder), WEEK)}\n")
    many = {**os.environ, "ARCHIVER_SOAK": "1"}
    faults = [f"tests/nightly/test_{name}.py" for name in ("killed", "faults", "medium")]
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", *faults], env=many, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
