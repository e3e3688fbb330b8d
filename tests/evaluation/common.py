"""Where the evaluation data is, and how its scorers are run."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(os.environ.get("ARCHIVER_EVALUATION", "../shared"))


def score(scorer: str, arguments: list[str], data: Path, predictions: Iterable[object]) -> None:
    """Runs one of the scorers on one JSON object a line; it prints its figures."""
    sys.stdout.flush()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(prediction) + "\n" for prediction in predictions)
        file.flush()
        subprocess.run([sys.executable, ROOT / "eval" / scorer, *arguments, data, file.name], check=True)
