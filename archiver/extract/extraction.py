"""What extraction hands on: the article, its canonical blocks, and what the page says about itself."""

from archiver.model.article import Article
from archiver.model.base import Frozen
from archiver.model.capture import CharsetSource, Embedded, Quality


class Extraction(Frozen):
    """The result for one source; `article` is None and `blocks` empty when there is no text, `absent` says why."""

    article: Article | None
    blocks: tuple[str, ...]
    embedded: Embedded
    quality: Quality
    charset: str | None
    charset_source: CharsetSource | None
    absent: str | None


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
