"""Byline and dates as a page shows them to its readers, for pages that state them nowhere else.

    <div class="post-author">By <a href="/author/weber">Anna Weber</a></div>    -> ("Anna Weber", "div author")
    <span class="entry-date">13 September 2022</span>                           -> ("13 September 2022", "span date")
    <time datetime="2022-09-13">yesterday</time>                                -> ("2022-09-13", "time")

An element counts by its own classes or microdata, outside of what a page prints beside its article, and only the first
one: those further down belong to other articles. What it says is used when it is a name, or a date that can be read.
Where no class speaks of a date, a line near the headline that is nothing else is one: "Published 13 September 2022".
Whether a date is that of a change is told by its classes, its words, and the words right in front of it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from archiver.extract.page.dates import iso_date
from archiver.extract.page.headline import Found
from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_ELEMENTS = 60  # elements with a promising class that are looked at
MAX_NAMES = 4096  # combinations of classes whose answer is remembered
MAX_TEXT = 120  # code points of a byline or a date line
MAX_RAW = 1_200  # code points of the same with the white space of its markup
MAX_WORDS = 8  # of a name, or of two
AHEAD = 6  # elements in front of the headline that may be the line of its date
BEHIND = 60  # elements behind it
MAX_CHILDREN = 4  # of a line that is a date
MAX_LABEL = 24  # code points right in front of a date that are its label

_DATED = {"time": "time"}
_OUTSIDE = frozenset(("nav", "aside", "footer", "form"))
_CARD = re.compile(
    r"(?<![a-z])(?:related|cards?|teasers?|comments?|sidebar|recommend\w*|popular|latest|promo)(?![a-z])", re.I
)
_AUTHOR = re.compile(r"(?<![a-z])(?:authors?(?:[-_]*names?)?|byline|writer|contributor)(?![a-z])", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![a-z])(?:date(?:published|modified|created)?|published|pub[-_]?date|posted|publish(?:ed)?[-_]?(?:date|time|on)|timestamp)(?![a-z])",
    re.I,
)
# A part of every word above, without flags or what stands around: nearly all classes are answered by it alone
_PROMISING = re.compile("auth|bylin|writer|contrib|date|publi|posted|timestamp")
_CHANGED = re.compile(r"updated?|modified|changed|edited", re.IGNORECASE)
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


class Shown(NamedTuple):
    """What a page shows: its authors, the date of publication, and the date of the last change."""

    authors: tuple[Found, ...]
    published: Found | None
    changed: Found | None


NOTHING_SHOWN = Shown((), None, None)


def shown(tree: HtmlElement, heading: HtmlElement | None = None) -> Shown:
    """Everything that is looked for, in one walk over the page; `heading` is the element of the headline."""
    authors: list[HtmlElement] = []
    dated: list[HtmlElement] = []
    for element in tree.iter("*"):
        tag, get = element.tag, element.get
        names, marks = get("class"), get("itemprop") or (get("rel") if tag == "a" else None)
        if names is None and marks is None and tag != "time":
            continue
        is_author, is_date = _kinds(f"{names or ''} {marks or ''}")
        if is_author and len(authors) < MAX_ELEMENTS:
            authors.append(element)
        if (is_date or tag == "time") and len(dated) < MAX_ELEMENTS:
            dated.append(element)
    around = frozenset() if heading is None else frozenset(heading.iterancestors())
    published, changed = _dates(dated, around)
    if published is None and heading is not None:
        line, change = _dates(_near(tree, heading), around, whole=True)
        published, changed = line, changed or change
    return Shown(tuple(_bylines(authors, around)), published, changed)


def _near(tree: HtmlElement, heading: HtmlElement) -> list[HtmlElement]:
    """Small elements around the headline, in order."""
    before: deque[HtmlElement] = deque(maxlen=AHEAD)
    walk = tree.iter("*")
    for element in walk:
        if element is heading:
            break
        before.append(element)
    inside = frozenset(heading.iter("*"))
    behind = islice((element for element in walk if element not in inside), BEHIND)
    return [element for element in (*before, *behind) if len(element) < MAX_CHILDREN]


@lru_cache(maxsize=MAX_NAMES)
def _kinds(names: str) -> tuple[bool, bool]:
    if not _PROMISING.search(names.lower()):
        return False, False
    return _AUTHOR.search(names) is not None, _DATE.search(names) is not None


def _bylines(elements: list[HtmlElement], around: Set[HtmlElement]) -> Iterator[Found]:
    """The authors that the first such element names, and those beside it."""
    first: HtmlElement | None = None
    for element in elements:
        if first is not None and element.getparent() is not first.getparent():
            return
        name = _BY.sub("", _short_text(element))
        if is_written_name(name) and not _is_beside(element, around):
            first = element
            yield Found(name, f"{element.tag} author")


def _dates(
    elements: Sequence[HtmlElement], around: Set[HtmlElement], *, whole: bool = False
) -> tuple[Found | None, Found | None]:
    """The first date of publication and the first date of a change; of lines without a class when `whole`."""
    published: Found | None = None
    changed: Found | None = None
    for element in elements:
        if published and changed:
            break
        text = _short_text(element)
        found = _date_of(element, text, around, whole=whole)
        if found is None:
            continue
        is_change = _CHANGED.search(f"{_names(element)} {text} {_label_before(element, text)}") is not None
        if (changed if is_change else published) is None:
            published, changed = (published, found) if is_change else (found, changed)
    return published, changed


def _label_before(element: HtmlElement, text: str) -> str:
    """The words right in front of the element, in the line that it stands in: "Last updated <time>"."""
    parent = element.getparent()
    line = _short_text(parent) if parent is not None and text else ""
    return line[: max(0, line.find(text))][-MAX_LABEL:].rpartition("·")[2].lstrip("0123456789-/., ")


def _date_of(element: HtmlElement, text: str, around: Set[HtmlElement], *, whole: bool) -> Found | None:
    values = (element.get("datetime") or element.get("content") or "", _LABEL.sub("", text))
    value = next((value.strip() for value in values if iso_date(value)), None)
    if value is None or _is_beside(element, around):
        return None
    return Found(value, f"{element.tag} near the headline" if whole else _DATED.get(element.tag, f"{element.tag} date"))


def is_written_name(text: str) -> bool:
    """Whether a text that stands where a name should is one: a few capitalised words, and no figures."""
    words = re.findall(r"[^\s,]+", text)
    return (
        0 < len(words) <= MAX_WORDS
        and not any(character.isdigit() for character in text)
        and all(word in _PARTICLES or word[:1].isupper() or not word[:1].isalpha() for word in words)
    )


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _is_beside(element: HtmlElement, around: Set[HtmlElement]) -> bool:
    """Whether it stands in what a page prints beside its article, which what is `around` the headline is not."""
    if element.tag in _OUTSIDE:
        return True
    for above in element.iterancestors():
        if above in around:
            return False
        if above.tag in _OUTSIDE or _CARD.search(above.get("class") or ""):
            return True
    return False


def _short_text(element: HtmlElement) -> str:
    raw = element.text_content()
    text = canonical_block(raw) if len(raw) <= MAX_RAW else ""
    return text if len(text) <= MAX_TEXT else ""
