"""`archiver versions`: every version of an article, with what changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from archiver.compare.diff import Comparison
    from archiver.flows.versions import Chain
    from archiver.index.interface import Row

OTHER_WORDS = frozenset({"text", "headline", "correction", "returned"})


def versions(
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's address.")],
    details: Annotated[
        bool, typer.Option("--details", help="Also read the packages, and say what changed in words and claims.")
    ] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List every version of an article, with what changed."""
    from archiver.cli import wiring
    from archiver.cli.output import emit_json, safe
    from archiver.errors import UsageError
    from archiver.flows.versions import versions_of

    with wiring.read_index(wiring.require_archive(archive)) as index:
        chains = versions_of(url, index)
    if not chains:
        raise UsageError(f"{safe(url)}: expected an address in the archive, found no version of it")
    compared = _compared(chains, archive, quiet=quiet) if details else {}
    if json:
        emit_json({"url": url, "chains": [_chain(chain, compared) for chain in chains]})
    else:
        for chain in chains:
            _render(chain, compared)


def _compared(chains: "tuple[Chain, ...]", archive: Path, *, quiet: bool) -> "dict[str, Comparison]":
    """Statement id -> comparison with the version with text before it, for versions that have other words."""
    from archiver.cli import wiring
    from archiver.cli.output import note, progress, safe
    from archiver.errors import InputError, ResourceError
    from archiver.flows.compare import compare_versions, open_version
    from archiver.store.packages import kept

    pairs = [pair for chain in chains for pair in _pairs(chain)]
    found: dict[str, Comparison] = {}
    with wiring.readers() as readers, progress("comparing", len(pairs), quiet=quiet) as count:
        for old, new in pairs:
            try:
                opened = [open_version(kept(archive, row.sidecar)) for row in (old, new)]
                found[new.statement_id] = compare_versions(opened[0], opened[1], readers).comparison
            except (InputError, ResourceError) as e:
                note(f"archiver: {safe(str(e))}")
            count()
    return found


def _pairs(chain: "Chain") -> "Iterator[tuple[Row, Row]]":
    by_id = {row.statement_id: row for row in chain.rows}
    for row in chain.rows:
        old = by_id.get(row.previous[0]) if row.previous else None
        while old and old.text_sha256 is None:
            old = by_id.get(old.previous[0]) if old.previous else None
        if old and row.text_sha256 and row.relation in OTHER_WORDS and row.text_sha256 != old.text_sha256:
            yield old, row


def _chain(chain: "Chain", compared: "dict[str, Comparison]") -> dict[str, Any]:
    from archiver.cli.comparing.chains import findings

    return {
        "archive": chain.archive,
        "whole": chain.whole,
        "findings": list(findings(chain)),
        "versions": [_version(row, compared) for row in chain.rows],
    }


def _version(row: "Row", compared: "dict[str, Comparison]") -> dict[str, Any]:
    listed: dict[str, Any] = {
        "version": row.sequence + 1,
        "captured_at": row.captured_at,
        "change": row.relation,
        "claims": row.claims,
        "url": row.url,
        "capture_id": row.capture_id,
        "statement_id": row.statement_id,
        "previous": list(row.previous),
        "sidecar": row.sidecar,
    }
    if found := compared.get(row.statement_id):
        from archiver.compare.document import counts

        listed |= {"counts": counts(found), "alert": "stealth" if found.alert else None}
    return listed


def _render(chain: "Chain", compared: "dict[str, Comparison]") -> None:
    from archiver.cli.comparing.chains import findings
    from archiver.cli.looking.render import counted, moment, paragraph, styled
    from archiver.cli.output import emit, safe

    emit(f"{safe(chain.rows[-1].url)}  {counted(len(chain.rows), 'version')}, archive {safe(chain.archive)}")
    for row in chain.rows:
        change = row.relation or "first"
        shown = styled(f"{change:12}", "bold") if change in OTHER_WORDS else f"{change:12}"
        name = row.capture_id.rpartition(":")[2][:8]
        claims = counted(row.claims, "claim")
        emit(f"{row.sequence + 1:>5}  {moment(row.captured_at)}  {shown} {claims:>10}  {safe(name)}")
        if found := compared.get(row.statement_id):
            _details(found)
    for finding in findings(chain):
        paragraph(styled(f"! {safe(finding)}", "warn"), first="  ", indent="    ")


def _details(found: "Comparison") -> None:
    from archiver.cli.comparing.wording import summary
    from archiver.cli.looking.render import paragraph, styled

    paragraph(summary(found), first=" " * 7, indent=" " * 9)
    if found.alert:
        paragraph(styled("ALERT stealth: a substantive change that the page does not speak of", "warn"), first=" " * 7)
