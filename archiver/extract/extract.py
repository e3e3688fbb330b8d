"""Octets in, article out: the room's one entry, in the order in which it happens.

    result = extract(b"<html>...<h1>Kyiv says no</h1><p>...", media_type="text/html", charset="utf-8")
    result.blocks[0] == result.article.headline == "Kyiv says no"

Decode, parse once, read what the page says about itself, find the main text, cut it until every block stands in the
source, then name what in it is boilerplate or deceptive. The caller bounds time and memory (a child process); the
limits here refuse the known bombs before they cost anything.
"""

from __future__ import annotations

from typing import NamedTuple

from archiver import __version__
from archiver.extract.charset import decode
from archiver.extract.extraction import GIVEN, Extraction
from archiver.extract.main.choose import main_text
from archiver.extract.marks.boilerplate import excluded
from archiver.extract.marks.flags import flags
from archiver.extract.page import html
from archiver.extract.page.embedded import NONE, Node, article_body, articles, embedded
from archiver.extract.page.headline import MAX_HEADLINE
from archiver.extract.page.media import Reference, references
from archiver.extract.page.metadata import EMPTY, Metadata, metadata
from archiver.extract.quality import is_free, quality
from archiver.extract.split import cut_to_source
from archiver.extract.stands import missing
from archiver.extract.text import plain_blocks, with_headline
from archiver.model.article import Article, Extractor
from archiver.model.capture import CharsetSource, Embedded, Quality
from archiver.model.code import code_sha256
from archiver.model.digest import sha256
from archiver.text.blocks import canonical_block, canonical_blocks, to_file

NAME = "archiver-text"
MAX_JUNK = 20  # one control or replacement character in so many is no text but some other file
JUNK_SAMPLE = 65_536  # code points looked at; a file that is no text shows it at its beginning
_CONTROLS = bytes((*range(0x00, 0x09), *range(0x0E, 0x20), 0x7F))


class _Page(NamedTuple):
    """What was read before any judgement on it."""

    blocks: tuple[str, ...]
    metadata: Metadata
    embedded: Embedded
    title: str
    nodes: tuple[Node, ...]
    media: tuple[Reference, ...] = ()
    disagreement: str | None = None


def extract(body: bytes, *, media_type: str, charset: str | None = None, headline: str | None = None) -> Extraction:
    """The article in `body`, the entity body with its content-encoding undone.

    `media_type` is bare ("text/html", "application/xhtml+xml"; anything else is read as plain text). `charset` is the
    label that the transport declared or the user gave; `headline` is the user's and wins. When there is no text,
    `article` is None and `absent` says why. Raises LimitError above the limits in `archiver.extract.page.html`.
    """
    html.check_size(len(body))
    text, label, source = decode(body, media_type, charset)
    if _is_junk(text):
        return _nothing(label, source, f"not text: more than one character in {MAX_JUNK} is none under {label}")
    page = _read_html(text, media_type) if html.is_html(media_type) else _read_plain(text)
    page = _with_given_headline(page, canonical_block(headline or ""), text, media_type)
    verdict = quality(page.blocks, title=page.title, nodes=page.nodes)
    if page.disagreement and page.blocks:
        verdict = verdict.model_copy(update={"signals": (*verdict.signals, page.disagreement)})
    return Extraction(
        article=_article(page) if page.blocks else None,
        blocks=page.blocks,
        embedded=page.embedded,
        quality=verdict,
        charset=label,
        charset_source=source,
        absent=None if page.blocks else _why(body, verdict),
        media=page.media if page.blocks else (),
    )


def _read_html(text: str, media_type: str) -> _Page:
    tree = html.parse(text)
    if tree is None:
        return _Page((), EMPTY, NONE, "", ())
    about = embedded(tree)
    nodes = tuple(articles(about.jsonld))
    found = metadata(tree, about, nodes, text, lambda headline: not missing((headline,), text, media_type))
    names = (*found.context.authors, *([found.context.publisher] if found.context.publisher else ()))
    main = main_text(tree, article_body=article_body(nodes), names=names, free=is_free(nodes))
    blocks = with_headline(found.headline, canonical_blocks(main.blocks)) if main.blocks else ()
    title = next((canonical_block(element.text_content()) for element in tree.iter("title")), "")
    found = found.model_copy(update={"evidence": {**found.evidence, "text": main.evidence}})
    blocks = cut_to_source(blocks, text, media_type)
    return _Page(blocks, found, about, title, nodes, references(tree, about), main.disagreement)


def _read_plain(text: str) -> _Page:
    blocks = plain_blocks(text)
    if not blocks or len(blocks[0]) > MAX_HEADLINE:
        return _Page(blocks, EMPTY, NONE, "", ())
    update = {"headline": blocks[0], "evidence": {"headline": "first line"}}
    return _Page(blocks, EMPTY.model_copy(update=update), NONE, "", ())


def _with_given_headline(page: _Page, headline: str, text: str, media_type: str) -> _Page:
    """The user's headline in the article; in the text only where the source has it, since every block must stand."""
    if not headline or not page.blocks:
        return page
    evidence = {**page.metadata.evidence, "headline": GIVEN}
    found = page.metadata.model_copy(update={"headline": headline, "evidence": evidence})
    if missing((headline,), text, media_type):
        return page._replace(metadata=found)
    printed = page.metadata.headline
    rest = page.blocks[1:] if printed is not None and page.blocks[0] == printed != headline else page.blocks
    return page._replace(metadata=found, blocks=with_headline(headline, rest))


def _article(page: _Page) -> Article:
    found = page.metadata
    return Article(
        byline=found.byline,
        context=found.context,
        evidence=found.evidence,
        excluded=excluded(page.blocks),
        extractor=extractor(),
        flags=flags(page.blocks),
        headline=found.headline,
        language=found.language,
        modified=found.modified,
        published=found.published,
        text_sha256=sha256(to_file(page.blocks)),
    )


def _is_junk(text: str) -> bool:
    sample = text[:JUNK_SAMPLE]
    octets = sample.encode("utf-8", "replace")  # one pass over them at the speed of memcpy
    junk = len(octets) - len(octets.translate(None, _CONTROLS)) + sample.count("\ufffd")
    return junk * MAX_JUNK > len(sample)


def _nothing(label: str, source: CharsetSource, why: str) -> Extraction:
    return Extraction(
        article=None, blocks=(), embedded=NONE, quality=Quality(verdict="empty", signals=("not text",)), charset=label,
        charset_source=source, absent=why,
    )  # fmt: skip


def _why(body: bytes, verdict: Quality) -> str:
    if not body.strip():
        return "the source is empty"
    if verdict.verdict == "empty":
        return "no article text was found in the source"
    return f"no article text was found: the page looks like {verdict.verdict} ({verdict.signals[0]})"


def extractor() -> Extractor:
    """What made the text: this room, by name, version and digest of its code."""
    code = code_sha256("archiver/extract", "archiver/text/blocks.py", "archiver/text/notices.py")
    return Extractor(name=NAME, version=__version__, code_sha256=code, model_sha256=None)
