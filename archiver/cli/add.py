"""`archiver add`: package files in hand."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.cli.intake import Intake

SOME_FAILED = 4


def add(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="HTML, text or WARC; - for stdin.")],
    url: Annotated[
        str, typer.Option("--url", help="Where the article is from; {name} is the file's stem. Not for a WARC.")
    ] = "",
    captured_at: Annotated[
        str, typer.Option("--captured-at", metavar="T", help="When it was had, e.g. 2026-11-22T07:15:01Z.")
    ] = "",
    media_type: Annotated[
        str, typer.Option("--media-type", metavar="M", help="e.g. text/html or 'text/plain; charset=koi8-u'.")
    ] = "",
    headline: Annotated[str, typer.Option("--headline", metavar="H", help="The headline, where it is known.")] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Package files in hand: HTML, text, WARC."""
    from archiver.cli import wiring
    from archiver.cli.intake import Intake, Orders
    from archiver.cli.output import progress
    from archiver.cli.packaged import ensure_archive, say_caught_up

    orders = Orders(url, captured_at, media_type, headline)
    orders.check(files)
    ensure_archive(archive, quiet=quiet or json)
    with wiring.open_for_writing(archive) as opened, progress("packaging", len(files), quiet=quiet) as count:
        say_caught_up(opened, quiet=quiet)
        intake = Intake(opened, orders, silent=json, quiet=quiet)
        try:
            for file in files:
                intake.take(file)
                count()
        finally:  # what is kept is told, whatever ended the run
            _tell(intake, archive, json=json)
    if intake.failed:
        raise typer.Exit(SOME_FAILED if intake.kept else intake.failed[0].exit_code)


def _tell(intake: "Intake", archive: "Path", *, json: bool) -> None:
    from archiver.cli.output import emit_json
    from archiver.cli.packaged import summary

    if json:
        emit_json({"packages": [summary(one, archive) for one in intake.kept]})
