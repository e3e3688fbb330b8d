"""What stands inside a claim: hedges, quantities, places, metonyms, times, insertions.

Looked up once a block, then cut to the claim. A quantity that touches an insertion inside a quotation is left out: the
bracketed words are not the speaker's ("more than 2,000km [3,000km at the time of writing]" holds one quantity of his).
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar, overload

from archiver.claims.quotations.insertions import insertions
from archiver.claims.quotations.scene import Scene
from archiver.model.article import Span
from archiver.model.claim import Insertion, Quantity, Time
from archiver.text.mentions.figures import figures
from archiver.text.mentions.names import names
from archiver.text.mentions.places import metonyms, places
from archiver.text.mentions.times import times
from archiver.text.tokens import Range

S = TypeVar("S", bound=Span)
T = TypeVar("T")
Refine = Callable[[int, str, Sequence[Range]], tuple[Range, ...]]  # block, its text, places by rule -> places


class _Once(Generic[T]):
    """A property that is worked out when first asked for; without the lock of `functools.cached_property`, which costs
    more than most of these (an article is read by one thread).
    """

    def __init__(self, made_by: Callable[[Any], T]) -> None:
        self._made_by, self.__doc__ = made_by, made_by.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "_Once[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "T | _Once[T]":
        if instance is None:
            return self
        value = self._made_by(instance)
        instance.__dict__[self._name] = value
        return value


class BlockDetails:
    """The details of one block, each kind found when first asked for."""

    def __init__(self, scene: Scene, text: str, published: date | None, refine: Refine | None = None) -> None:
        self._block, self._text, self._words, self._published = scene.block, text, scene.words, published
        self._hedges, self._refine = scene.hedges, refine

    def _span(self, start: int, end: int) -> Span:
        return Span(exact=self._text[start:end], block=self._block, start=start, end=end)

    @_Once
    def names(self) -> tuple[Range, ...]:
        """Ranges of the names."""
        return names(self._text)

    @_Once
    def name_ends(self) -> dict[int, int]:
        """Where the name that starts at a position ends."""
        return dict(self.names)

    @_Once
    def hedges(self) -> list[Span]:
        """Hedges."""
        return [self._span(*found) for found in self._hedges]

    @_Once
    def metonyms(self) -> list[Span]:
        """Seats of government that stand for a government."""
        return [self._span(*found) for found in metonyms(self._text)]

    @_Once
    def places(self) -> list[Span]:
        """Places; what is a metonym here is none."""
        taken = {(span.start, span.end) for span in self.metonyms}
        found = places(self._text, self.names)
        if self._refine is not None:
            found = self._refine(self._block, self._text, found)
        return [self._span(*span) for span in found if span not in taken]

    @_Once
    def times(self) -> list[Time]:
        """Time expressions."""
        return [
            Time(exact=self._text[t.start : t.end], block=self._block, start=t.start, end=t.end, iso=t.iso)
            for t in times(self._text, self._published)
        ]

    @_Once
    def insertions(self) -> list[Insertion]:
        """Bracketed insertions."""
        return [
            Insertion(exact=self._text[a:b], block=self._block, start=a, end=b, role=role)
            for (a, b), role in insertions(self._text)
        ]

    @_Once
    def quantities(self) -> list[Quantity]:
        """Quantities."""
        return [
            Quantity(
                exact=self._text[f.start : f.end], block=self._block, start=f.start, end=f.end,
                value=f.value, unit=f.unit, modifier=f.modifier,
            )
            for f in figures(self._text, self._words)
        ]  # fmt: skip


def within(spans: Sequence[S], start: int, end: int) -> list[S]:
    """Those of `spans` (sorted, not overlapping) that lie in `start`..`end`."""
    first = bisect_left(spans, start, key=lambda span: span.start)
    last = bisect_left(spans, end, key=lambda span: span.start)
    return [span for span in spans[first:last] if span.end <= end]


def outside(spans: Sequence[S], holes: Sequence[Span]) -> list[S]:
    """Those of `spans` that touch none of `holes`; both are sorted by block and position, `holes` do not overlap."""
    if not holes:
        return list(spans)
    starts = [(hole.block, hole.start) for hole in holes]
    kept = []
    for span in spans:
        at = bisect_left(starts, (span.block, span.end)) - 1
        if at < 0 or holes[at].block != span.block or holes[at].end <= span.start:
            kept.append(span)
    return kept
