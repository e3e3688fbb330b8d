"""`archiver index`: the index, which can always be rebuilt from the packages."""

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, QuietOption

app = typer.Typer(help="The index of an archive.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def index() -> None:
    """The index of an archive."""


@app.command()
def rebuild(archive: ArchiveOption = DEFAULT_ARCHIVE, quiet: QuietOption = False) -> None:
    """Rebuild the index from the packages alone."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, note, safe
    from archiver.flows.reindex import rebuild as rebuild_from
    from archiver.index.sqlite import INDEX_NAME, SqliteIndex
    from archiver.store.lock import locked

    wiring.require_archive(archive)
    with locked(archive, wiring.now()):
        for suffix in ("", "-wal", "-shm"):
            (archive / (INDEX_NAME + suffix)).unlink(missing_ok=True)
        with SqliteIndex(archive / INDEX_NAME) as fresh:
            done = rebuild_from(wiring.store_of(archive), fresh)
    for name, reason in done.skipped:
        note(f"skipped {safe(name)}: {safe(reason)}", quiet=quiet)
    emit(f"{done.indexed} packages indexed" + (f", {len(done.skipped)} skipped" if done.skipped else ""))
    if done.skipped:
        raise typer.Exit(4)


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the canonical texts and nonces, which no replay should serve.")
    ] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Write the archive's records as CDXJ, for pywb and other replay programs."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, note, progress, safe
    from archiver.flows.cdx import export as lines_of
    from archiver.settings import durable

    store, skipped = wiring.store_of(wiring.require_archive(archive)), list[tuple[str, str]]()
    with progress("indexing", None, quiet=quiet) as count:
        lines = lines_of(store, everything=everything, skipped=skipped, progress=count)
        if output:
            with durable.wrapped("write the index", output), output.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
        else:
            for line in lines:
                emit(line)
    for name, reason in skipped:
        note(f"skipped {safe(name)}: {safe(reason)}", quiet=quiet)
    if skipped:
        raise typer.Exit(4)
