from hypothesis import given
from hypothesis import strategies as st

from archiver.extract import split
from archiver.extract.split import cut_to_source
from archiver.extract.stands import missing

SOURCE = "<p>Kyiv said <i>(advertisement)</i> no to the offer.</p><p>Moscow did not answer.</p>"


def test_cut_at_the_gap_and_nowhere_else() -> None:
    blocks = ("Kyiv said no to the offer.", "Moscow did not answer.")
    assert cut_to_source(blocks, SOURCE, "text/html") == ("Kyiv said", "no to the offer.", "Moscow did not answer.")


def test_what_stands_nowhere_is_dropped() -> None:
    assert cut_to_source(("Invented Kyiv said entirely",), SOURCE, "text/html") == ("Kyiv said",)


def test_text_that_stands_is_left_alone() -> None:
    assert cut_to_source(("Moscow did not answer.",), SOURCE, "text/html") == ("Moscow did not answer.",)


def test_searches_are_bounded() -> None:
    block = "zq " * (split.MAX_SEARCHES * 2) + "Kyiv said"
    assert cut_to_source((block,), SOURCE, "text/html") == ()


@given(
    st.lists(
        st.sampled_from(["Kyiv", "said", "(advertisement)", "no", "to", "the", "offer.", "Moscow", "lies"]),
        min_size=1,
        max_size=12,
    )
)
def test_every_piece_stands(words: list[str]) -> None:
    pieces = cut_to_source((" ".join(words),), SOURCE, "text/html")
    assert missing(pieces, SOURCE, "text/html") == ()
    assert [w for piece in pieces for w in piece.split(" ")] == [w for w in words if w != "lies"]
