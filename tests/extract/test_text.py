from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.page import html
from archiver.extract.text import folded, html_blocks, plain_blocks, with_headline
from archiver.text.blocks import canonical_blocks

FILLER = "".join(
    f"<p>Paragraph {n} of the report says what the brigade did that day, and who confirmed it to the agency.</p>"
    for n in range(8)
)


def blocks_of(inner: str) -> tuple[str, ...]:
    tree = html.parse(f"<html><body><article>{inner}{FILLER}</article></body></html>")
    assert tree is not None
    return html_blocks(tree)


def test_lists_tables_and_quotations_are_text_not_markdown() -> None:
    blocks = blocks_of(
        "<h2>Losses so far</h2><ul><li>Ten <b>tanks</b> in the north</li><li>Two bridges in the south</li></ul>"
        "<blockquote><p>We will hold the line until the morning comes.</p></blockquote>"
        "<table><tr><th>Town</th><th>Date</th></tr><tr><td>Izyum</td><td>10 September</td></tr></table>"
    )
    assert blocks[0] == "Losses so far"
    assert "Ten tanks in the north" in blocks
    assert "We will hold the line until the morning comes." in blocks
    assert "Izyum 10 September" in blocks
    assert not any(block.startswith(("- ", "# ", "| ", "> ")) or "|" in block for block in blocks)


def test_inline_elements_and_line_ends_stay_in_one_block() -> None:
    blocks = blocks_of("<p>Kyiv <em>said</em> on\n\n Monday that <a href='/x'>the\nline</a> holds for now.</p>")
    assert "Kyiv said on Monday that the line holds for now." in blocks


def test_the_tree_is_left_as_it_was() -> None:
    from lxml import etree

    tree = html.parse(f"<html><body><nav>menu</nav><article>{FILLER}</article></body></html>")
    assert tree is not None
    before = etree.tostring(tree)
    html_blocks(tree)
    assert etree.tostring(tree) == before


def test_no_article_gives_no_blocks() -> None:
    tree = html.parse("<html><body><div></div></body></html>")
    assert tree is not None
    assert html_blocks(tree) == ()


def test_plain_text() -> None:
    text = "Headline\r\nFirst line.\r\n\r\nSecond\r\nparagraph.\r\n \t\r\n\r\nThird."
    assert plain_blocks(text) == ("Headline", "First line.", "Second paragraph.", "Third.")
    assert plain_blocks(" \n ") == ()


@given(st.text(alphabet=st.sampled_from("ab \n\r\t\x85\xa0\u2028\u200b"), max_size=60))
def test_plain_blocks_are_canonical_and_lose_no_character(text: str) -> None:
    blocks = plain_blocks(text)
    assert canonical_blocks(blocks) == blocks
    assert "".join("".join(blocks).split()) == "".join(text.split())
    assert plain_blocks("\n\n".join(blocks)) == blocks


def test_headline_once() -> None:
    assert with_headline("Kyiv says ‘no’", ('KYIV SAYS "NO"', "Text.")) == ("Kyiv says ‘no’", "Text.")
    assert with_headline("Kyiv says no", ("World", "Kyiv says no", "Text.")) == ("Kyiv says no", "World", "Text.")
    assert with_headline("Other", ("Kyiv says no", "Text.")) == ("Other", "Kyiv says no", "Text.")
    assert with_headline(None, ("Text.",)) == ("Text.",)
    assert folded("«Так» — ні") == folded("так—ні")
