from collections.abc import Sequence

from archiver.extract.page import html
from archiver.extract.page.embedded import embedded
from archiver.extract.page.headline import Found, headlines, without_site


def first(page: str, *declared: str, sites: Sequence[str] = ()) -> Found | None:
    tree = html.parse(page)
    assert tree is not None
    return next(headlines(tree, embedded(tree), list(declared), sites), None)


def test_heading_confirmed_by_the_title() -> None:
    page = "<title>Kyiv says no | Example News</title><h1>Example News</h1><h1>Kyiv  says\nno</h1>"
    assert first(page, sites=["Example News"]) == ("Kyiv says no", "h1")


def test_unconfirmed_heading_gives_way_to_what_is_declared() -> None:
    page = '<meta property="og:title" content="Kyiv says no - Example News"><h1>Sign up today</h1>'
    assert first(page, sites=["Example News"]) == ("Kyiv says no", "meta og:title")
    assert first(page, "Kyiv &amp; the offer") == ("Kyiv & the offer", "json-ld headline")


def test_single_heading_before_the_title_alone() -> None:
    assert first("<title>Home</title><h1>Kyiv says no</h1>") == ("Kyiv says no", "h1")
    assert first("<title>Kyiv says no | Example News</title>") == ("Kyiv says no", "title")
    assert first("<p>no headline</p>") is None


def test_site_names_are_cut_only_where_a_separator_stands() -> None:
    assert without_site("Example News: Kyiv says no", ["Example News"]) == "Example News: Kyiv says no"
    assert without_site("Example News | Kyiv says no", ["Example News"]) == "Kyiv says no"
    assert without_site("Kyiv – no - Example News", ["example news"]) == "Kyiv – no"
    assert without_site("War – day 200", []) == "War – day 200"


def test_a_heading_that_shares_most_words_with_a_shorter_title_is_the_headline() -> None:
    page = '<meta property="og:title" content="Bridge over the Vel closed"><h1>Closed: the old bridge and what now</h1>'
    assert first(page) == ("Closed: the old bridge and what now", "h1")
    other = '<meta property="og:title" content="Bridge over the Vel closed"><h1>Your morning letter</h1>'
    assert first(other) == ("Bridge over the Vel closed", "meta og:title")


def test_the_name_of_the_site_is_no_headline() -> None:
    linked = '<title>Kyiv says no - Example News</title><h1><a href="/">Example News</a></h1>'
    assert first(linked) == ("Kyiv says no - Example News", "title")
    named = "<title>Kyiv says no - Example News</title><h1>Example News</h1>"
    assert first(named, sites=["Example News"]) == ("Kyiv says no", "title")


def test_the_site_is_cut_from_a_heading_too() -> None:
    page = "<title>Kyiv says no – Example News</title><h1>Kyiv says no – Example News</h1>"
    assert first(page, sites=["example.org", "Example News"]) == ("Kyiv says no", "h1")
