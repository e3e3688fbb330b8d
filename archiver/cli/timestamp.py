"""`archiver timestamp`: have time authorities vouch for packages."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from archiver.flows.stamp import Stamped

SOME_FAILED = 4


def timestamp(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="TARGET", help="Packages; without any, those that still wait for a stamp."),
    ] = None,
    authority: Annotated[
        list[str] | None,
        typer.Option("--authority", metavar="URL", help="Ask this one instead of the settings' (repeatable)."),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Have time authorities (RFC 3161) vouch since when packages exist.

    What one of them could not do stays pending.
    """
    from archiver.cli.output import emit_json
    from archiver.cli.stamping import stamp_all

    done = stamp_all(targets or [], authority or [], archive, quiet=quiet)
    if json:
        emit_json({"packages": [_row(one) for one in done]})
    else:
        _tell(done, named=bool(targets))
    if any(one.failed for one in done):
        raise typer.Exit(SOME_FAILED if any(one.held for one in done) else 5)


def _tell(done: "list[Stamped]", *, named: bool) -> None:
    from archiver.cli.output import emit, note, safe

    for one in done:
        for url, reason in one.failed:
            note(f"archiver: pending: {safe(reason)}" if url in reason else f"archiver: {safe(url)}: {safe(reason)}")
        for url, time in one.added:
            emit(f"{safe(one.name)}  {time}  {safe(url)}")
        if not one.added and not one.failed:
            emit(f"{safe(one.name)}  nothing to do, {one.held} stamps")
    if not done and not named:
        emit("nothing is pending")


def _row(one: "Stamped") -> dict[str, object]:
    return {
        "sidecar": one.name,
        "stamps": one.held,
        "added": [{"authority": url, "time": time} for url, time in one.added],
        "pending": [{"authority": url, "reason": reason} for url, reason in one.failed],
    }
