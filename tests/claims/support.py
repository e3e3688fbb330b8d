"""Short ways to ask for claims in tests."""

from collections.abc import Sequence

from archiver.claims.find import find
from archiver.model.article import Excluded
from archiver.model.claim import Claim


def whole(blocks: Sequence[str], numbers: Sequence[int]) -> tuple[Excluded, ...]:
    """Blocks excluded as a whole."""
    return tuple(Excluded(exact=blocks[n], block=n, start=0, end=len(blocks[n]), reason="promotion") for n in numbers)


def claims(*blocks: str, excluded: Sequence[Excluded] = ()) -> list[Claim]:
    """The claims of blocks without a headline."""
    found = find(blocks, language=None, excluded=excluded, headline=False)
    return [claim for claim in found.items if claim is not None]


def only(*blocks: str) -> Claim:
    """The one claim of blocks without a headline."""
    (claim,) = claims(*blocks)
    return claim


def said_by(claim: Claim) -> tuple[str, str] | None:
    """The speaker as printed and the cue as printed."""
    if claim.speaker is None:
        return None
    return claim.speaker.exact, claim.cue.exact if claim.cue else ""
