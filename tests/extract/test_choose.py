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


BODY = "\n\n".join(SENTENCES)


def test_a_page_that_shows_the_beginning_of_the_text_that_it_states() -> None:
    stub = tree_of(f"<article><h1>Pier closed</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1][:60]}...</p></article>")
    found = main_text(stub, article_body=BODY)
    assert found.blocks == SENTENCES
    assert found.evidence == "json-ld articleBody; the page shows 28 % of it"
    assert found.disagreement == "the page shows 28 % of its text, its JSON-LD all of it"
    assert SENTENCES[5] not in main_text(stub, article_body=BODY, free=False).blocks
    other = tree_of(f"<article><h1>Pier closed</h1><p>{SENTENCES[5]}</p></article>")
    assert main_text(other, article_body="\n\n".join(SENTENCES[:5])).blocks[-1] == SENTENCES[5]


def test_an_article_that_only_noscript_or_a_template_holds() -> None:
    for tag in ("noscript", "template"):
        found = main_text(tree_of(f"<div>Loading</div><{tag}><article>{story()}</article></{tag}>"))
        assert found.blocks == SENTENCES
        assert found.evidence == "density; noscript or a template holds it"
    notice = "<noscript><p>Please enable JavaScript in your browser to use this website as intended.</p></noscript>"
    assert main_text(tree_of(notice)).blocks == ()
    assert notice[13:40] not in str(main_text(tree_of(ARTICLE + notice)).blocks)


def test_a_template_is_read_where_the_parser_itself_puts_it_on_the_page() -> None:
    shadow = f"<x-story><template shadowrootmode='open'><article>{story()}</article></template></x-story>"
    copies = "<template><p>{{title}} and a teaser that is never shown to anybody on this page</p></template>"
    assert main_text(tree_of(shadow + copies)).blocks == SENTENCES


def test_frames_hold_no_text_of_their_own() -> None:
    found = main_text(
        tree_of("<frameset><frame src='/x'><noframes><p>Your browser shows no frames.</p></noframes></frameset>")
    )
    assert found.blocks == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "港务局长周一表示，在潜水员完成检查之前，北码头将继续关闭，所有船只必须在防波堤外等候。",
        "항만청장은 월요일 잠수부들의 점검이 끝날 때까지 북쪽 부두를 계속 폐쇄하겠다고 밝혔다.",
        "מנהל הנמל אמר ביום שני כי הרציף הצפוני יישאר סגור עד שהצוללנים יסיימו לבדוק אותו לעומק ולאורך.",
    ],
    ids=["zh", "ko", "he"],
)
def test_scripts_that_say_more_with_fewer_characters(sentence: str) -> None:
    page = passages_of("<div>" + "".join(f"<p>{sentence} {number}</p>" for number in range(3)) + "</div><p>x</p>")
    assert len(densest(page)) == 3
