"""The names of the authors as a page shows them to its readers.

    <div class="post-author">By <a href="/author/weber">Anna Weber</a></div>    -> ("Anna Weber", "div author")
    <h1>Kyiv says no</h1><p>By Anna Weber · 13 September 2022</p>               -> ("Anna Weber", "p near the headline")
    <h1>Kyiv says no</h1><a href="/team/anna-weber">Anna Weber</a>              -> ("Anna Weber", "a near the headline")

An element counts by its classes or microdata, and only the first one: those further down belong to other articles. In
it the parts that are marked themselves are the names; what else it says is an office or a greeting. Where no class
speaks of an author, a line near the headline does that begins with "by", or a link to the page of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from archiver.extract.page.headline import Found
from archiver.extract.page.line import is_label, is_written_name, may_name, parts, without_by, written_names
from archiver.extract.page.place import is_beside, line_of, short_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAME = re.compile(r"(?<![a-z])(?:author|writer|contributor)s?[-_]*(?:name|link)|^name$", re.IGNORECASE)
_PERSON = re.compile(
    r"/(?:authors?|contributors?|writers?|producers?|people|person|team|staff|journalists?|reporters?|columnists?|profiles?"
    r"|autor(?:en|es)?|auteurs?|autore|redakteur|avtor|author[sy]?)/[^/?#]+/?(?:[?#]|$)",
    re.IGNORECASE,
)


def marked(elements: Sequence[HtmlElement], around: Set[HtmlElement]) -> tuple[Found, ...]:
    """The authors that the first element of `elements`, those with a promising class, names, and those beside it."""
    named = [(element, name) for element in elements if is_name(name := without_by(short_text(element)))]
    outer = next((place for place, (element, _) in enumerate(named) if not is_beside(element, around)), None)
    if outer is None:
        return ()
    first = named[outer][0]
    inner = [pair for pair in named[outer + 1 :] if first in pair[0].iterancestors() and _is_of_a_name(pair[0])]
    chosen = _innermost(inner) or [pair for pair in named[outer:] if pair[0].getparent() is first.getparent()]
    return tuple(Found(name, f"{element.tag} author") for element, name in chosen)


def _innermost(pairs: list[tuple[HtmlElement, str]]) -> list[tuple[HtmlElement, str]]:
    outer = {above for element, _ in pairs for above in element.iterancestors()}
    return [pair for pair in pairs if pair[0] not in outer]


def _is_of_a_name(element: HtmlElement) -> bool:
    return element.tag == "a" or any(_NAME.search(element.get(key) or "") for key in ("class", "itemprop"))


def in_lines(elements: Iterable[HtmlElement], around: Set[HtmlElement], place: str) -> tuple[Found, ...]:
    """The authors of the first line that names some; `place` says where the lines stand."""
    for element in elements:
        names = tuple(_names(element))
        if names and not is_beside(element, around):
            return tuple(Found(name, f"{element.tag} {place}") for name in names)
    return ()


def _names(element: HtmlElement) -> Iterator[str]:
    if element.tag == "a" and _PERSON.search(element.get("href") or ""):
        first = without_by(next(iter(parts(line_of(element))), ""))
        if " " in first and is_name(first):
            yield first
            return
    if may_name(short_text(element)):
        yield from written_names(line_of(element))


def is_name(text: str) -> bool:
    """Whether what stands where a name should is one and not the label in front of it: "Written By"."""
    return is_written_name(text) and not is_label(text)
