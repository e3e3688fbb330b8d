"""One night: what is due is planned, tried, settled in batches and counted. Takes its I/O as arguments, like `archive`.

    desk = Desk(agenda, shop, plan)
    run = take_up(desk, new)            the run to do; after a kill the one that was cut off
    recover(desk, run)                  packages that it had stored and not counted are counted now
    plan(desk, run, now)                what is due goes into the journal, before anything is fetched
    ... every finished package ...      collected in a batch
    finish_batch(batch, desk, run)      the one place where a batch is finished
    close(desk, run, ...)               the report

Nothing is done twice and nothing lost, wherever a kill strikes: the journal names for each planned article the sequence
that its series had before. Is there a higher one, the package of this night is in the archive, and its outcome is read
from there; is there none, the article is simply still due. No clock takes part in that decision.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.agenda.interface import BEFORE_FIRST, Agenda, Planned, RunRow, Settled
from archiver.bundle import sidecar
from archiver.compare.diff import compare
from archiver.errors import InputError, ResourceError
from archiver.flows.archive import Workshop
from archiver.flows.compare import side_of
from archiver.index.interface import Row
from archiver.model import instant
from archiver.model.run import GOOD, Disk, Ending, Outcome, RunReport
from archiver.model.sidecar import Sidecar
from archiver.model.statement import Relation
from archiver.model.watch import Watched
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.verify.statement import read_statement
from archiver.watch.outcome import BROWSER, judge
from archiver.watch.schedule import Due, Plan, after, due

BATCH = 50  # packages that are finished together
ONE_DAY = 86400.0  # seconds
DAMAGED, MEDIUM = "damaged", "medium"  # causes: a package of ours that cannot be read, and one that the disk withholds
FAILED, SOME_FAILED, NO_RESOURCE, INTERRUPTED = 6, 4, 5, 130


@dataclass(frozen=True)
class Desk:
    """What a night works with."""

    agenda: Agenda
    shop: Workshop
    plan: Plan


@dataclass(frozen=True)
class Done:
    """An article that was tried: its package, or why there is none."""

    watched: Watched
    row: Row | None
    cause: str | None = None
    reason: str | None = None


def overdue(desk: Desk, now: datetime) -> list[tuple[Watched, Due]]:
    """Everything that is due at `now`: by priority, then the longest overdue first."""
    found = [(one, when) for one in desk.agenda.everything() if (when := due(one, desk.plan, now)) and when.at <= now]
    return sorted(found, key=lambda pair: (-pair[0].wish.priority, pair[1].at, pair[0].id))


def recover(desk: Desk, run: RunRow) -> int:
    """Counts what an earlier process of this run had stored; clears what it had not. Returns how many were counted."""
    there, not_there = [], []
    for planned in desk.agenda.open_plans(run.id):
        row = _newer(planned, desk.shop)
        if row:
            there.append(Done(planned.watched, row))
        else:
            not_there.append(planned.watched.id)
    for at in range(0, len(there), BATCH):
        finish_batch(there[at : at + BATCH], desk, run)
    desk.agenda.drop(run.id, not_there)
    return len(there)


def _newer(planned: Planned, shop: Workshop) -> Row | None:
    """The newest package of a planned article, if it is of this run."""
    rows = shop.index.latest(shop.archive, planned.watched.series)
    newest = max(rows, key=lambda row: row.packaged_at, default=None)
    return newest if newest and newest.sequence > planned.before else None


def plan(desk: Desk, run: RunRow, articles: Iterable[Watched]) -> None:
    """Writes the journal for `articles`."""
    desk.agenda.plan(run.id, [(one.id, _sequence(one.series, desk.shop)) for one in articles])


def _sequence(series: str, shop: Workshop) -> int:
    return max((row.sequence for row in shop.index.latest(shop.archive, series)), default=BEFORE_FIRST)


def finish_batch(batch: Sequence[Done], desk: Desk, run: RunRow) -> None:
    """The one place where a batch is finished: its packages are stored and signed, and not counted yet.

    Their rows are written here, together (docs/adr/0031). A kill before loses rows and no package: the next run reads
    them from the packages before it asks its journal.

    Whatever has to be done with many packages at once (an entry in a log, a time stamp) belongs here, before they are
    counted, and has to bear being done again: a kill in between brings the same packages here a second time.
    """
    desk.shop.index.flush()
    desk.agenda.settle(run.id, [_settled(done, desk.shop) for done in batch])


def _settled(done: Done, shop: Workshop) -> Settled:
    outcome = _outcome(done.watched, done.row, shop) if done.row else _not_packaged(done, shop.now())
    # The clock's own time and not the package's, which never falls behind that of the package before.
    state = after(
        done.watched.state, at=shop.now(), result=outcome.result, change=outcome.change, reason=outcome.reason
    )
    return Settled(done.watched, outcome, state)


def _not_packaged(done: Done, now: str) -> Outcome:
    return Outcome(
        url=done.watched.wish.url,
        result="failed",
        at=now,
        change=None,
        cause=done.cause or "defect",
        reason=done.reason,
        sidecar=None,
        capture_id=None,
        sequence=None,
        octets=0,
        tags=done.watched.wish.tags,
    )


def _not_read_back(done: Done, row: Row) -> Outcome:
    """The package is named all the same: it is there, and somebody has to look at it."""
    found = _not_packaged(done, row.captured_at)
    return found.model_copy(
        update={"sidecar": row.sidecar, "capture_id": row.capture_id, "sequence": row.sequence, "octets": row.length}
    )


def _outcome(watched: Watched, row: Row, shop: Workshop) -> Outcome:
    """Read from the package on disk: a report that can be believed speaks of nothing else."""
    try:
        kept = shop.store.read(row.sidecar, MAX_JSON_BYTES)
        model = sidecar.read(kept).model
        relation = _relation(model)
    except (InputError, ResourceError) as e:
        return _not_read_back(Done(watched, row, DAMAGED if isinstance(e, InputError) else MEDIUM, str(e)), row)
    before = [r for r in shop.index.versions(row.series) if r.text_sha256 and r.sequence < row.sequence]
    judged = judge(model.capture, relation, has_text=bool(model.text), is_first=not before)
    return Outcome(
        url=watched.wish.url,
        result=judged.result,
        at=row.captured_at,
        change=relation,
        cause=judged.cause,
        reason=judged.reason,
        sidecar=row.sidecar,
        capture_id=row.capture_id,
        sequence=row.sequence,
        octets=len(kept) + row.length,
        tags=watched.wish.tags,
        stealth=_stealth(model, before[-1], shop) if judged.result == "changed" and before else None,
    )


def _stealth(model: Sidecar, before: Row, shop: Workshop) -> bool | None:
    """Whether the text changed in substance and the page does not say so; None where nobody can compare."""
    try:
        old = sidecar.read(shop.store.read(before.sidecar, MAX_JSON_BYTES)).model
    except (InputError, ResourceError):
        return None
    return compare(side_of(old), side_of(model)).alert is not None


def _relation(model: Sidecar) -> Relation | None:
    previous = read_statement(model.provenance.capture).model.predicate.previous
    return previous.relation if previous else None


def close(
    desk: Desk, run: RunRow, ended: "Ended", *, archive_name: str, free: int, reserve: int, not_reached: int
) -> RunReport:
    """The report of a night, from what was settled in it; does not end the run yet."""
    outcomes, sources = desk.agenda.outcomes(run.id), desk.agenda.sources(run.id)
    causes = Counter(one.cause for one in outcomes if one.cause)
    used = sum(one.octets for one in outcomes) + sum(one.octets for one in sources)
    report = RunReport(
        id=run.id,
        archive=desk.shop.archive,
        archive_name=archive_name,
        started_at=run.started_at,
        ended_at=desk.shop.now(),
        resumed=run.resumed,
        ending=ended.how,
        ending_detail=ended.detail,
        status=0,
        due=len(outcomes) + not_reached,
        not_reached=not_reached,
        counts=dict(sorted(Counter(one.result for one in outcomes).items())),
        causes=dict(sorted(causes.items())),
        outcomes=tuple(outcomes),
        sources=tuple(sources),
        disk=Disk(free=free, reserve=reserve, used_by_run=used, days_left=days_left(desk, free - reserve, used, run)),
        warnings=(),
    )
    return report.model_copy(update={"status": status_of(report), "warnings": tuple(warnings_of(report))})


@dataclass(frozen=True)
class Ended:
    """How a night came to its end, and in which words."""

    how: Ending = "complete"
    detail: str | None = None


def status_of(report: RunReport) -> int:
    """The exit status (docs/cli.md)."""
    if report.ending in ("disk", "resource") or MEDIUM in report.causes:
        return NO_RESOURCE
    if report.ending == "stopped":
        return INTERRUPTED
    articles = [one.result not in GOOD or one.cause == BROWSER for one in report.outcomes]
    bad = articles + [one.cause is not None for one in report.sources]
    if bad and all(bad):
        return FAILED
    return SOME_FAILED if any(bad) or report.not_reached else 0


def warnings_of(report: RunReport) -> list[str]:
    """What somebody who only sees a status would miss."""
    found = []
    if not report.outcomes and not report.sources:
        found.append("nothing was due")
    if report.not_reached:
        found.append(f"{report.not_reached} due articles were not reached; they come first in the next run")
    if report.resumed:
        found.append(f"this run was cut off and taken up again, {report.resumed} time(s)")
    empty = sum(one.cause == "empty" for one in report.sources)
    if empty:
        found.append(f"{empty} source(s) named no article at all")
    if report.disk.free < report.disk.reserve:
        found.append("the disk is fuller than the reserve allows")
    return found


def days_left(desk: Desk, space: int, used: int, run: RunRow) -> int | None:
    """Whole days that `space` octets last at the pace of the last runs and this one; None without any pace."""
    runs = desk.agenda.last_runs(30)
    began = instant.parse(min([run.started_at, *(one.started_at for one in runs)]))
    days = max((instant.parse(desk.shop.now()) - began).total_seconds() / ONE_DAY, 1.0)
    pace = (used + sum(one.used for one in runs)) / days
    return int(max(space, 0) / pace) if pace > 0 else None
