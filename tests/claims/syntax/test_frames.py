"""Frames of words that the parser alone does not show: one phenomenon a sentence."""

import pytest

from tests.claims.syntax.support import claims, needs_model, told

pytestmark = needs_model

FOUND = {
    "a lemma that lost its e": ("Ana Lee hoped to close the bridge in May.", "to close the bridge in May", "Ana Lee"),
    "a call for another to act": ("She has not called for him to resign.", "for him to resign", "She"),
    "a call on another to act": (
        "The council called on the mayor to close the bridge.", "the mayor to close the bridge", "The council",
    ),
    "what is seen as what": ("He was referring to the bridge as a ruin.", "the bridge as a ruin", "He"),
    "what records show": (
        "The bridge had cracks for years, the records show.", "The bridge had cracks for years", "the records",
    ),
    "a tag behind one word": ("That, they say, will be easier in winter.", "That will be easier in winter", "they"),
    "whatever verb announces": ("Lee shot back, “You never asked for it.”", "You never asked for it.", "Lee"),
    "a question that is raised": (
        "The mayor raised questions about the cost of the bridge.", "questions about the cost of the bridge", "The mayor",
    ),
    "a relative clause inside": (
        "The deputies said the mayor, who took office in May, had never seen the bridge.",
        "the mayor, who took office in May, had never seen the bridge", "The deputies",
    ),
    "an apposition of the writer": ("The council criticised the mayor, an engineer by training.", "the mayor", "The council"),
    "a clause that the parser missed": (
        "Wu said after the vote he would not run again.", "after the vote he would not run again", "Wu",
    ),
    "a clause hung on the addressee": (
        "He told a meeting of island leaders that few people understood the stakes.",
        "that few people understood the stakes", "He",
    ),
    "seen as": (
        "The party saw the event as a chance to raise questions.",
        "the event as a chance to raise questions", "The party",
    ),
    "made clear": ("The mayor made it clear that the bridge was closed.", "that the bridge was closed", "The mayor"),
    "what a fear is": ("Their fear is that the bridge may fall.", "that the bridge may fall", "Their"),
    "a remark behind a source": (
        "The army made gains, according to Wu, although the bridge was lost.", "The army made gains", "Wu",
    ),
    "a title behind a tag": (
        "“She made it up,” he said of the claim in “Lights over Lerna” on Monday.", "She made it up,", "he",
    ),
}  # fmt: skip
SILENT = {
    "a wish told in passing": "Lee, who decided to sell the boat, left.",
    "the title of a work": "“The port closes,” by Ana Lee, won a prize.",
}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_found(name: str) -> None:
    sentence, exact, speaker = FOUND[name]
    assert [found[:2] for found in told(sentence)] == [(exact, speaker)]


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_claim(name: str) -> None:
    assert told(SILENT[name]) == []


def test_a_stance_told_in_passing_is_no_claim_of_its_own() -> None:
    assert [exact for exact, _, _ in told("He supports his party by criticising the plan.")] == ["his party"]


def test_places_are_the_model_s_where_the_rules_take_a_person_for_one() -> None:
    (claim,) = claims("Ana Lee said that Florida’s voters had turned to Trump and left Donald Trump’s party in Ohio.")
    assert [place.exact for place in claim.places] == ["Florida", "Ohio"]


def test_places_in_a_quotation_are_those_of_the_rules_and_of_the_article() -> None:
    quoted = claims("The mayor of Ohio came by train.", "“Ohio is far, and we live in Lerna,” said Ana Lee.")[-1]
    assert [place.exact for place in quoted.places] == ["Ohio", "Lerna"]
