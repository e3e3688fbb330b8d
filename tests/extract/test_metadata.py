import json

import pytest

from archiver.extract.page import html
from archiver.extract.page.embedded import articles, embedded
from archiver.extract.page.metadata import Metadata, language_tag, metadata


def read(head: str, body: str = "", lang: str = "", stands: bool = True) -> Metadata:
    source = f"<html{lang}><head>{head}</head><body>{body}<p>x</p></body></html>"
    tree = html.parse(source)
    assert tree is not None
    about = embedded(tree)
    return metadata(tree, about, articles(about.jsonld), source, lambda _: stands)


def ld(**members: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **members})}</script>'


def test_json_ld_is_trusted_first_and_kept_raw() -> None:
    found = read(
        ld(
            headline="Kyiv says no",
            datePublished="2022-09-13T05:30:00+0100",
            dateModified="13 Sept",
            author=[{"name": "A. Reporter"}, {"name": "B. Writer &amp; Co"}],
            publisher={"name": "Example News"},
            articleSection=["World", "Ukraine"],
            inLanguage="en_gb",
        )
        + '<meta property="article:published_time" content="2020-01-01"><meta name="author" content="Desk">'
    )
    assert (found.published, found.modified, found.language) == ("2022-09-13T05:30:00+01:00", None, "en-GB")
    assert found.byline == "A. Reporter, B. Writer & Co"
    assert found.context.published == "2022-09-13T05:30:00+0100"
    assert found.context.modified == "13 Sept"
    assert found.context.authors == ("A. Reporter", "B. Writer &amp; Co")
    assert (found.context.publisher, found.context.section) == ("Example News", "World")
    assert found.evidence["published"] == "json-ld datePublished; meta article:published_time says 2020-01-01"
    assert found.evidence["byline"] == found.evidence["authors"] == "json-ld author; meta author says Desk"


def test_the_same_said_twice_is_no_conflict() -> None:
    found = read(
        ld(datePublished="2022-09-13T05:30:00Z", author={"name": "Anna Weber"})
        + '<meta name="pubdate" content="2022-09-13"><meta name="author" content="ANNA WEBER">',
        '<div class="byline">By Anna Weber</div><time class="published" datetime="2022-09">',
    )
    assert found.evidence["published"] == "json-ld datePublished"
    assert found.evidence["byline"] == "json-ld author"


def test_an_object_of_a_graph_is_read_with_what_it_refers_to() -> None:
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#weber", "name": "Anna Weber"},
            {"@type": "WebPage", "datePublished": "2020-01-01"},
            {"@type": "NewsArticle", "datePublished": "2022-09-13", "author": {"@id": "#weber"}},
        ]
    }
    found = read(f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    assert (found.byline, found.published) == ("Anna Weber", "2022-09-13")
    assert found.evidence["published"] == "json-ld datePublished; json-ld datePublished says 2020-01-01"


def test_what_another_place_says_is_kept_short_and_clean() -> None:
    found = read(ld(author="Anna Weber") + f'<meta name="author" content="De\x07sk {"x" * 110}">')
    said = found.evidence["byline"].removeprefix("json-ld author; meta author says ")
    assert said.startswith("Desk xx")
    assert len(said) == 80


def test_identifiers_are_no_authors() -> None:
    head = '<meta name="author" content="page.head.author"><meta name="dc.creator" content="262588213843476">'
    assert read(head, '<p class="author">Anna Weber</p>').byline == "Anna Weber"


def test_readable_date_is_preferred_to_an_unreadable_one() -> None:
    found = read(ld(datePublished="Sept 13") + '<meta name="pubdate" content="2022-09-13">')
    assert (found.published, found.evidence["published"]) == ("2022-09-13", "meta pubdate")


def test_markup_is_the_last_resort() -> None:
    found = read(
        '<link rel="canonical" href="https://news.example.org/a">',
        '<span class="byline">By A. Reporter</span><time itemprop="datePublished" datetime="2022-09-13">x</time>',
        ' lang="uk"',
    )
    assert (found.byline, found.published, found.language) == ("A. Reporter", "2022-09-13", "uk")
    assert found.context.canonical == "https://news.example.org/a"
    assert found.evidence == {
        "authors": "span author", "byline": "span author", "canonical": "link canonical", "language": "html lang",
        "published": "time",
    }  # fmt: skip


def test_profile_addresses_are_no_authors() -> None:
    assert read('<meta property="article:author" content="https://social.example.org/desk">').context.authors == ()


def test_headline_only_where_it_stands() -> None:
    assert read("<title>Kyiv says no</title>").headline == "Kyiv says no"
    lost = read("<title>Kyiv says no</title>", stands=False)
    assert lost.headline is None
    assert "headline" not in lost.evidence


def test_language_tags() -> None:
    assert language_tag("zh-hant-tw") == "zh-Hant-TW"
    assert language_tag("UK") == "uk"
    for text in ("", "english", "x", "en--GB", "en-GB; q=1"):
        assert language_tag(text) is None


def test_a_publication_that_repeats_the_last_change_gives_way_to_an_older_day() -> None:
    head = ld(datePublished="2022-09-20T08:00:00Z", dateModified="2022-09-20T08:00:00Z")
    found = read(head + '<meta property="article:published_time" content="2022-09-13">')
    assert (found.published, found.modified) == ("2022-09-13", "2022-09-20T08:00:00Z")
    assert found.evidence["published"] == "meta article:published_time; json-ld datePublished says 2022-09-20"
    assert read(head).published == "2022-09-20T08:00:00Z"
    later = read(head + '<meta property="article:published_time" content="2022-09-21">')
    assert later.published == "2022-09-20T08:00:00Z"


def test_the_host_is_a_name_of_the_site() -> None:
    found = read('<title>Kyiv says no - Tribune</title><link rel="canonical" href="https://www.tribune.example.org/a">')
    assert found.headline == "Kyiv says no"
    assert read('<title>Kyiv says no - Tribune</title><link rel="canonical" href="http://[x">').headline is not None


def test_the_names_of_meta_elements_are_read_however_they_are_written() -> None:
    for name in ("published", "Publish_Date", "publish-date", "publishDate", "DC.Date.Issued"):
        found = read(f'<meta name="{name}" content="July 17, 2025">')
        assert (found.published, found.evidence["published"]) == ("2025-07-17", f"meta {name}")


def test_a_person_goes_before_the_site_as_its_own_author() -> None:
    tribune = ld(author={"name": "Tribune"}, publisher={"name": "Tribune"})
    found = read(tribune, '<h1>Kyiv says no</h1><p>By <a href="/team/anna">Anna Weber</a></p>')
    assert found.byline == "Anna Weber"
    assert found.evidence["byline"] == "p near the headline; json-ld author says Tribune"
    assert read(tribune).byline == "Tribune"


def test_an_update_is_never_taken_for_the_publication() -> None:
    found = read("", f"<h1>Kyiv says no</h1>{'<p>x</p>' * 80}<footer>© 2022</footer><p>Last updated: May 4, 2022</p>")
    assert (found.published, found.modified) == (None, "2022-05-04")
    assert found.evidence["modified"] == 'p with a label, "Last updated"'


def test_the_address_is_the_last_evidence_of_a_day() -> None:
    canonical = '<link rel="canonical" href="https://news.example.org/2022/09/13/kyiv-says-no">'
    assert read(canonical).evidence["published"] == "address"
    assert read(canonical + '<meta name="date" content="2022-09-12">').published == "2022-09-12"


def test_a_sentence_is_no_evidence() -> None:
    body = "<h1>Kyiv says no</h1><p>The bridge was built on 13 September 1962.</p><p>It was published in May 1963.</p>"
    found = read("", body)
    assert (found.published, found.modified, found.byline) == (None, None, None)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Updated <b>soon 2022</b></p>" * 5_000,
        '<p class="date">13 September 20222</p>' * 5_000,
        '<p class="author">anna weber <i class="author-name">2022</i></p>' * 5_000,
        f"<script>{'datePublished' * 50_000}</script>",
        "<script>" + '"datePublished":"2022", ' * 50_000 + "</script>",
        "<p>" + "by " * 500_000 + "</p>",
        "<!--" + " updated 2x" * 100_000 + "-->",
    ],
)
def test_pages_made_to_be_slow_state_nothing(body: str) -> None:
    found = read("", f"<h1>Kyiv says no</h1>{body}")
    assert (found.published, found.modified, found.byline) == (None, None, None)


def test_an_address_or_an_account_is_no_name_and_markup_no_part_of_one() -> None:
    assert read(ld(author={"name": "desk@example.org"})).byline is None
    assert read(ld(author={"name": "<b>Anna</b> Weber"})).byline == "Anna Weber"
    shown = "<h1>Pier closed</h1><p>By Anna Weber</p>"
    assert read('<meta name="author" content="admin">', shown).byline == "Anna Weber"


def test_a_change_that_is_older_than_the_publication_is_said_so() -> None:
    found = read(ld(datePublished="2026-11-22", dateModified="2020-01-01"))
    assert (found.published, found.modified) == ("2026-11-22", "2020-01-01")
    assert found.evidence["modified"] == "json-ld dateModified; earlier than the publication"


@pytest.mark.parametrize(
    "stated", ["99999-01-01", "0001-01-01", "2026-02-30", "2026-11-22T24:00:00Z", "２０２６-１１-２２", "1763800000"]
)
def test_days_that_are_none_are_kept_raw_and_not_read(stated: str) -> None:
    found = read(ld(datePublished=stated))
    assert (found.published, found.context.published) == (None, stated)
