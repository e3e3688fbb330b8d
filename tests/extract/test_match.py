from archiver.extract.main.match import match
from archiver.text.blocks import canonical_block
from tests.extract.pages import SENTENCES, passages_of, story, texts


def test_long_blocks_are_found_and_short_ones_between_them() -> None:
    page = passages_of(f"<p>Share</p>{story(0, 1)}<h2>Why</h2>{story(1, 2)}<p>Share</p>")
    assert texts(match(page, (SENTENCES[0], "Why", SENTENCES[1]))) == [SENTENCES[0], "Why", SENTENCES[1]]


def test_a_short_block_is_taken_where_its_neighbours_are() -> None:
    page = passages_of(f"<p>Share</p>{story(0, 1)}<p>Share</p>{story(1, 2)}<p>Share</p>")
    found = match(page, (SENTENCES[0], "Share", SENTENCES[1]))
    assert [page.index(passage) for passage in found] == [1, 2, 3]


def test_part_of_a_passage_is_no_short_block() -> None:
    assert match(passages_of("<p>Shareholders met.</p>"), ("Share",)) == []


def test_a_block_with_a_hole_is_found_by_its_ends() -> None:
    page = passages_of(f"<p>{SENTENCES[0][:60]} [advertisement] {SENTENCES[0][60:]}</p>{story(1, 3)}")
    assert match(page, (canonical_block(SENTENCES[0]),)) == page[:1]


def test_a_block_in_which_everything_runs_together() -> None:
    page = passages_of(f"<p>Menu</p>{story()}{story()}")
    block = " and then ".join(("Front page", *SENTENCES, *SENTENCES))
    assert len(block) > 1000
    assert texts(match(page, (block,))) == [*SENTENCES, *SENTENCES]


def test_what_stands_nowhere_is_left_out() -> None:
    page = passages_of(story())
    assert match(page, ("Nobody wrote this sentence, which is long enough to be looked for.", "Nor this")) == []
    assert match([], ("Text",)) == []
    assert match(page, ()) == []


def test_many_short_places_cost_a_bounded_number_of_tries() -> None:
    page = passages_of("<p>" + "a" * 30_000 + "b</p>" + "<p>x</p>" * 10)
    assert match(page, ("aa",) * 5) == []
