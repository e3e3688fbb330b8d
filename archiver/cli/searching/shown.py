"""An answer of `archiver search`, for people and as JSON.

Most of what is shown here was written by somebody on the web: all of it goes through `safe`.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from archiver.cli.looking.render import counted, moment, paragraph, styled
from archiver.cli.output import emit, note, safe

if TYPE_CHECKING:
    from archiver.flows.search import Answer
    from archiver.index.elsewhere import Elsewhere
    from archiver.index.interface import Hit, Passage, Query, Row

NAME = 8  # hex digits of a capture id that are shown; a TARGET


def document(answer: "Answer", query: "Query") -> dict[str, Any]:
    """The JSON document; `next_offset` is null on the last page."""
    return {
        "packages": [_package(hit) for hit in answer.hits],
        "next_offset": query.offset + query.limit if answer.more else None,
        "elsewhere": [asdict(one) for one in answer.elsewhere],
        "elsewhere_more": answer.elsewhere_more,
    }


def render(answer: "Answer", query: "Query", *, quiet: bool) -> None:
    """One paragraph a package, its passages below it; what others hold comes last, and apart."""
    for hit in answer.hits:
        _render_hit(hit)
    if answer.elsewhere:
        emit(styled("held elsewhere, known by CDXJ: no packages, and nothing of it is verified", "dim"))
        for one in answer.elsewhere:
            _render_elsewhere(one)
    note(_summary(answer, query), quiet=quiet)


def _package(hit: "Hit") -> dict[str, Any]:
    row = hit.row
    return {
        "url": row.url,
        "captured_at": row.captured_at,
        "version": row.sequence + 1,
        "change": row.relation,
        "quality": row.quality,
        "case_id": row.case_id,
        "capture_id": row.capture_id,
        "statement_id": row.statement_id,
        "text_sha256": row.text_sha256,
        "source_sha256": row.source_sha256,
        "segment_sha256": row.segment_sha256,
        "sidecar": row.sidecar,
        "warc": row.warc,
        "passages": [asdict(passage) for passage in hit.passages],
    }


def _render_hit(hit: "Hit") -> None:
    row = hit.row
    name = row.capture_id.rpartition(":")[2][:NAME]
    emit(f"{moment(row.captured_at)}  {styled(safe(row.url), 'bold')}  {_about(row)}  capture {safe(name)}")
    for passage in hit.passages:
        paragraph(_passage(passage), first="    ", indent="      ")


def _about(row: "Row") -> str:
    facts = [f"version {row.sequence + 1}"]
    facts += [row.relation] if row.relation else []
    facts += [row.quality] if row.quality and row.quality != "article" else []
    facts += [f"case {safe(row.case_id)}"] if row.case_id else []
    return ", ".join(facts)


def _passage(passage: "Passage") -> str:
    """`direct quote  Olena Koval: We counted four vehicles.  [Dolna]`."""
    speaker = passage.stands_for or passage.speaker
    said_by = f"{safe(speaker)}: " if speaker else ""
    places = f"  [{', '.join(map(safe, passage.places))}]" if passage.places else ""
    return f"{styled(passage.kind.replace('_', ' '), 'dim')}  {said_by}{safe(passage.text)}{places}"


def _render_elsewhere(one: "Elsewhere") -> None:
    facts = "  ".join(safe(fact) for fact in (one.media_type, one.status, one.filename) if fact)
    emit(f"{moment(one.captured_at)}  {safe(one.source)}  {safe(one.url)}  {facts}")


def _summary(answer: "Answer", query: "Query") -> str:
    hits, found = answer.hits, counted(len(answer.hits), "package")
    if not hits:
        return "nothing found" if not query.offset else f"nothing found after the first {query.offset}"
    shown = found if not query.offset else f"{found} after the first {query.offset}"
    return shown + (f"; more with --offset {query.offset + query.limit}" if answer.more else "")
