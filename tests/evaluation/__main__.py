"""How good extraction and claims are, on data that is not part of the project: `make eval`.

    ARCHIVER_EVALUATION (default ../shared) holds data/{aeb,wcxb,polnear} and eval/score_{text,quotes}.py

Each set is run through what `archiver add` runs; the scorers print the figures.
"""

import sys

from tests.evaluation import cyrillic, metadata, quotes, text, versions
from tests.evaluation.common import ROOT


def main() -> int:
    """Runs every set that is there; says which are not."""
    versions.run(ROOT)
    cyrillic.main()
    if not ROOT.is_dir():
        sys.stderr.write(f"no evaluation data in {ROOT}: nothing else was measured (set ARCHIVER_EVALUATION)\n")
        return 0
    text.main()
    metadata.main()
    quotes.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
