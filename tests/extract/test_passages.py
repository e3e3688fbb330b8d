from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.main.passages import passages
from archiver.extract.page import html
from archiver.text.blocks import canonical_blocks, without_white
from tests.extract.pages import passages_of, texts


def test_block_elements_part_passages_and_inline_ones_do_not() -> None:
    found = passages_of("<h2>Front</h2><p>Kyiv <b>said</b>\n <a href='/x'>no</a>.</p><ul><li>One<li>Two</ul>")
    assert texts(found) == ["Front", "Kyiv said no.", "One", "Two"]
    assert [passage.region.tag for passage in found] == ["h2", "p", "li", "li"]
    assert found[0].heading and not found[1].heading
    assert round(found[1].link_share, 2) == 0.18


def test_a_row_is_one_passage_and_its_cells_are_parted_by_a_space() -> None:
    found = passages_of(
        "<table><tr><th>Town</th><th>Date</th></tr><tr><td>Izyum</td><td>10 September</td></tr></table>"
    )
    assert texts(found) == ["Town Date", "Izyum 10 September"]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert texts(passages_of("<div>First<br>line.<br><br>Second\n\nline.</div>")) == ["First line.", "Second line."]


def test_what_is_not_shown_is_no_passage() -> None:
    body = "<script>var x</script><style>p{}</style><noscript><p>Enable it</p></noscript><svg><text>icon</text></svg><p>Text</p>"
    assert texts(passages_of(body)) == ["Text"]


def test_paragraphs_below_an_element_that_was_never_closed_are_read() -> None:
    assert texts(passages_of("<svg><symbol><path></symbol><div><p>The article begins here.</p></div>")) == [
        "The article begins here."
    ]


def test_where_a_passage_stands() -> None:
    (passage,) = passages_of('<div class="story" id="s1"><aside><ul><li><p>Text</p></li></ul></aside></div>')
    assert (passage.region.tag, passage.region.home.tag) == ("p", "aside")
    assert passage.region.items is not None
    assert passage.region.items.tag == "ul"
    assert passage.region.signs == {"aside"}
    assert passage.region.home.parent is not None
    assert passage.region.home.parent.name == "story s1"


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='share'>", "</div>", "<b>", "<td>", "<br>", "<br><br>", "&amp;", "&#8217;", " ", "\n", "Kyiv said.",
     "\u200b", "\x1c", "\xa0", "<svg>", "<li>", "<a href=x>", "</a>", "<table><tr>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
def test_passages_are_canonical_and_keep_the_order_of_the_page(pieces: list[str]) -> None:
    tree = html.parse("<html><body>" + "".join(pieces) + "</body></html>")
    assert tree is not None
    found = passages(tree)
    blocks = tuple(passage.text for passage in found)
    assert canonical_blocks(blocks) == blocks
    assert all(passage.tight == without_white(passage.text) and passage.tight for passage in found)
    assert all(0 <= passage.link_share <= 1 for passage in found)
    everything = without_white("".join(tree.itertext()))
    assert without_white("".join(blocks)) in everything or any(tag in pieces for tag in ("<svg>",))
