"""The text against its sources and its claims (E406-E408, E501, E502).

No extractor runs here: a block either stands in the source, white space aside, or it does not; a span either is where
it says, or it is not.
"""

from collections.abc import Iterator, Sequence

from archiver.bundle.payload import readable
from archiver.claims.anchors import anchor_faults
from archiver.errors import InputError
from archiver.extract.charset import decode_as
from archiver.extract.stands import missing, missing_in_utf8
from archiver.model.article import Article
from archiver.model.digest import sha256
from archiver.model.report import Check
from archiver.model.sidecar import Sidecar
from archiver.text.blocks import canonical_block, is_canonical, to_file
from archiver.verify import codes
from archiver.verify.segment import RecordFacts, SegmentFacts

UTF8 = "utf-8"
AROUND = 40  # code points shown before and after the first difference


def check_anchors(sidecar: Sidecar) -> list[Check]:
    """E408, E411, E501 and E502: within the sidecar alone."""
    return [_text_digest(sidecar), *_text_form(sidecar), *_claims(sidecar), *_spans(sidecar)]


def check_text(sidecar: Sidecar, facts: SegmentFacts) -> list[Check]:
    """E406 and E407: the text against the conversion record and against the source record."""
    return [*_conversion(sidecar, facts), *_in_source(sidecar, facts)]


def _text_digest(sidecar: Sidecar) -> Check:
    if sidecar.article is None:
        if sidecar.text or sidecar.claims:
            return codes.TEXT_DIGEST.failed("there is text and no article")
        return codes.TEXT_DIGEST.inapplicable("no article")
    stated, text = sidecar.article.text_sha256, _whole(sidecar.text)
    if stated is None or text is None:
        return codes.TEXT_DIGEST.inapplicable("withheld")
    found = sha256(to_file(text))
    if found != stated:
        return codes.TEXT_DIGEST.failed("article states another digest", expected=stated, found=found)
    return codes.TEXT_DIGEST.passed()


def _whole(text: Sequence[str | None]) -> list[str] | None:
    blocks = [block for block in text if block is not None]
    return blocks if len(blocks) == len(text) else None


def _text_form(sidecar: Sidecar) -> Iterator[Check]:
    """Another form of the same words would let one text have two digests."""
    faults = [n for n, block in enumerate(sidecar.text) if block is not None and not is_canonical(block)]
    for number in faults[: codes.MAX_NAMED]:
        block = sidecar.text[number] or ""
        detail = "the block is empty, or holds white space or controls that text/v1 does not"
        yield codes.TEXT_FORM.failed(detail, expected=canonical_block(block), found=block, part=f"block {number}")
    if not faults:
        yield codes.TEXT_FORM.passed(f"{len(sidecar.text)} blocks")


def _claims(sidecar: Sidecar) -> Iterator[Check]:
    text = sidecar.text
    faults = [
        (at, number, fault)
        for at, claims in enumerate(sidecar.claims)
        for number, claim in enumerate(claims.items)
        if claim is not None
        for fault in anchor_faults(text, claim)
    ]
    for at, number, fault in faults[: codes.MAX_NAMED]:
        yield codes.CLAIM_ANCHORS.failed(fault, part=f"claims[{at}] claim {number}" if at else f"claim {number}")
    if not faults:
        yield codes.CLAIM_ANCHORS.passed(f"{sum(len(claims.items) for claims in sidecar.claims)} claims")


def _spans(sidecar: Sidecar) -> Iterator[Check]:
    spans = list(_article_spans(sidecar.article))
    faults = 0
    for name, block, start, end, exact in spans:
        text = sidecar.text[block] if block < len(sidecar.text) else ""
        if text is not None and (not exact or text[start:end] != exact or end - start != len(exact)):
            faults += 1
            if faults > codes.MAX_NAMED:
                continue
            yield codes.SPAN_ANCHORS.failed("the span is not in its place", expected=exact, part=name)
    if not faults:
        yield codes.SPAN_ANCHORS.passed(f"{len(spans)} spans")


def _article_spans(article: Article | None) -> Iterator[tuple[str, int, int, int, str]]:
    for name in ("excluded", "flags"):
        for number, span in enumerate(getattr(article, name, None) or ()):
            yield f"{name} {number}", span.block, span.start, span.end, span.exact


def _conversion(sidecar: Sidecar, facts: SegmentFacts) -> Iterator[Check]:
    text = _whole(sidecar.text)
    record = next((r for r in facts.records or () if r.head.type == "conversion"), None)
    if text is None:
        yield codes.CONVERSION.inapplicable("blocks are withheld")
    elif record is None or record.kept is None:
        yield _without_conversion(text)
    elif record.kept.block == to_file(text):
        yield _refers_to_source(sidecar, record)
    else:
        yield from _differing_blocks(text, record.kept.block)


def _without_conversion(text: list[str]) -> Check:
    if text:
        return codes.CONVERSION.failed("the segment has no conversion record")
    return codes.CONVERSION.inapplicable("no text")


def _refers_to_source(sidecar: Sidecar, record: RecordFacts) -> Check:
    found, source = record.head.get("WARC-Refers-To"), sidecar.capture.source
    if source and found != source.record:
        return codes.CONVERSION.failed("made from another record", expected=source.record, found=found)
    return codes.CONVERSION.passed()


def _differing_blocks(text: list[str], converted: bytes) -> Iterator[Check]:
    """A check for each block that differs; `expected` is the sidecar's, whose tree is checked on its own."""
    blocks = converted.decode("utf-8", "replace").removesuffix("\n").split("\n\n")
    differing = [n for n, (a, b) in enumerate(zip(text, blocks, strict=False)) if a != b]
    for number in differing[: codes.MAX_NAMED]:
        expected, found = excerpts(text[number], blocks[number])
        detail = "the sidecar and the conversion record differ"
        yield codes.CONVERSION.failed(detail, expected=expected, found=found, part=f"block {number}")
    if len(text) != len(blocks) or not differing:
        detail = "the sidecar and the conversion record hold another number of blocks"
        yield codes.CONVERSION.failed(detail, expected=str(len(text)), found=str(len(blocks)))


def excerpts(a: str, b: str) -> tuple[str, str]:
    """`a` and `b` around their first difference, cut at words where that is near."""
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    start = max(0, same - AROUND)
    return tuple(  # type: ignore[return-value]
        ("…" if start else "") + text[start : same + AROUND] + ("…" if len(text) > same + AROUND else "")
        for text in (a, b)
    )


def _in_source(sidecar: Sidecar, facts: SegmentFacts) -> Iterator[Check]:
    source = sidecar.capture.source
    if source is not None and not sidecar.text:  # a source that nobody could read is evidence too
        yield codes.TEXT_IN_SOURCE.inapplicable("no text")
        return
    record = facts.names.get(source.record) if source else None
    if source is None or record is None or record.kept is None:
        yield codes.TEXT_IN_SOURCE.inapplicable("no source record")
        return
    blocks = [block if block is not None else "" for block in sidecar.text]
    try:
        octets, charset = readable(record.kept), source.charset or UTF8
        if charset == UTF8:
            lost = missing_in_utf8(blocks, octets, source.media_type)
        else:
            lost = missing(blocks, decode_as(octets, charset), source.media_type)
    except (InputError, LookupError) as e:
        yield codes.TEXT_IN_SOURCE.failed(str(e), part=source.record)
        return
    for number in lost[: codes.MAX_NAMED]:
        detail = "the block does not stand in the source record"
        yield codes.TEXT_IN_SOURCE.failed(detail, expected=blocks[number], part=f"block {number}")
    if not lost:
        yield codes.TEXT_IN_SOURCE.passed(f"{len(blocks)} blocks")
