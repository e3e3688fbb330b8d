"""What the parse shows, one phenomenon a sentence."""

import pytest

from tests.claims.syntax.support import claims, needs_model, told

pytestmark = needs_model

ONE = {
    "a clause": (
        "Ana Lee said on Monday that the bridge over the Vel was safe.",
        ("that the bridge over the Vel was safe", "Ana Lee", "clause"),
    ),
    "a clause without that": (
        "The mayor believes the bridge is safe.",
        ("the bridge is safe", "The mayor", "clause"),
    ),
    "a poll": (
        "A poll of 900 villagers found that most of them distrust the council.",
        ("that most of them distrust the council", "A poll of 900 villagers", "clause"),
    ),
    "an infinitive": (
        "The council plans to close the bridge next year.",
        ("to close the bridge next year", "The council", "infinitive"),
    ),
    "a directive": (
        "Ana Lee urged the council to close the bridge.",
        ("the council to close the bridge", "Ana Lee", "directive"),
    ),
    "an object": (
        "The mayor criticized the decision of the court.",
        ("the decision of the court", "The mayor", "object"),
    ),
    "a depiction": (
        "Ana Lee described the mayor as a coward.",
        ("the mayor as a coward", "Ana Lee", "object"),
    ),
    "a preposition": (
        "The union called for an independent inquiry.",
        ("an independent inquiry", "The union", "preposition"),
    ),
    "a noun": (
        "They ignored her claim that the bridge was unsafe.",
        ("that the bridge was unsafe", "her", "noun-clause"),
    ),
    "an adjective": (
        "The engineers are confident that the bridge will hold.",
        ("that the bridge will hold", "The engineers", "adjective"),
    ),
    "a source in front": (
        "According to the engineers, the bridge was built in a hurry.",
        ("the bridge was built in a hurry", "the engineers", "source"),
    ),
    "a source behind": (
        "The bridge was built in a hurry, according to the engineers.",
        ("The bridge was built in a hurry", "the engineers", "source"),
    ),
    "a tag behind": (
        "The bridge was built in a hurry, Ana Lee said on Monday.",
        ("The bridge was built in a hurry", "Ana Lee", "after-clause"),
    ),
    "a tag inside": (
        "The old bridge, the mayor said, was built in a hurry.",
        ("The old bridge was built in a hurry", "the mayor", "after-clause"),
    ),
    "a passive": (
        "The mayor was accused of fraud by the union.",
        ("The mayor of fraud", "the union", "passive"),
    ),
    "nobody expects": (
        "The mayor is expected to resign soon.",
        ("The mayor to resign soon", "expected", "supposed"),
    ),
    "picked words": (
        "Ana Lee called the plan “a bad joke” on Monday.",
        ("the plan “a bad joke”", "Ana Lee", "object"),
    ),
    "a quotation": (
        "“The bridge was never safe,” said Ana Lee, an engineer who built two others.",
        ("The bridge was never safe,", "Ana Lee", "quote-tag"),
    ),
    "an interrupted quotation": (
        "“The bridge,” the mayor told reporters, “was never safe.”",
        ("The bridge, was never safe.", "the mayor", "quote-tag"),
    ),
    "two apostrophes": (
        "''The bridge was never safe,'' Ana Lee said.",
        ("The bridge was never safe,", "Ana Lee", "quote-tag"),
    ),
    "a question": (
        "“Why was nobody told?” the mayor asked reporters during a visit.",
        ("Why was nobody told?", "the mayor", "quote-tag"),
    ),
    "a name and a colon": (
        "The bridge is old - Ana Lee: “It was never safe.”",
        ("It was never safe.", "Ana Lee", "quote-tag"),
    ),
    "a headline": (
        "Lee: Bridge over the Vel was never safe",
        ("Bridge over the Vel was never safe", "Lee", "label"),
    ),
    "a dateline": (
        "LERNA (XYZ) — The mayor said that the bridge was safe.",
        ("that the bridge was safe", "The mayor", "clause"),
    ),
    "a poll and a noun phrase": (
        "The new survey shows Ana Lee in the lead.",
        ("Ana Lee in the lead", "The new survey", "object"),
    ),
    "a gerund is the subject": (
        "Ana Lee said closing it would cost the town a fortune.",
        ("closing it would cost the town a fortune", "Ana Lee", "clause"),
    ),
    "an answer": ("Most villagers said yes.", ("yes", "Most villagers", "object")),
    "those who were asked": (
        "Those surveyed say the bridge is unsafe.",
        ("the bridge is unsafe", "Those", "clause"),
    ),
    "one in five": ("One in five say the bridge is safe.", ("the bridge is safe", "One in five", "clause")),
    "whose account it is": (
        "“I will close it,” the mayor told them, according to Ana Lee.",
        ("I will close it,", "Ana Lee", "quote-tag"),
    ),
    "a joint in front of the tag": (
        "But, said Lee, “it was never safe in winter.”",
        ("it was never safe in winter.", "Lee", "quote-tag"),
    ),
    "a relative clause of the writer": (
        "The police said they had questioned Ana Lee, who built the bridge.",
        ("they had questioned Ana Lee", "The police", "clause"),
    ),
    "a concession of the writer": (
        "Ana Lee said all pillars were checked, though she showed no papers.",
        ("all pillars were checked", "Ana Lee", "clause"),
    ),
    "a place before the subject": (
        "Speaking in Lerna, Veland, Ana Lee said that the bridge was safe.",
        ("that the bridge was safe", "Ana Lee", "clause"),
    ),
}  # fmt: skip

NONE = {
    "a name in marks": "The band “Northern Lights” plays in Lerna on Sunday.",
    "a wry word": "The “bridge” fell down years ago.",
    "a label that is nobody": "Video: A crane lifts the bridge over the Vel",
    "made sure": "The council made sure that the bridge was closed.",
    "a naming participle": "A group called Green Harbour opened its office in Lerna.",
    "what might be": "The mayor would support the plan.",
    "a condition": "If the mayor supports the plan, the bridge will be closed.",
    "what is fair to say": "It is fair to say that the bridge is old.",
    "those who say": "Nobody listens to those who say that the bridge is unsafe.",
    "what is supposed to be": "The bridge was supposed to be closed in May.",
    "what everybody calls so": "The police tell the so-called “night crews” of the port apart.",
    "a long title": "The film, “Lights over the River: Songs of Old Lerna,” opens in May.",
    "an order to the reader": "Imagine that the bridge falls.",
}


@pytest.mark.parametrize("name", ONE)
def test_one_claim(name: str) -> None:
    text, expected = ONE[name]
    assert told(text) == [expected]


@pytest.mark.parametrize("name", NONE)
def test_no_claim(name: str) -> None:
    assert told(NONE[name]) == []


def test_two_acts_are_two_claims() -> None:
    assert told("Ana Lee criticized the mayor and called for an inquiry.") == [
        ("the mayor", "Ana Lee", "object"),
        ("an inquiry", "Ana Lee", "preposition"),
    ]


def test_a_participle_has_the_speaker_of_its_sentence() -> None:
    found = told("“The bridge was never safe,” Ana Lee said, adding that nobody had been told.")
    assert found == [
        ("The bridge was never safe,", "Ana Lee", "quote-tag"),
        ("that nobody had been told", "Ana Lee", "clause"),
    ]


def test_the_outermost_speaker_is_the_one() -> None:
    found = told("Ana Lee said that the mayor believes the bridge is safe.")
    assert found == [("that the mayor believes the bridge is safe", "Ana Lee", "clause")]


def test_each_tag_has_its_quotation() -> None:
    found = told("“We closed it,” Ana Lee said, adding later, “Nobody was told.”")
    assert [exact for exact, _, _ in found] == ["We closed it,", "Nobody was told."]


def test_a_relative_pronoun_stands_for_whom_it_follows() -> None:
    (claim,) = claims("The police praised nobody, but met Ana Lee, who said that the bridge was safe.")[-1:]
    assert claim.speaker is not None
    assert (claim.speaker.exact, claim.speaker.resolved) == ("who", "Ana Lee")


def test_pronouns_are_resolved_across_sentences() -> None:
    found = claims("Ana Lee said that the bridge was unsafe.", "She urged the council to close it.")
    assert [claim.speaker and claim.speaker.resolved for claim in found] == ["Ana Lee", "Ana Lee"]


def test_a_lone_quotation_goes_on_the_one_before_it() -> None:
    found = told("“We closed it,” said Ana Lee, who runs the works. “Nobody was told.”", "“It had to be done.”")
    assert found == [("We closed it, Nobody was told. It had to be done.", "Ana Lee", "quote-tag")]


def test_a_transcript_is_what_its_speakers_said() -> None:
    found = told(
        "A talk about the bridge.", "LEE: We closed it at noon. The mayor said he was told.", "RAY: It was late."
    )
    assert found == [("We closed it at noon. The mayor said he was told", "LEE", "label")]


def test_a_colon_announces_the_next_paragraph() -> None:
    (claim,) = claims("The union issued a statement on Monday that reads as follows:", "“We will not work on it.”")
    assert claim.rule == "nlp-quote-paragraph"
    assert claim.speaker is not None


def test_what_the_plain_rules_find_besides_stays() -> None:
    found = claims("It remains to be seen how long the bridge will stand.", "Photographs show cracks in the bridge.")
    assert [claim.kind for claim in found] == ["open_question", "evidence"]


def test_picked_words_that_a_quotation_holds_are_its_speaker_s() -> None:
    found = claims("The landing left them “scared s***” there.", "Ana Lee said: “They were scared s***, all of them.”")
    echo = next(claim for claim in found if claim.rule == "nlp-quote-echo")
    assert (echo.kind, echo.exact) == ("mixed_quote", "scared s***")
    assert echo.speaker is not None
    assert (echo.speaker.exact, echo.speaker.resolution) == ("Ana Lee", "previous")


def test_picked_words_that_nobody_quotes_stay_unclaimed() -> None:
    found = claims("The landing left them “scared s***” there.", "Ana Lee said: “The bridge over the Vel is open.”")
    assert [claim.exact for claim in found] == ["The bridge over the Vel is open."]
