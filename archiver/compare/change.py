"""What kind of change lies between two versions of one article (the `relation` of a capture statement).

    change_between(old, new) == "text"

The strongest that applies, in this order:

    removed, returned   the article is gone, or back
    correction          the page has a notice of a correction that it had not before
    headline            the headline has other words, the rest has not
    text                the article has other words
    moved               the same article at another address
    typographic         the same words with other marks, case, spaces or paragraphs
    metadata            byline, dates, language, or the headline outside the text
    markup              the page changed around the article
    unchanged           the same octets

Lines around the article (`furniture`), and what the extractor marked as no part of it, are not the article's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.compare.form import comparison_form
from archiver.compare.furniture import furniture
from archiver.compare.notice import notices
from archiver.model.statement import Relation
from archiver.model.url import surt

MIN_COMPARED = 600  # characters; about a hundred words
SHRUNKEN_FACTOR = 3  # a text that lost two thirds is suspicious


@dataclass(frozen=True)
class Version:
    """What two versions are compared by.

    `metadata` holds byline, dates and language; `source` is a digest, `address` the URL that answered in the end;
    `aside` are the numbers of blocks that are no part of the article.
    """

    source: str | None
    headline: str | None
    text: Sequence[str | None]
    metadata: tuple[str | None, ...]
    address: str | None = None
    aside: frozenset[int] = frozenset()


def change_between(old: Version, new: Version) -> Relation:
    """The strongest change."""
    if old.text and not new.text:
        return "removed"
    if new.text and not old.text:
        return "returned"
    if _notices(new) - _notices(old):
        return "correction"
    ours, theirs = _article(old), _article(new)
    if _words(ours) != _words(theirs):
        same_body = _words(_body(old, ours)) == _words(_body(new, theirs))
        return "headline" if same_body and old.headline != new.headline else "text"
    return _of_same_words(old, new, typography=ours != theirs)


def _of_same_words(old: Version, new: Version, *, typography: bool) -> Relation:
    if old.address and new.address and surt(old.address) != surt(new.address):
        return "moved"
    if typography:
        return "typographic"
    if (old.headline, old.metadata) != (new.headline, new.metadata):
        return "metadata"
    return "unchanged" if old.source == new.source else "markup"


def shrunken(old: Version, new: Version) -> bool:
    """Whether `new` holds so much less text than `old` that something may have gone wrong with the capture."""
    before, now = (sum(len(block or "") for block in version.text) for version in (old, new))
    return before >= MIN_COMPARED and now * SHRUNKEN_FACTOR < before


def _notices(version: Version) -> set[str]:
    return {comparison_form(version.text[number] or "") for number in notices(version.text)}


def _article(version: Version) -> list[str]:
    """The blocks that are the article's own."""
    aside = furniture(version.text).keys() | version.aside
    return [block or "" for number, block in enumerate(version.text) if number not in aside]


def _words(blocks: Sequence[str]) -> str:
    return " ".join(comparison_form(block) for block in blocks)


def _body(version: Version, blocks: list[str]) -> list[str]:
    return blocks[1:] if blocks and blocks[0] == version.headline else blocks
