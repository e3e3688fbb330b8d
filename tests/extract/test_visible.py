import pytest

from archiver.extract.page import html
from archiver.extract.page.headline import Found, main_heading
from archiver.extract.page.line import is_written_name
from archiver.extract.page.visible import Shown, shown
from tests.extract.pages import story, tree_of


def byline(body: str) -> list[Found]:
    return list(shown(tree_of(body + story())).authors)


def date(body: str, *, changed: bool = False) -> list[Found]:
    page = shown(tree_of(body + story()))
    found = page.changed if changed else page.published
    return [found] if found else []


def test_a_byline_by_class_microdata_or_relation() -> None:
    for element in (
        '<div class="post-author">By Anna Weber</div>',
        '<div itemprop="author">Anna Weber</div>',
        '<div class="Article__Byline">Автор: Anna Weber</div>',
    ):
        assert byline(element) == [Found("Anna Weber", "div author")]


def test_a_link_to_the_author() -> None:
    assert byline('<a rel="author" href="/weber">Anna Weber</a>') == [Found("Anna Weber", "a author")]


def test_those_beside_the_first_belong_to_it_and_those_below_do_not() -> None:
    body = (
        '<p><a class="author">Anna Weber</a> and <a class="author">Ivan Petrenko</a></p>'
        '<div><a class="author">Someone Else</a></div>'
    )
    assert [found.value for found in byline(body)] == ["Anna Weber", "Ivan Petrenko"]


@pytest.mark.parametrize(
    "body",
    [
        '<aside><p class="author">Anna Weber</p></aside>',
        '<div class="related-card"><p class="author">Anna Weber</p></div>',
        '<p class="authority">Port Authority</p>',
        '<p class="author">Sat, 20 Dec 2025</p>',
        '<p class="author">Anna has written about ports since her first day at this newspaper</p>',
        '<p class="author"></p>',
    ],
)
def test_what_is_no_byline(body: str) -> None:
    assert byline(body) == []


def test_dates_as_shown() -> None:
    assert date('<time datetime="2022-09-13T05:30Z">yesterday</time>') == [Found("2022-09-13T05:30Z", "time")]
    assert date("<time>13 September 2022</time>") == [Found("13 September 2022", "time")]
    assert date('<p class="entry-date">Published: 13.09.2022</p>') == [Found("13.09.2022", 'p date, "Published"')]
    assert date('<p itemprop="datePublished" content="2022-09-13">x</p>') == [Found("2022-09-13", "p date")]


def test_a_change_is_no_publication() -> None:
    body = '<p class="date">Updated: 14 September 2022</p><p class="date">13 September 2022</p>'
    assert date(body) == [Found("13 September 2022", "p date")]
    assert date(body, changed=True) == [Found("14 September 2022", 'p date, "Updated"')]


@pytest.mark.parametrize(
    "body",
    [
        '<p class="date">some day</p>',
        '<p class="date">10/09/2022</p>',
        '<p class="candidate">13 September 2022</p>',
        '<footer><time datetime="2022-09-13"></time></footer>',
        "<p>13 September 2022</p>",
    ],
)
def test_what_is_no_date_of_the_article(body: str) -> None:
    assert date(body) == []


def test_names() -> None:
    for name in ("Anna Weber", "Ludwig van Beethoven", "Anna Weber, Ivan Petrenko", "Олена Коваленко та Іван Петренко"):
        assert is_written_name(name)
    for text in ("", "anna weber", "Anna writes about ports", "Desk 24", "A B C D E F G H I"):
        assert not is_written_name(text)


def under_headline(body: str) -> Shown:
    tree = tree_of(f"<h1>Kyiv says no</h1>{body}{story()}")
    return shown(tree, next(tree.iter("h1")))


def test_a_line_near_the_headline_that_is_nothing_but_a_date() -> None:
    for body in (
        "<p>13 September 2022</p>",
        "<div><span>Published 13 September 2022</span></div>",
        '<div class="x1"><span>13 September 2022</span> · 4 min</div>',
    ):
        found = under_headline(body).published
        assert found is not None
        assert found.value.endswith("13 September 2022")
        assert "near the headline" in found.evidence
    for body in ("<p>The bridge fell on 13 September 2022.</p>", '<aside class="x"><p>13 September 2022</p></aside>'):
        assert under_headline(body).published is None


def test_the_words_in_front_of_a_date_say_whether_it_is_that_of_a_change() -> None:
    for body in (
        '<p>Updated <time datetime="2022-09-14">yesterday</time></p>',
        '<p class="line">Last updated on <b class="date">14 September 2022</b></p>',
        "<p>Updated: 14 September 2022</p>",
    ):
        found = under_headline(body)
        assert found.published is None
        assert found.changed is not None
    both = under_headline("<p>Published <time>13 September 2022</time> · Updated <time>14 September 2022</time></p>")
    assert (both.published, both.changed) == (
        Found("13 September 2022", 'time, "Published"'),
        Found("14 September 2022", 'time, "Updated"'),
    )


def test_what_is_around_the_headline_is_not_beside_the_article() -> None:
    tree = tree_of(f'<div class="card"><h1>Kyiv says no</h1><p class="date">13 September 2022</p></div>{story()}')
    assert shown(tree).published is None
    assert shown(tree, next(tree.iter("h1"))).published == Found("13 September 2022", "p date")


def test_the_footer_of_the_article_is_its_own() -> None:
    line = '<footer><time datetime="2022-09-13">13 September 2022</time></footer>'
    assert date(f"<article>{line}</article>") == [Found("2022-09-13", "time")]
    assert date(f"<article>x</article>{line}") == []


def test_a_page_without_h1_has_a_heading_that_its_title_confirms() -> None:
    title = "Kyiv says no to talks"
    tree = html.parse(f"<title>{title}</title><body><h3>blog | February 01, 2022</h3><h2>{title}</h2>{story()}")
    assert tree is not None
    heading = main_heading(tree, [])
    assert heading is not None
    assert heading.tag == "h2"
    assert shown(tree, heading).published == Found("February 01, 2022", "h3 near the headline")
