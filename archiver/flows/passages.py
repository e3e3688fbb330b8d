"""What a search for words finds in a package: the claims of the set that stands, and the headline.

Only what the package discloses: a claim that is withheld is not there, nor one that stands in a block that is. A
speaker or a place whose block is withheld is left out of its claim. A block that is not there at all is no secret: the
claim is then wrong, which verifying finds.
"""

from collections.abc import Collection, Iterator, Sequence

from archiver.index.interface import Passage
from archiver.model.article import Span
from archiver.model.claim import Claim, ClaimSet, Speaker
from archiver.model.later import ClaimsStatement
from archiver.model.sidecar import Sidecar
from archiver.verify import later

MAX_PASSAGE = 20_000  # code points of one claim; a longer one is found by its beginning
MAX_NAME = 1_000  # of a speaker or a place
MAX_PLACES = 50  # of one claim


def passages_of(sidecar: Sidecar) -> tuple[Passage, ...]:
    """The passages of a package, in the order of its text; the headline first."""
    blocks, standing = sidecar.text, standing_claims(sidecar)
    claims = tuple(_claims(standing.items if standing else (), blocks))
    headline = sidecar.article.headline if sidecar.article else None
    said = any(one.kind == "headline" and one.text == headline for one in claims)
    first = (Passage(None, "headline", headline[:MAX_PASSAGE]),) if headline and not said else ()
    return first + claims


def standing_claims(sidecar: Sidecar) -> ClaimSet | None:
    """The newest set that a statement in the package states and none withdraws; None without any.

    No signature is looked at: which set a reader may rely on is what verifying says.
    """
    stated, _ = later.read_all(sidecar.provenance.later)
    added = {one.position for one in stated if isinstance(one.model, ClaimsStatement)}
    withdrawn = {one.position for one in stated if not isinstance(one.model, ClaimsStatement)}
    standing = [n for n in range(len(sidecar.claims)) if (n == 0 or n in added) and n not in withdrawn]
    return sidecar.claims[standing[-1]] if standing else None


def _claims(items: Sequence[Claim | None], blocks: Sequence[str | None]) -> Iterator[Passage]:
    withheld = {number for number, block in enumerate(blocks) if block is None}
    for position, claim in enumerate(items):
        if claim is None or (withheld and any(block in withheld for block, _, _ in claim.parts)):
            continue
        speaker = claim.speaker if claim.speaker and claim.speaker.block not in withheld else None
        yield Passage(
            position=position,
            kind=claim.kind,
            text=claim.exact[:MAX_PASSAGE],
            speaker=speaker.exact[:MAX_NAME] if speaker else None,
            stands_for=_stands_for(speaker),
            places=tuple(_places(claim.places, withheld)) if claim.places else (),
        )


def _stands_for(speaker: Speaker | None) -> str | None:
    resolved = speaker.resolved if speaker else None
    return resolved[:MAX_NAME] if resolved and speaker and resolved != speaker.exact else None


def _places(places: Sequence[Span], withheld: Collection[int]) -> Iterator[str]:
    for place in places[:MAX_PLACES]:
        if place.block not in withheld:
            yield " ".join(place.exact.split())[:MAX_NAME]
