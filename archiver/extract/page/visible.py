"""Byline and dates as a page shows them to its readers, for pages that state them nowhere else.

    <div class="post-author">By <a href="/author/weber">Anna Weber</a></div>    -> ("Anna Weber", "div author")
    <span class="entry-date">13 September 2022</span>                           -> ("13 September 2022", "span date")
    <time datetime="2022-09-13">yesterday</time>                                -> ("2022-09-13", "time")

An element counts by its own classes or microdata, outside of what a page prints beside its article, and only the first
one: those further down belong to other articles. What it says is used when it is a name, or a date that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archiver.extract.page.dates import iso_date
from archiver.extract.page.headline import Found
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_ELEMENTS = 200  # elements with a promising class that are looked at
MAX_TEXT = 120  # code points of a byline or a date line
MAX_WORDS = 8  # of a name, or of two

_OUTSIDE = frozenset(("nav", "aside", "footer", "form"))
_CARD = re.compile(
    r"(?<![a-z])(?:related|cards?|teasers?|comments?|sidebar|recommend\w*|popular|latest|promo)(?![a-z])", re.I
)
_AUTHOR = re.compile(r"(?<![a-z])(?:authors?(?:[-_]*names?)?|byline|writer|contributor)(?![a-z])", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![a-z])(?:date|published|pub[-_]?date|posted|publish(?:ed)?[-_]?(?:date|time|on)|timestamp)(?![a-z])", re.I
)
_CHANGED = re.compile(r"updated?|modified|changed|edited", re.IGNORECASE)
_CANDIDATES = (
    "//*[contains(@class, 'uthor') or contains(@class, 'yline') or contains(@class, 'riter') or @rel='author'"
    " or contains(@class, 'ontributor') or @itemprop='author']"
)
_DATED = (
    "//*[self::time or contains(@class, 'date') or contains(@class, 'Date') or contains(@class, 'ublish')"
    " or contains(@class, 'posted') or contains(@class, 'timestamp') or contains(@itemprop, 'date')]"
)
_BY = re.compile(
    r"^(?:(?:written |posted |words |story |text )?by|author|автор|автори|авторы|текст)\s*[:\s]\s*", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:(?:first |last )?(?:published|posted|updated|modified)(?: on| at)?|date|опубл(?:іковано|иковано))\s*[:\s]\s*",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ("and", "und", "et", "y", "e", "i", "й", "та", "и", "de", "da", "di", "do", "du", "van", "von", "der", "den", "la",
     "le", "el", "al", "bin", "ibn", "of", "the")
)  # fmt: skip


def bylines(tree: HtmlElement) -> Iterator[Found]:
    """The authors that the first such element names, and those beside it."""
    first: HtmlElement | None = None
    for element in tree.xpath(_CANDIDATES)[:MAX_ELEMENTS]:
        if first is not None and element.getparent() is not first.getparent():
            return
        if not _says(element, _AUTHOR, "author") or _is_beside(element):
            continue
        name = _BY.sub("", _short_text(element))
        if is_written_name(name):
            first = element
            yield Found(name, f"{element.tag} author")


def dates(tree: HtmlElement, *, changed: bool) -> Iterator[Found]:
    """The first date of publication or, with `changed`, of the last change."""
    for element in tree.xpath(_DATED)[:MAX_ELEMENTS]:
        if not (element.tag == "time" or _says(element, _DATE, "date")) or _is_beside(element):
            continue
        text = _short_text(element)
        if bool(_CHANGED.search(f"{_names(element)} {text}")) != changed:
            continue
        for value in (element.get("datetime") or element.get("content") or "", _LABEL.sub("", text)):
            if iso_date(value):
                yield Found(value.strip(), "time" if element.tag == "time" else f"{element.tag} date")
                return


def is_written_name(text: str) -> bool:
    """Whether a text that stands where a name should is one: a few capitalised words, and no figures."""
    words = re.findall(r"[^\s,]+", text)
    return (
        0 < len(words) <= MAX_WORDS
        and not any(character.isdigit() for character in text)
        and all(word in _PARTICLES or word[:1].isupper() or not word[:1].isalpha() for word in words)
    )


def _says(element: HtmlElement, pattern: re.Pattern[str], prefix: str) -> bool:
    marked = f"{element.get('rel') or ''} {element.get('itemprop') or ''}"
    return prefix in marked or pattern.search(_names(element)) is not None


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _is_beside(element: HtmlElement) -> bool:
    """Whether the element stands in what a page prints beside its article."""
    return any(around.tag in _OUTSIDE or _CARD.search(around.get("class") or "") for around in element.iterancestors())


def _short_text(element: HtmlElement) -> str:
    text = canonical_block(element.text_content())
    return text if len(text) <= MAX_TEXT else ""
