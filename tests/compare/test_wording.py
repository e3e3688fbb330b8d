"""What kinds of change the words of two sentences make, one phenomenon a line."""

import pytest

from archiver.claims.find import find
from archiver.compare.diff import Side, compare
from archiver.compare.wording import Piece, pieces

CASES = {
    "a number is one word": ("They lost 2,000 km of land.", "They lost 3,000 km of land.", {"quantity"}),
    "a unit": ("They lost 20 km of land.", "They lost 20 miles of land.", {"quantity"}),
    "a currency": ("It cost $90 in all.", "It cost €90 in all.", {"quantity"}),
    "a bound": ("More than 50 came to town.", "Fewer than 50 came to town.", {"quantity"}),
    "a sign": ("It was -5 degrees there.", "It was 5 degrees there.", {"quantity"}),
    "a word for a number": ("Seven of them left town.", "Nine of them left town.", {"quantity"}),
    "numbers that change places": ("Hit 17 of 24 drones.", "Hit 24 of 17 drones.", {"quantity"}),
    "a day": ("He left on Monday with her.", "He left on Friday with her.", {"quantity"}),
    "a thousands mark alone": ("They lost 2,000 km of land.", "They lost 2 000 km of land.", {"typographic"}),
    "a word or its digit": ("Seven of them left town.", "7 of them left town.", {"reworded"}),
    "a hedge that comes": ("The bridge collapsed at noon.", "The bridge reportedly collapsed at noon.", {"hedge"}),
    "a hedge of several words": ("They left the town.", "They are said to have left the town.", {"hedge"}),
    "the month is no hedge": ("He left in March with her.", "He left in May with her.", {"quantity"}),
    "not": ("The bridge was safe.", "The bridge was not safe.", {"negation"}),
    "a contraction": ("They did see the bridge.", "They didn't see the bridge.", {"negation"}),
    "a prefix": ("The cause is known to them.", "The cause is unknown to them.", {"negation"}),
    "a verb of denying": ("He denied the theft.", "He confirmed the theft.", {"negation"}),
    "rejecting is denying": ("He denied the theft, they said.", "He rejected the theft, they said.", {"cue"}),
    "a place": ("The fire began near Pell on a farm.", "The fire began near Arden on a farm.", {"name"}),
    "a fuller name": ("Then Bondar came home to eat.", "Then Ivan Bondar came home to eat.", {"reworded"}),
    "a name for a pronoun": ("Then he came home to eat.", "Then Bondar came home to eat.", {"reworded"}),
    "a speaker": ("The bridge fell, said Ivan Bondar.", "The bridge fell, said Olha Koval.", {"speaker"}),
    "an office in front of the name": (
        "The governor, Ivan Bondar, said the bridge fell.", "The mayor, Olha Koval, said the bridge fell.", {"speaker"},
    ),
    "a cue": ("Ivan Bondar said the bridge fell.", "Ivan Bondar claimed the bridge fell.", {"cue"}),
    "other words": ("The bridge fell at noon.", "The bridge sank at noon.", {"reworded"}),
    "another order": ("At noon the old bridge fell.", "The old bridge fell at noon.", {"reworded"}),
    "quotation marks": ("“No,” he said to them.", "\"No,\" he said to them.", {"typographic"}),
    "case and dashes": ("The Bridge - old - fell.", "The bridge – old – fell!", {"typographic"}),
    "a zero-width space": ("The bridge fell.", "The bri\u200bdge fell.", {"typographic"}),
    "several at once": (
        "Ivan Bondar said nine people died in Pell.", "Ivan Bondar said six people may have died in Arden.",
        {"quantity", "hedge", "name"},
    ),
    "Ukrainian": ("Дамба витримала 4 метри води.", "Дамба не витримала 6 метрів води.", {"quantity", "negation"}),
    "Russian": ("Пожар начался на складе.", "Пожар якобы начался на складе.", {"hedge"}),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "classes"), CASES.values(), ids=CASES)
def test_a_change_has_its_classes(old: str, new: str, classes: set[str]) -> None:
    around = ("Bridge in the river Orm", "Nobody had seen it in Pell before Arden.")
    before, after = ((around[0], sentence, around[1]) for sentence in (old, new))
    found = compare(Side(before, find(before, language=None).items), Side(after, find(after, language=None).items))
    assert [set(row.classes) for row in found.changes] == [classes]


def test_pieces_hold_both_sentences() -> None:
    old, new = "They lost 2,000 km, he “said”.", "We lost 3,000 km - he said."
    made = pieces(old, new)
    assert Piece("removed", "2,000") in made
    assert Piece("added", "3,000") in made
    assert "".join(piece.text for piece in made if piece.kind != "added").replace("-", ",") != new
    assert "".join(piece.text for piece in made if piece.kind != "removed") == new
    assert "".join(piece.text for piece in made if piece.kind != "added") == old


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        (
            "Lines, the operator, did not comment on it.",
            "Lines, the operator, commented on it.",
            "did not comment",
            "commented",
        ),
        ("It fell to -5 at night.", "It fell to -7 at night.", "-5", "-7"),
        ("It fell by 6% today.", "It fell by 11% today.", "6", "11"),
        ("said Elena Marsh, a teacher", "said Rosa Vidal, a teacher", "Elena Marsh", "Rosa Vidal"),
    ],
)
def test_marks_that_both_have_are_no_part_of_what_changed(old: str, new: str, removed: str, added: str) -> None:
    made = pieces(old, new)
    assert [piece.text for piece in made if piece.kind == "removed"] == [removed]
    assert [piece.text for piece in made if piece.kind == "added"] == [added]
