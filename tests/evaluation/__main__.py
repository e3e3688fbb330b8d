"""How good extraction and claims are, on data that is not part of the project: `make eval`.

    ARCHIVER_EVALUATION (default ../shared) holds data/{aeb,wcxb,polnear} and eval/score_{text,quotes}.py

Each set is run through what `archiver add` runs; the scorers print the figures. Headlines are left out of the text
where the ground truth has none, and the figure with them stands beside it.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archiver.claims.find import find
from archiver.errors import LimitError
from archiver.extract.extract import extract
from tests.evaluation import versions

ROOT = Path(os.environ.get("ARCHIVER_EVALUATION", "../shared"))
MEDIA_TYPE = "text/html"


def main() -> int:
    """Runs every set that is there; says which are not."""
    versions.run(ROOT)
    if not ROOT.is_dir():
        sys.stderr.write(f"no evaluation data in {ROOT}: nothing was measured (set ARCHIVER_EVALUATION)\n")
        return 0
    for name in ("aeb", "wcxb"):
        pages = sorted((ROOT / "data" / name / "html").iterdir())
        with ProcessPoolExecutor() as pool:
            found = list(pool.map(_page, pages))
        for label, pick in (("without the headline", 1), ("with it", 2)):
            sys.stdout.write(f"{name}, {label}: ")
            sys.stdout.flush()
            _score("score_text.py", [name], ROOT / "data" / name, [{"id": f[0], "text": f[pick]} for f in found])
    articles = sorted((ROOT / "data/polnear/dev/text").glob("*.txt"))
    with ProcessPoolExecutor() as pool:
        _score("score_quotes.py", [], ROOT / "data/polnear/dev", pool.map(_attributions, articles))
    return 0


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


def _attributions(path: Path) -> dict[str, object]:
    """Claims with a speaker, as offsets in the article's file."""
    text = path.open(encoding="utf-8", newline="").read()
    starts, blocks, position = [], [], 0
    for line in text.split("\n"):
        starts.append(position)
        blocks.append(line)
        position += len(line) + 1
    items = [
        {
            "content": [[starts[block] + start, starts[block] + end] for block, start, end in claim.parts],
            "speaker": claim.speaker
            and [starts[claim.speaker.block] + claim.speaker.start, starts[claim.speaker.block] + claim.speaker.end],
        }
        for claim in find(blocks, language="en", headline=False).items
        if claim and claim.kind != "headline"
    ]
    return {"id": path.stem, "items": items}


def _score(scorer: str, arguments: list[str], data: Path, predictions: Iterable[object]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(prediction) + "\n" for prediction in predictions)
        file.flush()
        subprocess.run([sys.executable, ROOT / "eval" / scorer, *arguments, data, file.name], check=True)


if __name__ == "__main__":
    sys.exit(main())
