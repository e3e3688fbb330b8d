from collections.abc import Iterator

from archiver.extract.page.chosen import MAX_DATES, first_date, is_earlier, published
from archiver.extract.page.headline import Found


def last() -> Iterator[Found]:
    yield Found("2022-09-01", "address")


UTC = Found("2022-09-13T22:30:00Z", "json-ld datePublished")


def test_the_day_that_the_page_shows_is_taken_where_it_is_the_same_moment() -> None:
    shown = Found("14 вересня 2022", "span date")
    assert published([UTC, shown], [], shown, last) == Found(
        "14 вересня 2022", "span date; json-ld datePublished says 2022-09-13"
    )
    for other in ("12 September 2022", "15 September 2022"):
        found = published([UTC, Found(other, "span date")], [], Found(other, "span date"), last)
        assert found is not None
        assert found.value == UTC.value


def test_a_stated_offset_leaves_no_doubt() -> None:
    local = Found("2022-09-13T22:30:00+03:00", "json-ld datePublished")
    found = published([local], [], Found("2022-09-14", "time"), last)
    assert found is not None
    assert found.value == local.value


def test_words_to_the_reader_decide_where_the_other_places_are_at_odds() -> None:
    hits = [Found("2022-09-08", "meta date"), Found("2022-11-29", "json-ld datePublished")]
    labelled, bare = Found("2022-09-13", 'time, "Published"'), Found("2022-09-13", "time")
    assert (published([*hits, labelled], [], labelled, last) or UTC).value == "2022-09-13"
    assert (published([*hits, bare], [], bare, last) or UTC).value == "2022-09-08"
    assert (published([hits[0], labelled], [], labelled, last) or UTC).value == "2022-09-08"


def test_the_last_places_are_asked_only_when_the_others_say_nothing() -> None:
    assert published([], [], None, last) == Found("2022-09-01", "address")
    assert published([Found("soon", "meta date")], [], None, last) == Found("2022-09-01", "address")
    assert published([UTC], [], None, last) == UTC


def test_many_statements_are_compared_within_limits() -> None:
    hits = [Found("2022-09-13", "json-ld datePublished")] * MAX_DATES + [Found("2022-09-14", "meta date")]
    assert first_date(hits) == hits[0]
    assert first_date([Found("2" * 2_000, "meta date")]) is None


def test_a_change_before_the_publication() -> None:
    changed = Found("2020-01-01", "json-ld dateModified")
    assert is_earlier(changed, UTC)
    assert not is_earlier(UTC, changed)
    assert not is_earlier(UTC, UTC)
    assert not is_earlier(None, UTC)
    assert not is_earlier(Found("long ago", "meta date"), UTC)
