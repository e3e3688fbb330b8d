"""`archiver roll`: gather the packages of past days into few large WARCs."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.flows.roll import Rolled, Way
    from archiver.store.interface import Store


def roll(
    day: Annotated[
        list[str] | None,
        typer.Option("--day", metavar="YYYY-MM-DD", help="This day; may be given again. Without it: all but today."),
    ] = None,
    size: Annotated[str, typer.Option("--size", metavar="SIZE", help="How large a WARC becomes, such as 1G.")] = "",
    apart: Annotated[bool, typer.Option("--apart", help="Leave the sidecars as files of their own.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Gather the packages of past days into few large WARCs, octet for octet."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, emit_json, note, progress, safe
    from archiver.flows.roll import Roll, days_with_packages
    from archiver.index.sqlite import INDEX_NAME, SqliteIndex
    from archiver.model.duration import format_size

    way = _way(wiring.require_archive(archive), size, apart=apart)
    done: list[Rolled] = []
    with (
        wiring.open_for_amending(archive) as store,
        SqliteIndex(archive / INDEX_NAME) as index,
        progress("rolling", None, quiet=quiet) as count,
    ):
        run = Roll(store, index, way, count)
        for folder in _days(day, store.inner) or days_with_packages(store.inner):
            if day or folder < _folder(way.at[:10]):
                done += run.day(folder)
    if json:
        emit_json({"rolled": [_row(one) for one in done], "left": [list(one) for one in run.left]})
    for one in () if json else done:
        emit(f"{archive / one.warc}  {one.packages} packages, {format_size(one.size)}")
    if not (done or json):
        emit("nothing to roll" + ("" if day else " before today; --day names one"))
    for name, reason in run.left:
        note(f"left as it is: {safe(name)}: {safe(reason)}", quiet=quiet)
    if run.left:
        raise typer.Exit(4)


def _row(one: "Rolled") -> dict[str, object]:
    return {"warc": one.warc, "packages": one.packages, "bytes": one.size}


def _way(archive: "Path", size: str, *, apart: bool) -> "Way":
    from archiver.bundle.rolled import ROLL_PREFIX, ROLL_SIZE
    from archiver.cli import wiring
    from archiver.errors import UsageError
    from archiver.flows.roll import Way
    from archiver.model.duration import parse_size
    from archiver.settings import pending
    from archiver.settings.archive import load_settings

    settings = load_settings(archive)
    try:
        octets = parse_size(wanted) if (wanted := size or settings.roll_size) else ROLL_SIZE
    except ValueError as e:
        raise UsageError(f"--size: {e}") from e
    return Way(
        archive=settings.archive,
        at=wiring.now(),
        prefix=settings.roll_prefix or ROLL_PREFIX,
        size=octets,
        apart=apart,
        coding="zstd" if settings.roll_sidecars == "zstd" else None,
        waiting=frozenset(pending.read(archive)),
    )


def _days(days: "list[str] | None", store: "Store") -> list[str]:
    """The folders of the days that were named; raises UsageError for what is no day, or one without packages."""
    from archiver.bundle.naming import SIDECAR
    from archiver.bundle.rolled import CONTENTS
    from archiver.errors import UsageError

    for day in days or ():
        if not _is_day(day):
            raise UsageError(f"--day: expected a day such as 2026-11-22, found {day!r}")
        if not any(next(store.list(suffix, _folder(day)), None) for suffix in (SIDECAR, CONTENTS)):
            raise UsageError(f"--day: expected a day with packages, found none of {day} (UTC)")
    return [_folder(day) for day in dict.fromkeys(days or ())]


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _folder(day: str) -> str:
    return day.replace("-", "/")
