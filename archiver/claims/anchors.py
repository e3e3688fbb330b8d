"""A claim's ties to the text, made and checked: `exact`, `prefix`, `suffix`, `id`, and every span in it.

    blocks = ("Headline", "He said: “Yes.”");  parts = ((1, 10, 14),)
    exact(blocks, parts) == "Yes.";  context(blocks, parts) == ("He said: “", "”");  identity("direct_quote", parts)
    == "direct_quote:1:10-14"

`prefix` and `suffix` are the up to `CONTEXT` code points before the first part and after the last one, in their blocks.
The check needs the text alone; it runs no extractor. What points into a withheld block (None) can't be checked
there and is no fault.
"""

from collections.abc import Sequence
from itertools import chain, pairwise

from archiver.model.article import Span
from archiver.model.claim import CONTEXT, Claim, Part

_SPAN_FIELDS = ("hedges", "quantities", "places", "metonyms", "times", "insertions")


def exact(blocks: Sequence[str], parts: Sequence[Part]) -> str:
    """The parts' text, joined by one space."""
    return " ".join([blocks[block][start:end] for block, start, end in parts])


def context(blocks: Sequence[str], parts: Sequence[Part]) -> tuple[str, str]:
    """`prefix` and `suffix` of a claim with these parts."""
    block, start, _ = parts[0]
    last, _, end = parts[-1]
    return blocks[block][max(0, start - CONTEXT) : start], blocks[last][end : end + CONTEXT]


def identity(kind: str, parts: Sequence[Part]) -> str:
    """The id of a claim of `kind` with these parts."""
    block, start, end = parts[0]
    return f"{kind}:{block}:{start}-{end}"


def _range_fault(name: str, blocks: Sequence[str | None], block: int, start: int, end: int) -> str | None:
    """Why the range is impossible; None when it is possible or its block is withheld."""
    if not 0 <= block < len(blocks):
        return f"{name}: block {block} of {len(blocks)} does not exist"
    text = blocks[block]
    if text is not None and not 0 <= start < end <= len(text):
        return f"{name}: {start}-{end} is no range in block {block} of {len(text)} code points"
    return None


def _span_fault(name: str, blocks: Sequence[str | None], span: Span) -> str | None:
    fault = _range_fault(name, blocks, span.block, span.start, span.end)
    if fault is not None:
        return fault
    text = blocks[span.block]
    if text is not None and text[span.start : span.end] != span.exact:
        return f"{name}: block {span.block} reads {text[span.start : span.end][:80]!r} at {span.start}-{span.end}"
    return None


def _order_fault(parts: Sequence[Part]) -> str | None:
    for (block, _, end), (following, start, _) in pairwise(parts):
        if (following, start) < (block, end):
            return f"parts: {following}:{start} stands before the end of the part ahead of it"
    return None


def _text_faults(blocks: Sequence[str | None], claim: Claim) -> list[str]:
    """Faults of parts, exact, prefix and suffix."""
    faults = [_range_fault("parts", blocks, *part) for part in claim.parts]
    faults.append(_order_fault(claim.parts))
    if any(faults):
        return [fault for fault in faults if fault]
    found: list[str] = []
    texts = [blocks[block] for block, _, _ in claim.parts]
    pieces = [text[s:e] for text, (_, s, e) in zip(texts, claim.parts, strict=True) if text is not None]
    if len(pieces) == len(texts) and " ".join(pieces) != claim.exact:
        found.append("exact: differs from the text of the parts")
    (_, start, _), (_, _, end) = claim.parts[0], claim.parts[-1]
    if texts[0] is not None and texts[0][max(0, start - CONTEXT) : start] != claim.prefix:
        found.append("prefix: differs from what stands before the first part")
    if texts[-1] is not None and texts[-1][end : end + CONTEXT] != claim.suffix:
        found.append("suffix: differs from what stands after the last part")
    return found


def _all_faults(blocks: Sequence[str | None], claim: Claim) -> tuple[str, ...]:
    if not claim.parts:
        return ("parts: a claim has at least one",)
    faults = _text_faults(blocks, claim)
    if claim.id != identity(claim.kind, claim.parts):
        faults.append(f"id: expected {identity(claim.kind, claim.parts)}")
    named: list[tuple[str, Span]] = [(n, s) for n in ("speaker", "cue") if (s := getattr(claim, n)) is not None]
    named += [(f"{name}[{at}]", span) for name in _SPAN_FIELDS for at, span in enumerate(getattr(claim, name))]
    faults += [fault for name, span in named if (fault := _span_fault(name, blocks, span)) is not None]
    return tuple(faults)


def _spans_hold(blocks: Sequence[str | None], claim: Claim) -> bool:
    spans = (
        claim.hedges, claim.quantities, claim.places, claim.metonyms, claim.times, claim.insertions,
        (claim.speaker,) if claim.speaker is not None else (), (claim.cue,) if claim.cue is not None else (),
    )  # fmt: skip
    for span in chain.from_iterable(spans):
        text = blocks[span.block]
        start, end = span.start, span.end
        if text is None or span.block < 0 or not 0 <= start < end <= len(text) or text[start:end] != span.exact:
            return False
    return True


def _holds(blocks: Sequence[str | None], claim: Claim) -> bool:
    """Whether nothing at all is withheld or wrong: the common case, without the messages."""
    if len(claim.parts) != 1:
        return False
    block, start, end = claim.parts[0]
    if not 0 <= block < len(blocks):
        return False
    text = blocks[block]
    return (
        text is not None
        and 0 <= start < end <= len(text)
        and text[start:end] == claim.exact
        and text[max(0, start - CONTEXT) : start] == claim.prefix
        and text[end : end + CONTEXT] == claim.suffix
        and claim.id == f"{claim.kind}:{block}:{start}-{end}"
        and _spans_hold(blocks, claim)
    )


def anchor_faults(blocks: Sequence[str | None], claim: Claim) -> tuple[str, ...]:
    """What in `claim` does not stand in `blocks` as it says: one sentence each, naming the member; empty if all holds.

    Never raises, whatever the claim's values; a block that is None is withheld and what points into it is passed over.
    """
    try:
        if _holds(blocks, claim):
            return ()
    except IndexError:
        pass  # a span beyond the last block; the slow path names it
    return _all_faults(blocks, claim)
