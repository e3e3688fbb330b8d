"""How text for people is laid out."""

import pytest

from archiver.cli.looking.render import counted, marked, moment
from archiver.cli.output import emit_json, safe


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ([], "one two three"),
        ([(4, 7, "x")], "one {x: two} three"),
        ([(0, 13, "x"), (4, 7, "!y")], "{x: one {!y: two} three}"),
        ([(0, 3, "x"), (3, 7, "y")], "{x: one}{y:  two} three"),
        ([(4, 900, "x")], "one {x: two three}"),
        ([(900, 901, "x")], "one two three{x: }"),
    ],
)
def test_marks(marks: list[tuple[int, int, str]], shown: str) -> None:
    assert marked("one two three", marks) == shown


def test_marks_count_code_points_of_the_raw_text() -> None:
    assert marked("a\u202eb😀c", [(1, 2, "!bidi"), (4, 5, "x")]) == r"a{!bidi: \u202e}b😀{x: c}"


@pytest.mark.parametrize(
    "bad", ["\x1b[31m", "\r", "\n", "\x07", "\x7f", "\x9b", "\u202e", "\u200b", "\u2028", "\ufeff", "\U000e0041"]
)
def test_nothing_that_steers_is_printed_raw(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert bad not in safe(f"a{bad}b")
    emit_json({"a": f"x{bad}y"})
    printed = capsys.readouterr().out
    assert bad[0] not in printed.replace("\n", "", 3)
    import json

    assert json.loads(printed) == {"a": f"x{bad}y"}


def test_small_words() -> None:
    assert [counted(number, "block") for number in (0, 1, 2)] == ["0 blocks", "1 block", "2 blocks"]
    assert moment("2026-11-22T07:15:01.123456Z") == "2026-11-22 07:15:01 UTC"
    assert moment(None) is None
