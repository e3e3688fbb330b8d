"""From what is typed to a question: every character of it is a word, or nothing."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.index.words import expression, folded, terms


@pytest.mark.parametrize(("typed", "expected"), [
    ('grain "port is open" harv*', [("grain", False), ("port is open", False), ("harv", True)]),
    ("Об’єкт", [("об'єкт", False)]), ('"unended phr*', [("unended phr", True)]), ('"a b"*', [("a b", True)]),
    ("„Hafen offen“", [("hafen offen", False)]), ("— … * \" \"", []), ("AND OR NOT", [("and", False), ("or", False), ("not", False)]),
    ("ＧＲＡＩＮ", [("grain", False)]), ("a\u00adb", [("ab", False)]),
])  # fmt: skip
def test_terms(typed: str, expected: list[tuple[str, bool]]) -> None:
    assert [(text.rstrip("*"), begins) for text, begins in terms(typed)] == expected


def test_columns_are_named_by_this_program_alone() -> None:
    asked = expression(words='x "} : y', speaker="{text}: z*", place="p")
    assert asked == 'text : ("x" AND "} : y") AND speaker : ("{text}:" AND "z*" *) AND place : ("p")'
    assert expression() == ""


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_typed_sqlite_understands_the_question(words: str, speaker: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(text, speaker, place, content='', tokenize='unicode61')")
    try:
        asked = expression(words=words, speaker=speaker)
    except UsageError:
        return
    finally:
        folded(words)
    if asked:
        assert database.execute("SELECT rowid FROM found WHERE found MATCH ?", (asked,)).fetchall() == []
    database.close()
