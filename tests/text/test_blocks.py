"""Canonical text, text/v1."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.text.blocks import canonical_block, canonical_blocks, is_canonical, to_file, without_white

ODD = st.text(st.sampled_from(" a\u00a0\u0085\t\n\x00\x1b\x7f\u200b\u202e\ufeff\u2028\u3000\u00ad\U0001f600є\ud800"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Kyiv\u00a0 said\r\n ", "Kyiv said"),
        ("a\u0085b\u2028c\u3000d", "a b c d"),
        ("a\x1cb\x1f\nc", "ab c"),  # white space to Python, controls to Unicode
        ("a\x00b\x1b[2Jc\x7f", "ab[2Jc"),
        ("«ё»\u200b\u202e", "«ё»\u200b\u202e"),
        ("e\u0301", "e\u0301"),
        ("\ud800", "\ufffd"),
        (" \x00 ", ""),
    ],
)
def test_white_space_is_folded_controls_are_dropped_and_nothing_else_changes(raw: str, expected: str) -> None:
    assert canonical_block(raw) == expected


@given(st.text() | ODD)
@example(" a")
@example("a  b")
@example("")
def test_a_block_is_canonical_when_it_is_its_own_canonical_form(text: str) -> None:
    assert is_canonical(text) == (text != "" and canonical_block(text) == text)


@given(ODD)
def test_a_canonical_block_stays_what_it_is(raw: str) -> None:
    block = canonical_block(raw)
    assert canonical_block(block) == block
    assert without_white(block) == without_white(raw.replace("\ud800", "\ufffd"))


def test_empty_blocks_are_dropped_and_a_file_ends_with_one_newline() -> None:
    assert canonical_blocks(["A", " ", "\x00", "B "]) == ("A", "B")
    assert to_file(("A", "Б")) == "A\n\nБ\n".encode()
