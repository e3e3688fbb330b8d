r"""Dates that stand in no usual place: in a labelled line anywhere, in the data of a page's programs, in its address.

    <p>Last updated: 13 September 2022</p>  at the page's end   -> changed ("13 September 2022", "p with a label")
    <script>..."datePublished":"2022-09-13"...</script>         -> ("2022-09-13", "data datePublished")
    <link rel="canonical" href=".../2022/09/13/kyiv-says-no">   -> ("2022/09/13", "address")

The data of a program holds other articles, too: it counts only when all of it states one day. What an address says is
the day for which an article was filed, and the last to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from archiver.extract.page.dates import iso_date
from archiver.extract.page.headline import Found

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_LINE = 120  # code points of a text in a labelled line
MAX_LINES = 20  # texts with such a word that are looked at
MAX_TEXTS = 100  # scripts and attributes that hold a date
MAX_DATA = 2_000_000  # code points of one
MAX_STATEMENTS = 200  # dates of one
WINDOW = 200  # code points of the source behind a word in which the year of its date stands

# XPath 1.0 has no lower case: the words without their first letters
DATES = ("ublished", "osted", "pdated", "odified", "evised", "публіковано", "публиковано", "новлено")
AUTHORS = ("ritten by", "eported by", "втор:")
_IN_A_NAME = re.compile(r"[\w\"'-]")  # "datePublished", "last-updated": in front of the word's first letter
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
# Data stands in scripts and in attributes that programs read
_DATA = "//script/text()[contains(., '{0}')] | //@*[contains(., '{0}')]"
# JSON, or JSON in a string of it; no quantifier but the bounded ones
_STATED = r"""(?<![a-zA-Z])date_?{}\\{{0,3}}["']?\s{{0,2}}:\s{{0,2}}\\{{0,3}}["']([^"'\\]{{8,40}})"""
_PUBLISHED = re.compile(_STATED.format("[pP]ublished"))
_CHANGED = re.compile(_STATED.format("[mM]odified"))
_ADDRESS = re.compile(r"/((?:19|20)\d\d)([/-])(\d{1,2})\2(\d{1,2})(?=[/-]|$)", re.ASCII)


def labelled(tree: HtmlElement, source: str, words: Sequence[str]) -> Iterator[HtmlElement]:
    """The elements of short texts that hold one of the words, `DATES` or `AUTHORS`.

    `source` is the page's own text: searched first, since most pages hold none and a search of the tree costs more.
    """
    held = [word for word in words if (_says_when if words is DATES else str.__contains__)(source, word)]
    test = " or ".join(f"contains(., '{word}')" for word in held)
    texts = tree.xpath(f"//body/descendant::text()[{test}]") if held else ()
    for text in islice((text for text in texts if len(text) <= MAX_LINE), MAX_LINES):
        parent = text.getparent()
        if parent is not None:
            yield parent.getparent() if text.is_tail and parent.getparent() is not None else parent


def _says_when(source: str, word: str) -> bool:
    """Whether a year follows the word soon, somewhere."""
    at = -1
    for _ in range(MAX_TEXTS):
        at = source.find(word, at + 1)
        if at < 0:
            return False
        if not _IN_A_NAME.match(source, max(0, at - 2)) and _YEAR.search(source, at, at + WINDOW):
            return True
    return False


def in_data(tree: HtmlElement, source: str, *, changed: bool = False) -> Found | None:
    """The one day that the data of the page's programs states as that of publication, or of change."""
    name, pattern = ("dateModified", _CHANGED) if changed else ("datePublished", _PUBLISHED)
    word = "odified" if changed else "ublished"
    held = any(f"ate{first}{word}" in source for first in ("P", "_p", "_P", "M", "_m", "_M"))
    found: dict[str, str] = {}
    for text in islice(tree.xpath(_DATA.format(word)), MAX_TEXTS) if held else ():
        for match in islice(pattern.finditer(text), MAX_STATEMENTS) if len(text) <= MAX_DATA else ():
            found.setdefault((iso_date(match[1]) or "")[:10], match[1])
    found.pop("", None)
    return Found(next(iter(found.values())), f"data {name}") if len(found) == 1 else None


def in_address(address: str) -> Found | None:
    """The day in the path of the article's own address."""
    match = _ADDRESS.search(address)
    return Found(match[0].strip("/"), "address") if match and iso_date(match[0].strip("/")) else None
