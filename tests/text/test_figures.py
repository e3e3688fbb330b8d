import pytest

from archiver.text.mentions.figures import Figure, figures
from archiver.text.tokens import words


def found(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(text[f.start : f.end], f.value, f.unit, f.modifier) for f in figures(text, words(text))]


@pytest.mark.parametrize(
    ("text", "value", "unit", "modifier"),
    [
        ("2,000km", "2000", "km", None),
        ("around 150km", "150", "km", "around"),
        ("18 cities", "18", "cities", None),
        ("dozens of cities", None, "cities", None),
        ("several dozens of kilometres", None, "kilometres", "several"),
        ("24 hours", "24", "hours", None),
        ("less than a week", "1", "week", "less than"),
        ("$1.2 billion", "1200000000", "$", None),
        ("$3.5m", "3500000", "$", None),
        ("50 %", "50", "%", None),
        ("50%", "50", "%", None),
        ("12 percent", "12", "percent", None),
        ("3.5m", "3.5", "m", None),
        ("at least twenty-five soldiers", "25", "soldiers", "at least"),
        ("No more than three tanks", "3", "tanks", "No more than"),
        ("two million people", "2000000", "people", None),
        ("half million people", "500000", "people", None),
        ("1,5 млн", "1500000", None, None),
        ("понад 300 танків", "300", "танків", "понад"),
        ("7", "7", None, None),
    ],
)
def test_quantities_as_printed(text: str, value: str | None, unit: str | None, modifier: str | None) -> None:
    assert found(f"x {text}.") == [(text, value, unit, modifier)]


@pytest.mark.parametrize(
    "text",
    ["in 2022 he left", "Article 16", "5 April", "the 19th century", "at 10:30", "one of them", "12/05", "a week"],
)
def test_dates_names_and_ordinals_are_no_quantities(text: str) -> None:
    assert found(text) == []


def test_a_unit_is_never_a_function_word() -> None:
    assert found("two of three men") == [("two", "2", None, None), ("three men", "3", "men", None)]


def test_figures_do_not_overlap() -> None:
    assert figures("12 34 men", words("12 34 men"))[-1] == Figure(3, 9, "34", "men", None)
