"""`archiver timestamp`: have time authorities and calendars vouch for packages."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    AuthorityOption,
    CalendarOption,
    JsonOption,
    QuietOption,
)

if TYPE_CHECKING:
    from archiver.cli.completing import Completed
    from archiver.cli.stamping import Done

SOME_FAILED = 4


def timestamp(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="TARGET", help="Packages; without any, those that still wait for a stamp."),
    ] = None,
    authority: AuthorityOption = None,
    calendar: CalendarOption = None,
    ots: Annotated[bool, typer.Option("--ots", help="OpenTimestamps alone: ask calendars and no authority.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Have time authorities vouch since when packages exist.

    Authorities by RFC 3161, and with --ots calendars of OpenTimestamps. What one of them could not do stays pending.
    """
    from archiver.cli.asking import Asked
    from archiver.cli.completing import Completed, complete, owes
    from archiver.cli.output import emit_json
    from archiver.cli.stamping import stamp_all

    asked = Asked(tuple(authority or ()), tuple(calendar or ()), ots)
    if targets:
        made = Completed(None, stamp_all(targets, asked, archive, quiet=quiet))
    else:
        made = complete(asked, archive, through_log=not ots and owes(archive), quiet=quiet)
    if json:
        emit_json(_document(made))
    else:
        _tell(made, named=bool(targets))
    if status := _status(made):
        raise typer.Exit(status)


def _status(made: "Completed") -> int:
    logged = made.logged
    if not (any(one.failed for one in made.done) or (logged and (logged.failed or logged.refused or logged.tampered))):
        return 0
    return SOME_FAILED if any(one.held for one in made.done) or (logged and logged.stamps) else 5


def _document(made: "Completed") -> dict[str, object]:
    return {"log": made.logged.document() if made.logged else None, "packages": [_row(one) for one in made.done]}


def _tell(made: "Completed", *, named: bool) -> None:
    from archiver.cli.log import say
    from archiver.cli.looking.render import counted
    from archiver.cli.output import emit, note, safe

    done = made.done
    if made.logged:
        say(made.logged)
    for (url, reason), many in Counter(fault for one in done for fault in one.failed).items():
        said = safe(reason) if url in reason else f"{safe(url)}: {safe(reason)}"
        note(f"archiver: pending: {said}" + (f" ({counted(many, 'package')})" if many > 1 else ""))
    for one in done:
        lines = list(_lines(one))
        for line in lines:
            emit(f"{safe(one.name)}  {safe(line)}")
        if one.stamped is None and one.proved is None:
            emit(f"{safe(one.name)}  nobody to ask: no calendar is named that could be")
        elif not lines and not one.failed:
            emit(f"{safe(one.name)}  nothing to do, {one.held} stamps")
    if not done and not named and not made.logged:
        emit("nothing is pending")


def _lines(one: "Done") -> list[str]:
    added = [f"{time}  {url}" for url, time in one.stamped.added] if one.stamped else []
    if one.proved is None:
        return added
    promised = [f"promised  {url}" for url in one.proved.promised]
    blocks = [f"Bitcoin block {height}  {url}" for url, height in one.proved.blocks]
    owed = [f"not dated yet  {url}" for url in one.proved.owed if url not in one.proved.promised]
    return [*added, *promised, *blocks, *owed]


def _row(one: "Done") -> dict[str, object]:
    stamped, proved = one.stamped, one.proved
    return {
        "sidecar": one.name,
        "stamps": one.held,
        "added": [{"authority": url, "time": time} for url, time in stamped.added] if stamped else [],
        "pending": [{"authority": url, "reason": reason} for url, reason in one.failed],
        "promised": list(proved.promised) if proved else [],
        "blocks": [{"calendar": url, "height": height} for url, height in proved.blocks] if proved else [],
        "owed": list(proved.owed) if proved else [],
    }
