"""Sentences find their partners wherever they stand, and what can't be looked at is said."""

from archiver.compare import align as room
from archiver.compare.align import Alignment, align
from archiver.compare.units import units


def _aligned(old: str, new: str) -> Alignment:
    return align(units(old.split("|")), units(new.split("|")))


def test_the_same_text_is_paired_in_order() -> None:
    found = _aligned("One came. Two left.|Three stayed.", "One came.|Two left. Three stayed.")
    assert found.pairs == [(0, 0), (1, 1), (2, 2)]
    assert (found.moved, found.removed, found.added, found.coarse) == (frozenset(), [], [], ())


def test_a_sentence_that_moved_is_no_removal() -> None:
    found = _aligned("A first one.|Bees fly.|Cats sleep.|Dogs bark.", "Bees fly.|Cats sleep.|Dogs bark.|A first one.")
    assert found.moved == {(0, 3)}
    assert (found.removed, found.added) == ([], [])


def test_a_sentence_may_move_and_change() -> None:
    old = "The mayor has opened nine shelters in town.|Bees fly.|Cats sleep.|Dogs bark."
    new = "Bees fly.|Cats sleep.|Dogs bark.|The mayor has opened seven shelters in town."
    assert _aligned(old, new).moved == {(0, 3)}


def test_short_sentences_in_one_place_belong_together_and_elsewhere_not() -> None:
    assert _aligned("Bees fly.|Nobody was hurt.|Cats sleep.", "Bees fly.|Two were hurt.|Cats sleep.").pairs[1] == (1, 1)
    apart = _aligned("Nobody was hurt.|Bees fly.|Cats sleep.", "Bees fly.|Cats sleep.|Two men were hurt badly there.")
    assert (apart.removed, apart.added) == ([0], [2])


def test_repeated_sentences_are_paired_one_by_one() -> None:
    found = _aligned("|".join(["He left."] * 5), "|".join(["He left."] * 3))
    assert len(found.pairs) == 3
    assert len(found.removed) == 2


def test_other_sentences_are_removed_and_added() -> None:
    found = _aligned("The bridge fell into the river.", "Trams are late today because of snow.")
    assert (found.pairs, found.removed, found.added) == ([], [0], [0])


def test_what_is_left_over_in_masses_is_not_compared_and_that_is_said() -> None:
    size = room.MAX_LEFT + 5
    old, new = ([f"Word{n}{side} stands here." for n in range(size)] for side in "ab")
    found = align(units(old), units(new))
    assert found.coarse
    assert len(found.pairs) + len(found.removed) == size
