"""Noise on whole web pages, through extractor, claims and differ: no alarm where the article stayed as it was."""

import pytest

from tests.compare.pages import COUNT, LAYOUTS, WebPair, edited, noisy
from tests.compare.scoring import read_pages

SEEDS = 6  # of the pairs with an edit, a layout


@pytest.mark.parametrize("layout", LAYOUTS)
def test_noise_around_an_article_is_no_change_of_it(layout: str) -> None:
    pairs = [noisy(layout, seed) for seed in range(COUNT)]
    read = {pair.name: read_pages(pair) for pair in pairs}
    assert not [name for name, found in read.items() if found.comparison.alert]
    assert {found.relation for found in read.values()} <= {"unchanged", "markup", "typographic"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_noise_does_not_hide_a_change(layout: str) -> None:
    for pair in (edited(layout, seed) for seed in range(SEEDS)):
        alert = read_pages(pair).comparison.alert
        assert alert is not None, pair.name
        assert any("quantity" in row.classes for row in alert.evidence), pair.name


def test_there_are_enough_pairs_and_they_differ() -> None:
    pairs: list[WebPair] = [noisy(layout, seed) for layout in LAYOUTS for seed in range(COUNT)]
    assert len(pairs) >= 100
    assert all(pair.old != pair.new for pair in pairs)


def test_some_noise_comes_through_the_extractor() -> None:
    """Else the differ was never asked."""
    assert any(read_pages(noisy(layout, seed)).comparison.around for layout in LAYOUTS for seed in range(3))
