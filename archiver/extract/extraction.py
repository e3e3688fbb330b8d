"""What extraction hands on: the article, its canonical blocks, and what the page says about itself."""

from archiver.extract.page.media import Reference
from archiver.model.article import Article
from archiver.model.base import Frozen
from archiver.model.capture import CharsetSource, Embedded, Quality

GIVEN = "given"  # evidence for what the user said


class Extraction(Frozen):
    """The result for one source; `article` is None and `blocks` empty when there is no text, `absent` says why.

    `media` is what the page of an article names, by the addresses that it gives.
    """

    article: Article | None
    blocks: tuple[str, ...]
    embedded: Embedded
    quality: Quality
    charset: str | None
    charset_source: CharsetSource | None
    absent: str | None
    media: tuple[Reference, ...] = ()


# What stands in the place of an article: kept as evidence, never taken for the article's text.
IN_ITS_PLACE = frozenset({"captcha", "consent", "login", "soft-404", "error"})


def set_aside(extraction: Extraction) -> Extraction:
    """The extraction without text where the page is a wall and no article; the verdict and its signals stay."""
    if extraction.quality.verdict not in IN_ITS_PLACE or extraction.article is None:
        return extraction
    return without_text(extraction, extraction.quality)


def without_text(extraction: Extraction, quality: Quality) -> Extraction:
    """The extraction with another verdict and without the text, which is not that of the article."""
    reason = f"the page is no article: {quality.verdict} ({quality.signals[0]})"
    gone = {"article": None, "blocks": (), "media": ()}
    return extraction.model_copy(update={**gone, "absent": reason, "quality": quality})


def nothing_to_read(reason: str | None) -> Extraction:
    """The extraction of a capture that brought no page; `reason` goes into `absent`."""
    why = reason or "nothing came back"
    return Extraction(
        article=None,
        blocks=(),
        embedded=Embedded(jsonld=(), opengraph=(), meta=()),
        quality=Quality(verdict="error", signals=(why,)),
        charset=None,
        charset_source=None,
        absent=why,
    )
