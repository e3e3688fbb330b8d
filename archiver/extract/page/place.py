"""Where on a page an element stands, and what it reads: shared by those who look for bylines and for dates."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Set
from itertools import islice
from typing import TYPE_CHECKING

from archiver.text.blocks import canonical_block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_TEXT = 120  # code points of a byline or a date line
MAX_RAW = 1_200  # code points of the same with the white space of its markup
AHEAD = 6  # elements in front of the headline that may be the line of its date
BEHIND = 60  # elements behind it
MAX_CHILDREN = 6  # of a line

_OUTSIDE = frozenset(("nav", "aside", "footer", "form"))
_WITHOUT_WORDS = frozenset(
    ("svg", "path", "g", "use", "circle", "rect", "img", "picture", "source", "video", "audio", "iframe", "button",
     "input", "script", "style", "noscript", "link", "meta", "br", "hr", "wbr", "option", "select", "label", "template")
)  # fmt: skip
_INLINE = frozenset(("a", "abbr", "b", "em", "font", "i", "span", "small", "strong", "time", "u", "cite"))
_BAR = " | "
_CARD = re.compile(
    r"(?<![a-z])(?:related|cards?|teasers?|comments?|sidebar|recommend\w*|popular|latest|promo)(?![a-z])", re.I
)


def near(tree: HtmlElement, heading: HtmlElement) -> list[HtmlElement]:
    """Small elements around the headline, in order."""
    before: deque[HtmlElement] = deque(maxlen=AHEAD)
    walk = tree.iter("*")
    for element in walk:
        if element is heading:
            break
        before.append(element)
    inside = frozenset(heading.iter("*"))
    behind = islice(
        (element for element in walk if element not in inside and element.tag not in _WITHOUT_WORDS), BEHIND
    )
    around = frozenset(heading.iterancestors())
    return [element for element in (*before, *behind) if len(element) < MAX_CHILDREN and element not in around]


def is_beside(element: HtmlElement, around: Set[HtmlElement]) -> bool:
    """Whether it stands in what a page prints beside its article, which what is `around` the headline is not."""
    if element.tag in _OUTSIDE:
        return True
    for above in element.iterancestors():
        if above in around:
            return False
        if _CARD.search(above.get("class") or "") or (above.tag in _OUTSIDE and not _is_its_own(above)):
            return True
    return False


def _is_its_own(element: HtmlElement) -> bool:
    """Whether it is the footer of an article and not of the page: HTML 4.3.8, nearest sectioning ancestor."""
    return element.tag == "footer" and next(element.iterancestors("article"), None) is not None


def line_of(element: HtmlElement) -> str:
    """What the element reads on one line, its blocks set apart by a bar; empty when that is too long."""
    from lxml import etree

    if not short_text(element):
        return ""
    pieces = [element.text or ""]
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner is element:
            continue
        if inner.tag not in _INLINE:
            pieces.append(_BAR)
        pieces.append((inner.text if event == "start" else inner.tail) or "")
    return canonical_block("".join(pieces)).strip(_BAR)


def short_text(element: HtmlElement) -> str:
    """What the element reads on one line; empty when that is longer than a byline or a date."""
    raw: list[str] = []
    left = MAX_RAW
    for piece in element.itertext():
        raw.append(piece)
        left -= len(piece)
        if left < 0:  # the text of a whole page is not gathered to see that it is long
            return ""
    text = canonical_block("".join(raw))
    return text if len(text) <= MAX_TEXT else ""
