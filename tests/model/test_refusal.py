"""What a model refuses is said in the words of this program."""

from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from archiver.model.base import Frozen
from archiver.model.refusal import SHOWN, first_refusal


def even(number: int) -> int:
    if number % 2:
        raise ValueError(f"expected an even number, found {number}")
    return number


class Part(Frozen):
    word: Annotated[str, StringConstraints(min_length=2, max_length=4)] = "word"
    form: Annotated[str, StringConstraints(pattern="^[a-z]+$")] = "form"
    many: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    choice: Literal["one", "two"] = "one"
    number: Annotated[int, Field(ge=0, le=9)] = 0
    pairs: Annotated[int, AfterValidator(even)] = 0
    truth: bool = True


class Whole(Frozen):
    part: Part
    parts: tuple[Part, ...] = ()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "at /part: expected a value, found none"),
        ({"part": 3}, "at /part: expected an object, found 3"),
        ({"part": [3]}, "at /part: expected an object"),
        ({"part": {"odd": 1}}, "at /part/odd: expected no field of this name, found 1"),
        ({"part": {"word": 12}}, "at /part/word: expected text, found 12"),
        ({"part": {"word": "w"}}, "at /part/word: expected 2 characters or more, found 'w'"),
        ({"part": {"word": "words"}}, "at /part/word: expected 4 characters or fewer, found 'words'"),
        ({"part": {"word": "x" * 9999}}, f"at /part/word: expected 4 characters or fewer, found '{'x' * (SHOWN - 1)}…"),
        ({"part": {"form": "\x1b[2J"}}, r"at /part/form: expected text of the form ^[a-z]+$, found '\x1b[2J'"),
        ({"part": {"many": 1}}, "at /part/many: expected a list, found 1"),
        ({"part": {"many": []}}, "at /part/many: expected 1 of them or more"),
        ({"part": {"many": [1, 2, 3]}}, "at /part/many: expected 2 of them or fewer"),
        ({"part": {"choice": "three"}}, "at /part/choice: expected 'one' or 'two', found 'three'"),
        ({"part": {"number": -1}}, "at /part/number: expected 0 or more, found -1"),
        ({"part": {"number": 10}}, "at /part/number: expected 9 or less, found 10"),
        ({"part": {"number": "1"}}, "at /part/number: expected a whole number, found '1'"),
        ({"part": {"pairs": 3}}, "at /part/pairs: expected an even number, found 3"),
        ({"part": {"truth": 1}}, "at /part/truth: expected true or false, found 1"),
        ({"part": {}, "parts": [{}, {"choice": None}]}, "at /parts/1/choice: expected 'one' or 'two', found null"),
    ],
)
def test_in_plain_words(document: object, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(document)
    assert first_refusal(caught.value) == said
