"""`archiver index`: the index, which can always be rebuilt from the packages."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from archiver.cli.engines import EngineOption, JobsOption, MasterOption
from archiver.cli.manifest import ManifestOption
from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, QuietOption
from archiver.cli.results import Results, ResultsOption

if TYPE_CHECKING:
    from io import BufferedReader
    from typing import BinaryIO

MODE = 0o666  # less the umask

app = typer.Typer(help="The index of an archive.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def index() -> None:
    """The index of an archive."""


@app.command()
def rebuild(
    manifest: ManifestOption = None,
    results: ResultsOption = None,
    engine: EngineOption = "local",
    master: MasterOption = "",
    jobs: JobsOption = 0,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Rebuild the index from the packages alone.

    With a manifest the rows of other packages stay as they are.
    """
    from archiver.cli import wiring
    from archiver.cli.engines import engine_of
    from archiver.cli.manifest import names_in
    from archiver.cli.output import emit, note, progress, safe
    from archiver.flows.results import passed_over, placed
    from archiver.model.results import PlacedResult
    from archiver.store.lock import locked

    table = Results(results, PlacedResult)
    wiring.require_archive(archive)
    names = names_in(manifest) if manifest else None
    with (
        table,
        locked(archive, wiring.now()),
        engine_of(engine, master, jobs) as on,
        progress("indexing", None, quiet=quiet) as count,
    ):
        done = wiring.rebuild_index(archive, lambda _: count(), on, names, lambda row: table.add([placed(row)]))
        table.add(passed_over(*one) for one in done.skipped)
    for name, reason in done.skipped:
        note(f"skipped {safe(name)}: {safe(reason)}", quiet=quiet)
    emit(f"{done.indexed} packages indexed" + (f", {len(done.skipped)} skipped" if done.skipped else ""))
    raise typer.Exit(table.status(4 if done.skipped else 0, quiet=quiet))


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the canonical texts and nonces, which no replay should serve.")
    ] = False,
    elsewhere: Annotated[
        bool, typer.Option("--elsewhere", help="Also what was imported: records that others hold.")
    ] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Write the archive's records as CDXJ, for replay programs."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, note, progress, safe
    from archiver.flows.cdx import export as lines_of
    from archiver.index.elsewhere import lines as imported
    from archiver.settings import durable

    if output:
        _refuse_of_archive(output)
    store, skipped = wiring.store_of(wiring.require_archive(archive)), list[tuple[str, str]]()
    with progress("indexing", None, quiet=quiet) as count:
        others = imported(archive) if elsewhere else ()
        lines = lines_of(store, everything=everything, others=others, skipped=skipped, progress=count)
        if output:
            with durable.wrapped("write the index", output), _whole(output) as file:
                file.writelines(f"{line}\n".encode() for line in lines)
        else:
            for line in lines:
                emit(line)
    for name, reason in skipped:
        note(f"skipped {safe(name)}: {safe(reason)}", quiet=quiet)
    if skipped:
        raise typer.Exit(4)


@app.command("import")
def import_cdxj(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CDXJ, plain or gzip; - reads stdin.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Whose it is; the file's own name if not given.")
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Let the archive know what others hold, from their CDXJ.

    It is found by `search`, and never counts as a package.
    """
    from archiver.cli import wiring
    from archiver.cli.output import emit, note, safe
    from archiver.errors import UsageError
    from archiver.index.elsewhere import keep

    if name is None and str(file) == "-":
        raise UsageError("expected --name for what is read from stdin, found none: give it one, such as the holder's")
    wiring.require_archive(archive)
    with _opened(file) as stream:
        done = keep(archive, name or file.name.removesuffix(".gz").removesuffix(".cdxj"), stream)
    for fault in done.faults:
        note(f"skipped {safe(fault)}", quiet=quiet)
    if done.other_keys:
        note(f"{done.other_keys} under a key that this program would not make: only replay finds them", quiet=quiet)
    emit(f"{done.lines} records imported" + (f", {done.refused} skipped" if done.refused else ""))
    if done.refused:
        raise typer.Exit(4)


def _refuse_of_archive(output: Path) -> None:
    """Raises UsageError for a name that a file of an archive may have: nothing of it is written over."""
    from archiver.errors import UsageError
    from archiver.settings.archive import find_archive

    if output.suffix != ".cdxj" and (found := find_archive(output.parent)):
        raise UsageError(f"--output {output}: expected a .cdxj, or a file outside of the archive {found}")


@contextmanager
def _whole(output: Path) -> "Iterator[BinaryIO]":
    """A file that is there whole or not at all; a pipe or a device is written to as it is."""
    from archiver.settings import durable

    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    with durable.replacing(output.resolve(), MODE) as file:
        yield file


@contextmanager
def _opened(file: Path) -> "Iterator[BufferedReader]":
    from archiver.settings import durable

    if str(file) == "-":
        yield cast("BufferedReader", sys.stdin.buffer)
        return
    with durable.wrapped("read", file):
        stream = file.open("rb")
    with stream:
        yield stream
