"""The entries of a watch list as they are added, shown and removed."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.agenda.sqlite import AGENDA_NAME, SqliteAgenda
from archiver.cli import wiring
from archiver.cli.nightly.command import plan_of
from archiver.cli.output import emit, emit_json, note, safe
from archiver.errors import FormatError, UsageError
from archiver.flows.watching import Added, find
from archiver.flows.watching import add as add_to
from archiver.model import instant
from archiver.model.duration import format_duration
from archiver.model.watch import Watched, Wish
from archiver.settings import durable
from archiver.settings.archive import load_settings
from archiver.watch.lists import MAX_LIST, Fault, format_of, read_list, wish
from archiver.watch.schedule import Plan, due, interval


@contextmanager
def _agenda(archive: Path) -> Iterator[SqliteAgenda]:
    wiring.require_archive(archive)
    with SqliteAgenda(archive / AGENDA_NAME) as agenda:
        yield agenda


def add(archive: Path, urls: Sequence[str], given: Mapping[str, str], *, quiet: bool) -> None:
    """Adds `urls`; all are read before the first is added, so that a slip of the finger adds none."""
    viewed = _viewed(archive)
    try:
        wishes = [wish({**given, "url": url}, viewed=viewed) for url in urls]
    except FormatError as e:
        raise UsageError(f"--{e}") from e
    with _agenda(archive) as agenda:
        for one in wishes:
            _say(add_to(agenda, one, wiring.now()), quiet=quiet)


def add_list(archive: Path, file: Path, given: Mapping[str, str], *, quiet: bool) -> bool:
    """Adds what a list names, `given` for each line besides; returns whether some lines could not be read."""
    octets = sys.stdin.buffer.read(MAX_LIST + 1) if str(file) == "-" else _read(file)
    reading = read_list(octets, format_of(file.name, octets), given, viewed=_viewed(archive))
    with _agenda(archive) as agenda:
        added = [add_to(agenda, one, wiring.now()) for _, one in reading.wishes]
    new = sum(one.is_new for one in added)
    note(f"{new} added, {len(added) - new} were there already and have the new wishes", quiet=quiet)
    for fault in reading.faults:
        _complain(file, fault)
    return bool(reading.faults)


def _viewed(archive: Path) -> bool:
    """Whether a browser looks at every page of this archive that does not refuse it."""
    return bool(load_settings(wiring.require_archive(archive)).browser)


def _read(file: Path) -> bytes:
    with durable.wrapped("read", file):
        return durable.read_limited(file, MAX_LIST)[0]


def _complain(file: Path, fault: Fault) -> None:
    note(f"{safe(str(file))}, line {fault.line}: {safe(fault.problem)}")


def _say(added: Added, *, quiet: bool) -> None:
    what = "watching" if added.is_new else "already watched; has the new wishes"
    note(f"{what}: {safe(_described(added.watched.wish))}", quiet=quiet)


def _described(one: Wish) -> str:
    """Says what an address was taken for: the looks of an address can deceive."""
    rhythm = f", every {format_duration(one.every)}" if one.every else ""
    return f"{one.url} ({', '.join([one.kind + rhythm, *_ways(one)])})"


def _ways(one: Wish) -> list[str]:
    """How an entry is captured, where it says so itself."""
    said = {
        "through a browser": one.browser,
        "without a browser": one.browser is False,
        f"window {one.viewport}": one.viewport,
        f"clicks {one.consent}": one.consent,
        "with resources": one.with_resources,
        "without resources": one.with_resources is False,
    }
    return [way for way, is_wanted in said.items() if is_wanted]


def remove(archive: Path, texts: Sequence[str], *, quiet: bool) -> None:
    """Stops watching what `texts` name."""
    with _agenda(archive) as agenda:
        found = find(agenda, texts)
        agenda.remove(one.id for one in found)
    for one in found:
        note(f"no longer watching: {safe(one.wish.url)}", quiet=quiet)


def show(archive: Path, tag: str, *, json: bool) -> None:
    """Lists the entries."""
    plan, now = plan_of(load_settings(wiring.require_archive(archive))), instant.parse(wiring.now())
    with _agenda(archive) as agenda:
        found = [one for one in agenda.everything() if not tag or tag in one.wish.tags]
    if json:
        emit_json({"watched": [{**_document(one), "due": _next(one, plan, now)} for one in found]})
        return
    for one in found:
        emit(safe(_line(one, plan, now)))
    note(f"{len(found)} watched")


def _document(one: Watched) -> dict[str, Any]:
    """As plain JSON values, the window as --viewport and the column of a list take it."""
    made = one.document()
    if one.wish.viewport:
        made["wish"]["viewport"] = str(one.wish.viewport)
    return made


def _next(one: Watched, plan: Plan, now: datetime) -> str | None:
    when = due(one, plan, now)
    return instant.format_instant(when.at) if when else None


def _line(one: Watched, plan: Plan, now: datetime) -> str:
    moment = _next(one, plan, now)
    when = "ended" if moment is None else f"{moment[:16]}Z" if moment > instant.format_instant(now) else "due"
    last = one.state.outcome or "never tried"
    tags = f"  [{' '.join(one.wish.tags)}]" if one.wish.tags else ""
    rhythm = format_duration(interval(one, plan))
    ways = f"  ({', '.join(_ways(one.wish))})" if _ways(one.wish) else ""
    return f"{one.id:5}  {one.wish.kind:7}  {rhythm:4}  {when:17}  {last:11}  {one.wish.url}{tags}{ways}"
