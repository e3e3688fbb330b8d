"""What feeds, sitemaps and front pages name: as sites write them, and as somebody writes them who means harm."""

import gzip
from datetime import UTC, datetime

import pytest

from archiver.errors import FormatError
from archiver.watch.sources import MAX_NESTED, Listing, read_source

BASE = "https://example.org/feeds/news"
SINCE = datetime(2026, 11, 15, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>News</title><link>https://example.org/</link>
<item><title>One &amp; <b>two</b></title><link>https://example.org/1?utm_medium=rss</link></item>
<item><title>By guid</title><guid>https://example.org/2</guid></item>
<item><title>No address</title><guid isPermaLink="false">tag:3</guid></item>
<item><title>Relative</title><link>/4</link></item>
<item><title>Again</title><link>https://example.org/1</link></item>
<item><title>Other scheme</title><link>ftp://example.org/5</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><id>x</id>
<entry><title>A</title><id>urn:1</id><link rel="alternate" href="https://example.org/a"/>
<link rel="enclosure" href="https://example.org/a.mp3"/></entry></feed>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://example.org/new</loc><news:news><news:publication_date>2026-11-21T10:00:00+02:00
</news:publication_date></news:news></url>
<url><loc>https://example.org/old</loc><lastmod>2019-01-01</lastmod></url>
<url><loc>https://example.org/undated</loc></url>
<url><loc>https://example.org/odd</loc><lastmod>yesterday</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>"""
PAGE = b"""<html><body><a href="/2026/03/14/a">x</a><a href="/tag/b">t</a><a href="/news/7">s</a>
<a href="https://other.example.com/2026/03/14/c">o</a><a>no address</a></body></html>"""


def read(octets: bytes | str, kind: str = "feed", base: str = BASE, rules: tuple[str, ...] = ()) -> Listing:
    data = octets if isinstance(octets, bytes) else octets.encode()
    return read_source(data, kind, base, media_type="application/xml", rules=rules, since=SINCE)  # type: ignore[arg-type]


def urls(listing: Listing) -> list[str]:
    return [one.url.removeprefix("https://example.org/") for one in listing.articles]


def test_rss() -> None:
    listing = read(RSS)
    assert urls(listing) == ["1", "2", "4"]


def test_atom_takes_the_alternate_link() -> None:
    assert urls(read(ATOM)) == ["a"]


def test_a_feed_in_windows_1251() -> None:
    octets = RSS.replace("utf-8", "windows-1251").replace("Relative", "Дамба").encode("cp1251")
    assert "Дамба" in [one.title for one in read(octets).articles]


def test_a_feed_that_is_cut_off_gives_what_there_is() -> None:
    assert urls(read(RSS[: RSS.index("<item><title>No")])) == ["1", "2"]


@pytest.mark.parametrize("kind", ["sitemap", "feed"])
def test_a_news_sitemap_names_what_is_new_whatever_it_was_taken_for(kind: str) -> None:
    assert urls(read(SITEMAP, kind)) == ["new", "undated", "odd"]


def test_a_sitemap_in_gzip() -> None:
    assert urls(read(gzip.compress(SITEMAP.encode()), "sitemap")) == ["new", "undated", "odd"]


def test_a_feed_under_the_name_of_a_sitemap() -> None:
    assert urls(read(ATOM, "sitemap")) == ["a"]


def test_an_index_names_sitemaps() -> None:
    some = "".join(f"<sitemap><loc>https://example.org/s{n}.xml</loc></sitemap>" for n in range(MAX_NESTED + 3))
    listing = read(INDEX.format(some), "sitemap")
    assert (len(listing.nested), listing.articles) == (MAX_NESTED, ())
    assert listing.notes == (f"more than {MAX_NESTED} sitemaps; the rest is left out",)


def test_a_front_page_by_its_looks_and_by_rules() -> None:
    assert urls(read(PAGE, "section", "https://example.org/")) == ["2026/03/14/a"]
    assert urls(read(PAGE, "section", "https://example.org/", ("/news/*",))) == ["news/7"]


def test_rules_narrow_a_feed_too() -> None:
    assert urls(read(RSS, rules=("/**", "!/2"))) == ["1", "4"]


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b"<html><body>Not here</body></html>", "feed"),
        (b"", "feed"),
        (b"", "section"),
        (b"\x00\xff\x00", "sitemap"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>', "sitemap"),
        (gzip.compress(SITEMAP.encode(), mtime=0)[:40], "sitemap"),
        (b"\x1f\x8bgarbage", "sitemap"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><item>&x;</item></rss>', "feed"),
    ],
)
def test_what_is_none_is_refused(octets: bytes, kind: str) -> None:
    with pytest.raises(FormatError, match="expected"):
        read(octets, kind)


def test_entities_that_grow_are_refused_before_they_do() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else '&a;' * 10}'>" for n in range(12)
    )
    with pytest.raises(FormatError, match="without a document type"):
        read(bomb + "]>" + RSS.replace("One", "&a11;"))


def test_a_gzip_bomb_is_not_unpacked() -> None:
    with pytest.raises(FormatError, match="at most"):
        read(gzip.compress(bytes(200_000_000), 1), "sitemap")


@pytest.mark.parametrize("octets", [b"<rss version='2.0'><channel>" + b"<item>" * 30_000, b"<a href='/1'>" * 30_000])
def test_many_unclosed_elements_are_read_or_refused(octets: bytes) -> None:
    try:
        read(octets, "section" if octets.startswith(b"<a") else "feed")
    except FormatError:
        return
