"""Byline and dates as a page shows them to its readers, for pages that state them nowhere else.

    <span class="entry-date">13 September 2022</span>                           -> ("13 September 2022", "span date")
    <time datetime="2022-09-13">yesterday</time>                                -> ("2022-09-13", "time")

An element counts by its own classes or microdata, outside of what a page prints beside its article, and only the first
one: those further down belong to other articles. Where no class speaks of a date, a line near the headline is asked,
and then lines elsewhere that say what they are: "Published 13 September 2022". Whether a date is that of a change is
told by its words, the words right in front of it, and its classes. The authors are `byline`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from archiver.extract.page import byline
from archiver.extract.page.dates import is_that_day, iso_date
from archiver.extract.page.elsewhere import AUTHORS, DATES, labelled
from archiver.extract.page.headline import Found
from archiver.extract.page.line import says_changed, says_published, written_dates
from archiver.extract.page.place import is_beside, line_of, near, short_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_ELEMENTS = 200  # elements with a promising class that are looked at
MAX_NAMES = 4096  # combinations of classes whose answer is remembered
NEAR, LABELLED = "near the headline", "with a label"
MAX_LABEL = 24  # code points right in front of a date that are its label

_YEAR = re.compile(r"\d{4}", re.ASCII)
_STATED = ("datetime", "content")  # attributes that state the date of an element
_AUTHOR = re.compile(r"(?<![a-z])(?:authors?(?:[-_]*names?)?|byline|writer|contributor)(?![a-z])", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![a-z])(?:date(?:published|modified|created)?|published|pub[-_]?date|posted|publish(?:ed)?[-_]?(?:date|time|on)|timestamp)(?![a-z])",
    re.I,
)


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
    around = _around(heading)
    published, changed = _dates(dated, around)
    if published is None and heading is not None:
        published, change = _dates(near(tree, heading), around, place=NEAR)
        changed = changed or change
    return Shown(byline.marked(authors, around), published, changed)


def labelled_dates(tree: HtmlElement, source: str, heading: HtmlElement | None) -> tuple[Found | None, Found | None]:
    """The date of publication and that of the last change in lines anywhere that say which they are."""
    return _dates(labelled(tree, source, DATES), _around(heading), place=LABELLED)


def names_in_lines(tree: HtmlElement, source: str, heading: HtmlElement | None) -> tuple[Found, ...]:
    """The authors in the lines near the headline, or in lines anywhere that say who they are."""
    lines = [] if heading is None else near(tree, heading)
    around = _around(heading)
    return byline.in_lines(lines, around, NEAR) or byline.in_lines(labelled(tree, source, AUTHORS), around, LABELLED)


def _around(heading: HtmlElement | None) -> Set[HtmlElement]:
    return frozenset() if heading is None else frozenset(heading.iterancestors())


@lru_cache(maxsize=MAX_NAMES)
def _kinds(names: str) -> tuple[bool, bool]:
    if not _is_promising(names.lower()):
        return False, False
    return _AUTHOR.search(names) is not None, _DATE.search(names) is not None


def _is_promising(names: str) -> bool:
    """Whether a part of a word that is looked for stands in `names`, in lower case: answers nearly all of them."""
    return (
        "date" in names or "auth" in names or "publi" in names or "posted" in names or "timestamp" in names
        or "bylin" in names or "writer" in names or "contrib" in names
    )  # fmt: skip


def _dates(
    elements: Iterable[HtmlElement], around: Set[HtmlElement], *, place: str = ""
) -> tuple[Found | None, Found | None]:
    """The first date of publication and the first date of a change; `place` names where lines without a class stand."""
    first: dict[bool, Found] = {}
    for element in elements:
        if len(first) == len((True, False)):
            break
        dates = list(_dates_of(element))
        if dates and not is_beside(element, around):
            evidence = f"{element.tag} {place or 'date'}" if place or element.tag != "time" else "time"
            for value, is_change, words in dates:
                said = f', "{words}"' if words else ""
                first.setdefault(is_change, Found(value, evidence + said))
    return first.get(False), first.get(True)


def _dates_of(element: HtmlElement) -> Iterator[tuple[str, bool, str]]:
    """The dates that an element states in an attribute or in words, whether each is that of a change, and its label."""
    text = short_text(element)
    written = list(written_dates(line_of(element))) if _YEAR.search(text) else []
    stated = next((v for name in _STATED if (v := element.get(name)) and iso_date(v)), None)
    if stated and len(written) <= 1:
        shown = written[0].text if written else ""
        value = shown if is_that_day(iso_date(stated) or "", iso_date(shown) or "") else stated.strip()
        yield value, *_kind(element, text, written[0].before if written else text)
    else:
        for date in written:
            yield date.text, *_kind(element, text, date.before)


def _kind(element: HtmlElement, text: str, before: str) -> tuple[bool, str]:
    """Whether a date is that of a change, and the words that say what it is.

    The words in front of the date are asked first, then those in front of its element, then the element's names.
    """
    label = next((words for words in (before, _label_before(element, text)) if _speaks(words)), "").strip(" :,")
    said = label or _names(element)
    return says_changed(said) and not (label == before.strip(" :,") and says_published(label)), label[-MAX_LABEL:]


def _speaks(words: str) -> bool:
    return says_changed(words) or says_published(words)


def _label_before(element: HtmlElement, text: str) -> str:
    """The words right in front of the element, in the line that it stands in: "Last updated <time>"."""
    parent = element.getparent()
    line = short_text(parent) if parent is not None and text else ""
    return line[: max(0, line.find(text))][-MAX_LABEL:].rpartition("·")[2].lstrip("0123456789-/., ")


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"
