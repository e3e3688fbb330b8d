"""Which of the dates that a page states is taken, and what the evidence says of the others.

"json-ld datePublished; meta date says 2020-01-01"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from archiver.extract.page.dates import is_that_day, iso_date
from archiver.extract.page.headline import Found
from archiver.text.blocks import canonical_block

MAX_DATES = 50  # statements of one date that are compared
MAX_OTHERS = 3  # places that say something else, named in the evidence
MAX_SAID = 80  # code points of what such a place says
MAX_VALUE = 1_000  # code points of one value
EARLIER = "; earlier than the publication"  # what a date of change says of the two


def published(
    stated: Iterable[Found], changed: Iterable[Found], shown: Found | None, last: Callable[[], Iterator[Found]]
) -> Found | None:
    """The date of publication out of the places that state it; `last` gives those to ask when they have none."""
    hits = _older_first(list(islice(stated, MAX_DATES)), next((hit.value for hit in changed), None))
    return first_date(_as_shown(hits, shown) if any(map(_dated, hits)) else [*hits, *last()])


def first_date(hits: Sequence[Found]) -> Found | None:
    """The first readable date, its evidence naming the places that state another day; unread where none can be read."""
    hits = [hit for hit in hits[:MAX_DATES] if hit.value.strip() and len(hit.value) <= MAX_VALUE]
    first = next(filter(_dated, hits), None)
    if first is None:
        return hits[0] if hits else None
    others: dict[str, Found] = {}
    day = _day(first)
    for hit in hits:
        other = _day(hit)
        if other and not (other.startswith(day) or day.startswith(other)):
            others.setdefault(other, Found(other, hit.evidence))
    return Found(first.value, first.evidence + said_otherwise(list(others.values())))


def is_earlier(changed: Found | None, published: Found | None) -> bool:
    """Whether the day of the last change is before that of the publication: one of them is none of what it says."""
    if changed is None or published is None or not (_dated(changed) and _dated(published)):
        return False
    return _day(changed) < _day(published)


def said_otherwise(differing: Sequence[Found]) -> str:
    """What other places say, for the evidence of a member: "; meta author says Desk"."""
    said = (f"; {other.evidence} says {canonical_block(other.value)[:MAX_SAID]}" for other in differing[:MAX_OTHERS])
    return "".join(said)


def _older_first(hits: list[Found], changed: str | None) -> list[Found]:
    """The first one last where it only repeats the last change.

    Some sites write the time of the last edit into both members; an earlier day that they state elsewhere is older.
    """
    first = next(filter(_dated, hits), None)
    if first is None or first.value != changed:
        return hits
    older = [hit for hit in hits if _dated(hit) and _day(hit) < _day(first)]
    return [*older, *(hit for hit in hits if hit not in older)]


def _as_shown(hits: list[Found], shown: Found | None) -> list[Found]:
    """The day that the page shows first, where it is the first one's moment in UTC, or where the others are at odds.

    A reader in Kyiv sees "14 September" on what was published at 2022-09-13T22:30:00Z, and cites that day. When the
    places that only programs read state several days, what the page tells its readers in words decides.
    """
    first = next(filter(_dated, hits), None)
    if first is None or shown is None:
        return hits
    days = {_day(hit) for hit in hits if hit != shown and _dated(hit)}
    is_asked = shown.evidence.endswith('"') and len(days) > 1
    return [shown, *hits] if is_asked or is_that_day(iso_date(first.value) or "", iso_date(shown.value) or "") else hits


def _dated(hit: Found) -> bool:
    return iso_date(hit.value) is not None


def _day(hit: Found) -> str:
    return (iso_date(hit.value) or "")[:10]
