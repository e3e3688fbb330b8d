import pytest

from archiver.extract.main import choose
from archiver.extract.main.choose import densest, main_text
from tests.extract.pages import SENTENCES, passages_of, story, texts, tree_of

ARTICLE = f"<nav><a href='/'>Home</a></nav><article><h1>Pier closed</h1>{story()}</article><footer>Imprint</footer>"


def test_two_extractors_that_agree() -> None:
    found = main_text(tree_of(ARTICLE))
    assert found.blocks[-len(SENTENCES) :] == SENTENCES
    assert found.evidence.startswith("trafilatura; density agrees to ")
    assert found.disagreement is None


def test_density_takes_the_region_of_the_long_paragraphs() -> None:
    teasers = "".join(
        f"<li><a href='/{n}'>A teaser of some other article on this site, number {n}</a></li>" for n in range(30)
    )
    page = passages_of(f"<div id='a'><ul>{teasers}</ul></div><div id='b'><div>{story()}</div></div>")
    assert texts(densest(page)) == list(SENTENCES)
    assert densest(passages_of("<p>Short.</p>")) == []


def test_the_second_one_is_taken_where_the_first_missed_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    missed = "A teaser of another article on this very site"
    monkeypatch.setattr(choose, "html_blocks", lambda tree, thorough=False: (missed,))
    found = main_text(tree_of(f"<div class='x'><p>{missed}</p></div><div class='story'>{story()}</div>"))
    assert found.blocks == SENTENCES
    assert found.evidence == "density; trafilatura agrees to 0 %"
    assert found.disagreement == (
        "extractors disagree: trafilatura and density share 0 % of their texts, density was taken"
    )


def test_nothing_from_the_first_is_no_empty_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "html_blocks", lambda tree, thorough=False: ())
    found = main_text(tree_of(ARTICLE))
    assert SENTENCES[0] in found.blocks
    assert found.evidence == "density; trafilatura found nothing"


def test_little_and_doubtful_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def blocks(tree: object, thorough: bool = False) -> tuple[str, ...]:
        asked.append(thorough)
        return SENTENCES if thorough else ()

    monkeypatch.setattr(choose, "html_blocks", blocks)
    monkeypatch.setattr(choose, "densest", lambda page: [])
    found = main_text(tree_of(ARTICLE))
    assert asked == [False, True]
    assert found.evidence == "trafilatura; density found nothing"


def test_the_pages_own_copy_decides_between_two_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [
        f"This long paragraph number {n} is from another article that the page shows in full below." for n in range(6)
    ]
    body = f"<div id='a'>{story()}</div><div id='b'>{''.join(f'<p>{text}</p>' for text in other)}</div>"
    monkeypatch.setattr(choose, "html_blocks", lambda tree, thorough=False: SENTENCES)
    monkeypatch.setattr(choose, "densest", lambda page: [passage for passage in page if passage.text in other])
    assert main_text(tree_of(body)).blocks == SENTENCES
    assert main_text(tree_of(body), article_body="\n\n".join(SENTENCES)).blocks == SENTENCES
    found = main_text(tree_of(body), article_body="\n\n".join(other))
    assert found.blocks == tuple(other)
    assert found.evidence == "density; trafilatura agrees to 0 %"


def test_the_pages_own_copy_is_the_text_of_a_page_that_shows_none() -> None:
    found = main_text(tree_of("<div id='app'></div>"), article_body="\n\n".join(SENTENCES))
    assert found.blocks == SENTENCES
    assert found.evidence == "json-ld articleBody; the page shows no text"
    assert found.disagreement is not None
    assert main_text(tree_of("<div id='app'></div>")).blocks == ()


def test_the_copy_of_another_text_is_no_witness() -> None:
    found = main_text(tree_of(ARTICLE), article_body="Something else entirely. " * 60)
    assert SENTENCES[0] in found.blocks
