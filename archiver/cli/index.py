"""`archiver index`: the index, which can always be rebuilt from the packages."""

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
    from archiver.store.local import LocalStore
    from archiver.store.lock import locked

    wiring.require_archive(archive)
    with locked(archive, wiring.now()):
        for suffix in ("", "-wal", "-shm"):
            (archive / (INDEX_NAME + suffix)).unlink(missing_ok=True)
        with SqliteIndex(archive / INDEX_NAME) as fresh:
            done = rebuild_from(LocalStore(archive), fresh)
    for name, reason in done.skipped:
        note(f"skipped {safe(name)}: {safe(reason)}", quiet=quiet)
    emit(f"{done.indexed} packages indexed" + (f", {len(done.skipped)} skipped" if done.skipped else ""))
    if done.skipped:
        raise typer.Exit(4)
