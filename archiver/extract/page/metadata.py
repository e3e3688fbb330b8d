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
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archiver.extract.page.chosen import EARLIER, MAX_SAID, MAX_VALUE, first_date, is_earlier, published, said_otherwise
from archiver.extract.page.dates import iso_date
from archiver.extract.page.elsewhere import in_address, in_data
from archiver.extract.page.embedded import MARKUP, Node, strings
from archiver.extract.page.headline import Found, headlines, main_heading
from archiver.extract.page.names import ADDRESS, AUTHOR, LANGUAGE, MODIFIED, PUBLISHED, PUBLISHER, SECTION, plain_name
from archiver.extract.page.visible import NOTHING_SHOWN, labelled_dates, names_in_lines, shown
from archiver.extract.text import folded
from archiver.model.article import Context
from archiver.model.base import Frozen
from archiver.model.capture import Embedded
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_AUTHORS = 30

# "page.head.author": a template that was never filled in
_IDENTIFIER = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ACCOUNTS = frozenset(("admin", "administrator", "webmaster", "root", "wordpress", "адмін", "админ"))
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


def metadata(
    tree: HtmlElement, about: Embedded, nodes: Sequence[Node], source: str, stands: Callable[[str], bool]
) -> Metadata:
    """The page's statements; `nodes` are its JSON-LD article objects, `source` is its own text.

    A headline is taken only where `stands(headline)` says that the source holds it.
    """
    page = _Page(tree, about, nodes, source)
    publisher, canonical = _first(page.publisher()), _first(page.canonical())
    sites = [*(name.value for name in page.publisher()), *_host_names(canonical.value if canonical else "")]
    page.look(main_heading(tree, sites))
    found = {
        "publisher": publisher,
        "published": published(page.published(), page.modified(), page.shown.published, page.at_last),
        "modified": first_date(list(page.modified())) or page.changed_at_last(),
        "language": _first(page.language(), _tagged),
        "section": _first(page.section()),
        "canonical": canonical,
    }
    authors, author_evidence = page.authors(sites)
    declared = [text for node in page.nodes for text in strings(node.get("headline"))]
    candidates = headlines(tree, about, declared, sites)
    found["headline"] = next((candidate for candidate in candidates if stands(candidate.value)), None)
    evidence = {name: hit.evidence for name, hit in sorted(found.items()) if hit}
    if author_evidence:
        evidence |= {"authors": author_evidence, "byline": author_evidence}
    if is_earlier(found["modified"], found["published"]):
        evidence["modified"] += EARLIER
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
        byline=canonical_block(html.unescape(MARKUP.sub("", ", ".join(authors)))) or None,
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


def _tagged(text: str) -> bool:
    return language_tag(text) is not None


class _Page:
    """The places of one page where a member may stand, in order of trust."""

    def __init__(self, tree: HtmlElement, about: Embedded, nodes: Sequence[Node], source: str) -> None:
        self.tree = tree
        self._source = source
        self.nodes = nodes
        self._meta: dict[str, list[tuple[str, str]]] = {}
        for name, value in (*about.opengraph, *about.meta):
            self._meta.setdefault(plain_name(name), []).append((name, value))
        self.shown = NOTHING_SHOWN
        self._heading: HtmlElement | None = None

    def look(self, heading: HtmlElement | None) -> None:
        """Reads what the page shows; `heading` is the element of its headline."""
        self._heading = heading
        self.shown = shown(self.tree, heading)

    def _jsonld(self, key: str, *inner: str) -> Iterator[Found]:
        for node in self.nodes:
            yield from (Found(text, f"json-ld {key}") for text in strings(node.get(key), *inner))

    def _metas(self, names: tuple[str, ...]) -> Iterator[Found]:
        for name in names:
            same = self._meta.get(name, ())
            yield from (Found(value, f"meta {canonical_block(written)[:MAX_SAID]}") for written, value in same)

    def publisher(self) -> Iterator[Found]:
        yield from self._jsonld("publisher", "name")
        yield from self._metas(PUBLISHER)

    def published(self) -> Iterator[Found]:
        yield from self._jsonld("datePublished")
        yield from self._metas(PUBLISHED)
        yield from filter(None, (self.shown.published,))

    @cached_property
    def _labelled(self) -> tuple[Found | None, Found | None]:
        return labelled_dates(self.tree, self._source, self._heading)

    def at_last(self) -> Iterator[Found]:
        """Where the day of publication is looked for when no other place has one."""
        address = next((link.value for link in self.canonical()), "")
        yield from filter(None, (self._labelled[0], in_data(self.tree, self._source), in_address(address)))

    def changed_at_last(self) -> Found | None:
        """The same for the day of the last change."""
        return self._labelled[1] or in_data(self.tree, self._source, changed=True)

    def modified(self) -> Iterator[Found]:
        yield from self._jsonld("dateModified")
        yield from self._metas(MODIFIED)
        yield from filter(None, (self.shown.changed,))

    def language(self) -> Iterator[Found]:
        root = self.tree.getroottree().getroot()
        for attribute in ("lang", "xml:lang"):
            yield Found(root.get(attribute) or "", "html lang")
        yield from self._jsonld("inLanguage", "alternateName", "name")
        yield from self._metas(LANGUAGE)

    def section(self) -> Iterator[Found]:
        yield from self._metas(SECTION)
        yield from self._jsonld("articleSection", "name")

    def canonical(self) -> Iterator[Found]:
        links = (link for link in self.tree.iter("link") if "canonical" in (link.get("rel") or "").split())
        yield from (Found(href.strip(), "link canonical") for link in links if (href := link.get("href")) is not None)
        yield from self._metas(ADDRESS)
        yield from self._jsonld("mainEntityOfPage", "@id", "url")

    def authors(self, sites: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
        """Every author of the first place that names one, and that place; what other places say differently is said.

        A place that names nobody but the site, or an account of its software, comes last: content managers fill in such
        names where nobody was chosen.
        """
        own = {folded(site) for site in sites} | _ACCOUNTS
        places = [
            names
            for place in (self._jsonld("author", "name"), self._metas(AUTHOR), self.shown.authors)
            if (names := [hit for hit in place if _is_name(hit.value)])
        ]
        if all(_are_all(hits, own) for hits in places) and (
            lines := names_in_lines(self.tree, self._source, self._heading)
        ):
            places.append(list(lines))
        if not places:
            return (), None
        places.sort(key=lambda hits: _are_all(hits, own))
        found = _of_one_place(places[0])
        others = [Found(", ".join(_of_one_place(hits)), hits[0].evidence) for hits in places[1:]]
        known = {folded(name) for name in found} | {folded(", ".join(found))}
        differing = [other for other in others if not {folded(name) for name in other.value.split(", ")} & known]
        return found, places[0][0].evidence + said_otherwise(differing)


def _are_all(hits: Sequence[Found], own: Set[str]) -> bool:
    return all(folded(hit.value) in own for hit in hits)


def _of_one_place(hits: Sequence[Found]) -> tuple[str, ...]:
    same = (hit.value for hit in hits if hit.evidence == hits[0].evidence)
    return tuple(dict.fromkeys(same))[:MAX_AUTHORS]


def _is_name(text: str) -> bool:
    """A name, and not the address of a profile or of mail, an identifier or a biography."""
    return (
        any(map(str.isalpha, text))
        and len(text) <= 120
        and "://" not in text
        and "@" not in text
        and not _IDENTIFIER.fullmatch(text.strip())
    )
