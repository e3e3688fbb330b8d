"""E501: every claim stands in the text where it says it stands, even where the archive's keys signed it elsewhere."""

from collections.abc import Callable
from typing import Any

from tests.support.again import other_claims, stated
from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import edited, resigned

Claim = dict[str, Any]


def _claim(number: int, change: Callable[[Claim], object]) -> Callable[[Built], Built]:
    return lambda built: resigned(built, lambda d: change(d["claims"][0]["items"][number]))


def _shifted(claim: Claim) -> None:
    block, start, end = claim["parts"][0]
    claim["parts"][0] = [block, start + 1, end]
    claim["id"] = f"{claim['kind']}:{block}:{start + 1}-{end}"


def _set(**members: Any) -> Callable[[Claim], None]:
    return lambda claim: claim.update(members)


def _far(claim: Claim) -> None:
    claim["parts"][0][0] = 10**9


def _backwards(claim: Claim) -> None:
    block, start, end = claim["parts"][0]
    claim["parts"][0] = [block, end, start]


def _speaker(claim: Claim) -> None:
    claim["speaker"] = {
        "exact": "Nobody", "block": 10**6, "start": 0, "end": 6, "resolved": None, "resolution": "none",
        "source_class": "named",
    }  # fmt: skip


def _later(built: Built) -> Built:
    """A set of claims that nobody signed is held to its anchors as well."""

    def change(document: dict[str, Any]) -> None:
        added = [dict(document["claims"][0]["items"][2], exact="He confessed.")]
        document["claims"].append({"extractor": document["claims"][0]["extractor"], "items": added})

    return edited(built, change)


def _signed_later(built: Built) -> Built:
    """A set whose claims stand elsewhere, stated by the archive's own keys."""
    claims = other_claims(built)
    first = claims.items[1]
    assert first
    moved = first.model_copy(update={"exact": "He confessed."})
    return stated(built, claims.model_copy(update={"items": (claims.items[0], moved)}))


ATTACKS: tuple[Attack, ...] = (
    Attack("other words", _claim(1, _set(exact="We saw nothing")), part="claim 1"),
    Attack("shifted by one", _claim(1, _shifted), part="claim 1"),
    Attack("another prefix", _claim(2, _set(prefix="never said: ")), part="claim 2"),
    Attack("another suffix", _claim(2, _set(suffix=" not")), part="claim 2"),
    Attack("another id", _claim(3, _set(id="statement:0:0-1")), part="claim 3"),
    Attack("no parts", _claim(1, _set(parts=[])), part="claim 1"),
    Attack("a block beyond the last", _claim(1, _far), part="claim 1"),
    Attack("end before start", _claim(1, _backwards), part="claim 1"),
    Attack("a speaker nowhere", _claim(1, _speaker), part="claim 1"),
    Attack("a set added later", _later, part="claims[1] claim 0"),
    Attack("a set that was signed later", _signed_later, part="claims[1] claim 1"),
)
