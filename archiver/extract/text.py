r"""Canonical blocks from a page's tree or from plain text.

    html_blocks(parse("<article><h2>Front</h2><p>Kyiv <b>said</b> no.</p>...")) == ("Front", "Kyiv said no.", ...)
    plain_blocks("Headline\nFirst line.\n\nSecond\nparagraph.") == ("Headline", "First line.", "Second paragraph.")

What trafilatura hands back, without reader comments, is a tree, and the blocks are read from that tree: text, never
Markdown. A block is a paragraph, heading, list item, quotation, caption or table row. Which of them are the article,
and what trafilatura missed, is decided in `archiver.extract.main`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archiver.text.blocks import canonical_block, canonical_blocks

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

NEAR = 3  # first blocks of a body among which its own copy of the headline stands

# trafilatura's own element names for what runs inside a line; every other element begins and ends a block
_INLINE = frozenset(("hi", "ref", "del", "cell", "lb", "graphic", "span", "a", "b", "i", "em", "strong"))
_BREAK = "\n"
_OPENING = {"lb": _BREAK, "cell": " "}
BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile("\r\n?|\u2028")


def html_blocks(tree: HtmlElement, *, thorough: bool = False) -> tuple[str, ...]:
    """What trafilatura takes for the main text of a page, block by block in reading order; empty when there is none.

    `thorough` lets it compare its result with those of two further algorithms, which takes it nearly twice as long.
    `tree` is left as it is.
    """
    from trafilatura import bare_extraction

    # "txt" saves the rendering that the "python" format would add; it is read from the tree here
    document = bare_extraction(tree, include_comments=False, output_format="txt", fast=not thorough)
    if document is None or isinstance(document, dict) or document.body is None:
        return ()
    return canonical_blocks(_lines(document.body))


def _lines(body: _Element) -> Iterator[str]:
    """Raw blocks of an extracted tree: text gathered until an element that is no inline one begins or ends."""
    from lxml import etree

    gathered: list[str] = [_plain(body.text)]
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element is body:
            continue
        tag, begins = element.tag, event == "start"
        if gathered and tag not in _INLINE:
            yield from _split("".join(gathered))
            gathered.clear()
        if begins and tag in _OPENING:
            gathered.append(_OPENING[tag])
        if text := element.text if begins else element.tail:
            gathered.append(_plain(text))
    yield from _split("".join(gathered))


def _plain(text: str | None) -> str:
    """Text between tags, where a line end is no more than a space; only `lb` breaks a line."""
    return (text or "").replace(_BREAK, " ")


def _split(gathered: str) -> list[str]:
    """Two line breaks in a row are how older pages part paragraphs; a single one stays a space."""
    return BLANK_LINE.split(gathered) if _BREAK in gathered else [gathered]


def plain_blocks(text: str) -> tuple[str, ...]:
    """Blocks of plain text, parted by blank lines; the first line is the headline and a block of its own."""
    paragraphs = BLANK_LINE.split(_LINE_END.sub("\n", text).strip())
    headline, _, rest = paragraphs[0].partition("\n")
    return canonical_blocks((headline, rest, *paragraphs[1:]))


def with_headline(headline: str | None, blocks: tuple[str, ...]) -> tuple[str, ...]:
    """`blocks` with the headline first, once: the body's own copy, other case, quotes and space aside, is left out."""
    first = canonical_block(headline or "")
    if not first:
        return blocks
    near = tuple(block for block in blocks[:NEAR] if folded(block) != folded(first))
    return (first, *near, *blocks[NEAR:])


_QUOTES = str.maketrans(dict.fromkeys("\"'“”„‟‘’‚‛«»‹›`´", ""))


def folded(text: str) -> str:
    """`text` for comparing two spellings of one headline: case-folded, without quotation marks and white space."""
    return "".join(text.translate(_QUOTES).casefold().split())
