"""Ukrainian and Russian constructions, a sentence for each."""

import pytest

from archiver.claims.attribution.cyrillic import forms
from tests.claims.support import claims, only, said_by


@pytest.mark.parametrize(
    ("text", "kind", "exact", "speaker", "cue"),
    [
        ("Мер попередив: міст закрито.", "indirect", "міст закрито", "Мер", "попередив"),
        ("Кажуть рибалки, міст закрито з середи.", "indirect", None, None, None),
        ("Рибалки кажуть, міст закрито з середи.", "indirect", "міст закрито з середи", "Рибалки", "кажуть"),
        ("Міст закрито з середи, кажуть рибалки.", "indirect", "Міст закрито з середи", "рибалки", "кажуть"),
        ("Міст закрито з середи, — уточнив мер.", "indirect", "Міст закрито з середи", "мер", "уточнив"),
        ("Як повідомляє мерія, міст закрито.", "indirect", "міст закрито", "мерія", "повідомляє"),
        ("Міст закрито з середи, йдеться в заяві мерії.", "indirect", "Міст закрито з середи", "в заяві мерії", "йдеться"),
        ("У заяві мерії сказано, що міст закрито.", "indirect", "міст закрито", "У заяві мерії", "сказано"),
        ("Согласно отчёту мэрии, мост закрыт с среды.", "indirect", "мост закрыт с среды", "мэрии", "отчёту"),
        ("Мэр предупредил о закрытии моста.", "indirect", "закрытии моста", "Мэр", "предупредил"),
        ("Президент выразил уверенность, что мост откроют.", "indirect", "мост откроют", "Президент", "уверенность"),
        ("Мер закликав водіїв не поспішати.", "indirect", "не поспішати", "Мер", "закликав"),
        ("Мерія: міст закрито до середи", "indirect", "міст закрито до середи", "Мерія", ":"),
        ("Мост закрыт до среды — мэрия", "indirect", "Мост закрыт до среды", "мэрия", "—"),
        ("«Міст закрито», — коротко відповів ст. лейтенант Гай.", "direct_quote", "Міст закрито", "ст. лейтенант Гай", "відповів"),
        ("«Міст закрито», — додав він.", "direct_quote", "Міст закрито", "він", "додав"),
        ("«Так нельзя», — она вздыхает.", "direct_quote", "Так нельзя", "она", "—"),
        ("Ген. Кравчук сказав: «Так і буде».", "direct_quote", "Так і буде", "Ген. Кравчук", "сказав"),
    ],
)  # fmt: skip
def test_who_said_what(text: str, kind: str, exact: str | None, speaker: str | None, cue: str | None) -> None:
    if exact is None:
        assert all(claim.kind == kind for claim in claims(text))
        return
    claim = only(text)
    assert (claim.kind, claim.exact, said_by(claim)) == (kind, exact, (speaker, cue))


def test_a_paragraph_that_begins_with_a_dash_is_speech_around_its_tag() -> None:
    claim = only("— Я не поїду, — каже Олена Гай. — Тут мій дім.")
    assert (claim.kind, claim.exact, said_by(claim)) == (
        "direct_quote",
        "Я не поїду, Тут мій дім.",
        ("Олена Гай", "каже"),
    )


def test_a_tag_inside_the_marks_is_not_quoted() -> None:
    claim = only("«Я не поеду, — говорит Олена Гай, — здесь мой дом».")
    assert (claim.exact, said_by(claim)) == ("Я не поеду, здесь мой дом", ("Олена Гай", "говорит"))


def test_reports_without_a_source_are_passive() -> None:
    claim = only("Повідомляється, що міст закрито.")
    assert claim.speaker is not None
    assert (claim.exact, claim.speaker.source_class) == ("міст закрито", "passive")


def test_a_denial_is_negated() -> None:
    assert only("Кремль спростував чутки про закриття мосту.").negated
    assert only("Мер не сказав, що міст закрито.").negated
    assert not only("Мер сказав, що міст закрито.").negated
    assert not only("«Ніхто не загинув», — додав мер.").negated


@pytest.mark.parametrize(
    "text",
    [
        "Театр «Березіль» відкриває сезон прем'єрою вистави «Мина Мазайло».",
        "Слова пісні написав відомий поет.",
        "Говорить про перемогу ще рано.",
        "Міст через річку відкрили у вівторок.",
        "Поезд «Сапсан» опаздывает на два часа.",
    ],
)
def test_what_says_nothing(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("language", "verb", "some"),
    [
        ("uk", "сказати скаже", {"сказав", "сказала", "сказало", "сказали", "скаже", "сказавши"}),
        ("uk", "зізнатися", {"зізнався", "зізналася", "зізналися"}),
        ("uk", "розповісти", {"розповів", "розповіла"}),
        ("ru", "добавить", {"добавил", "добавила", "добавили", "добавив"}),
        ("ru", "признаться", {"признался", "призналась"}),
        ("ru", "уверен", {"уверен"}),
    ],
)
def test_forms_of_a_verb(language: str, verb: str, some: set[str]) -> None:
    assert some <= forms(language, verb).keys()
