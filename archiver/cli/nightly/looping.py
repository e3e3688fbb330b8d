"""`archiver run --loop`: for those without a timer. One process that sleeps until something is due.

A run that finds the lock held or the disk full is said and tried again; what is wrong with the call or the settings
ends the loop. SIGTERM while it sleeps ends it at once, SIGTERM in a run as it ends a run.
"""

import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from archiver.agenda.sqlite import AGENDA_NAME, SqliteAgenda
from archiver.cli import wiring
from archiver.cli.nightly.command import Call, once, plan_of
from archiver.cli.output import note, safe
from archiver.errors import ResourceError
from archiver.model import instant
from archiver.settings.archive import load_settings
from archiver.watch.schedule import Plan, due

SHORTEST = 60.0  # seconds between two runs
LONGEST = 3600.0  # a clock that was put back, or a list that somebody else extended, is noticed within an hour
INTERRUPTED = 130


def forever(call: Call) -> int:
    """Runs until a signal ends it; returns 130."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    while not asked.is_set():
        _hear(ask)
        try:
            if once(call) == INTERRUPTED:
                break
        except ResourceError as e:
            note(f"archiver: {safe(str(e))}; trying again later")
        _hear(ask)  # a run leaves the signals as the interpreter had them
        asked.wait(_pause(call))
    return INTERRUPTED


def _hear(ask: Callable[[int, FrameType | None], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)


def _pause(call: Call) -> float:
    """Seconds until the next thing is due, within the bounds."""
    try:
        settings = load_settings(call.archive)
        with SqliteAgenda(call.archive / AGENDA_NAME, read_only=True) as agenda:
            return pause(agenda, plan_of(settings), instant.parse(wiring.now()))
    except ResourceError:
        return LONGEST


def pause(agenda: SqliteAgenda, plan: Plan, now: datetime) -> float:
    """Seconds from `now` (aware) to the next thing that is due, at least SHORTEST, at most LONGEST."""
    moments = (when.at for one in agenda.everything() if (when := due(one, plan, now)))
    left = min((moment - now for moment in moments), default=timedelta(seconds=LONGEST))
    return min(max(left.total_seconds(), SHORTEST), LONGEST)
