"""The claim set of the extractor `nlp`: who made it, for which languages, within which limits."""

import hashlib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.claims.anchors import anchor_faults
from archiver.claims.confidence import confidence
from archiver.claims.extractors import extractor
from archiver.claims.find import find
from archiver.model.article import Excluded
from archiver.model.claim import ClaimSet
from tests.claims.sample import BLOCKS, BOILERPLATE
from tests.claims.support import whole
from tests.claims.syntax.support import MISSING, needs_model

if not MISSING:
    from typing import get_args

    from archiver.claims.syntax import find as parsed
    from archiver.claims.syntax.frames.found import Rule
    from archiver.claims.syntax.parse import pipeline

pytestmark = needs_model
EXCLUDED = whole(BLOCKS, BOILERPLATE)
PIECES = st.sampled_from(
    [
        "“", "”", '"', "''", "‘", "’", "[", "]", "(", ")", ",", ".", "?", ":", " — ", " ", " ", "\n", "said", "He", "she",
        "told", "according to", "Ana Lee", "who", "that", "the", "is expected to", "urged", "to", "his claim", "and",
        "called for", "2,000km", "adding", "as", "left", "\x02", "\u202e", "İ", "😀", "don't", "can not", "LERNA (XYZ) —",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map(" ".join)


def test_every_claim_is_anchored_unique_and_valid() -> None:
    found = extractor("nlp")(BLOCKS, language="en", excluded=EXCLUDED)
    items = [claim for claim in found.items if claim is not None]
    assert all(anchor_faults(BLOCKS, claim) == () for claim in items)
    assert len({claim.id for claim in items}) == len(items)
    assert ClaimSet.model_validate_json(found.model_dump_json()) == found
    assert not [claim for claim in items for block, _, _ in claim.parts if block in BOILERPLATE]


def test_the_sample_article() -> None:
    found = extractor("nlp")(BLOCKS, language="en", excluded=EXCLUDED)
    items = {claim.parts[0][0]: claim for claim in found.items if claim is not None}
    spoken = {block: items[block].speaker for block in (4, 5, 8, 10, 11)}
    assert [speaker and speaker.resolved for speaker in spoken.values()] == [*["Ivan Terlo"] * 4, "Olha Brand"]
    assert [quantity.exact for quantity in items[8].quantities] == ["24 hours", "more than 2,000km", "only two days"]
    assert [(items[n].kind, items[n].exact[:12]) for n in (7, 16, 17, 18)] == [
        ("evidence", "Photographs "), ("statement", "Deputies fro"), ("statement", "We, the depu"), ("open_question", "how far the "),
    ]  # fmt: skip


def test_the_set_names_code_model_and_parser() -> None:
    made = extractor("nlp")(("Ana Lee left.",), language="en").extractor
    assert made is not None
    assert made.name == "archiver-nlp"
    assert made.version.endswith(f"+spacy.{pipeline.spacy_version()}")
    assert made.model_sha256 == pipeline.model_sha256()
    assert made.code_sha256 == parsed.extractor().code_sha256


def test_the_digest_of_the_model_can_be_repeated() -> None:
    root = Path(str(resources.files(pipeline.MODEL)))
    files = [path for path in root.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    lines = sorted((f"./{path.relative_to(root)}", hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)
    listing = "".join(f"{digest}  {name}\n" for name, digest in lines)
    assert pipeline.model_sha256() == "sha256:" + hashlib.sha256(listing.encode()).hexdigest()


@pytest.mark.parametrize("language", ["uk", "de-AT"])
def test_another_language_is_read_by_the_plain_rules_and_the_set_says_so(language: str) -> None:
    blocks = ("Бондар сказав: «Ми відійшли.»",)
    found = extractor("nlp")(blocks, language=language, headline=False)
    assert found == find(blocks, language=language, headline=False)
    assert found.extractor is not None
    assert (found.extractor.name, found.extractor.model_sha256) == ("archiver-rules", None)


def test_an_unknown_language_is_taken_for_english() -> None:
    found = extractor("nlp")(("Ana Lee urged them to leave.",), language=None, headline=False)
    assert [claim and claim.rule for claim in found.items] == ["nlp-directive"]


def test_a_sentence_that_is_too_long_leaves_its_block_to_the_plain_rules() -> None:
    long = "Ana Lee said that " + "the line held and " * (parsed.MAX_SENTENCE // 18) + "nobody came."
    found = extractor("nlp")((long, "Ana Lee urged them to leave."), language="en", headline=False)
    assert [claim and claim.rule.startswith("nlp-") for claim in found.items] == [False, True]


def test_so_does_a_word_that_is_too_long() -> None:
    blocks = ("Ana Lee said that the bridge was safe " + "(" * 301, "Bo Ray said that the bridge was safe " + "(" * 300)
    found = extractor("nlp")(blocks, language="en", headline=False)
    assert [claim and claim.rule.startswith("nlp-") for claim in found.items] == [False, True]


def test_what_follows_the_limit_is_left_to_the_plain_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsed, "MAX_PARSED", 60)
    blocks = ("Ana Lee said that the bridge was safe.", "Bo Ray said that it was closed.")
    found = extractor("nlp")(blocks, language="en", headline=False)
    assert [claim and claim.rule for claim in found.items] == ["nlp-clause", "indirect-clause"]


def test_many_quotations_in_one_paragraph_stay_within_the_limit_of_claims() -> None:
    found = extractor("nlp")(("“Yes,” he said. “No,” she said. " * 20_000,), language="en", headline=False)
    assert len(found.items) == 10_000


def test_every_rule_has_a_confidence() -> None:
    assert all(0 < confidence(f"nlp-{rule}", known_language=True) <= 1000 for rule in get_args(Rule))


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=4), st.booleans(), st.integers(0, 20), st.integers(0, 60))
def test_claims_of_any_text_are_anchored_unique_and_valid(
    blocks: list[str], headline: bool, start: int, end: int
) -> None:
    excluded = (Excluded(exact="", block=0, start=start, end=end, reason="promotion"),)
    found = extractor("nlp")(blocks, language="en", excluded=excluded, headline=headline)
    assert ClaimSet.model_validate(found.document(), strict=False) == found
    for claim in found.items:
        assert claim is not None
        assert anchor_faults(blocks, claim) == ()
        assert not any(block == 0 and s < end and start < e and start < end for block, s, e in claim.parts)
    assert len({claim.id for claim in found.items if claim}) == len(found.items)
