"""`archiver growth`: what an archive grows by, and what could be saved."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.flows.growth import Period, Pieces
    from archiver.flows.savings import Measured
    from archiver.index.interface import Index
    from archiver.store.rolled import RolledStore


def growth(
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="YYYY-MM", help="Captures of this month (UTC). Without it: all there are."),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Report what an archive grows by, and what could be saved.

    What says nothing new is counted apart: payloads that were there before, pages that did not change.
    """
    from archiver.cli import wiring
    from archiver.cli.growing import document, render
    from archiver.cli.output import emit_json
    from archiver.flows.growth import growth as growth_of
    from archiver.flows.savings import areas, savings
    from archiver.store.census import census

    period = _period(month)
    store = wiring.store_of(wiring.require_archive(archive))
    with wiring.read_index(archive) as index:
        found = _pieces(archive, store, index, period, quiet=quiet)
        grown = growth_of(found, filter(period.precedes, index.rows()) if period.since else ())
    saved = savings(grown, _sampled(store, found, quiet=quiet))
    kinds = areas(census(archive))
    if json:
        emit_json(document(grown, saved, kinds, month))
    else:
        render(grown, saved, kinds, month)


def _period(month: str | None) -> "Period":
    import re

    from archiver.cli.searching.asked import moment_after, moment_from
    from archiver.errors import UsageError
    from archiver.flows.growth import Period

    if month is None:
        return Period()
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month, re.ASCII):
        raise UsageError(f"--month: expected a month such as 2026-11, found {month!r}")
    return Period(moment_from(month), moment_after(month))


def _pieces(root: "Path", store: "RolledStore", index: "Index", period: "Period", *, quiet: bool) -> "Pieces":
    from archiver.cli.output import progress
    from archiver.flows.growth import pieces
    from archiver.store.census import taken
    from archiver.store.local import LocalStore

    on_disk = root if isinstance(store.inner, LocalStore) else None
    with progress("measuring", None, quiet=quiet) as count:
        return pieces(index.rows(), period, lambda name: taken(store, on_disk, name), count)


def _sampled(store: "RolledStore", found: "Pieces", *, quiet: bool) -> "list[Measured]":
    """What the sample measures; a package that cannot be read, or is very large, is not in it."""
    from archiver.cli.output import progress
    from archiver.errors import InputError, ResourceError
    from archiver.flows.savings import MAX_SAMPLED, measured, sample

    done: list[Measured] = []
    chosen = sample(found.found)
    with progress("compressing", len(chosen), quiet=quiet) as count:
        for piece in chosen:
            count()
            try:
                files = [store.read(one.name, MAX_SAMPLED) for one in (piece.sidecar, piece.segment)]
                done.append(measured(piece, *files))
            except (InputError, ResourceError):
                continue
    return done
