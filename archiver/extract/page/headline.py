"""The headline, from the places where a page states it.

    <title>Kyiv says no | Example News</title> ... <h1>Kyiv says no</h1>   -> ("Kyiv says no", "h1")

A heading counts when the page's titles confirm it (one contains the other): pages also put their own name, a section
or a newsletter into `h1`. Otherwise what the page declares decides: JSON-LD, OpenGraph, and last the title without the
site's name. The order of candidates is the order of trust; the caller takes the first that stands in the source.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from archiver.extract.text import folded
from archiver.model.capture import Embedded
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_HEADLINE = 500  # code points; anything longer is a page's text in the wrong element
MIN_CONFIRMED = 8  # folded code points; a shorter heading ("News") stands in many a title by chance
MAX_HEADINGS = 50
MIN_SHARED = 2  # words of four letters and more, or figures, that a heading has in common with a title
SHARE = 0.5  # of the words of the shorter one
_TOP = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.\w+)?|\.\.?/?", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|\-–—»•·:]+\s+|\s*\|\s*")


class Found(NamedTuple):
    """A value and where on the page it stands."""

    value: str
    evidence: str


def main_heading(tree: HtmlElement, sites: Sequence[str]) -> HtmlElement | None:
    """The first `h1` that is not the site's name; on a page without `h1`, the first heading that its title confirms."""
    headings = _headings(tree)
    if headings:
        return next((h1 for h1 in headings if not _names_the_site(h1, sites)), None)
    titles = [Found(_short(element.text_content()), "title") for element in islice(tree.iter("title"), 1)]
    lower = islice(tree.iter("h2", "h3"), MAX_HEADINGS)
    return next((heading for heading in lower if _confirmed(_short(heading.text_content()), titles)), None)


def headlines(tree: HtmlElement, about: Embedded, declared: list[str], sites: Sequence[str]) -> Iterator[Found]:
    """Candidates, the most trusted first. `declared` are JSON-LD headlines, `sites` the names that the site goes by."""
    titles = list(_titles(tree, about, declared, sites))
    headings = [
        without_site(text, sites)
        for h1 in _headings(tree)
        if (text := _short(h1.text_content())) and not _names_the_site(h1, sites)
    ]
    for heading in headings:
        if _confirmed(heading, titles):
            yield Found(heading, "h1")
    yield from (title for title in titles if title.evidence != "title")
    if len(headings) == 1:
        yield Found(headings[0], "h1")
    yield from (title for title in titles if title.evidence == "title")


def _headings(tree: HtmlElement) -> list[HtmlElement]:
    return list(islice(tree.iter("h1"), MAX_HEADINGS))


def _names_the_site(h1: HtmlElement, sites: Sequence[str]) -> bool:
    """Whether it is the site's name, or a link to the top of the site, as it stands on every page."""
    if folded(canonical_block(h1.text_content())) in {folded(site) for site in sites}:
        return True
    link = next(h1.iter("a"), None)
    return link is not None and _TOP.fullmatch(link.get("href") or "") is not None


def _titles(tree: HtmlElement, about: Embedded, declared: list[str], sites: Sequence[str]) -> Iterator[Found]:
    for text in declared:
        headline = _short(html.unescape(text))  # RFC 8259 has no entities, content managers put them in all the same
        if headline:
            yield Found(headline, "json-ld headline")
    pairs = dict(reversed((*about.meta, *about.opengraph)))
    for name in ("og:title", "twitter:title"):
        text = _short(pairs.get(name, ""))
        if text:
            yield Found(without_site(text, sites), f"meta {name}")
    title = next((text for element in tree.iter("title") if (text := _short(element.text_content()))), "")
    if title:
        yield Found(without_site(title, sites), "title")


def _short(raw: str) -> str:
    text = canonical_block(raw)
    return text if len(text) <= MAX_HEADLINE else ""


def _confirmed(heading: str, titles: list[Found]) -> bool:
    """Whether a title is the heading, holds it or is held by it, or shares most words with it, as shorter titles do."""
    ours, words = folded(heading), _words(heading)
    return any(
        ours == other
        or (min(len(ours), len(other)) >= MIN_CONFIRMED and (ours in other or other in ours))
        or _shares(words, _words(title.value))
        for title in titles
        for other in [folded(title.value)]
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3 or word.isdigit())


def _shares(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    shared = len(ours & theirs)
    return shared >= MIN_SHARED and shared >= SHARE * min(len(ours), len(theirs))


def without_site(title: str, sites: Sequence[str]) -> str:
    """`title` without one of the site's names at either end, when a separator sets the name apart."""
    cuts = list(_SEPARATOR.finditer(title))
    names = {folded(site) for site in sites} if cuts else frozenset()
    for cut in reversed(cuts):
        if folded(title[cut.end() :]) in names:
            return title[: cut.start()]
    for cut in cuts:
        if folded(title[: cut.start()]) in names:
            return title[cut.end() :]
    return _without_last(title)


def _without_last(title: str) -> str:
    """What follows the last bar is a site's name when it is short beside what stands before it."""
    head, bar, tail = title.rpartition(" | ")
    return head if bar and len(tail.split()) <= 4 and len(head) >= len(tail) else title
