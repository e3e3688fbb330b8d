"""The agenda of an archive, as every implementation must behave.

It holds what cannot be read from packages: what somebody wants watched, how far each watching has come, and the journal
of the run at hand. The journal is written before anything is fetched and loses an entry only together with the outcome
that replaces it, so that a run that was killed is taken up where it stood:

    begin(run)      the run's own row
    plan(run, ...)  article ids with the sequence that their series had before
    settle(...)     outcome kept, state moved on, journal entry gone: one step for a whole batch
    end(run)        nothing of it is left
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archiver.model.instant import Instant
from archiver.model.run import Outcome, SourceOutcome
from archiver.model.watch import State, Watched, Wish

BEFORE_FIRST = -1  # the sequence of a series that has no package


@dataclass(frozen=True)
class RunRow:
    """A run that began. `resumed` counts how often another process took it up; `free` is the disk at its start."""

    id: str
    started_at: Instant
    resumed: int
    free: int


@dataclass(frozen=True)
class Planned:
    """An article that a run means to try, and the sequence of the newest package of its series by then."""

    watched: Watched
    before: int


@dataclass(frozen=True)
class Settled:
    """What became of one article: the outcome for the report, the state for the next night."""

    watched: Watched
    outcome: Outcome
    state: State


@dataclass(frozen=True)
class EndedRun:
    """A run that ended."""

    id: str
    started_at: Instant
    ended_at: Instant
    status: int
    used: int
    report: str | None


class Agenda(Protocol):
    """Every failure of the medium is a ResourceError."""

    def add(self, wish: Wish, at: Instant, found_in: int | None = None) -> Watched | None:
        """A new entry; None when there is one of that series and kind already."""
        ...

    def add_all(self, wishes: Iterable[Wish], at: Instant, found_in: int) -> int:
        """Adds articles that a source names; returns how many of them were new."""
        ...

    def replace(self, watched: Watched, wish: Wish) -> None:
        """Other wishes for an entry; its state stays."""
        ...

    def remove(self, ids: Iterable[int]) -> int:
        """Removes entries; returns how many there were."""
        ...

    def everything(self) -> Sequence[Watched]:
        """All entries, in the order in which they were added."""
        ...

    def of_series(self, series: str) -> Sequence[Watched]:
        """The entries of one series: an article, a source, or both."""
        ...

    def begin(self, run: RunRow) -> RunRow:
        """The run to go on with: `run`, or the one that was cut off, with `resumed` one higher."""
        ...

    def plan(self, run: str, planned: Iterable[tuple[int, int]]) -> None:
        """Adds (id, sequence before) to the journal, all or none; what is planned already stays as it is."""
        ...

    def open_plans(self, run: str) -> Sequence[Planned]:
        """What is planned and not settled."""
        ...

    def settle(self, run: str, settled: Sequence[Settled]) -> None:
        """Keeps outcomes and states and clears their journal entries, all or none."""
        ...

    def read(self, run: str, watched: Watched, outcome: SourceOutcome, state: State) -> None:
        """Keeps what a source was found to be, and its state."""
        ...

    def drop(self, run: str, ids: Iterable[int]) -> None:
        """Clears journal entries of articles that were not tried."""
        ...

    def outcomes(self, run: str) -> Sequence[Outcome]:
        """In the order in which they were settled."""
        ...

    def sources(self, run: str) -> Sequence[SourceOutcome]:
        """In the order in which they were read."""
        ...

    def end(self, run: str, at: Instant, status: int, used: int, report: str | None) -> None:
        """Closes the run: `used` octets, `report` is where its report lies."""
        ...

    def last_runs(self, count: int) -> Sequence[EndedRun]:
        """The newest runs that ended, newest first."""
        ...

    def unnoticed(self) -> Sequence[EndedRun]:
        """The runs that no notice has spoken of, oldest first."""
        ...

    def noticed(self, at: Instant) -> None:
        """Every run that ended has been spoken of, or needs no word."""
        ...

    def last_notice(self) -> Instant | None:
        """When that was last said."""
        ...

    def unfinished(self) -> RunRow | None:
        """The run that is under way or was cut off."""
        ...
