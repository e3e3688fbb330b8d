"""The labelled pairs hold what they promise, whatever a differ makes of them."""

import pytest

from archiver.text.sentences import sentences
from tests.compare.edits import generated
from tests.compare.golden import CLASSES, Pair, hand_made, noise_only, positives

ENOUGH = 20  # positives a class
PAIRS = 60


def test_there_are_enough_pairs_and_positives() -> None:
    assert len(hand_made()) >= PAIRS
    assert min(positives(hand_made()).values()) >= ENOUGH, positives(hand_made())
    assert min(positives(generated(1, 400)).values()) >= ENOUGH, positives(generated(1, 400))
    assert len(noise_only()) >= 100


@pytest.mark.parametrize("pair", [*hand_made(), *generated(1, 50)], ids=lambda pair: pair.name)
def test_what_is_expected_stands_in_the_versions(pair: Pair) -> None:
    old, new = ({block[a:b] for block in version for a, b in sentences(block)} for version in (pair.old, pair.new))
    for kind, before, after in pair.expected | pair.optional:
        assert kind in CLASSES
        assert before in old if before is not None else kind == "added"
        assert after in new if after is not None else kind == "removed"


def test_the_generator_repeats_itself() -> None:
    assert generated(7, 20) == generated(7, 20) != generated(8, 20)


@pytest.mark.parametrize("pair", [*hand_made(), *generated(1, 50)], ids=lambda pair: pair.name)
def test_only_what_is_labelled_differs(pair: Pair) -> None:
    old, new = ({block[a:b] for block in version for a, b in sentences(block)} for version in (pair.old, pair.new))
    labelled = pair.expected | pair.optional
    assert old - new == {before for _, before, after in labelled if before and before != after}
    assert new - old == {after for _, before, after in labelled if after and before != after}
