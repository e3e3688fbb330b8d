"""What a page states about its article: raw strings, our reading of them, and where each was found.

    <meta property="article:published_time" content="2022-09-13T05:30:00Z">
        -> published "2022-09-13T05:30:00Z", evidence {"published": "meta article:published_time"}

Each member has a list of places in order of trust: JSON-LD, then meta elements, then the page's own markup. The first
that gives a usable value decides, and the evidence says which other places state something else:
"json-ld datePublished; meta date says 2020-01-01". Nothing is guessed from the running text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.extract.page.dates import iso_date
from archiver.extract.page.embedded import Node, strings
from archiver.extract.page.headline import Found, headlines, main_heading
from archiver.extract.page.visible import NOTHING_SHOWN, shown
from archiver.extract.text import folded
from archiver.model.article import Context
from archiver.model.base import Frozen
from archiver.model.capture import Embedded
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_AUTHORS = 30
MAX_DATES = 50  # statements of one date that are compared
MAX_OTHERS = 3  # places that say something else, named in the evidence
MAX_SAID = 80  # code points of what such a place says
MAX_VALUE = 1_000  # code points of one value

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datePublished", "date.published", "publishdate", "pubdate",
    "publish-date", "publish_date", "published_time", "parsely-pub-date", "sailthru.date",
    "cXenseParse:recs:publishtime",
    "publication_date", "article:published", "citation_publication_date", "rnews:datePublished", "bt:pubDate",
    "dc.date.issued", "dcterms.issued", "dcterms.date", "dcterms.created", "dc.date", "og:pubdate", "og:published_time",
    "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "dateModified", "article:modified", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified", "revised",
)  # fmt: skip
_AUTHOR = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "dcterms.creator")
_PUBLISHER = ("og:site_name", "publisher", "dc.publisher", "application-name")
_SECTION = ("article:section", "section", "parsely-section", "articleSection")
# "page.head.author": a template that was never filled in
_IDENTIFIER = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
# RFC 5646 2.1: language, script, region, variants
_BCP47 = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z]{4})?(-(?:[A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*", re.ASCII)


class Metadata(Frozen):
    """Readings, raw context and evidence of one page."""

    headline: str | None
    byline: str | None
    published: str | None
    modified: str | None
    language: str | None
    context: Context
    evidence: dict[str, str]


EMPTY = Metadata(
    headline=None, byline=None, published=None, modified=None, language=None, evidence={},
    context=Context(publisher=None, authors=(), published=None, modified=None, language=None, section=None,
                    canonical=None, referrer=None),
)  # fmt: skip


def metadata(tree: HtmlElement, about: Embedded, nodes: Sequence[Node], stands: Callable[[str], bool]) -> Metadata:
    """The page's statements; `nodes` are its JSON-LD article objects.

    A headline is taken only where `stands(headline)` says that the source holds it.
    """
    page = _Page(tree, about, nodes)
    publisher, canonical = _first(page.publisher()), _first(page.canonical())
    sites = [*(name.value for name in page.publisher()), *_host_names(canonical.value if canonical else "")]
    page.look(main_heading(tree, sites))
    found = {
        "publisher": publisher,
        "published": _first_date(_stated_once(page)),
        "modified": _first_date(page.modified()),
        "language": _first(page.language(), _tagged),
        "section": _first(page.section()),
        "canonical": canonical,
    }
    authors, author_evidence = page.authors()
    declared = [text for node in page.nodes for text in strings(node.get("headline"))]
    candidates = headlines(tree, about, declared, sites)
    found["headline"] = next((candidate for candidate in candidates if stands(candidate.value)), None)
    evidence = {name: hit.evidence for name, hit in sorted(found.items()) if hit}
    if author_evidence:
        evidence |= {"authors": author_evidence, "byline": author_evidence}
    return _assembled({name: hit.value for name, hit in found.items() if hit}, authors, evidence)


def _host_names(address: str) -> list[str]:
    """The labels of the host that may be the site's name, the longest: "example" of "https://www.example.co.uk/"."""
    labels = (urlsplit(address).hostname or "").removeprefix("www.").split(".") if _is_address(address) else []
    return [".".join(labels), max(labels[:-1], key=len)] if len(labels) > 1 else []


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).hostname is not None
    except ValueError:  # a bracket too many
        return False


def _assembled(values: dict[str, str], authors: tuple[str, ...], evidence: dict[str, str]) -> Metadata:
    names = ("publisher", "published", "modified", "language", "section", "canonical")
    return Metadata(
        headline=values.get("headline"),
        byline=canonical_block(html.unescape(", ".join(authors))) or None,
        published=iso_date(values.get("published", "")),
        modified=iso_date(values.get("modified", "")),
        language=language_tag(values.get("language", "")),
        context=Context(authors=authors, referrer=None, **{name: values.get(name) for name in names}),
        evidence=evidence,
    )


def language_tag(text: str) -> str | None:
    """`text` as a BCP 47 tag in its usual case ("en_gb" becomes "en-GB"), or None when it is none."""
    match = _BCP47.fullmatch(text.strip().replace("_", "-"))
    if not match:
        return None
    language, script, region, _ = match.groups()
    variants = match[0][len(language) + len(script or "") + len(region or "") :]
    return language.lower() + (script or "").title() + (region or "").upper() + variants.lower()


def _first(found: Iterator[Found], usable: Callable[[str], bool] = bool) -> Found | None:
    """The first usable value, or else the first at all: kept raw, though it can't be read."""
    hits = [hit for hit in found if hit.value.strip() and len(hit.value) <= MAX_VALUE]
    return next((hit for hit in hits if usable(hit.value)), hits[0] if hits else None)


def _stated_once(page: _Page) -> Iterator[Found]:
    """The dates of publication, the first one last where it only repeats that of the last change.

    Some sites write the time of the last edit into both members; an earlier day that they state elsewhere is older.
    """
    hits = [hit for hit in islice(page.published(), MAX_DATES) if len(hit.value) <= MAX_VALUE]
    changed = next((hit.value for hit in page.modified()), None)
    first = next((hit for hit in hits if _dated(hit.value)), None)
    if first is None or first.value != changed:
        return iter(hits)
    day = (iso_date(first.value) or "")[:10]
    older = [hit for hit in hits if _dated(hit.value) and (iso_date(hit.value) or "")[:10] < day]
    return iter([*older, *(hit for hit in hits if hit not in older)])


def _first_date(found: Iterator[Found]) -> Found | None:
    """The first readable date, its evidence naming the places that state another day."""
    hits = list(islice(found, MAX_DATES))
    first = _first(iter(hits), _dated)
    day = (iso_date(first.value) or "")[:10] if first else ""
    if first is None or not day:
        return first
    others: dict[str, Found] = {}
    for hit in hits:
        other = (iso_date(hit.value) or "")[:10] if len(hit.value) <= MAX_VALUE else ""
        if other and not (other.startswith(day) or day.startswith(other)):
            others.setdefault(other, Found(other, hit.evidence))
    return Found(first.value, first.evidence + _said_otherwise(list(others.values())))


def _dated(text: str) -> bool:
    return iso_date(text) is not None


def _tagged(text: str) -> bool:
    return language_tag(text) is not None


class _Page:
    """The places of one page where a member may stand, in order of trust."""

    def __init__(self, tree: HtmlElement, about: Embedded, nodes: Sequence[Node]) -> None:
        self.tree = tree
        self.nodes = nodes
        self._meta: dict[str, list[str]] = {}
        for name, value in (*about.opengraph, *about.meta):
            self._meta.setdefault(name.lower(), []).append(value)
        self._shown = NOTHING_SHOWN

    def look(self, heading: HtmlElement | None) -> None:
        """Reads what the page shows; `heading` is the element of its headline."""
        self._shown = shown(self.tree, heading)

    def _jsonld(self, key: str, *inner: str) -> Iterator[Found]:
        for node in self.nodes:
            yield from (Found(text, f"json-ld {key}") for text in strings(node.get(key), *inner))

    def _metas(self, names: tuple[str, ...]) -> Iterator[Found]:
        for name in names:
            yield from (Found(value, f"meta {name}") for value in self._meta.get(name.lower(), ()))

    def publisher(self) -> Iterator[Found]:
        yield from self._jsonld("publisher", "name")
        yield from self._metas(_PUBLISHER)

    def published(self) -> Iterator[Found]:
        yield from self._jsonld("datePublished")
        yield from self._metas(_PUBLISHED)
        yield from filter(None, (self._shown.published,))

    def modified(self) -> Iterator[Found]:
        yield from self._jsonld("dateModified")
        yield from self._metas(_MODIFIED)
        yield from filter(None, (self._shown.changed,))

    def language(self) -> Iterator[Found]:
        root = self.tree.getroottree().getroot()
        for attribute in ("lang", "xml:lang"):
            yield Found(root.get(attribute) or "", "html lang")
        yield from self._jsonld("inLanguage", "alternateName", "name")
        yield from self._metas(("og:locale", "content-language", "dc.language"))

    def section(self) -> Iterator[Found]:
        yield from self._metas(_SECTION)
        yield from self._jsonld("articleSection", "name")

    def canonical(self) -> Iterator[Found]:
        links = self.tree.xpath("//link[@href][contains(concat(' ', @rel, ' '), ' canonical ')]")
        yield from (Found(str(link.get("href")).strip(), "link canonical") for link in links)
        yield from self._metas(("og:url",))
        yield from self._jsonld("mainEntityOfPage", "@id", "url")

    def authors(self) -> tuple[tuple[str, ...], str | None]:
        """Every author of the first place that names one, and that place; what other places say differently is said."""
        places = [
            names
            for place in (self._jsonld("author", "name"), self._metas(_AUTHOR), self._shown.authors)
            if (names := [hit for hit in place if _is_name(hit.value)])
        ]
        if not places:
            return (), None
        found = _of_one_place(places[0])
        others = [Found(", ".join(_of_one_place(hits)), hits[0].evidence) for hits in places[1:]]
        known = {folded(name) for name in found} | {folded(", ".join(found))}
        differing = [other for other in others if not {folded(name) for name in other.value.split(", ")} & known]
        return found, places[0][0].evidence + _said_otherwise(differing)


def _of_one_place(hits: Sequence[Found]) -> tuple[str, ...]:
    same = (hit.value for hit in hits if hit.evidence == hits[0].evidence)
    return tuple(dict.fromkeys(same))[:MAX_AUTHORS]


def _said_otherwise(differing: Sequence[Found]) -> str:
    """What other places say, for the evidence of a member: "; meta author says Desk"."""
    said = (f"; {other.evidence} says {canonical_block(other.value)[:MAX_SAID]}" for other in differing[:MAX_OTHERS])
    return "".join(said)


def _is_name(text: str) -> bool:
    """A name, and not a profile's address, an identifier or a biography."""
    return (
        any(map(str.isalpha, text))
        and len(text) <= 120
        and "://" not in text
        and not text.startswith("@")
        and not _IDENTIFIER.fullmatch(text.strip())
    )
