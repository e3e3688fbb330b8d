from archiver.extract.extract import extract
from archiver.extract.main.own import FEW, is_behind, own
from tests.extract.pages import SENTENCES, passages_of, story, texts

PURPOSE = (
    "We and our {} partners store identifiers on your device with cookies to process personal data for advertising."
)
OPINION = (
    "I have sailed past that pier for {} years and it never looked safe to me, whatever officials keep telling us."
)
_PARTS = (("Pier closed", (0, 4)), ("Fishermen at sea", (4, 6)))
WALL = "".join(f"<p>{PURPOSE.format(number)}</p>" for number in range(30))
OPINIONS = "".join(f"<div><b>Reader</b><p>{OPINION.format(number)}</p></div>" for number in range(30))


def blocks(body: str) -> list[str]:
    page = f"<html><head><title>Harbour</title></head><body>{body}</body></html>"
    return list(extract(page.encode(), media_type="text/html").blocks)


def test_a_wall_of_consent_is_never_the_article_however_long() -> None:
    wall = f"<div class='x1'><h2>We value your privacy</h2>{WALL}<button>Accept all</button></div>"
    article = f"<div class='x2'>{story()}</div>"
    assert blocks(wall + article) == blocks(article + wall) == ["Harbour", *SENTENCES]


def test_an_article_about_consent_and_a_page_that_is_nothing_else_stay() -> None:
    body = f"<div>{story()}<p>{PURPOSE.format(1)}</p><p>{PURPOSE.format(2)}</p><p>{PURPOSE.format(3)}</p></div>"
    assert len(own(passages_of(body))) == len(SENTENCES) + FEW
    assert len(own(passages_of(f"<div>{WALL}</div>"))) == 30


def test_the_article_that_an_endless_page_loads_below_is_another_one() -> None:
    first, second = (f"<article><h1>{title}</h1>{story(*part)}</article>" for title, part in _PARTS)
    assert [block for block in blocks(first + second) if block in SENTENCES] == list(SENTENCES[:4])


def test_an_article_element_with_nothing_but_the_headline_does_not_win() -> None:
    hero = "<article><h1>Pier closed</h1></article>"
    assert set(SENTENCES) <= set(blocks(f"{hero}<article><h1>Pier closed</h1>{story()}</article>"))


def test_posts_of_a_live_blog_belong_together() -> None:
    posts = "".join(f"<article><h2>10:0{n}</h2><p>{sentence}</p></article>" for n, sentence in enumerate(SENTENCES))
    assert [block for block in blocks(f"<h1>Pier closed</h1>{posts}") if block in SENTENCES] == list(SENTENCES)


def test_comments_that_are_longer_than_the_article() -> None:
    article = f"<article><h1>Pier closed</h1>{story()}</article>"
    for comments in (
        f"<section class='x'><h3>Comments</h3>{OPINIONS}</section>",
        f"<section><h3>Reader comments</h3>{OPINIONS.replace('div', 'article')}</section>",
        f"<div class='x'><h3>30 Comments</h3>{OPINIONS}</div>",
        f"<div class='x'><h3>Коментарі (30)</h3>{OPINIONS}</div>",
    ):
        assert blocks(article + comments) == ["Pier closed", *SENTENCES]


def test_a_link_to_the_comments_above_the_article_ends_nothing() -> None:
    body = f"<div><h1>Pier closed</h1><p>30 comments</p>{story()}</div>"
    assert texts(own(passages_of(body)))[-1] == SENTENCES[-1]


def test_which_text_follows_the_other() -> None:
    page = passages_of(f"<div>{story(0, 4)}</div><h3>Comments</h3><div>{story(4, 6)}</div>")
    assert is_behind(page[5:], page[:4], page)
    assert not is_behind(page[:4], page[5:], page)
    assert not is_behind([], page[:4], page)
    plain = passages_of(f"<div>{story(0, 4)}</div><div>{story(4, 6)}</div>")
    assert not is_behind(plain[4:], plain[:4], plain)


def test_many_homes_that_ask_cost_no_more_than_one() -> None:
    homes = "".join(f"<div>{WALL[: WALL.index('</p>') * 3]}</div>" for _ in range(3_000))
    assert len(own(passages_of(story() + homes))) >= len(SENTENCES)
