"""The capture record of a package, from what was captured and what was read in it."""

from collections.abc import Iterator, Sequence

from archiver.bundle.package import Facts
from archiver.capture.interface import Captured
from archiver.compare.change import Version
from archiver.extract.extraction import Extraction
from archiver.extract.page.media import resolved
from archiver.model.article import Article
from archiver.model.capture import Capture, Clock, Medium, Quality, Software, Source
from archiver.model.sidecar import Sidecar

_OFF = "off by default: it names a person or a machine"
READERS = frozenset({"trafilatura", "lxml", "charset-normalizer"})  # what reads a page, and took no part without one


def describe(
    facts: Facts, captured: Captured, extraction: Extraction, *, software: tuple[Software, ...], checked_at: str
) -> Capture:
    """Everything that fields.md asks for; what is not known is null, with its reason in `absent`."""
    absent = {
        **captured.absent,
        **{f"/capture/{name}": _OFF for name in ("collector", "collector_ip", "virtual_identity")},
        **({"/article": extraction.absent or "no text found"} if extraction.article is None else {}),
    }
    return Capture(
        absent=dict(sorted(absent.items())),
        access=captured.access,
        captured_at=facts.captured_at,
        case_id=captured.case_id,
        clock=captured.clock or Clock(source="system", offset_ms=None, synchronised=None, checked_at=checked_at),
        collector=None,
        collector_ip=None,
        embedded=extraction.embedded,
        final_url=facts.final_url,
        id=facts.capture_id,
        media=(*captured.media, *_named(captured, extraction)),
        method=captured.method,
        network_path=captured.network_path,
        purpose=None,
        quality=_quality(captured, extraction),
        redirects=captured.redirects,
        renderings=captured.renderings,
        request=captured.request,
        requested_at=facts.requested_at,
        response=captured.response,
        server_ip=captured.server_ip,
        software=(*_took_part(software, captured), *captured.software),
        source=_source(captured, extraction),
        time_basis=facts.time_basis,
        tls=captured.tls,
        url=facts.url,
        virtual_identity=None,
    )


def _took_part(software: Sequence[Software], captured: Captured) -> Iterator[Software]:
    """Nothing was read where no page came back, as of a 304."""
    return (one for one in software if captured.body is not None or one.name not in READERS)


def _quality(captured: Captured, extraction: Extraction) -> Quality:
    """What was found, and what the capture itself has to say against it."""
    found = extraction.quality
    return found.model_copy(update={"signals": (*found.signals, *captured.caveats)}) if captured.caveats else found


def _named(captured: Captured, extraction: Extraction) -> Iterator[Medium]:
    """What the article names and nobody has fetched."""
    had = {medium.url for medium in captured.media}
    for reference in resolved(extraction.media, captured.final_url):
        if reference.url not in had:
            yield Medium(
                url=reference.url,
                role=reference.role,
                sha256=None,
                bytes=None,
                media_type=None,
                status=None,
                record=None,
            )


def version_of(capture: Capture, extraction: Extraction) -> Version:
    """What a version that is being packaged is compared by."""
    return _version(capture, extraction.article, extraction.blocks)


def version_of_sidecar(sidecar: Sidecar) -> Version:
    """What a version that is in the archive is compared by."""
    return _version(sidecar.capture, sidecar.article, sidecar.text)


def _version(capture: Capture, article: Article | None, text: tuple[str | None, ...] | tuple[str, ...]) -> Version:
    return Version(
        source=capture.source.sha256 if capture.source else None,
        headline=article.headline if article else None,
        text=text,
        metadata=(article.byline, article.published, article.modified, article.language) if article else (),
        address=capture.final_url,
        aside=_aside(article, text),
    )


def _aside(article: Article | None, text: Sequence[str | None]) -> frozenset[int]:
    """Blocks that are as a whole no part of the article."""
    spans = (article.excluded or ()) if article else ()
    return frozenset(span.block for span in spans if span.block < len(text) and span.exact == text[span.block])


def _source(captured: Captured, extraction: Extraction) -> Source | None:
    if captured.payload is None:
        return None
    return Source(
        record=captured.payload.record,
        sha256=captured.payload.sha256,
        bytes=captured.payload.length,
        media_type=captured.media_type,
        charset=extraction.charset,
        charset_source=extraction.charset_source,
    )
