"""When an article is looked at again: soon while it changes, ever less often while it does not.

    1 h, 6 h, 1 d, 3 d, 7 d, 30 d

    after                                     next
    the first capture, or a revised text      the first step
    a touched one (dates, typography)         one step back
    the same text as before                   one step on
    a failed try                              the first, second, ... step again, never later than without the failure

Coverage of a war is revised for days: corrections come within hours, and silence becomes likelier with time. A thing
with a rhythm of its own (`every`) keeps to it, whatever is found. Pure: the present moment is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from archiver.model import instant
from archiver.model.run import Result
from archiver.model.watch import SOURCES, State, Watched

HOUR, DAY = 3600, 86400
STEPS = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)
SOURCE_EVERY = HOUR
SKEW = timedelta(minutes=5)  # a last capture that far in the future means that the clock was put back
REVISED = frozenset({"text", "headline", "correction", "returned", "moved"})
TOUCHED = frozenset({"typographic", "metadata"})

Why = Literal["never tried", "rhythm", "back-off", "failed", "clock"]


@dataclass(frozen=True)
class Plan:
    """The rhythm of one archive: `steps` in seconds, rising; `source_every` for sources that name none."""

    steps: Sequence[int] = STEPS
    source_every: int = SOURCE_EVERY


@dataclass(frozen=True)
class Due:
    """Since or from when something is due, and which rule says so."""

    at: datetime
    why: Why


def due(watched: Watched, plan: Plan, now: datetime) -> Due | None:
    """When `watched` is due (aware); None where that is never, because its `until` comes before."""
    found, until = _due(watched, plan, now), watched.wish.until
    return None if until and max(found.at, now) >= instant.parse(until) else found


def _due(watched: Watched, plan: Plan, now: datetime) -> Due:
    wish, state = watched.wish, watched.state
    if state.last_at is None:
        return Due(min(instant.parse(watched.added_at), now), "never tried")
    last = instant.parse(state.last_at)
    if last > now + SKEW:  # nobody knows how long ago that was; once too often loses nothing
        return Due(now, "clock")
    if state.failures:
        return Due(last + timedelta(seconds=_again(watched, plan)), "failed")
    return Due(last + timedelta(seconds=interval(watched, plan)), "rhythm" if wish.every else "back-off")


def interval(watched: Watched, plan: Plan) -> int:
    """Seconds from one look to the next while nothing fails."""
    if watched.wish.every:
        return watched.wish.every
    if watched.wish.kind in SOURCES:
        return plan.source_every
    return plan.steps[min(watched.state.step, len(plan.steps) - 1)]


def _again(watched: Watched, plan: Plan) -> int:
    return min(plan.steps[min(watched.state.failures, len(plan.steps)) - 1], interval(watched, plan))


def after(state: State, *, at: str, result: Result, change: str | None, reason: str | None) -> State:
    """The state after a try at the `Instant` `at` that ended in `result`, with the relation `change`."""
    if result in ("blocked", "failed"):
        failures = state.failures + 1
        return state.model_copy(update={"last_at": at, "failures": failures, "outcome": result, "reason": reason})
    changes = {"last_at": at, "failures": 0, "outcome": result, "reason": reason, "step": _step(state, result, change)}
    return state.model_copy(update=changes)


def _step(state: State, result: Result, change: str | None) -> int:
    if result == "captured" or change in REVISED:
        return 0
    if result == "removed":  # the first time is news, the tenth is not
        return 0 if state.outcome != "removed" else state.step + 1
    if change in TOUCHED:
        return max(state.step - 1, 0)
    return state.step + 1
