"""`make soak`: a week of 300 articles with a virtual clock, in one go with 300 kills, stalls, outages; then media that fail.

python -m tests.soak --articles 40 --kills 20 --only-week
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.soak.week import Week, soak

FAULTS = tuple(f"tests/nightly/test_{name}.py" for name in ("killed", "faults", "medium", "shared_memory"))


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for; ends the process with 0 for --help and 2 for what is out of bounds."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak",
        description="A simulated week of nights over a site that edits, deletes, moves, blocks, stalls and breaks.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    for name, default, least, most, what in (
        ("articles", 300, 4, 1000, "how many the site has"),
        ("days", 7, 1, 14, "how long, by the virtual clock"),
        ("every-hours", 12, 1, 24, "between two nights"),
        ("edits", 60, 0, 1000, "articles that change before each night"),
        ("spoils", 45, 0, 1000, "articles that break before each night"),
        ("stalls", 2, 0, 20, "articles that do not answer, each night"),
        ("kills", 300, 0, 1000, "runs that are killed in all"),
        ("outages", 4, 0, 300, "nights in which the time authority is down"),
        ("nameless", 1, 0, 300, "nights without name servers"),
        ("seed", 20261127, 0, 2**32, "of the script"),
    ):
        parser.add_argument(f"--{name}", type=_bounded(least, most), default=default, metavar="N", help=what)
    parser.add_argument("--only-week", action="store_true", help="without the tests of disks and media that fail")
    found = parser.parse_args(arguments)
    nights = found.days * 24 // found.every_hours
    if max(found.outages, found.nameless + 1) > nights or max(found.edits, found.spoils, found.stalls) > found.articles:
        parser.error(f"expected at most {nights} outages, fewer nights without names, and {found.articles} articles")
    return found


def _bounded(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"expected {least} to {most}, found {text}")
        return int(text)

    return number


def main(arguments: Sequence[str]) -> None:
    """Prints what was found; ends with the status of the tests of media that fail."""
    asked = vars(options(arguments))
    only_week, began = asked.pop("only_week"), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"a week: {soak(Path(folder), Week(**asked))}; {time.monotonic() - began:.0f} s\n")
    sys.stdout.flush()
    if not only_week:
        sys.exit(subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", *FAULTS], check=False).returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
