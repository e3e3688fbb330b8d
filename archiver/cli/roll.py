"""`archiver roll`: gather the packages of past days into few large WARCs."""

from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.engines import EngineOption, JobsOption, MasterOption
from archiver.cli.manifest import ManifestOption
from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption
from archiver.cli.results import Results, ResultsOption

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from archiver.batch.engine import Engine
    from archiver.flows.roll import Day, Rolled, Way
    from archiver.store.interface import Store


def roll(
    day: Annotated[
        list[str] | None,
        typer.Option("--day", metavar="YYYY-MM-DD", help="This day; may be given again. Without it: all but today."),
    ] = None,
    size: Annotated[str, typer.Option("--size", metavar="SIZE", help="How large a WARC becomes, such as 1G.")] = "",
    manifest: ManifestOption = None,
    apart: Annotated[bool, typer.Option("--apart", help="Leave the sidecars as files of their own.")] = False,
    results: ResultsOption = None,
    engine: EngineOption = "local",
    master: MasterOption = "",
    jobs: JobsOption = 0,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Gather the packages of past days into few large WARCs.

    Octet for octet: every signature stays valid, and `archiver unroll` gives the same files back.
    """
    from archiver.cli import wiring
    from archiver.cli.engines import engine_of
    from archiver.cli.output import emit_json, note, safe
    from archiver.model.results import PlacedResult

    table = Results(results, PlacedResult)
    if manifest:
        from archiver.cli.manifest import days_in

        day = [*(day or ()), *days_in(manifest)]  # a day is rolled as a whole
    way = _way(wiring.require_archive(archive), size, apart=apart)
    done = _roll(way, archive, day, engine_of(engine, master, jobs), table, quiet=quiet)
    tampered = _seal(archive, done, quiet=quiet) if engine == "local" else []
    if json:
        emit_json(_document(done, tampered))
    else:
        _render(done, archive, named=bool(day))
    _say_what_is_left(done, quiet=quiet)
    for name in tampered:
        note(f"archiver: rolled, and not what was signed: {safe(name)}: run `archiver verify` on it")
    if done.rolled:
        from archiver.cli.sums import say_stale

        say_stale(archive, quiet=quiet)
    raise typer.Exit(table.status(4 if done.left or tampered else 0, quiet=quiet))


def _roll(
    way: "Way",
    archive: "Path",
    days: "list[str] | None",
    on: "AbstractContextManager[Engine]",
    table: Results,
    *,
    quiet: bool,
) -> "Day":
    """What became of the days that are named, else of all before today; the index has their rows by then.

    Raises UsageError for what is no day, or one without packages.
    """
    from functools import partial

    from archiver.cli import wiring
    from archiver.cli.output import progress
    from archiver.flows.results import passed_over, placed
    from archiver.flows.roll import Day, days_with_packages, roll_days

    rolled: list[Rolled] = []
    left: list[tuple[str, str]] = []
    waiting = 0
    with (
        table,
        wiring.open_for_amending(archive) as store,
        wiring.index_for_writing(archive) as index,
        on as engine,
    ):
        found = _folders(days, store.inner) or days_with_packages(store.inner)
        due = [folder for folder in found if days or folder < _folder(way.at[:10])]
        work = partial(roll_days, partial(wiring.store_of, archive.absolute()), way)
        with progress("rolling days", len(due), quiet=quiet) as count:
            for ended in engine.in_batches(work, enumerate(due), size=1):
                index.add(ended.rows)
                table.add(map(placed, ended.rows))
                table.add(passed_over(*one) for one in ended.left)
                rolled += ended.rolled
                left += ended.left
                waiting += ended.waiting
                count()
    return Day(tuple(rolled), tuple(left), (), waiting)


def _seal(archive: "Path", done: "Day", *, quiet: bool) -> list[str]:
    """Where the archive has a log: what was rolled passes by the seals of its files now, and together ever after."""
    from archiver.cli.completing import has_log
    from archiver.cli.sealing import seal_rolled

    return seal_rolled(archive, done.rolled, quiet=quiet) if done.rolled and has_log(archive) else []


def _document(done: "Day", tampered: "list[str]") -> dict[str, object]:
    rolled = [{"warc": one.warc, "packages": one.packages, "bytes": one.size} for one in done.rolled]
    left = [list(one) for one in done.left]
    return {"rolled": rolled, "left": left, "waiting": done.waiting, "tampered": tampered}


def _render(done: "Day", archive: "Path", *, named: bool) -> None:
    from archiver.cli.output import emit
    from archiver.model.duration import format_size

    for one in done.rolled:
        emit(f"{archive / one.warc}  {one.packages} packages, {format_size(one.size)}")
    if not done.rolled:
        emit("nothing to roll" + ("" if named or done.waiting else " before today; --day names one"))


def _say_what_is_left(done: "Day", *, quiet: bool) -> None:
    from archiver.cli.looking.render import counted
    from archiver.cli.output import note, safe

    for name, reason in done.left:
        note(f"left as it is: {safe(name)}: {safe(reason)}", quiet=quiet)
    if done.waiting:
        note(f"left until stamped: {counted(done.waiting, 'package')}; `archiver timestamp` asks again", quiet=quiet)


def _way(archive: "Path", size: str, *, apart: bool) -> "Way":
    from archiver.bundle.rolled import ROLL_PREFIX, ROLL_SIZE
    from archiver.cli import wiring
    from archiver.errors import UsageError
    from archiver.flows.roll import Way
    from archiver.model.duration import parse_size
    from archiver.settings import pending
    from archiver.settings.archive import SETTINGS_NAME, load_settings

    settings = load_settings(archive)
    try:
        octets = parse_size(wanted) if (wanted := size or settings.roll_size) else ROLL_SIZE
    except ValueError as e:
        raise UsageError(f"{'--size' if size else f'{archive / SETTINGS_NAME}: roll_size'}: {e}") from e
    return Way(
        archive=settings.archive,
        at=wiring.now(),
        prefix=settings.roll_prefix or ROLL_PREFIX,
        size=octets,
        apart=apart,
        coding="zstd" if settings.roll_sidecars == "zstd" else None,
        waiting=pending.everybody(archive),
    )


def _folders(days: "list[str] | None", store: "Store") -> list[str]:
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
