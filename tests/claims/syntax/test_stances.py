"""Views, remarks, stances and hearsay: what is attributed with no verb of saying in front of it; one a sentence."""

import pytest

from archiver.claims.syntax.parse.headline import in_sentence_case, is_titled
from tests.claims.syntax.support import claims, needs_model, told

pytestmark = needs_model

ONE = {
    "a remark in front": (
        "And as Ana Lee pointed out, the bridge has a lasting effect on the town.",
        ("the bridge has a lasting effect on the town", "Ana Lee", "after-clause"),
    ),
    "a remark inside": (
        "The bridge, as Ana Lee noted, was never safe.",
        ("The bridge was never safe", "Ana Lee", "after-clause"),
    ),
    "a remark behind": (
        "The bridge was never safe, as the mayor put it on Monday.",
        ("The bridge was never safe", "the mayor", "after-clause"),
    ),
    "a view": (
        "In Ana Lee's view, the toll would have a profound effect on the port.",
        ("the toll would have a profound effect on the port", "Ana Lee", "source"),
    ),
    "an opinion inside": (
        "The bridge, in the mayor's opinion, was never safe.",
        ("The bridge was never safe", "the mayor", "source"),
    ),
    "the words of somebody": (
        "In the words of the engineer, the bridge is a ruin.",
        ("the bridge is a ruin", "the engineer", "source"),
    ),
    "a noun and what it is against": (
        "His opposition to the toll is old.",
        ("the toll", "His", "noun-object"),
    ),
    "taking aim": ("Ana Lee took aim at the council.", ("the council", "Ana Lee", "preposition")),
    "taking issue": ("The union took issue with the plan.", ("the plan", "The union", "preposition")),
    "speaking out": (
        "The mayor has spoken out against the toll.",
        ("the toll", "The mayor", "preposition"),
    ),
    "what only is said to be": (
        "The council has reportedly closed the bridge.",
        ("The council has reportedly closed the bridge", None, "hearsay"),
    ),
    "a second clause with that": (
        "Ana Lee believes there are no good roads, but that a closed bridge is better than a broken one.",
        ("there are no good roads, but that a closed bridge is better than a broken one", "Ana Lee", "clause"),
    ),
    "a reason": (
        "The mayor told voters that the town does not pay, because it needs the money.",
        ("that the town does not pay, because it needs the money", "The mayor", "clause"),
    ),
    "a condition with even": (
        "The mayor believes he can win the vote, even if he loses the villages.",
        ("he can win the vote, even if he loses the villages", "The mayor", "clause"),
    ),
    "the writer sums up": (
        "Ana Lee says the vote leads to a referendum, a move that could end the league.",
        ("the vote leads to a referendum", "Ana Lee", "clause"),
    ),
    "whom somebody asks": (
        "Ana Lee asked the mayor which villages he could win.",
        ("which villages he could win", "Ana Lee", "clause"),
    ),
    "whom somebody credits": (
        "Ana Lee credited the mayor with the plan.",
        ("the mayor with the plan", "Ana Lee", "object"),
    ),
    "an attack with words": (
        "The minister attacked the plan of the council.",
        ("the plan of the council", "The minister", "object"),
    ),
    "a decision that is defended": (
        "The mayor defended the decision.",
        ("the decision", "The mayor", "object"),
    ),
    "a role and a name": (
        "The bridge is old, the historian Ana Lee said.",
        ("The bridge is old", "the historian Ana Lee", "after-clause"),
    ),
}  # fmt: skip

NONE = {
    "as in time": "As the mayor spoke, the bridge fell.",
    "as expected": "As expected, the bridge fell.",
    "a view of the sea": "In clear view of the town, the bridge fell.",
    "a topic": "Her remarks about the bridge lasted an hour.",
    "a setting and no words": "In a speech in May, the mayor declared.",
    "an attack with arms": "Veland's forces attacked Lerna on Monday.",
    "shelling": "Artillery pounded the villages along the Vel.",
    "a town that is defended": "The army defended the bridge for three days.",
    "attacks on a grid": "Their attacks on the grid left thousands without light.",
    "a rocket": "Rockets blasted a school in Lerna.",
    "taking a walk": "The mayor took a walk with the council.",
}


@pytest.mark.parametrize("name", ONE)
def test_one_claim(name: str) -> None:
    text, expected = ONE[name]
    assert told(text) == [expected]


@pytest.mark.parametrize("name", NONE)
def test_no_claim(name: str) -> None:
    assert told(NONE[name]) == []


def test_whoever_is_asked_says_nothing() -> None:
    (claim,) = claims("In a talk on Monday, Bo Wu was asked, “What is the most dangerous place you have been to?”")
    assert claim.exact == "What is the most dangerous place you have been to?"
    assert claim.speaker is None


def test_a_verb_joined_to_a_tag_has_its_speaker() -> None:
    found = told("“The bridge is old,” Ana Lee said, and called the mayor “a friend of the river.”")
    assert [speaker for _, speaker, _ in found] == ["Ana Lee", "Ana Lee"]


def test_hearsay_is_hedged_and_nobodys() -> None:
    (claim,) = claims("The council has reportedly closed the bridge.")
    assert (claim.kind, claim.speaker) == ("hedged", None)
    assert claim.cue is not None
    assert (claim.cue.exact, claim.cue.type) == ("reportedly", "adverb")


BODY = (
    "The mayor slams the plan of Ana Lee for the bridge.",
    "The old bridge over the Vel was never safe for lorries.",
)


def test_a_headline_in_capitals_is_read_in_sentence_case() -> None:
    headline = "Mayor Slams Lee's Plan For Old Bridge"
    found = [item for item in claims(headline, *BODY) if item.parts[0][0] == 0]
    assert [(item.exact, item.speaker and item.speaker.exact) for item in found] == [
        ("Lee's Plan For Old Bridge", "Mayor")
    ]


def test_names_keep_their_capitals() -> None:
    known = frozenset(("Lee", "Vel", "the", "old", "Old", "mayor"))
    assert in_sentence_case("Mayor Calls Lee’s Old Bridge Over The Vel A Ruin", known) == (
        "Mayor calls Lee’s old bridge over the Vel a ruin"
    )
    assert len(in_sentence_case("İS İS İS İS", frozenset())) == len("İS İS İS İS")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Mayor Slams Plan For Bridge", True), ("Mayor slams the plan of Lee", False), ("Ana Lee", False), ("", False)],
)
def test_what_is_in_capitals(text: str, expected: bool) -> None:
    assert is_titled(text) is expected
