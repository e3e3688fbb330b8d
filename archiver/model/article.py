"""What the article is: the sidecar's `article`. Each top-level member is one leaf of the signed `fields` tree."""

from typing import Literal

from archiver.model.base import AsciiKey, Count, Frozen
from archiver.model.digest import Digest


class Span(Frozen):
    """A stretch of one block of the canonical text; `start` and `end` count Unicode code points in that block."""

    exact: str
    block: Count
    start: Count
    end: Count


class Excluded(Frozen):
    """Boilerplate that stays in the canonical text and is no part of the article."""

    exact: str
    block: Count
    start: Count
    end: Count
    reason: Literal["newsletter", "promotion", "related-link", "source-line", "caption-credit"]


class Flag(Frozen):
    """Characters that can make a text look like another one: kept, and named."""

    exact: str
    block: Count
    start: Count
    end: Count
    kind: Literal["bidi-control", "zero-width", "mixed-script"]


class Context(Frozen):
    """What the page states about the article, as raw strings."""

    publisher: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    section: str | None
    canonical: str | None
    referrer: str | None


class Extractor(Frozen):
    """What made the text or the claims: name, version, digest of its code, of its model if it has one."""

    name: str
    version: str
    code_sha256: Digest
    model_sha256: Digest | None


class Article(Frozen):
    """The article as read from the page.

    `published` and `modified` are RFC 3339 or ISO 8601 dates, as precise as the evidence; `language` is BCP 47;
    `evidence` says, by member, where on the page a value was found; `text_sha256` is over the conversion record's
    payload. A withheld member is null.
    """

    byline: str | None
    context: Context | None
    evidence: dict[AsciiKey, str] | None
    excluded: tuple[Excluded, ...] | None
    extractor: Extractor | None
    flags: tuple[Flag, ...] | None
    headline: str | None
    language: str | None
    modified: str | None
    published: str | None
    text_sha256: Digest | None
