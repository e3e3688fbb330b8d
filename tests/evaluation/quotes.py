"""Claims with a speaker, against the attributions of PolNeAR."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archiver.claims.find import find
from tests.evaluation.common import ROOT, score


def main() -> None:
    """Prints the scorer's figures for the development articles."""
    articles = sorted((ROOT / "data/polnear/dev/text").glob("*.txt"))
    with ProcessPoolExecutor() as pool:
        score("score_quotes.py", [], ROOT / "data/polnear/dev", pool.map(_attributions, articles))


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
