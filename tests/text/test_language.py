"""Sentences, hedges, names, places, metonyms and times: a sentence for each phenomenon."""

import re
from datetime import date

import pytest

from archiver.text.mentions.hedges import hedges
from archiver.text.mentions.names import acronym_after, last_name, names, without_title
from archiver.text.mentions.places import is_metonym, metonyms, places
from archiver.text.mentions.pronouns import is_pronoun, may_stand_for, title_sex
from archiver.text.mentions.times import times
from archiver.text.sentences import MAX_SENTENCE, sentences
from archiver.text.tokens import words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Gen. Taras Boyko left. He spoke.", 2),
        ("President V. V. Lerno left. Nobody came.", 2),
        ("The U.S. Army left. The U.S. The end.", 3),
        ("He left! Did she? Yes… No.", 4),
        ("“We left.” She stayed.", 2),
        ("ст. лейтенант і ген. Бойко вийшли. Вони пішли.", 2),
        ("ген. Бойко і проф. Гай — з м. Лерна, вул. Портова. Ім. Мечникова не назвали.", 2),
        ("Ген. Кравчук сказав: «Так». Він пішов.", 2),
        ("In Plessy v. Ferguson, Sens. Lee and Roe lost. At 9 a.m. they left.", 2),
        ("Sen.\u00a0Lee left.\u00a0He came back.", 2),
        ("He left. 'It is over' he said. (Nobody came.) They stayed.", 4),
        ("她走了。他留下。", 2),
        ("It cost 3.5 million.", 1),
        ("It was shut on 12 May. Critics said no.", 2),
        ("no capital. after it", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    found = sentences(text)
    assert len(found) == count
    assert re.sub(r"\s", "", "".join(text[start:end] for start, end in found)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("mark", ["“", "«", "„", "(", '"'])
def test_an_opening_mark_belongs_to_the_sentence_that_it_opens(mark: str) -> None:
    text = f"They put it before safety. {mark}Families were told nothing,” she said."
    assert [text[start:end][0] for start, end in sentences(text)] == ["T", mark]


@pytest.mark.parametrize("text", ["a " * MAX_SENTENCE, "a" * (9 * MAX_SENTENCE)])
def test_a_sentence_is_bounded(text: str) -> None:
    found = sentences(text)
    assert len(found) > 1
    assert max(end - start for start, end in found) <= 4 * MAX_SENTENCE
    assert found[-1][1] == len(text.rstrip())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It has reportedly ended.", ["reportedly"]),
        ("They are said to have left.", ["are said to"]),
        ("He is widely believed to be ill.", ["is widely believed to"]),
        ("It was reported that he left.", ["It was reported that"]),
        ("They seem to stay; he appears to go.", ["seem", "appears to"]),
        ("In May he may go.", ["may"]),
        ("May be it could.", ["May", "could"]),
        ("He appears on stage and said to go.", []),
        ("Він нібито пішов, как сообщается.", ["нібито", "как сообщается"]),
    ],
)
def test_hedges(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in hedges(text, words(text))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("However, Mark Lee left.", ["Mark Lee"]),
        ("Then Mr. Lee met Gen. Taras Boyko.", ["Mr. Lee", "Gen. Taras Boyko"]),
        ("Russia’s Ministry of Defence spoke.", ["Russia’s Ministry of Defence"]),
        ("the town’s mayor and Lerna’s port", ["Lerna"]),
        ("President V. V. Lerno", ["President V. V. Lerno"]),
        ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("The Institute for the Study of War (ISW)", ["Institute for the Study of War", "ISW"]),
        ("They left Lerna for Tarsa with the Center for Roads.", ["Lerna", "Tarsa", "Center for Roads"]),
        ("Тарас Бойко і Олена", ["Тарас Бойко", "Олена"]),
        ("nothing here", []),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in names(text)] == found


def test_parts_of_names() -> None:
    assert (without_title("Mr Mark Lee"), without_title("General"), last_name("Mark Lee")) == (
        "Mark Lee",
        "General",
        "Lee",
    )
    assert acronym_after("Lerna Institute (LI) said", 15) == "LI"
    assert acronym_after("Lerna Institute", 15) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They fled from Lerna to the Vel River.", ["Lerna", "Vel River"]),
        ("Kharkiv Oblast fell.", ["Kharkiv Oblast"]),
        ("He lives in Lerna, Tarsa and Old Mills.", ["Lerna", "Tarsa", "Old Mills"]),
        ("They spoke to Mr Lee of the Lerna Press Club.", []),
        ("It lies in Lerna’s port, according to Lerna.", []),
        ("It is near Ukrainian lines.", []),
        ("They left Lerna after escaping Tarsa.", ["Lerna", "Tarsa"]),
        ("They left Ana Lee behind.", []),
        ("It was a road for Poland.", ["Poland"]),
        ("Poland’s army came and Poland said so.", []),
    ],
)
def test_places(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in places(text, names(text))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Kremlin spoke.", ["The Kremlin"]),
        ("It questioned Moscow’s ability.", ["Moscow"]),
        ("held by Moscow since then", ["Moscow"]),
        ("Kyiv has denied it.", ["Kyiv"]),
        ("He left Moscow for Sochi.", []),
    ],
)
def test_metonyms(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in metonyms(text)] == found


def test_a_seat_of_government_that_speaks() -> None:
    assert is_metonym("Moscow")
    assert is_metonym("the White House")
    assert not is_metonym("Lerna")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("since April", [("since April", None)]),
        ("on 5 April 2022", [("on 5 April 2022", "2022-04-05")]),
        ("on April 5, 2022", [("on April 5, 2022", "2022-04-05")]),
        ("in May 2022", [("in May 2022", "2022-05")]),
        ("on 31 February 2022", [("on 31 February 2022", None)]),
        ("in 2022", [("in 2022", "2022")]),
        ("this week", [("this week", None)]),
        ("in only two days", [("in only two days", None)]),
        ("less than a week ago", [("less than a week ago", None)]),
        ("on Monday night and yesterday", [("on Monday night", None), ("yesterday", None)]),
        ("They March on and may go", []),
        ("a Mondays club", []),
    ],
)
def test_times(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(text[t.start : t.end], t.iso) for t in times(text)] == found


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("yesterday", "2022-09-13"),
        ("on Wednesday", "2022-09-14"),
        ("last Wednesday", "2022-09-07"),
        ("on Monday night", "2022-09-12"),
        ("next Friday", None),
        ("They will leave on Monday", None),
        ("since April", "2022-04"),
        ("since October", "2021-10"),
        ("in October", None),
        ("on September 2", "2022-09-02"),
        ("on September 20", None),
        ("on September 20, 2021", "2021-09-20"),
        ("this week", "2022-W37"),
        ("last month", "2022-08"),
        ("last year", "2021"),
        ("three days ago", "2022-09-11"),
        ("less than a week ago", None),
        ("in only two days", None),
    ],
)
def test_times_are_reckoned_from_the_day_of_publication(text: str, iso: str | None) -> None:
    assert [moment.iso for moment in times(text, date(2022, 9, 14))] == [iso]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_crash(day: date) -> None:
    for text in ("yesterday", "tomorrow", "last week", "next month", "9999 years ago", "since May", "on Monday"):
        times(text, day)


def test_pronouns() -> None:
    assert is_pronoun("She")
    assert not is_pronoun("Ana")
    assert may_stand_for("she", title_sex("Mrs Lee"))
    assert not may_stand_for("he", title_sex("Ms. Lee"))
    assert not may_stand_for("they", None)
