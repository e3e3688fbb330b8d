import pytest

from archiver.extract.page.line import Written, is_label, is_written_name, written_dates, written_names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("13 September 2022", [Written("13 September 2022", "")]),
        ("By Anna Weber · Sep 13, 2022 at 3:00 am · One comment", [Written("Sep 13, 2022 at 3:00 am", "")]),
        ("By Dr. Anna Weber - Sep 13, 2022", [Written("Sep 13, 2022", "")]),
        ("Anna Weber, 13.09.2022 05:30", [Written("13.09.2022 05:30", "Anna Weber,")]),
        ("blog | February 01, 2022", [Written("February 01, 2022", "")]),
        ("● December 23, 2025 ●", [Written("December 23, 2025", "")]),
        ("05 Nov 2025.", [Written("05 Nov 2025", "")]),
        ("February 4 2026 - Average reading time: 12 min", [Written("February 4 2026", "")]),
        ("Last updated: | 13 September 2022", [Written("13 September 2022", "Last updated:")]),
        (
            "Опубліковано: 13.09.2022 | Оновлено: 14.09.2022",
            [Written("13.09.2022", "Опубліковано:"), Written("14.09.2022", "Оновлено:")],
        ),
        ("Publié le 13 septembre 2022 par Anna Weber", [Written("13 septembre 2022", "Publié le")]),
    ],
)
def test_dates_of_a_line_with_the_words_in_front(line: str, expected: list[Written]) -> None:
    assert list(written_dates(line)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "The bridge fell on 13 September 2022.",
        "A bridge that fell on 13 September 2022",
        "Copyright of the paper of record 2022",
        "Updated every day since 1962",
        "",
    ],
)
def test_a_sentence_is_no_line_of_dates(line: str) -> None:
    assert list(written_dates(line)) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("by Amanda · Dec 20, 2025 at 3:00 am", ["Amanda"]),
        ("By Anna Weber December 20, 2025", ["Anna Weber"]),
        ("Posted on Dec 20, 2025 by Anna Weber", ["Anna Weber"]),
        ("Written by: | Anna Weber", ["Anna Weber"]),
        ("By Anna Weber. Last Updated June 2, 2025", ["Anna Weber"]),
        ("Автор: Олена Коваль | 13.09.2022", ["Олена Коваль"]),
        ("Written By", []),
        ("Reading time 5 min", []),
        ("By the river the bridge fell", []),
    ],
)
def test_names_of_a_line(line: str, expected: list[str]) -> None:
    assert list(written_names(line)) == expected


def test_labels_and_names_are_told_apart() -> None:
    assert is_label("Last updated on")
    assert not is_label("Anna Weber")
    assert is_written_name("Dieter Hogen with Uta Pippig")


def test_a_line_made_to_be_slow_says_nothing() -> None:
    for line in ("publi" * 24, "updated " * 15, "by " * 40, "| " * 60, "2022 " * 24, "13 September " * 9):
        assert list(written_dates(line)) == []
        assert list(written_names(line)) == []
