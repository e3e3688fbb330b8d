r"""Whether the canonical text stands in its source: the tie between what is read and what was captured.

    missing(("Kyiv said no.",), "<p>Kyiv <b>said</b>\n no.</p>", "text/html") == ()
    missing(("Kyiv said yes.",), "<p>Kyiv said no.</p>", "text/html") == (0,)

A block stands when its characters, white space and controls aside, follow one another in the decoded source, comments
left out: between the tags, in an attribute's value (a headline in `og:title`) or in a script's strings (JSON-LD). It
knows nothing of the extractor, so that nobody has to trust the extractor: without this rule a packager could write any
text.

Two paths. The quick one strips tags with one linear expression and answers nearly always; what it does not find is
looked for in further forms of the source, a real parse last. Every expression here consumes what it meets or fails at
once, so that a page of unclosed tags costs no more than one of closed ones.
"""

from __future__ import annotations

import html
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from archiver.errors import LimitError
from archiver.extract.page.html import check_size, is_html, parse
from archiver.text.blocks import without_white

if TYPE_CHECKING:
    from lxml.html import HtmlElement

AROUND = 1024  # octets of markup that may stand in and before the first paragraph, and in the last block
PIECE = 32  # octets of a block that are looked for in one piece
RARE = 64  # exclamation marks that are passed over in search of a comment
FEW = 4  # blocks that are looked for one by one in the whole source
MAX_SCANNED = 4_000_000_000  # octets searched in vain, a few seconds; foreign text is refused and not studied

# A comment first: read as a tag, it would end at the first ">" in it, and what is commented out would stand.
_TAG = re.compile(rb"<(?:!--.*?(?:-->|\Z)|[A-Za-z/!?][^>]*>?)", re.DOTALL)
_SCRIPT_OPEN = (b"<script", b"<style")
_SCRIPT_CLOSE = (b"</script", b"</style")
# One pass at the speed of memcpy: ASCII white space, C0 controls and DEL
_DROPPED = bytes((*range(0x00, 0x21), 0x7F))
_NBSP = "\xa0".encode()
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKUP = re.compile(r"<[A-Za-z/!?][^>]*>?")


def missing(blocks: Sequence[str], source_text: str, media_type: str) -> tuple[int, ...]:
    """Indices of the blocks that do not stand in `source_text`, the decoded source of bare type `media_type`.

    `blocks` are canonical. A source over the limits of extraction, from which no block can have come, is said to hold
    none, and so is one that `MAX_SCANNED` octets of searching have shown to be another text. Time is linear in the
    source for text that was taken from it in order.
    """
    return _missing(blocks, source_text.encode("utf-8", "replace"), media_type, lambda: source_text)


def missing_in_utf8(blocks: Sequence[str], source: bytes, media_type: str) -> tuple[int, ...]:
    """As `missing`, of a source in UTF-8, which is decoded only where the quick path leaves a block unfound.

    UTF-8 is self-synchronising: well-formed octets decode to the same text wherever they stand, beside broken ones too.
    """
    source = source.removeprefix(BOM_UTF8)
    return _missing(blocks, source, media_type, lambda: source.decode("utf-8", "replace"))


def _missing(blocks: Sequence[str], source: bytes, media_type: str, text: Callable[[], str]) -> tuple[int, ...]:
    written = [block.encode("utf-8", "replace") for block in blocks]
    wanted = b"\n".join(written).translate(None, b" ").split(b"\n")
    if len(wanted) != len(written):  # a block with a newline in it, which is none of text/v1
        wanted = [block.replace(b" ", b"") for block in written]
    try:
        check_size(len(source))
        if len(written) == 1 and _verbatim(written[0], source, media_type):  # a headline, most often
            return ()
        absent = _absent(wanted, quick_form(_stretch(written, source), media_type))
        if absent and len(absent) <= FEW:
            absent = [index for index in absent if not _verbatim(written[index], source, media_type)]
        absent = _absent(wanted, quick_form(source, media_type)) if absent else absent
        for form in exact_forms(text(), media_type) if absent else ():
            absent = [index for index in absent if without_white(blocks[index]) not in form]
            if not absent:
                break
    except LimitError:
        return tuple(range(len(blocks)))
    return tuple(absent)


def _stretch(blocks: Sequence[bytes], source: bytes) -> bytes:
    """The stretch of the source in which the text probably stands: what is around an article is most of its page.

    The first paragraph (the headline often stands elsewhere, too) and the last block show where. A wrong guess costs
    time and nothing else: what stands in a stretch of a source stands in the source, as long as the stretch does not
    begin in a comment, which would then be read as text.
    """
    if not blocks:
        return source
    end = next((at for piece in _pieces(blocks[-1]) if (at := source.rfind(piece)) >= 0), len(source))
    stop = end + len(blocks[-1]) + AROUND
    first = blocks[min(1, len(blocks) - 1)]
    found = next((at for piece in _pieces(first) if (at := source.find(piece, 0, stop)) >= 0), 0)
    start = max(0, found - len(first) - AROUND)
    return source[0 if _in_comment(source, start) else start : stop]


def _pieces(block: bytes) -> Iterator[bytes]:
    """What a block may be known by: its middle and its end, if no tag happens to be in them, or its longest word."""
    middle = len(block) // 2
    yield block[middle : middle + PIECE]
    yield block[-PIECE:]
    yield max(block.split(b" "), key=len)


def _in_comment(source: bytes, position: int) -> bool:
    """Whether a comment may be open at `position`; True where that cannot be excluded at a glance."""
    opened = _last_comment(source, position)
    return opened >= 0 and source.find(b"-->", opened, position) < 0


def _last_comment(source: bytes, position: int) -> int:
    """As `source.rfind(b"<!--", 0, position)`: one octet is looked for ten times as fast as four."""
    mark = position - 2
    for _ in range(RARE):
        mark = source.rfind(b"!", 0, max(0, mark))
        if mark < 1:
            return -1
        if source.startswith(b"<!--", mark - 1):
            return mark - 1
    return source.rfind(b"<!--", 0, mark + 2)


def _verbatim(block: bytes, source: bytes, media_type: str) -> bool:
    """Whether the block stands in one piece somewhere: a headline far from its text, in `<title>` or in JSON-LD."""
    found = source.find(block)
    return found >= 0 and not (is_html(media_type) and _in_comment(source, found))


def _absent(wanted: list[bytes], haystack: bytes) -> list[int]:
    """Indices of `wanted` that are not in `haystack`; each search starts where the last one ended, then anew.

    Raises LimitError after `MAX_SCANNED` octets of searching in vain.
    """
    absent: list[int] = []
    position = 0
    for index, needle in enumerate(wanted):
        found = haystack.find(needle, position)
        if found >= 0:
            position = found + len(needle)
        elif needle not in haystack:
            absent.append(index)
            if len(absent) * len(haystack) > MAX_SCANNED:
                raise LimitError(
                    f"expected text taken from its source, found {len(absent)} blocks that are not in it; "
                    "look at the first of them"
                )
    return absent


def quick_form(data: bytes, media_type: str) -> bytes:
    """The source, in UTF-8, without tags, scripts and common white space; holds only text that stands."""
    if is_html(media_type):
        data = _TAG.sub(b"", _without_scripts(data))
        if b"&" in data:
            data = html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")
    data = data.translate(None, _DROPPED)
    return data.replace(_NBSP, b"") if _NBSP[0] in data else data


def _without_scripts(data: bytes) -> bytes:
    """Lower-case scripts and styles cut out, which are most of a page; others stay and are searched in vain."""
    for opening, closing in zip(_SCRIPT_OPEN, _SCRIPT_CLOSE, strict=True):
        first, *rest = data.split(opening)
        data = first + b"".join(part.partition(closing)[2] for part in rest) if rest else data
    return data


def exact_forms(source_text: str, media_type: str) -> Iterator[str]:
    """Every form of the source in which a block may stand, without white space, the cheapest first.

    Raises LimitError as `archiver.extract.page.html.parse` does.
    """
    if not is_html(media_type):
        yield without_white(source_text)
        return
    page = _COMMENT.sub("", source_text)
    yield without_white(html.unescape(page))
    scripts = html.unescape(_unescape_json(page))
    yield without_white(scripts)
    yield without_white(_MARKUP.sub("", scripts))
    tree = parse(source_text)
    if tree is not None:
        yield without_white("".join(_texts(tree)))


def _texts(tree: HtmlElement) -> Iterator[str]:
    """The text between the tags as a parser sees it, which is what decides where tags are badly written."""
    from lxml import etree

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            yield element.tail or ""
        elif element.tag not in ("script", "style"):
            yield element.text or ""


def _unescape_json(script: str) -> str:
    r"""RFC 8259 section 7 escapes undone wherever they stand; `\ud83d\ude00` becomes one character."""
    text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _SIMPLE_ESCAPES.get(m[2], m[2]), script)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
