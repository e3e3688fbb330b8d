"""Claims by a dependency parse with names and places (the extractor `nlp`): words a second on one core, model loaded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archiver.claims.extractors import extractor
from archiver.errors import ResourceError
from tests.bench.measure import interleaved
from tests.bench.table import Row, skipped

TARGET = 2_500
_WHAT = "claims with nlp, names by the model"
_ARTICLE = (
    "“We closed the bridge at noon, and nobody was told why,” Ana Lee, an engineer at the Lerna works, said on Tuesday.",
    "The council plans to open it again next spring, according to two people who have seen the contract.",
    "Bo Ray, who runs the harbour, urged the mayor to publish the report and called the delay “a bad joke”.",
    "More than 900 lorries used to cross the Vel there every day; most of them now go through Polis, 40km to the north.",
    "The mayor is expected to resign. His office did not say whether he had read the warnings, which date from 2019.",
) * 10


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Words a second; skipped without the extra."""
    try:
        find = extractor("nlp")
    except ResourceError as e:
        yield skipped(_WHAT, str(e))
        return
    count = 1 if quick else 20
    words = count * sum(len(block.split()) for block in _ARTICLE)
    (spent,) = interleaved(1 if quick else 5, lambda: [find(_ARTICLE, language="en") for _ in range(count)])
    speed = words / spent.cpu
    row = Row(_WHAT, f"{speed:,.0f} words/s", target=f">= {TARGET:,}/s")
    yield replace(row, verdict="pass" if speed >= TARGET else "FAIL")
