"""`archiver renew`: fresh time stamps for everything, before old ones grow weak."""

from typing import Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption


def renew(
    authority: Annotated[
        list[str] | None, typer.Option("--authority", metavar="URL", help="Ask this one instead of the settings'.")
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Stamp the log's newest checkpoint again, and give every package a proof that leads to it."""
    from archiver.cli.log import tell
    from archiver.cli.logging import run_batch

    tell(run_batch(archive, authority or [], stamp=True, quiet=quiet, renew=True), json=json)
