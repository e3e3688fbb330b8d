"""What of a set of claims may be told to others: the claims that are disclosed, each part with its place in the text.

    offsets(("Title", "He left."))  ==  (0, 7)      the text as a file: blocks joined by an empty line

A claim goes as a whole where any of it points into a withheld block: a passage that is withheld must not come back by
way of a claim that somebody forgot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.model.article import Span
from archiver.model.claim import CONTEXT, Claim, ClaimSet
from archiver.model.report import Verdict
from archiver.model.sidecar import Sidecar

NOBODY = ("passive", "none")
BETWEEN = len("\n\n")  # what joins two blocks in the text as a file


@dataclass(frozen=True)
class Exported:
    """One set of claims of a package that was verified, and what is said about it.

    `statement_id` is the capture statement's; `stated_at` (an `Instant`) when the set was stated, for the first set
    when it was packaged; `url` and `captured_at` are the signed ones.
    """

    sidecar: Sidecar
    position: int
    statement_id: str
    stated_at: str
    capture_id: str
    url: str
    captured_at: str
    verdict: Verdict

    @property
    def claims(self) -> ClaimSet:
        """The set."""
        return self.sidecar.claims[self.position]

    @property
    def iri(self) -> str:
        """A name for the set that no other set has."""
        return f"urn:archiver:claims:{self.statement_id.partition(':')[2]}:{self.position}"


@dataclass(frozen=True)
class Place:
    """A part of a claim: its words, what stands around them in their block, and where in the whole text they stand.

    `start` and `end` count Unicode code points from the beginning of the text as a file; None where a block before is
    withheld, since nobody can count over it.
    """

    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None


def open_claims(exported: Exported) -> Iterator[Claim]:
    """The claims of the set of which nothing is withheld."""
    text = exported.sidecar.text
    for claim in exported.claims.items:
        if claim is not None and all(text[block] is not None for block in _blocks_of(claim)):
            yield claim


def places(claim: Claim, text: Sequence[str | None]) -> tuple[Place, ...]:
    """Where the parts of a claim stand; every block that it names must be disclosed."""
    begins = offsets(text)
    return tuple(_place(text[block] or "", begins[block], start, end) for block, start, end in claim.parts)


def offsets(text: Sequence[str | None]) -> tuple[int | None, ...]:
    """Where each block begins in the text as a file, in code points; None after a withheld block."""
    begins: list[int | None] = []
    at: int | None = 0
    for block in text:
        begins.append(at)
        at = None if at is None or block is None else at + len(block) + BETWEEN
    return tuple(begins)


def speaker_of(claim: Claim, text: Sequence[str | None]) -> str | None:
    """Whom the claim is of, as far as may be told: a name that only a withheld block may hold is not repeated.

    None where the article names nobody, as in "is said to".
    """
    speaker = claim.speaker
    if speaker is None or speaker.source_class in NOBODY:
        return None
    named = speaker.resolved
    if named is not None and (None not in text or any(named in block for block in text if block is not None)):
        return named
    return speaker.exact


def _place(block: str, begin: int | None, start: int, end: int) -> Place:
    return Place(
        exact=block[start:end],
        prefix=block[max(0, start - CONTEXT) : start],
        suffix=block[end : end + CONTEXT],
        start=None if begin is None else begin + start,
        end=None if begin is None else begin + end,
    )


def _blocks_of(claim: Claim) -> Iterator[int]:
    yield from (block for block, _, _ in claim.parts)
    spans: list[Sequence[Span]] = [
        claim.hedges, claim.quantities, claim.places, claim.metonyms, claim.times, claim.insertions,
    ]  # fmt: skip
    spans += [[span] for span in (claim.speaker, claim.cue) if span is not None]
    yield from (span.block for group in spans for span in group)
