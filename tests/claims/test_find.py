import pytest

import archiver
from archiver.claims.anchors import anchor_faults
from archiver.claims.find import extractor, find
from archiver.model.claim import Claim, ClaimSet
from archiver.model.code import code_sha256
from tests.claims.sample import BLOCKS, BOILERPLATE
from tests.claims.support import claims, whole

EXCLUDED = whole(BLOCKS, BOILERPLATE)
FOUND = find(BLOCKS, language="en", excluded=EXCLUDED)
ITEMS = [claim for claim in FOUND.items if claim is not None]


def of_block(block: int) -> list[Claim]:
    return [claim for claim in ITEMS if claim.parts[0][0] == block]


def one(block: int, kind: str) -> Claim:
    (claim,) = [claim for claim in of_block(block) if claim.kind == kind]
    return claim


def who(claim: Claim) -> tuple[str, str | None, str, str]:
    assert claim.speaker is not None
    return claim.speaker.exact, claim.speaker.resolved, claim.speaker.resolution, claim.speaker.source_class


def test_every_claim_is_anchored_unique_and_valid() -> None:
    assert all(anchor_faults(BLOCKS, claim) == () for claim in ITEMS)
    assert len({claim.id for claim in ITEMS}) == len(ITEMS)
    assert ClaimSet.model_validate_json(FOUND.model_dump_json()) == FOUND


def test_boilerplate_makes_no_claim() -> None:
    assert not [claim for claim in ITEMS for block, _, _ in claim.parts if block in BOILERPLATE]


def test_headline_and_caption() -> None:
    assert one(0, "headline").exact == BLOCKS[0]
    assert one(1, "caption").exact == BLOCKS[1]


def test_hedged_sentences() -> None:
    assert [span.exact for span in of_block(3)[0].hedges] == ["seems"]
    passive = of_block(3)[-1]
    assert passive.kind == "hedged"
    assert who(passive) == ("is said to", None, "none", "passive")
    kremlin = one(12, "hedged")
    assert [span.exact for span in kremlin.hedges] == ["reportedly"]
    assert [span.exact for span in kremlin.metonyms] == ["The Kremlin"]


def test_pronouns_stand_for_the_last_named_person() -> None:
    told = one(4, "mixed_quote")
    assert told.exact.startswith("the garrison had abandoned the port, leaving “mountains”")
    expected = ("He", "Ivan Terlo", "pronoun", "named")
    assert who(told) == who(one(5, "direct_quote")) == who(one(10, "direct_quote")) == expected


def test_a_quotation_over_paragraphs_is_one_claim() -> None:
    claim = one(5, "direct_quote")
    assert [block for block, _, _ in claim.parts] == [5, 6]
    assert claim.exact.endswith("a day. The port was a critical place, so they had everything [heavy] there.")
    assert [(span.exact, span.role) for span in claim.insertions] == [
        ("[the landing]", "editor"),
        ("[heavy]", "editor"),
    ]


def test_quantities_in_an_insertion_are_not_the_speaker_s() -> None:
    claim = one(8, "direct_quote")
    assert who(claim) == ("Mr Terlo", "Ivan Terlo", "previous", "named")
    quantities = [(q.exact, q.value, q.unit, q.modifier) for q in claim.quantities]
    assert quantities == [
        ("24 hours", "24", "hours", None),
        ("more than 2,000km", "2000", "km", "more than"),
        ("only two days", "2", "days", "only"),
    ]
    assert [span.exact for span in claim.insertions] == ["[3,000km at the time of writing]"]


def test_a_quotation_that_its_tag_interrupts_has_two_parts() -> None:
    claim = one(11, "direct_quote")
    assert claim.exact == "We had no choice, Nobody else came."
    assert who(claim)[1] == "Olha Brand"
    assert claim.cue is not None
    assert claim.cue.lemma == "say"


def test_sources_of_indirect_speech() -> None:
    assert who(one(12, "indirect")) == ("reports", None, "none", "passive")
    ministry = one(13, "indirect")
    assert who(ministry)[1:] == ("Russia’s Ministry of Defence", "local", "named")
    assert ministry.exact == "forces were regrouping at the Vel River, around 150km away"
    assert [span.exact for span in ministry.places] == ["Vel River"]
    doubt = one(14, "indirect")
    assert doubt.exact.startswith("Moscow’s ability to hold the line")
    assert ([s.exact for s in doubt.hedges], [s.exact for s in doubt.metonyms]) == (["possibly"], ["Moscow"])
    assert who(one(15, "mixed_quote")) == ("LRI", "Lerna Research Institute", "previous", "named")


def test_statements_evidence_and_open_questions() -> None:
    deputies = one(16, "statement")
    assert who(deputies)[0] == "Deputies from 18 cities"
    assert deputies.exact == "Deputies from 18 cities have signed a public statement demanding his resignation"
    assert [(q.value, q.unit) for q in deputies.quantities] == [("18", "cities")]
    assert one(17, "statement").exact == "We, the deputies, believe that he harms the country."
    assert one(7, "evidence").cue is not None
    assert one(18, "open_question").exact == "how far the army can push"


@pytest.mark.parametrize(("between", "speaker"), [((), "Ana Lee"), (("",), "Ana Lee"), (("It rained.",), None)])
def test_words_of_the_next_paragraph_s_quotation_are_its_speaker_s(
    between: tuple[str, ...], speaker: str | None
) -> None:
    words, quotation = (
        "It left them “short of everything but time”.",
        "Ana Lee said: “We were short of everything but time.”",
    )
    claims = find((words, *between, quotation), language="en", headline=False).items
    echo = next(claim for claim in claims if claim is not None and claim.kind == "mixed_quote")
    assert (echo.speaker.exact if echo.speaker else None) == speaker
    assert echo.rule == ("quote-echo" if speaker else "quoted-words")


def test_evidence_that_contradicts() -> None:
    assert one(21, "mixed_quote").speaker is None
    contradiction = one(22, "evidence")
    assert who(contradiction) == ("reports from the pier", None, "none", "unnamed")
    assert contradiction.negated
    assert [span.exact for span in contradiction.places] == ["Moscow", "Sochi"]
    assert [span.exact for span in contradiction.metonyms] == ["the Kremlin"]


def test_a_language_that_the_rules_do_not_read_lowers_confidence() -> None:
    blocks = ("„Wir gehen“, said Anna Berg.",)
    english = find(blocks, language="en", headline=False).items[0]
    german = find(blocks, language="de", headline=False).items[0]
    assert english is not None
    assert german is not None
    assert german.confidence < english.confidence


def test_times_are_reckoned_from_the_date_of_publication_alone() -> None:
    text = ("Ana Lee said that the bridge was closed yesterday.",)
    for published, iso in (("2022-09-14T08:00:00Z", "2022-09-13"), ("2022-09", None), ("soon", None), (None, None)):
        claim = find(text, language="en", headline=False, published=published).items[0]
        assert claim is not None
        assert [time.iso for time in claim.times] == [iso]


def test_an_empty_article_has_no_claims() -> None:
    assert find((), language=None).items == ()
    assert claims("", " ") == []


def test_an_excluded_span_inside_a_block_hides_only_itself() -> None:
    text = "“We left,” said Ana Lee. “Buy now!”"
    start = text.index("“Buy")
    span = whole((text,), (0,))[0].model_copy(update={"exact": text[start:], "start": start})
    assert [claim.exact for claim in claims(text, excluded=(span,))] == ["We left,"]


def test_the_extractor_names_its_code() -> None:
    made_by = extractor()
    assert (made_by.name, made_by.version, made_by.model_sha256) == ("archiver-rules", archiver.__version__, None)
    assert made_by.code_sha256 == code_sha256("archiver/claims", "archiver/text")
