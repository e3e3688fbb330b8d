"""What kind of change lies between two versions of one article (the `relation` of a capture statement)."""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.compare.form import comparison_form
from archiver.model.statement import Relation

MIN_COMPARED = 600  # characters; about a hundred words
SHRUNKEN_FACTOR = 3  # a text that lost two thirds is suspicious


@dataclass(frozen=True)
class Version:
    """What two versions are compared by. `metadata` holds byline, dates and language; `source` is a digest."""

    source: str | None
    headline: str | None
    text: Sequence[str | None]
    metadata: tuple[str | None, ...]


def change_between(old: Version, new: Version) -> Relation:
    """The strongest change: article gone or back, then headline, wording, typography, metadata, markup."""
    if old.text and not new.text:
        return "removed"
    if new.text and not old.text:
        return "returned"
    if _form(old.text) != _form(new.text):
        body_same = _form(_body(old)) == _form(_body(new))
        return "headline" if body_same and old.headline != new.headline else "text"
    if list(old.text) != list(new.text):
        return "typographic"
    if (old.headline, old.metadata) != (new.headline, new.metadata):
        return "metadata"
    return "unchanged" if old.source == new.source else "markup"


def shrunken(old: Version, new: Version) -> bool:
    """Whether `new` holds so much less text than `old` that something may have gone wrong with the capture."""
    before, now = (sum(len(block or "") for block in version.text) for version in (old, new))
    return before >= MIN_COMPARED and now * SHRUNKEN_FACTOR < before


def _form(text: Sequence[str | None]) -> list[str]:
    return [comparison_form(block or "") for block in text]


def _body(version: Version) -> Sequence[str | None]:
    return version.text[1:] if version.text and version.text[0] == version.headline else version.text
