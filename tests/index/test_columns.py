"""A row goes into columns and comes out as it was, whatever stands in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.index.columns import (
    SPELLINGS,
    instant,
    microseconds,
    package_columns,
    passage_columns,
    passages_of_second,
    to_passage,
    to_row,
)
from archiver.index.interface import Passage, Row
from archiver.model.instant import format_instant
from archiver.model.url import check_url, surt
from tests.index.conformance import row

MOMENTS = st.datetimes(timezones=st.just(UTC)).map(format_instant)


class Words(dict[str, int]):
    """Numbers of words, and back."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self) + 1
        return self[word]

    def back(self) -> dict[int, str]:
        return {number: word for word, number in self.items()}


def again(made: Row) -> object:
    """As SQLite gives it back."""
    words = Words()
    columns = package_columns(made, words)
    return to_row((made.series, made.sequence, *columns), words.back())


@given(MOMENTS, MOMENTS)
def test_moments_come_back(moment: str, other: str) -> None:
    assert instant(microseconds(moment)) == moment
    assert (microseconds(moment) < microseconds(other)) == (moment < other)


@given(MOMENTS)
def test_the_numbers_of_passages_fit_into_sqlite(moment: str) -> None:
    low, high = passages_of_second(microseconds(moment))
    assert -(2**63) <= low < high < 2**63


@pytest.mark.parametrize("url", [
    "https://example.org/a", "https://www.example.org/a", "http://example.org/a", "http://www.example.org/a",
    "https://www2.example.org/a", "https://EXAMPLE.org/a", "https://example.org/A", "https://example.org/a/",
    "https://example.org/?b=1&a=2", "https://example.org:8443/a", "https://example.org:443/a", "http://192.0.2.1/a",
    "http://[2001:db8::1]:8080/a", "https://example.org/%D0%90", "https://example.org", "https://bücher.example/ü",
])  # fmt: skip
def test_every_spelling_of_a_url_comes_back(url: str) -> None:
    checked = check_url(url)
    made = row(1, series=surt(checked))._replace(url=checked)
    assert again(made) == made


def test_the_usual_needs_no_room() -> None:
    url = "https://www.example.org/a"
    usual = "2026/11/22/20261122T071501Z-www.example.org-00000001"
    made = row(1)._replace(url=url, sidecar=f"{usual}.json", warc=f"{usual}.warc.gz")
    assert package_columns(made, Words())[5:8] == (SPELLINGS.index("https://www."), None, None)
    assert again(made) == made


@given(st.builds(
    Passage, st.none() | st.integers(0, 10_000), st.just("indirect"), st.text(), st.none() | st.text(),
    st.none() | st.text(), st.lists(st.text("ab ", min_size=1).filter(str.strip), max_size=3).map(tuple),
))  # fmt: skip
def test_a_passage_comes_back(passage: Passage) -> None:
    places = tuple(" ".join(place.split()) for place in passage.places)
    assert to_passage(passage_columns(passage)) == replace(passage, places=places)


def test_a_moment_of_today_is_what_it_says() -> None:
    assert microseconds("2026-11-22T07:15:01.000002Z") == int(
        datetime(2026, 11, 22, 7, 15, 1, tzinfo=UTC).timestamp() * 1_000_000 + 2
    )
