"""One article's journey into the archive.

    captured -> extract -> find claims -> chain -> contents -> segment -> sign -> store -> index

Read `archive` top to bottom; the rest of the file fills in its words. Every step is an argument (`Workshop`): this
module knows the order and nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from archiver.bundle import leaks, naming, package
from archiver.bundle.package import Contents, Facts, Place, Secrets
from archiver.capture.interface import Captured
from archiver.errors import ContentError, LimitError, ResourceError
from archiver.extract import answer
from archiver.extract.extraction import Extraction, nothing_to_read, set_aside
from archiver.flows.chain import ChainEnd, chain_end, read_by
from archiver.flows.describe import describe, version_of
from archiver.flows.rows import row_of, warc_name
from archiver.flows.unchanged import confirms, lean
from archiver.index.interface import Index, Row
from archiver.model import instant
from archiver.model.capture import Quality, Software
from archiver.model.claim import ClaimSet
from archiver.model.ids import Entropy, new_urn
from archiver.model.sidecar import Sidecar
from archiver.model.statement import Previous, Relation, Tool
from archiver.sign.keys import Signer
from archiver.store.interface import Location, Store


@dataclass(frozen=True)
class Workshop:
    """What the journey needs: `now` gives an `Instant`, `entropy` that many random octets, `scratch` an empty file.

    `markers` must not stand in any package.
    """

    archive: str
    extract: Callable[[Captured], Extraction]
    find_claims: Callable[[Extraction], ClaimSet]
    store: Store
    index: Index
    signers: Sequence[Signer]
    now: Callable[[], str]
    entropy: Entropy
    scratch: Callable[[], BinaryIO]
    tool: Tool
    software: tuple[Software, ...]
    markers: tuple[leaks.Marker, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A package that is in the store and in the index."""

    row: Row
    change: Relation | None
    quality: Quality


def archive(captured: Captured, shop: Workshop) -> Kept:
    """Packages one captured article and keeps it; raises ContentError when a file in hand holds no article."""
    before = chain_end(captured.url, shop.archive, shop.store, shop.index)
    captured = lean(captured, before)
    extraction = _read(captured, before, shop)
    claims = shop.find_claims(extraction) if extraction.blocks else None
    before = read_by(before, extraction, shop.store, shop.extract)
    contents = _contents(captured, extraction, claims, before, shop)

    with shop.scratch() as octets:
        segment = package.write_segment_of(contents, octets)
        signed = package.sign_package(contents, segment, shop.signers)
        name = f"{naming.folder(contents.facts.captured_at)}/{package.stem(contents.facts)}{naming.SIDECAR}"
        _refuse_leaks(captured, signed.sidecar, octets, shop)
        octets.seek(0)
        shop.store.put_new([(warc_name(name), octets), (name, signed.octets)])
    location = Location(warc_name(name), 0, segment.length)
    row = row_of(name, signed.sidecar, signed.statement, signed.statement_id, location)
    shop.index.add([row])
    return Kept(row, contents.place.previous.relation if contents.place.previous else None, extraction.quality)


def _refuse_leaks(captured: Captured, signed: Sidecar, octets: BinaryIO, shop: Workshop) -> None:
    """Raises ResourceError for a package that names this machine or its user, before it is stored."""
    leak = leaks.found_in(signed, octets, shop.markers, from_web=captured.method in ("socket", "browser"))
    if leak:
        raise ResourceError(
            f"{captured.name}: expected a package that names neither this machine nor its user,"
            f" found the {leak.kind} in {leak.where}; nothing was stored"
        )


def _read(captured: Captured, before: ChainEnd, shop: Workshop) -> Extraction:
    """The article in a capture. What the user hands over is believed; what the web answers may be a wall."""
    if captured.method not in ("file", "import"):
        return before.weigh(set_aside(_weighed(captured, _read_answer(captured, shop))))
    extraction = shop.extract(captured)
    if extraction.article is None:
        raise ContentError(f"{captured.name}: expected an article, found none: {extraction.absent}")
    return extraction


def _read_answer(captured: Captured, shop: Workshop) -> Extraction:
    """What the web sent may be made to break readers: it is kept all the same, unread."""
    if captured.body is None:
        return nothing_to_read(captured.unreadable)
    try:
        return shop.extract(captured)
    except LimitError as e:
        return nothing_to_read(str(e).removeprefix(f"{captured.name}: "))


def _weighed(captured: Captured, extraction: Extraction) -> Extraction:
    """The extraction in the light of the HTTP answer that brought it."""
    if captured.response is None:
        return extraction
    response, beginning = captured.response, (captured.body or captured.glimpse)[: answer.GLIMPSE]
    return answer.weigh(
        extraction, answer.Answer(response.status, response.headers, captured.url, captured.final_url, beginning)
    )


def _contents(
    captured: Captured, extraction: Extraction, claims: ClaimSet | None, before: ChainEnd, shop: Workshop
) -> Contents:
    packaged_at = instant.later(shop.now(), before.packaged_at)
    facts = Facts(
        capture_id=new_urn(shop.entropy),
        url=captured.url,
        final_url=captured.final_url,
        captured_at=captured.captured_at or packaged_at,
        requested_at=captured.requested_at,
        time_basis=captured.time_basis,
    )
    capture = describe(facts, captured, extraction, software=shop.software, checked_at=packaged_at)
    place = _place(
        before, shop.archive, before.relation(version_of(capture, extraction), _outcome(captured, extraction))
    )
    return Contents(
        facts=facts,
        capture=capture,
        article=extraction.article,
        text=extraction.blocks,
        claims=claims,
        source_records=captured.records,
        warcinfo_id=f"<{new_urn(shop.entropy)}>",
        conversion_id=f"<{new_urn(shop.entropy)}>",
        nonce_id=f"<{new_urn(shop.entropy)}>",
        packaged_at=packaged_at,
        place=place,
        tool=shop.tool,
        secrets=Secrets(seed=shop.entropy(32), nonce=shop.entropy(32)),
        with_keys=not confirms(captured),
    )


def _outcome(captured: Captured, extraction: Extraction) -> Relation | None:
    """A page that holds no article where one was expected is as good as none."""
    if captured.outcome is None and extraction.article is None:
        return "unavailable"
    return captured.outcome


def _place(before: ChainEnd, archive_id: str, relation: Relation | None) -> Place:
    if relation is None:
        return Place(archive_id, 0, None)
    return Place(archive_id, before.sequence + 1, Previous(statements=before.statements, relation=relation))
