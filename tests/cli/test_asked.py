"""What people type at `archiver search`, as moments, addresses and digests."""

from dataclasses import replace

import pytest

from archiver.cli.searching.asked import Asked, moment_after, moment_from, query_of
from archiver.errors import UsageError
from archiver.index.interface import Query

NOTHING = Asked(None, None, None, None, None, None, None, None, None, None, None, None, None, 20, 0)


@pytest.mark.parametrize(("text", "first", "after"), [
    ("2026", "2026-01-01T00:00:00.000000Z", "2027-01-01T00:00:00.000000Z"),
    ("2026-12", "2026-12-01T00:00:00.000000Z", "2027-01-01T00:00:00.000000Z"),
    ("2024-02-29", "2024-02-29T00:00:00.000000Z", "2024-03-01T00:00:00.000000Z"),
    ("2026-11-22T09:15:00+02:00", "2026-11-22T07:15:00.000000Z", "2026-11-22T07:15:00.000001Z"),
])  # fmt: skip
def test_a_time_is_as_long_as_it_is_written(text: str, first: str, after: str) -> None:
    assert (moment_from(text), moment_after(text)) == (first, after)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13", "2026-02-30", "0000", "2026-11-22T07:15:00", "9999-12-31"]
)
def test_what_is_no_time_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(UsageError, match="expected a time such as 2026"):
        moment_after(text)


def test_everything_typed_is_asked() -> None:
    digest = "A" * 64
    typed = Asked("a b", "s", "p", "headline", "example.org/a", None, None, "2026", "2026", digest, "paywall", "c",
                  "oldest", 3, 4)  # fmt: skip
    assert query_of(typed) == Query(
        words="a b", speaker="s", place="p", kind="headline", url="https://example.org/a",
        since="2026-01-01T00:00:00.000000Z", until="2027-01-01T00:00:00.000000Z", digest="sha256:" + "a" * 64,
        quality="paywall", case_id="c", sort="oldest", limit=3, offset=4,
    )  # fmt: skip
    assert query_of(NOTHING) == Query()


@pytest.mark.parametrize(("name", "option"), [
    ("words", "WORD"), ("speaker", "--speaker"), ("place", "--place"), ("kind", "--kind"), ("url", "--url"),
    ("prefix", "--prefix"), ("host", "--host"), ("since", "--since"), ("until", "--until"), ("digest", "--digest"),
    ("quality", "--verdict"), ("case_id", "--case"), ("sort", "--sort"),
])  # fmt: skip
def test_an_option_without_a_value_does_not_find_everything(name: str, option: str) -> None:
    for value in ("", " "):
        with pytest.raises(UsageError, match=f"^{option}: expected something to look for, found nothing"):
            query_of(Asked(**{**vars(NOTHING), name: value}))


def test_times_are_in_order() -> None:
    for since, until in (("2026-11-23", "2026-11-22"), ("2027", "2026")):
        with pytest.raises(UsageError, match="expected --since before --until"):
            query_of(replace(NOTHING, since=since, until=until))
    assert query_of(replace(NOTHING, since="2026-11-22", until="2026-11-22")).until


def test_the_option_of_a_time_that_is_none_is_named() -> None:
    with pytest.raises(UsageError, match=r"^--until: expected a time such as .*, found 'soon'$"):
        query_of(replace(NOTHING, until="soon"))
