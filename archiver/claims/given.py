"""What claims are found in: the text of an article and the little that an extractor has to know about it."""

from collections.abc import Sequence

from archiver.claims.extractors import extractor
from archiver.model.article import Article, Excluded
from archiver.model.base import Frozen
from archiver.model.claim import ClaimSet


class Given(Frozen):
    """`blocks` is the canonical text, a withheld block empty; `headline` says whether block 0 is the headline."""

    blocks: tuple[str, ...]
    language: str | None
    excluded: tuple[Excluded, ...]
    headline: bool
    published: str | None = None


def given(article: Article | None, text: Sequence[str | None]) -> Given:
    """What an article gives, as extracted or as a sidecar keeps it. A withheld block yields no claims."""
    return Given(
        blocks=tuple(block or "" for block in text),
        language=article.language if article else None,
        excluded=(article.excluded or ()) if article else (),
        headline=bool(article and article.headline),
        published=article.published if article else None,
    )


def claims_in(text: Given, name: str) -> ClaimSet:
    """The claims that the extractor called `name` finds; raises as `extractor` does."""
    return extractor(name)(
        text.blocks,
        language=text.language,
        excluded=text.excluded,
        headline=text.headline,
        published=text.published,
    )
