import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.extract import stands
from archiver.extract.stands import missing, missing_in_utf8, quick_form
from archiver.text.blocks import canonical_blocks, without_white

HTML = "text/html"


def test_text_across_tags_entities_and_white_space() -> None:
    page = "<p>Kyiv&nbsp;<b>said</b>\n  &ldquo;no&rdquo; &amp; left.</p>"
    assert missing(("Kyiv said “no” & left.",), page, HTML) == ()


def test_one_changed_word_is_named_by_its_index() -> None:
    page = "<h1>Front</h1><p>Kyiv said no.</p><p>Moscow agreed.</p>"
    assert missing(("Front", "Kyiv said yes.", "Moscow agreed."), page, HTML) == (1,)


def test_order_is_no_condition() -> None:
    assert missing(("second", "first", "second"), "<p>first</p><p>second</p>", HTML) == ()


def test_attribute_values_and_json_strings_count() -> None:
    body = json.dumps({"articleBody": 'He said "так" \U0001f30d <b>twice</b>.\nThen left.'})
    page = f'<meta property="og:title" content="Front &amp; rear"><script type="application/ld+json">{body}</script><p>x</p>'
    assert missing(("Front & rear", 'He said "так" \U0001f30d twice. Then left.'), page, HTML) == ()


def test_comments_do_not_count() -> None:
    assert missing(("hidden words",), "<p>a</p><!-- hidden words --><p>b</p>", HTML) == (0,)


def test_a_stretch_never_begins_in_a_comment() -> None:
    """The quick path reads only what is around the text; the comment that hides it opens long before that."""
    for opening in ("<!--", "<!-- --> <!--", "--> <!--"):
        hidden = f"{opening} {'x' * 20_000} <p>Front</p><p>These words are hidden from every reader of the page.</p>"
        blocks = ("Front", "These words are hidden from every reader of the page.")
        assert missing(blocks, hidden + " -->", HTML) == (0, 1)
        assert missing(blocks, hidden.replace("<p>Front", "--> <p>Front"), HTML) == ()


def test_a_headline_far_from_its_text_stands() -> None:
    page = f"<title>The front</title>{'<p>nothing</p>' * 2_000}<p>He said that nothing at all was known.</p>"
    assert missing(("The front", "He said that nothing at all was known."), page, HTML) == ()
    hidden = page.replace("<title>", "<!--").replace("</title>", "-->")
    assert missing(("The front", "He said that nothing at all was known."), hidden, HTML) == (0,)


@given(st.lists(st.text(alphabet="abcЖ“ <>-!", max_size=30), max_size=5), st.text(max_size=40))
def test_octets_and_text_of_a_source_agree(raw: list[str], page: str) -> None:
    blocks = canonical_blocks(raw)
    source = f"{page}<p>{'</p><p>'.join(raw)}</p>{page}"
    assert missing_in_utf8(blocks, source.encode(), HTML) == missing(blocks, source, HTML)


def test_broken_octets_hide_no_sound_ones() -> None:
    assert missing_in_utf8(("Київ так", "ні"), b"\xef\xbb\xbf\xd0<p>\xe2" + "Київ так".encode() + b"\xff", HTML) == (1,)


def test_upper_case_script_and_angle_bracket_in_attribute() -> None:
    page = '<SCRIPT>var a = "<p>";</SCRIPT><p title="a > b">Kyiv <i title="x>y">said</i> no, 5 < 6.</p>'
    assert missing(("Kyiv said no, 5 < 6.",), page, HTML) == ()


def test_plain_text_is_not_unescaped() -> None:
    assert missing(("a &amp; b",), "a\n&amp;\tb", "text/plain") == ()
    assert missing(("a & b",), "a &amp; b", "text/plain") == (0,)


def test_rare_white_space_and_controls() -> None:
    page = "<p>Ки\x01їв\u2003ска\x85зав\u202fтак</p>"
    assert missing(("Київ ска зав так",), page, HTML) == ()


def test_source_over_a_limit_holds_nothing() -> None:
    assert missing(("absent words",), "<div>" * 2_000 + "deep", HTML) == (0,)


def test_foreign_text_is_refused_and_not_studied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stands, "MAX_SCANNED", 500)
    assert missing(("Kyiv",) + ("foreign",) * 99, "<p>Kyiv " + "said " * 30, HTML) == tuple(range(100))
    assert missing(("Kyiv", "foreign", "said"), "<p>Kyiv " + "said " * 30, HTML) == (1,)


def test_unclosed_constructs_are_read_in_linear_time() -> None:
    for piece in ("<a ", "<!--", "<script", "<![CDATA[", "\\", "&", '"'):
        assert missing(("not there",), piece * 30_000, HTML) == (0,)


@given(st.lists(st.text(max_size=40), max_size=6), st.sampled_from([" ", "<b>", "</p>\n<p>", "<br/>", "&nbsp;"]))
def test_escaped_text_always_stands(raw: list[str], between: str) -> None:
    from html import escape

    blocks = canonical_blocks(raw)
    page = "<p>" + "</p><p>".join(between.join(escape(word) for word in block.split(" ")) for block in blocks) + "</p>"
    assert missing(blocks, page, HTML) == ()


@given(st.lists(st.text(alphabet="abc <>/!-&;\"'\\", max_size=60), max_size=5), st.text(alphabet="xyz", min_size=1))
def test_letters_that_the_source_lacks_never_stand(raw: list[str], foreign: str) -> None:
    assert missing((foreign,), "".join(raw), HTML) == (0,)


@given(st.text())
def test_quick_form_of_plain_text_differs_only_in_rare_white_space(text: str) -> None:
    quick = quick_form(text.encode(), "text/plain").decode("utf-8")
    assert without_white(quick) == without_white(text.encode("utf-8", "replace").decode())


def test_what_is_commented_out_with_its_tags_does_not_stand() -> None:
    assert missing(("Kyiv said no.",), "<p>x</p><!-- <p>Kyiv said no.</p> --><p>y</p>", "text/html") == (0,)
    assert missing(("Kyiv said no.",), "<p>x</p><!-- <p>Kyiv said no.</p>", "text/html") == (0,)


def test_a_source_that_repeats_words_of_its_last_block_is_searched_to_its_end() -> None:
    page = "<p>Ended.</p>" + "<i></i>" * 2000 + "<p>It <b>ended</b>.</p>"
    assert missing(("Ended.", "It ended."), page, "text/html") == ()


@given(st.lists(st.sampled_from(["<!--", "-->", "!", "<", "-", "<!", ">", "x"]), max_size=12), st.integers(0, 40))
def test_the_last_comment_is_the_one_that_a_plain_search_finds(pieces: list[str], position: int) -> None:
    source = "".join(pieces).encode()
    assert stands._last_comment(source, position) == source.rfind(b"<!--", 0, position)
    assert stands._last_comment(source + b"!" * 100, len(source) + 100) == source.rfind(b"<!--")


def test_a_block_with_a_newline_in_it_is_no_two_blocks() -> None:
    assert missing(("a\nb", "cd"), "<p>x</p>", HTML) == (0, 1)
    assert missing(("cd", "a\nb"), "<p>cd</p>", HTML) == (1,)
