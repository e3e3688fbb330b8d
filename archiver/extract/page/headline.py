"""The headline, from the places where a page states it.

    <title>Kyiv says no | Example News</title> ... <h1>Kyiv says no</h1>   -> ("Kyiv says no", "h1")

A heading counts when the page's titles confirm it (one contains the other): pages also put their own name, a section
or a newsletter into `h1`. Otherwise what the page declares decides: JSON-LD, OpenGraph, and last the title without the
site's name. The order of candidates is the order of trust; the caller takes the first that stands in the source.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from archiver.extract.text import folded
from archiver.model.capture import Embedded
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_HEADLINE = 500  # code points; anything longer is a page's text in the wrong element
MIN_CONFIRMED = 8  # folded code points; a shorter heading ("News") stands in many a title by chance
MAX_HEADINGS = 50
_SEPARATOR = re.compile(r"\s+[|\-–—»•·:]+\s+|\s*\|\s*")


class Found(NamedTuple):
    """A value and where on the page it stands."""

    value: str
    evidence: str


def headlines(tree: HtmlElement, about: Embedded, declared: list[str], site: str | None) -> Iterator[Found]:
    """Candidates, the most trusted first. `declared` are JSON-LD headlines, `site` is the publisher's name."""
    titles = list(_titles(tree, about, declared, site))
    headings = [text for h1 in list(tree.iter("h1"))[:MAX_HEADINGS] if (text := _short(h1.text_content()))]
    for heading in headings:
        if _confirmed(heading, titles):
            yield Found(heading, "h1")
    yield from (title for title in titles if title.evidence != "title")
    if len(headings) == 1:
        yield Found(headings[0], "h1")
    yield from (title for title in titles if title.evidence == "title")


def _titles(tree: HtmlElement, about: Embedded, declared: list[str], site: str | None) -> Iterator[Found]:
    for text in declared:
        headline = _short(html.unescape(text))  # RFC 8259 has no entities, content managers put them in all the same
        if headline:
            yield Found(headline, "json-ld headline")
    pairs = dict(reversed((*about.meta, *about.opengraph)))
    for name in ("og:title", "twitter:title"):
        text = _short(pairs.get(name, ""))
        if text:
            yield Found(without_site(text, site), f"meta {name}")
    title = next((text for element in tree.iter("title") if (text := _short(element.text_content()))), "")
    if title:
        yield Found(without_site(title, site), "title")


def _short(raw: str) -> str:
    text = canonical_block(raw)
    return text if len(text) <= MAX_HEADLINE else ""


def _confirmed(heading: str, titles: list[Found]) -> bool:
    ours = folded(heading)
    theirs = [folded(title.value) for title in titles]
    return any(
        ours == other or (min(len(ours), len(other)) >= MIN_CONFIRMED and (ours in other or other in ours))
        for other in theirs
    )


def without_site(title: str, site: str | None) -> str:
    """`title` without the site's name at either end, when a separator sets the name apart."""
    if not site:
        return _without_last(title)
    name = folded(site)
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if folded(title[cut.end() :]) == name:
            return title[: cut.start()]
    for cut in cuts:
        if folded(title[: cut.start()]) == name:
            return title[cut.end() :]
    return _without_last(title)


def _without_last(title: str) -> str:
    """What follows the last bar is a site's name when it is short beside what stands before it."""
    head, bar, tail = title.rpartition(" | ")
    return head if bar and len(tail.split()) <= 4 and len(head) >= len(tail) else title
