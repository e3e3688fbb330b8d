from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.page.dates import is_that_day, iso_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-09-13", "2022-09-13"),
        ("20220913", "2022-09-13"),
        ("2022-09", "2022-09"),
        ("2022-09-13T05:30", "2022-09-13T05:30"),
        ("2022-09-13 05:30:07", "2022-09-13T05:30:07"),
        ("2022-09-13T05:30:07.250Z", "2022-09-13T05:30:07.250Z"),
        ("2022-09-13T05:30:00+0300", "2022-09-13T05:30:00+03:00"),
        ("2022-09-13T05:30:00-05", "2022-09-13T05:30:00-05:00"),
        ("2022-09-13 05:30:00 UTC", "2022-09-13T05:30:00Z"),
        ("Tue, 13 Sep 2022 05:30:00 +0100", "2022-09-13T05:30:00+01:00"),
        (" 2022-09-13 ", "2022-09-13"),
        ("Sept. 13, 2022", "2022-09-13"),
        ("13 سبتمبر 2022", "2022-09-13"),
        ("الثلاثاء 13 أيلول 2022", "2022-09-13"),
        ("13 בספטמבר 2022", "2022-09-13"),
        ("Tuesday, September 13th, 2022 at 5:30 pm", "2022-09-13"),
        ("13 September 2022", "2022-09-13"),
        ("13 вересня 2022, 05:30", "2022-09-13"),
        ("вівторок, 13 вересня 2022 р.", "2022-09-13"),
        ("13 сентября 2022 г.", "2022-09-13"),
        ("13.09.2022 - 05:30", "2022-09-13"),
        ("2022/9/13", "2022-09-13"),
        ("2022.09.13", "2022-09-13"),
        ("10.09.2022", "2022-09-10"),
        ("13/09/2022", "2022-09-13"),
        ("Tue, 09/13/2022", "2022-09-13"),
        ("09/09/2022", "2022-09-09"),
        ("13. März 2022", "2022-03-13"),
        ("1er août 2022", "2022-08-01"),
        ("13 de septiembre de 2022", "2022-09-13"),
        ("13 de março de 2022", "2022-03-13"),
        ("martedì, 13 settembre 2022", "2022-09-13"),
        ("13 października 2022", "2022-10-13"),
        ("13 вер 2022", "2022-09-13"),
        ("13-Sep-2022", "2022-09-13"),
        ("Tue Sep 13 2022 05:30:00 GMT+0300 (Eastern European Summer Time)", "2022-09-13T05:30:00+03:00"),
        ("Tue Sep 13 05:30:00 EEST 2022", "2022-09-13"),
    ],
)
def test_reads_and_adds_nothing(text: str, expected: str) -> None:
    assert iso_date(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2022-13-01", "2022/13/1", "2022/9-13", "2022-02-30", "10/09/2022", "31/31/2022", "30 лютого 2022", "13 Smarch 2022", "Kyiv 13, 2022", "1663047000", "0001-01-01T00:00:00Z",
     "2022-09-13T25:00", "32 Sep 2022 05:30:00 GMT", "2" * 100, "२०२२-०९-१३"],
)  # fmt: skip
def test_what_is_no_date_stays_unread(text: str) -> None:
    assert iso_date(text) is None


def test_words_that_are_no_day_of_the_week_are_no_part_of_a_date() -> None:
    assert iso_date("Updated 13 September 2022") is None
    assert iso_date("Weber December 20, 2025") is None


@pytest.mark.parametrize(
    ("moment", "day", "same"),
    [
        ("2022-09-13T22:30:00Z", "2022-09-14", True),
        ("2022-09-13T02:30:00+00:00", "2022-09-12", True),
        ("2022-09-13T22:30:00Z", "2022-09-12", False),
        ("2022-09-13T02:30:00Z", "2022-09-14", False),
        ("2022-09-13T22:30:00Z", "2022-09-13", False),
        ("2022-09-13T22:30:00+03:00", "2022-09-14", False),
        ("2022-09-13T22:30:00", "2022-09-14", False),
        ("2022-09-13", "2022-09-14", False),
        ("9999-12-31T23:00:00Z", "9999-12-31", False),
        ("", "", False),
    ],
)
def test_whether_a_moment_is_the_day_somewhere(moment: str, day: str, *, same: bool) -> None:
    assert is_that_day(moment, day) is same


@given(st.datetimes(min_value=datetime(1900, 1, 1)))
def test_iso_text_is_a_fixed_point(moment: datetime) -> None:
    text = moment.isoformat()
    assert iso_date(text) == text
    assert iso_date(text + "Z") == text + "Z"
