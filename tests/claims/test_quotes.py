import pytest

from archiver.claims.quotations.insertions import insertions
from archiver.claims.quotations.quotes import quotations


def inner(*blocks: str) -> list[list[str]]:
    return [[blocks[p.block][p.start : p.end] for p in q.pieces] for q in quotations(blocks)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“a” and “b”", ["a", "b"]),
        ('"a" and "b"', ["a", "b"]),
        ("«a» „b“ „c”", ["a", "b", "c"]),
        ("“he said “no” to me” then", ["he said “no” to me"]),
        ("“he said ‘no’ to me” then", ["he said ‘no’ to me"]),
        ('“mixed marks" here', ["mixed marks"]),
        ("the soldiers’ arms and the town’s gate", []),
        ("‘the soldiers’ arms lay there,’ he said", ["the soldiers’ arms lay there,"]),
        ("it’s the ’90s", []),
        ("a 6'2\" man", []),
        ("stray ” and » marks", []),
        ('one "two" three "four', ["two", "four"]),
        ("", []),
    ],
)
def test_marks_of_one_block(text: str, found: list[str]) -> None:
    assert [pieces[0] for pieces in inner(text)] == found


def test_a_quotation_runs_over_paragraphs_that_open_again() -> None:
    assert inner("x “one", "“two", "“three” y") == [["one", "two", "three"]]
    assert inner('x "one', '"two"') == [["one", "two"]]


def test_a_blank_block_between_paragraphs_is_passed_over() -> None:
    assert inner("“one", "   ", "“two”") == [["one", "two"]]


def test_an_open_quotation_ends_with_its_paragraph() -> None:
    found = quotations(("x “one", "two”"))
    assert [(q.closed, len(q.pieces)) for q in found] == [(False, 1)]


def test_insertions_and_their_roles() -> None:
    text = "a [b] c [...] d [sic] e [in Russian: f] g [] h [[i]"
    assert [(text[a:b], role) for (a, b), role in insertions(text)] == [
        ("[b]", "editor"),
        ("[...]", "omission"),
        ("[sic]", "sic"),
        ("[in Russian: f]", "translation"),
        ("[i]", "editor"),
    ]
