"""The one parse of a page, with limits before and after it.

    tree = parse("<html><body><p>Kyiv said.</p></body></html>")
    tree.xpath("string(//p)") == "Kyiv said."

The tree is shared by the main text, the metadata and the exact search in the source. The limits are there because what
runs on the tree is not linear in its depth: 50,000 nested elements took one extractor minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.errors import LimitError
from archiver.extract.page.attributes import check_attributes

if TYPE_CHECKING:
    from lxml.etree import HTMLParser
    from lxml.html import HtmlElement

MAX_SOURCE_BYTES = 20_000_000  # octets; the largest news page of 464 measured has 1.8 MB
MAX_ELEMENTS = 60_000  # elements; the largest page measured has 3,746
MAX_NESTING = 256  # elements; libxml2's own bound without huge_tree, where it stops reading; pages reach 51

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))


def is_html(media_type: str) -> bool:
    """Whether `media_type` (bare) is read as HTML; everything else is plain text."""
    return media_type in HTML_TYPES


def check_size(octets: int) -> None:
    """Raises LimitError for a source above `MAX_SOURCE_BYTES`."""
    if octets > MAX_SOURCE_BYTES:
        raise LimitError(
            f"expected at most {MAX_SOURCE_BYTES} octets of text to extract from, found {octets}; "
            "hand in the article's own page instead of a collection"
        )


def parse(text: str) -> HtmlElement | None:
    """The tree of an HTML page without comments, or None when it holds no element at all.

    Raises LimitError for a page above `MAX_ELEMENTS`, with an element that bears too many attributes, or as deep
    as `MAX_NESTING`.
    """
    if not text.strip():
        return None
    _check_elements(text)
    check_attributes(text)
    parser = _parser()
    text = text.replace("\x00", "")  # HTML 13.2.6.4.7: ignored; libxml2 would make U+FFFD of it, which stands nowhere
    # as octets, because lxml refuses a str that carries an XML declaration
    tree = _document(text.encode("utf-8", "replace"), parser)
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise LimitError(
            f"expected elements nested less than {MAX_NESTING} deep, found more; "
            "save the page again from a browser or hand in its text"
        )
    return tree


def _parser() -> HTMLParser:
    """A parser that gives every element one class: that of lxml.html asks a Python function about each of them."""
    from lxml import etree, html

    parser = etree.HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def _document(octets: bytes, parser: HTMLParser) -> HtmlElement | None:
    from lxml import etree, html

    try:
        tree = html.document_fromstring(octets, parser=parser)
    except etree.ParserError:  # "Document is empty": nothing but white space and comments
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def _check_elements(text: str) -> None:
    found = text.count("<")
    if found <= MAX_ELEMENTS:
        return
    found -= text.count("</")
    if found > MAX_ELEMENTS:
        raise LimitError(
            f"expected at most {MAX_ELEMENTS} elements on a page, found about {found}; "
            "hand in the article's own page instead of a collection"
        )
