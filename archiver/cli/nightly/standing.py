"""How the watching of one archive stands: what is overdue, since when and why; the last runs; the disk.

Overdue is what should have been looked at LATE seconds ago or more. Why:

    no run since then       nobody has started `archiver run`, or it did not get that far
    not reached             the last run came to an end before it (time, disk, a signal)
    failing                 it was tried, and fails: since how many tries, and with what
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from archiver.agenda.interface import EndedRun, RunRow
from archiver.agenda.sqlite import AGENDA_NAME, SqliteAgenda
from archiver.cli import wiring
from archiver.cli.looking.render import counted
from archiver.cli.nightly.budget import DISK_RESERVE, free_space
from archiver.cli.nightly.command import plan_of
from archiver.cli.nightly.files import PAGE, REPORTS
from archiver.model import instant
from archiver.model.duration import format_size, parse_size
from archiver.model.watch import SOURCES, Watched
from archiver.settings.archive import load_settings
from archiver.store.lock import is_locked
from archiver.watch.schedule import Plan, due

LATE = timedelta(hours=2)  # an hourly timer is a bit late every time
RUNS_SHOWN = 5
LISTED = 20
ATTENTION = 3
UNDER_WAY = {
    True: "a run is under way",
    False: "a run was cut off, and the next one goes on with it",
    None: "a run is under way or was cut off, and then the next one goes on with it",
}


@dataclass(frozen=True)
class Overdue:
    """One entry that is overdue, since when, and why."""

    watched: Watched
    since: datetime
    why: str


@dataclass(frozen=True)
class Standing:
    """Everything that `archiver status` says."""

    archive: Path
    watched: int
    sources: int
    overdue: tuple[Overdue, ...]
    failing: tuple[Watched, ...]
    runs: tuple[EndedRun, ...]
    under_way: RunRow | None
    is_locked: bool | None  # None where the kernel does not tell
    free: int
    reserve: int

    @property
    def status(self) -> int:
        """0, or 3 when something deserves a look."""
        last = self.runs[0].status if self.runs else 0
        return ATTENTION if self.overdue or last or self.free < self.reserve else 0

    def document(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "watched": self.watched,
            "sources": self.sources,
            "overdue": [
                {
                    "id": one.watched.id,
                    "url": one.watched.wish.url,
                    "since": instant.format_instant(one.since),
                    "why": one.why,
                }
                for one in self.overdue
            ],
            "failing": [
                {"id": one.id, "url": one.wish.url, "failures": one.state.failures, "reason": one.state.reason}
                for one in self.failing
            ],
            "runs": [one.__dict__ for one in self.runs],
            "under_way": {**self.under_way.__dict__, "at_work": self.is_locked} if self.under_way else None,
            "disk": {"free": self.free, "reserve": self.reserve},
        }

    def lines(self, *, verbose: bool) -> Iterator[str]:
        """For people."""
        articles = counted(self.watched - self.sources, "article")
        yield f"{self.archive}: watching {articles} and {counted(self.sources, 'source')}"
        yield from self._runs()
        yield f"disk: {format_size(self.free)} free, {format_size(self.reserve)} of it kept in reserve"
        yield f"{len(self.overdue)} overdue" if self.overdue else "nothing is overdue"
        shown = len(self.overdue) if verbose else LISTED
        for one in self.overdue[:shown]:
            yield f"  {one.watched.wish.url}  since {instant.format_instant(one.since)[:16]}Z: {one.why}"
        if len(self.overdue) > shown:
            yield f"  and {len(self.overdue) - shown} more (--verbose)"
        if self.failing:
            yield f"{len(self.failing)} failing"
        shown = len(self.failing) if verbose else LISTED
        for watched in self.failing[:shown]:
            state = watched.state
            yield f"  {watched.wish.url}  {tries(state.failures)}: {state.reason or state.outcome}"

    def _runs(self) -> Iterator[str]:
        if self.under_way:
            yield f"{UNDER_WAY[self.is_locked]}: {self.under_way.id}"
        for one in self.runs:
            took = f"exit status {one.status}, {format_size(one.used)}"
            yield f"run of {one.started_at[:16]}Z: {took}  {self._report(one)}"
        if not self.runs:
            yield "no run has ended yet: start one with `archiver run`"

    def _report(self, run: EndedRun) -> str:
        if run.report is None:
            return "no report" if run.status else "nothing was due"
        page = self.archive / REPORTS / run.report / PAGE
        return str(page) if page.is_file() else "its report was removed"


def standing(archive: Path) -> Standing:
    """How the archive in the folder `archive` stands; raises UsageError where nothing is watched."""
    settings = load_settings(wiring.require_archive(archive))
    reserve = parse_size(settings.disk_reserve or DISK_RESERVE)
    path = archive / AGENDA_NAME
    if not path.is_file():
        return Standing(archive, 0, 0, (), (), (), None, False, free_space(archive), reserve)
    with SqliteAgenda(path, read_only=True) as agenda:
        everything, runs = agenda.everything(), tuple(agenda.last_runs(RUNS_SHOWN))
        return Standing(
            archive=archive,
            watched=len(everything),
            sources=sum(one.wish.kind in SOURCES for one in everything),
            overdue=tuple(overdue(everything, plan_of(settings), runs, instant.parse(wiring.now()))),
            failing=tuple(one for one in everything if one.state.failures),
            runs=runs,
            under_way=agenda.unfinished(),
            is_locked=is_locked(archive),
            free=free_space(archive),
            reserve=reserve,
        )


def overdue(everything: Sequence[Watched], plan: Plan, runs: Sequence[EndedRun], now: datetime) -> list[Overdue]:
    """What should have been looked at LATE ago, longest first."""
    last = instant.parse(runs[0].started_at) if runs else None
    found = []
    for one in everything:
        when = due(one, plan, now)
        if when and when.at + LATE <= now:
            found.append(Overdue(one, when.at, _why(one, when.at, last)))
    return sorted(found, key=lambda one: one.since)


def tries(number: int) -> str:
    """`1 try`, `2 tries`."""
    return f"{number} {'try' if number == 1 else 'tries'}"


def _why(watched: Watched, since: datetime, last: datetime | None) -> str:
    if last is None or last < since:
        return "no run since then"
    if watched.state.failures:
        return f"failing, {tries(watched.state.failures)}"
    return "not reached by the last run"
