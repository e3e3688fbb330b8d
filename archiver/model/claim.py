"""What the article says was said: claims, each anchored to exact places in the canonical text.

A claim is never a truth rating: the record is "the article says X", not "X". In a claim null means none. Offsets are
Unicode code points within a block. A claim of several parts is a quotation that its tag interrupts or that runs over
paragraphs; `exact` is then the parts' text joined by one space.
"""

from typing import Literal

from archiver.model.article import Extractor, Span
from archiver.model.base import Count, Frozen, PerMille

CONTEXT = 32  # code points of `prefix` and `suffix`

Kind = Literal[
    "direct_quote", "mixed_quote", "indirect", "statement", "hedged", "headline", "caption", "evidence",
    "open_question",
]  # fmt: skip
Resolution = Literal["local", "pronoun", "paragraph", "previous", "none"]
SourceClass = Literal["named", "unnamed", "passive", "none"]
Part = tuple[Count, Count, Count]


class Speaker(Span):
    """Who said it: the mention as printed, and whom it stands for when that is known."""

    resolved: str | None
    resolution: Resolution
    source_class: SourceClass


class Cue(Span):
    """The word that introduces what was said."""

    lemma: str
    type: Literal["verb", "noun", "preposition", "adverb", "punctuation"]


class Quantity(Span):
    """A figure as printed; `value` is a decimal in text form ("2000"), `modifier` such as "more than"."""

    value: str | None
    unit: str | None
    modifier: str | None


class Time(Span):
    """A time expression as printed; `iso` is null where neither the text nor the date of publication fixes it."""

    iso: str | None


class Insertion(Span):
    """Bracketed words inside a quotation that are not the speaker's."""

    role: Literal["editor", "omission", "sic", "translation"]


class Claim(Frozen):
    """One claim; `rule` names what found it, `confidence` is per mille."""

    id: str
    kind: Kind
    exact: str
    parts: tuple[Part, ...]
    prefix: str
    suffix: str
    speaker: Speaker | None
    cue: Cue | None
    hedges: tuple[Span, ...]
    negated: bool
    quantities: tuple[Quantity, ...]
    places: tuple[Span, ...]
    metonyms: tuple[Span, ...]
    times: tuple[Time, ...]
    insertions: tuple[Insertion, ...]
    confidence: PerMille
    rule: str


class ClaimSet(Frozen):
    """Claims of one extractor; `claims[0]` is signed with the capture, later sets by statements of their own."""

    extractor: Extractor | None
    items: tuple[Claim | None, ...]
