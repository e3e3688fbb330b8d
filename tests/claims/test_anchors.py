from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.claims.anchors import anchor_faults
from archiver.claims.find import find
from archiver.model.claim import Claim
from tests.claims.sample import BLOCKS, BOILERPLATE
from tests.claims.support import whole

ITEMS = [claim for claim in find(BLOCKS, language="en", excluded=whole(BLOCKS, BOILERPLATE)).items if claim is not None]
LISTS = ("hedges", "quantities", "places", "metonyms", "times", "insertions")
QUOTE = next(claim for claim in ITEMS if len(claim.parts) == 2 and claim.insertions)


def spans_of(claim: Claim) -> list[tuple[str, int | None]]:
    """Where a claim has spans: member and, for a list, index."""
    single: list[tuple[str, int | None]] = [(n, None) for n in ("speaker", "cue") if getattr(claim, n) is not None]
    return single + [(name, at) for name in LISTS for at in range(len(getattr(claim, name)))]


def with_span(claim: Claim, place: tuple[str, int | None], **changed: Any) -> Claim:
    name, at = place
    value = getattr(claim, name)
    if at is None:
        return claim.model_copy(update={name: value.model_copy(update=changed)})
    spans = list(value)
    spans[at] = spans[at].model_copy(update=changed)
    return claim.model_copy(update={name: tuple(spans)})


SPANS = [(claim, place) for claim in ITEMS for place in spans_of(claim)]


def test_the_sample_has_every_kind_of_span() -> None:
    assert {name for _, (name, _) in SPANS} == {"speaker", "cue", *LISTS}


@given(st.sampled_from(SPANS), st.integers(-3, 3).filter(bool), st.sampled_from(("start", "end", "block")))
def test_a_span_that_is_moved_is_a_fault(chosen: tuple[Claim, tuple[str, int | None]], by: int, member: str) -> None:
    claim, place = chosen
    span = getattr(claim, place[0]) if place[1] is None else getattr(claim, place[0])[place[1]]
    changed = with_span(claim, place, **{member: getattr(span, member) + by})
    assert anchor_faults(BLOCKS, changed)


@given(st.sampled_from(SPANS), st.text(max_size=5))
def test_a_span_that_reads_otherwise_is_a_fault(chosen: tuple[Claim, tuple[str, int | None]], more: str) -> None:
    claim, place = chosen
    span = getattr(claim, place[0]) if place[1] is None else getattr(claim, place[0])[place[1]]
    changed = with_span(claim, place, exact=span.exact + more)
    assert bool(anchor_faults(BLOCKS, changed)) == bool(more)


@given(st.sampled_from(ITEMS), st.data())
def test_parts_that_are_moved_are_a_fault(claim: Claim, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(claim.parts) - 1))
    member = data.draw(st.integers(0, 2))
    by = data.draw(st.integers(-4, 4).filter(bool))
    part = [*claim.parts[at]]
    part[member] += by
    parts = (*claim.parts[:at], tuple(part), *claim.parts[at + 1 :])
    assert anchor_faults(BLOCKS, claim.model_copy(update={"parts": parts}))


@pytest.mark.parametrize("member", ["exact", "prefix", "suffix", "id", "kind"])
def test_members_that_the_text_decides(member: str) -> None:
    assert anchor_faults(BLOCKS, QUOTE) == ()
    changed = QUOTE.model_copy(update={member: getattr(QUOTE, member) + "x"})
    assert len(anchor_faults(BLOCKS, changed)) == 1


def test_a_fault_names_the_member() -> None:
    changed = with_span(QUOTE, ("insertions", 1), exact="[x]")
    (fault,) = anchor_faults(BLOCKS, changed)
    assert fault.startswith("insertions[1]: block 6 reads '[heavy]'")


def test_a_negative_block_is_no_way_round() -> None:
    blocks = ("", "Ana Lee said: “We left.”")
    (claim,) = (c for c in find(blocks, language=None, headline=False).items if c is not None)
    assert anchor_faults(blocks, claim) == ()
    assert anchor_faults(blocks, with_span(claim, ("speaker", None), block=-1))
    assert anchor_faults(blocks, claim.model_copy(update={"parts": ((-1, *claim.parts[0][1:]),)}))


def test_the_parts_stand_in_order() -> None:
    parts = tuple(reversed(QUOTE.parts))
    assert any(
        fault.startswith("parts: ") for fault in anchor_faults(BLOCKS, QUOTE.model_copy(update={"parts": parts}))
    )


def test_a_claim_has_a_part() -> None:
    assert anchor_faults(BLOCKS, QUOTE.model_copy(update={"parts": ()})) == ("parts: a claim has at least one",)


@given(st.sampled_from(ITEMS), st.sets(st.integers(0, len(BLOCKS) - 1)))
def test_what_points_into_a_withheld_block_is_no_fault(claim: Claim, withheld: set[int]) -> None:
    blocks = [None if at in withheld else text for at, text in enumerate(BLOCKS)]
    assert anchor_faults(blocks, claim) == ()


def test_a_fault_beside_a_withheld_block_is_still_found() -> None:
    blocks = [None if at == 6 else text for at, text in enumerate(BLOCKS)]
    assert anchor_faults(blocks, with_span(QUOTE, ("insertions", 0), exact="[x]"))
    assert anchor_faults(blocks, QUOTE.model_copy(update={"prefix": "x"}))
    assert not anchor_faults(blocks, QUOTE.model_copy(update={"exact": "can't be known"}))


@given(
    st.sampled_from(ITEMS),
    st.lists(st.tuples(*[st.integers(0, 2**53 - 1)] * 3), max_size=3),
    st.lists(st.one_of(st.none(), st.text(max_size=10)), max_size=3),
)
def test_hostile_values_never_raise(claim: Claim, parts: list[tuple[int, int, int]], blocks: list[str | None]) -> None:
    changed = claim.model_copy(update={"parts": tuple(parts)})
    anchor_faults(blocks, changed)
    assert anchor_faults((), changed)
