"""`archiver status`: how the watching goes: what is overdue and why, the last runs, the disk."""

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, VerboseOption


def status(archive: ArchiveOption = DEFAULT_ARCHIVE, json: JsonOption = False, verbose: VerboseOption = False) -> None:
    """Say what is overdue and why, and how the last runs ended."""
    from archiver.cli.nightly.standing import standing
    from archiver.cli.output import emit, emit_json, safe

    found = standing(archive)
    if json:
        emit_json(found.document())
    else:
        for line in found.lines(verbose=verbose):
            emit(safe(line))
    raise typer.Exit(found.status)
