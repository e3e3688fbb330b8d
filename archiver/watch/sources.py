"""What a source names: a feed, a news sitemap, a sitemap index, or the links of a front page.

    read_feed(octets, "https://example.org/feed", "application/rss+xml")    -> Listing((Found(url, title), ...), ())
    read_sitemap(octets, "https://example.org/sitemap.xml")                 -> Listing(articles, more sitemaps)
    read_section(octets, "https://example.org/world/", rules)               -> Listing(articles, ())

Everything here is hostile: entities are not expanded, nothing is loaded, and every count has a limit. What is over one
is left out and said, so that nobody takes a part for the whole.
"""

import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archiver.errors import FormatError
from archiver.model.watch import Kind
from archiver.watch.links import joined, looks_like_article, wanted

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_SOURCE = 16 * 1024 * 1024  # octets; 50,000 addresses (the protocol's limit) are about as many
MAX_NAMED = 20_000  # articles of one source
MAX_NESTED = 50  # sitemaps that one index names
MAX_LINKS = 50_000  # of one page that are looked at
MAX_TITLE = 300  # characters
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_PROLOG = 64 * 1024  # octets in which a document type is looked for; after the first element there is none
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_GZIP = b"\x1f\x8b"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True)
class Found:
    """An article that a source names; `title` is the source's word for it."""

    url: str
    title: str | None = None


@dataclass(frozen=True)
class Listing:
    """The articles that a source names, each once and in its order, and the `nested` sources to read besides."""

    articles: tuple[Found, ...]
    nested: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_source(
    octets: bytes, kind: Kind, base: str, *, media_type: str, rules: Sequence[str], since: datetime | None
) -> Listing:
    """What a source of that kind names. A feed that is a sitemap is read as one, and the other way round."""
    if kind == "section":
        return read_section(octets, base, rules)
    beginning = octets[:_PROLOG]
    is_sitemap = b"sitemaps.org/schemas/sitemap" in beginning or beginning.startswith(_GZIP)
    listing = read_sitemap(octets, base, since) if is_sitemap else read_feed(octets, base, media_type)
    if not rules:
        return listing
    return replace(listing, articles=tuple(one for one in listing.articles if wanted(one.url, rules)))


def read_feed(octets: bytes, base: str, media_type: str) -> Listing:
    """The entries of an RSS or Atom feed (feedparser); raises FormatError for what is none."""
    import feedparser

    _refuse(octets)
    headers = {"content-type": media_type, "content-location": base}
    feed = feedparser.parse(io.BytesIO(octets), response_headers=headers, resolve_relative_uris=False)
    if not feed.get("version"):
        raise FormatError(f"expected a feed (RSS or Atom), found none: {_why(feed)}")
    found = ((entry.get("link") or _guid(entry), entry.get("title")) for entry in feed.entries[: MAX_NAMED + 1])
    return _listing(_made(found, base))


def _why(feed: object) -> str:
    error = getattr(feed, "bozo_exception", None)
    return type(error).__name__ if error else "no element of a feed in it"


def _guid(entry: Mapping[str, Any]) -> str | None:
    """RSS 2.0: a guid is the address of its item unless it says that it is none."""
    return entry.get("id") if entry.get("guidislink", True) else None


def read_sitemap(octets: bytes, base: str, since: datetime | None = None) -> Listing:
    """The addresses of a sitemap or news sitemap, or the sitemaps of an index; raises FormatError for what is none.

    What states a date before `since` (aware) is left out: a site's whole past is not tonight's news.
    """
    octets = _unpacked(octets)
    _refuse(octets)
    root = _xml(octets)
    if root.tag == f"{_SITEMAP}sitemapindex":
        nested = dict.fromkeys(filter(None, (joined(base, text) for text in _texts(root, "sitemap", since))))
        return Listing((), tuple(nested)[:MAX_NESTED], _over(len(nested), MAX_NESTED, "sitemaps"))
    if root.tag != f"{_SITEMAP}urlset":
        raise FormatError(f"expected a sitemap, found the element {str(root.tag)[:80]!a}")
    return _listing(_made(((text, None) for text in _texts(root, "url", since)), base))


def _xml(octets: bytes) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as e:
        raise FormatError(f"expected a sitemap in XML, found {str(e)[:200]!a}") from e


def _unpacked(octets: bytes) -> bytes:
    """A sitemap.xml.gz is one; at most one octet over the limit is unpacked."""
    if not octets.startswith(_GZIP):
        return octets
    try:
        return zlib.decompressobj(31).decompress(octets, MAX_SOURCE + 1)
    except zlib.error as e:
        raise FormatError(f"expected a sitemap, found damaged gzip data ({e})") from e


def _texts(root: "_Element", name: str, since: datetime | None) -> Iterator[str]:
    for element in root.iterfind(f"{_SITEMAP}{name}"):
        if since is None or not _is_before(element, since):
            yield element.findtext(f"{_SITEMAP}loc") or ""


def _is_before(element: "_Element", since: datetime) -> bool:
    """Whether the date that `element` states, if it states a readable one, is before `since`."""
    stated = element.findtext(f"{_NEWS}news/{_NEWS}publication_date") or element.findtext(f"{_SITEMAP}lastmod") or ""
    try:
        moment = datetime.fromisoformat(stated.strip())
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) < since


def read_section(octets: bytes, base: str, rules: Sequence[str]) -> Listing:
    """The links of a front page that `rules` want; without rules, those that look like articles of the same site."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(octets, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as e:
        raise FormatError(f"expected a page, found none: {str(e)[:200]!a}") from e
    start = root.find(".//base[@href]")
    site = joined(base, start.get("href", "")) if start is not None else base
    links = ((element.get("href", ""), None) for _, element in zip(range(MAX_LINKS), root.iter("a"), strict=False))
    return _listing(one for one in _made(links, site or base) if _is_wanted(one.url, base, rules))


def _is_wanted(url: str, base: str, rules: Sequence[str]) -> bool:
    return wanted(url, rules) if rules else looks_like_article(url, base)


def _made(found: "Iterator[tuple[str | None, str | None]]", base: str) -> Iterator[Found]:
    for reference, title in found:
        if reference and (url := joined(base, reference)):
            yield Found(url, " ".join(title.split())[:MAX_TITLE] if title else None)


def _listing(found: Iterator[Found]) -> Listing:
    once = {one.url: one for one in found}
    return Listing(tuple(once.values())[:MAX_NAMED], (), _over(len(once), MAX_NAMED, "articles"))


def _over(count: int, limit: int, what: str) -> tuple[str, ...]:
    return (f"more than {limit} {what}; the rest is left out",) if count > limit else ()


def _refuse(octets: bytes) -> None:
    """A document type could define entities that grow without an end; no feed needs one."""
    if len(octets) > MAX_SOURCE:
        raise FormatError(f"expected a source of at most {MAX_SOURCE} octets, found more")
    if _DOCTYPE.search(octets[:_PROLOG]):
        raise FormatError("expected a feed or sitemap without a document type, found one")
