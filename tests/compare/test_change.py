"""The kind of change between two versions."""

from dataclasses import replace

import pytest

from archiver.compare.change import Version, change_between
from archiver.compare.form import comparison_form

OLD = Version(
    "sha256:1", "Bridge reopens", ("Bridge reopens", "It's open - “finally”."), ("Ana Lee", None, None, "en"),
    address="https://example.org/a",
)  # fmt: skip
NOTICE = "Correction: an earlier version of this article gave the wrong day."


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, "unchanged"),
        (replace(OLD, source="sha256:2"), "markup"),
        (replace(OLD, metadata=("Ana Lee", None, "2026-11-22", "en")), "metadata"),
        (replace(OLD, text=("Bridge reopens", 'It’s open – "finally".')), "typographic"),
        (replace(OLD, headline="Bridge is open", text=("Bridge is open", OLD.text[1])), "headline"),
        (replace(OLD, text=(OLD.text[0], "It's closed.")), "text"),
        (replace(OLD, headline="Closed", text=("Closed", "It's closed.")), "text"),
        (replace(OLD, text=()), "removed"),
        (replace(OLD, text=("Bridge reopens", "It's open -", "“finally”.")), "typographic"),
        (replace(OLD, address="https://example.org/b"), "moved"),
        (replace(OLD, address="https://example.org/b", source="sha256:2", metadata=(None,) * 4), "moved"),
        (replace(OLD, address="http://WWW.example.org:80/a"), "unchanged"),
        (replace(OLD, address="https://example.org/b", text=(OLD.text[0], "It's closed.")), "text"),
        (replace(OLD, text=(*OLD.text, NOTICE)), "correction"),
        (replace(OLD, text=(OLD.text[0], "It's closed.", NOTICE)), "correction"),
        (replace(OLD, source="sha256:2", text=(*OLD.text, "12 comments")), "markup"),
        (replace(OLD, source="sha256:2", text=(*OLD.text, "Buy tea now"), aside=frozenset({2})), "markup"),
    ],
)
def test_the_strongest_change_names_the_relation(new: Version, expected: str) -> None:
    assert change_between(OLD, new) == expected


def test_an_article_that_comes_back_is_returned() -> None:
    assert change_between(replace(OLD, text=()), OLD) == "returned"


def test_a_notice_that_was_there_before_is_no_correction() -> None:
    before = replace(OLD, text=(*OLD.text, NOTICE))
    assert change_between(before, replace(before, text=(OLD.text[0], "It's closed.", NOTICE))) == "text"


def test_the_comparison_form_forgives_typography_and_nothing_else() -> None:
    assert comparison_form("„Ja“ — 2 000") == comparison_form('"ja" - 2 000')
    assert comparison_form("2,000") != comparison_form("3,000")
    assert comparison_form("not open") != comparison_form("open")
