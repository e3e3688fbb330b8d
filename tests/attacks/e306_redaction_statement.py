"""E306: a trusted signer states what was withheld. Without the statement anybody could have withheld it."""

from collections.abc import Callable

from tests.support.attack import Attack, on, undecided
from tests.support.build import Built
from tests.support.forge import Document, edited, redacted


def _held(*positions: str) -> Callable[[Built], Built]:
    return lambda built: redacted(built, positions)


def _null_already(built: Built) -> Built:
    """A member that was null from the start is said to be withheld, to have the segment passed over."""
    return redacted(built, ["fields:/capture/purpose"]).with_segment(b"anything")


def _digest(document: Document) -> None:
    document["article"]["text_sha256"] = None


ATTACKS: tuple[Attack, ...] = (
    undecided("a block", _held("blocks:2"), part="blocks:2"),
    undecided("a claim", _held("claims:1"), part="claims:1"),
    undecided("the claims' extractor", _held("claims:0"), part="claims:0"),
    undecided("a record", _held("records:1"), part="records:1"),
    undecided("a field", _held("fields:/article/byline"), part="fields:/article/byline"),
    on("again", undecided("a claim of a later set", _held("claims/1:2"), part="claims/1:2")),
    on("again", undecided("a later set's extractor", _held("claims/1:0"), part="claims/1:0")),
    on("again", undecided("a block and its later claims", _held("blocks:2", "claims/1:3"), part="claims/1:3")),
    undecided("several", _held("blocks:1", "blocks:4", "fields:/article/text_sha256"), part="blocks:4"),
    undecided("a field that was null, and another segment", _null_already, part="fields:/capture/purpose"),
    undecided("several, one of them unnamed", lambda b: edited(_held("fields:/article/text_sha256")(b), _digest)),
)
