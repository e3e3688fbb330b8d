import pytest

from tests.claims.support import claims, only, said_by


@pytest.mark.parametrize(
    ("text", "exact", "speaker", "cue"),
    [
        ("“We left early,” Mark Lee said.", "We left early,", "Mark Lee", "said"),
        ("“We left early,” said Mark Lee, a farmer.", "We left early,", "Mark Lee", "said"),
        ("Mark Lee said, “We left early.”", "We left early.", "Mark Lee", "said"),
        ('"Why did we leave?" Mark Lee asked.', "Why did we leave?", "Mark Lee", "asked"),
        ('"We left early," Mark Lee, a farmer, told reporters on Monday.', "We left early,", "Mark Lee", "told"),
        ("“We left early,” according to Mark Lee.", "We left early,", "Mark Lee", "according to"),
        ("«Ми відступаємо», — сказав генерал Тарас Бойко.", "Ми відступаємо", "генерал Тарас Бойко", "сказав"),
        ("Тарас Бойко заявив: «Ми відступаємо.»", "Ми відступаємо.", "Тарас Бойко", "заявив"),
        ("„Мы отступаем“, — сообщил Олег Орлов.", "Мы отступаем", "Олег Орлов", "сообщил"),
        ("Mark Lee: “We left early.”", "We left early.", "Mark Lee", ":"),
        ("‘We left early,’ said Mark Lee.", "We left early,", "Mark Lee", "said"),
    ],
)
def test_direct_quotations(text: str, exact: str, speaker: str, cue: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.exact, said_by(claim)) == ("direct_quote", exact, (speaker, cue))


@pytest.mark.parametrize(
    ("text", "exact", "speaker", "cue"),
    [
        ("Ana Lee said that the bridge was open.", "the bridge was open", "Ana Lee", "said"),
        ("Ana Lee said the bridge was open.", "the bridge was open", "Ana Lee", "said"),
        ("Ana Lee said on Monday that the bridge was open.", "the bridge was open", "Ana Lee", "said"),
        ("Ana Lee told reporters the bridge was open.", "the bridge was open", "Ana Lee", "told"),
        ("The bridge was open, according to Ana Lee.", "The bridge was open", "Ana Lee", "according to"),
        ("According to Ana Lee, the bridge was open.", "the bridge was open", "Ana Lee", "According to"),
        ("The bridge was open, Ana Lee said.", "The bridge was open", "Ana Lee", "said"),
        ("The bridge was open, said Ana Lee.", "The bridge was open", "Ana Lee", "said"),
        ("Ana Lee, who has since left, said that the bridge was open.", "the bridge was open", "Ana Lee", "said"),
        ("Тарас Бойко повідомив, що міст відкрито.", "міст відкрито", "Тарас Бойко", "повідомив"),
        ("За словами Тараса Бойка, міст уже відкрито.", "міст уже відкрито", "Тараса Бойка", "словами"),
    ],
)
def test_indirect_speech(text: str, exact: str, speaker: str, cue: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.exact, said_by(claim)) == ("indirect", exact, (speaker, cue))


@pytest.mark.parametrize(
    "text",
    [
        "The claim was old.",
        "He was told nothing.",
        "She did what they said.",
        "The report of the day went on.",
        "Said.",
    ],
)
def test_cue_words_that_introduce_nothing(text: str) -> None:
    assert claims(text) == []


def test_quoted_words_in_a_clause_are_a_mixed_quote() -> None:
    claim = only("Ana Lee called the plan “a disaster” for the town.")
    assert (claim.kind, claim.exact) == ("mixed_quote", "the plan “a disaster” for the town")
    assert said_by(claim) == ("Ana Lee", "called")


def test_many_words_in_quotation_marks_without_a_cue_have_no_speaker() -> None:
    claim = only("The plan “to close every school in town” drew nobody.")
    assert (claim.kind, claim.speaker, claim.rule) == ("mixed_quote", None, "quoted-words")
    assert claim.exact == "to close every school in town"


@pytest.mark.parametrize("text", ["The “festival” drew nobody.", "He saw “The Long Way Home to Lerna” twice."])
def test_a_wry_word_or_a_title_is_no_claim(text: str) -> None:
    assert claims(text) == []


def test_a_paragraph_that_is_a_quotation_takes_the_speaker_before_it() -> None:
    first, second = claims("“We left early,” Ana Lee said.", "“It was raining.”")
    assert first.speaker is not None
    assert second.speaker is not None
    assert second.speaker.model_copy(update={"resolution": "local"}) == first.speaker
    assert second.speaker.resolution == "paragraph"
    assert second.confidence < first.confidence


def test_a_quotation_after_indirect_speech_has_the_same_speaker() -> None:
    first, second = claims("Ana Lee said the bridge was open. “Everybody can pass.”")
    assert (first.kind, second.kind) == ("indirect", "direct_quote")
    assert second.speaker is not None
    assert (second.speaker.exact, second.speaker.resolution) == ("Ana Lee", "previous")


def test_an_unnamed_source_resolves_to_nobody() -> None:
    claim = only("A spokesman for the port said that the bridge was open.")
    assert claim.speaker is not None
    assert (claim.speaker.resolved, claim.speaker.source_class) == (None, "unnamed")


def test_she_is_not_mr_lee() -> None:
    claim = claims("Mr Mark Lee said the bridge was open.", "She said the road was closed.")[1]
    assert claim.speaker is not None
    assert (claim.speaker.resolved, claim.speaker.resolution) == (None, "none")


def test_a_last_name_that_two_people_share_resolves_to_neither() -> None:
    claim = claims("Mark Lee and Ana Lee met.", "Mr Lee said the bridge was open.")[-1]
    assert claim.speaker is not None
    assert claim.speaker.resolved == "Lee"


def test_negated_cues_are_marked() -> None:
    claim = only("Ana Lee did not say that the bridge was open.")
    assert claim.negated
    assert not only("“They did not,” Ana Lee said.").negated
    assert not only("The bridge was not open, Ana Lee said.").negated


def test_a_metonym_that_speaks_is_named() -> None:
    claim = only("The Kremlin said that the talks were over.")
    assert [span.exact for span in claim.metonyms] == ["The Kremlin"]


def test_a_quotation_that_goes_on_in_its_sentence_is_one_claim() -> None:
    claim = only("“We left,” Ana Lee said, “and nobody stopped us.”")
    assert (claim.exact, len(claim.parts)) == ("We left, and nobody stopped us.", 2)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It was raining and cold.” — Ana Lee.", "Ana Lee"),
        ("Said Ana Lee: “It was raining and cold.”", "Ana Lee"),
        ("At the port, Ana Lee met the crew, saying, “It was raining and cold.”", "Ana Lee"),
        ("The mayor met the crew, saying, “It was raining and cold.”", "The mayor"),
        ("Ana Lee, during a meeting in Tarsa, Lerna, said that it was “raining and cold.”", "Ana Lee"),
        ("Speaking at the port, Sen. Ana Lee (L-Lerna), who had left early, said it was “raining.”", "Sen. Ana Lee"),
        ("Ana Lee, who led 1,200 men, said it was “raining and cold.”", "Ana Lee"),
        ("Ana Lee praised the crew, saying she found it “raining and cold.”", "she"),
        ("Ana Lee said a lot of people in her town would find it “raining and cold.”", "Ana Lee"),
        ("Former officials who worked with Mark Lee said it was “raining and cold.”", "Former officials"),
        ("''It was raining and cold,'' said Ana Lee.", "Ana Lee"),
        ("“It was raining and cold.” ― Ana Lee", "Ana Lee"),
        ("Ana Lee said the road was open, adding that it was “raining and cold.”", "Ana Lee"),
    ],
)
def test_speakers_that_do_not_stand_beside_their_cue(text: str, speaker: str) -> None:
    assert next(said[0] for claim in claims(text) if (said := said_by(claim))) == speaker


@pytest.mark.parametrize(
    ("text", "exact", "speaker"),
    [
        ("Ana Lee promised to open the bridge.", "to open the bridge", "Ana Lee"),
        ("Ana Lee urged the crew to leave the port.", "the crew to leave the port", "Ana Lee"),
        ("Ana Lee asked whether the bridge was open.", "whether the bridge was open", "Ana Lee"),
        ("Ana Lee described the bridge as unsafe.", "the bridge as unsafe", "Ana Lee"),
    ],
)
def test_what_is_asked_promised_or_described(text: str, exact: str, speaker: str) -> None:
    claim = only(text)
    assert (claim.kind, claim.exact, claim.speaker and claim.speaker.exact) == ("indirect", exact, speaker)


@pytest.mark.parametrize(
    ("text", "resolved", "source"),
    [
        ("They met Ana Lee, who said that the bridge was open.", "Ana Lee", "named"),
        ("They met two farmers who said that the bridge was open.", "two farmers", "unnamed"),
    ],
)
def test_a_relative_pronoun_stands_for_whom_it_follows(text: str, resolved: str, source: str) -> None:
    claim = only(text)
    assert claim.speaker is not None
    assert (claim.speaker.exact, claim.speaker.resolution) == ("who", "pronoun")
    assert (claim.speaker.resolved, claim.speaker.source_class) == (resolved, source)


def test_words_that_a_quotation_holds_are_its_speaker_s() -> None:
    echo, quote = claims("The landing left them “out of breath” there.", "Ana Lee said: “They were out of breath.”")
    assert (echo.kind, echo.exact, echo.rule) == ("mixed_quote", "out of breath", "quote-echo")
    assert echo.speaker is not None
    assert quote.speaker is not None
    assert (echo.speaker.exact, echo.speaker.resolution) == ("Ana Lee", "previous")
    assert echo.confidence < quote.confidence


def test_a_second_claim_of_a_sentence_needs_that() -> None:
    first, second = claims("Ana Lee said the bridge was open, and Mark Lee said that the road was closed.")
    assert (first.speaker and first.speaker.exact, second.speaker and second.speaker.exact) == ("Ana Lee", "Mark Lee")
    assert second.exact == "the road was closed"


def test_evidence_has_the_photographs_as_its_source() -> None:
    claim = only("New photographs from the port have shown burnt ships.")
    assert claim.speaker is not None
    assert (claim.kind, claim.speaker.exact, claim.speaker.source_class) == (
        "evidence",
        "New photographs from the port",
        "unnamed",
    )


def test_to_say_is_no_cue() -> None:
    assert claims("Nobody had come to say that the bridge was open.") == []


@pytest.mark.parametrize("who", ["Prosecutors", "Witnesses", "Environmentalists"])
def test_whoever_is_called_by_a_role_is_not_named(who: str) -> None:
    (claim,) = claims(f"{who} said that the bridge was closed.")
    assert claim.speaker is not None
    assert (claim.speaker.source_class, claim.speaker.resolved) == ("unnamed", None)


def test_of_and_to_lead_to_places_only_behind_words_of_place_and_motion() -> None:
    (claim,) = claims("Ana Lee said that a friend of Trump had gone to Lerna and the town of Polis, loyal to Clinton.")
    assert [place.exact for place in claim.places] == ["Lerna", "Polis"]


def test_initials_are_one_name() -> None:
    (claim,) = claims("Ana Lee said that they had entered the U.S. on Monday.")
    assert [place.exact for place in claim.places] == ["U.S."]


def test_evidence_is_named_up_to_its_verb() -> None:
    (claim,) = claims("Photographs from the now empty port show burnt ships.")
    assert claim.speaker is not None
    assert claim.speaker.exact == "Photographs from the now empty port"
