"""One `archiver run` from its options to its exit status."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archiver.agenda.interface import Agenda, RunRow
from archiver.agenda.sqlite import AGENDA_NAME, SqliteAgenda
from archiver.capture.clock.check import parse as parse_server
from archiver.capture.http.limits import Limits
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Pace
from archiver.capture.http.proxy import from_environment
from archiver.cli import completing, wiring
from archiver.cli.asking import Asked
from archiver.cli.capturing import options as defaults
from archiver.cli.capturing.orders import Orders
from archiver.cli.logging import Logged
from archiver.cli.nightly import files, forecast, notifying, tidying
from archiver.cli.nightly.budget import Budget, free_space
from archiver.cli.nightly.logs import Log
from archiver.cli.nightly.metrics import metrics
from archiver.cli.nightly.night import Night
from archiver.cli.nightly.ways import Ways
from archiver.cli.nightly.words import text_report
from archiver.cli.output import emit, emit_json, note, safe
from archiver.cli.packaged import say_caught_up
from archiver.errors import ArchiverError, ResourceError, UsageError
from archiver.flows import nightly
from archiver.flows.nightly import Desk
from archiver.index.sqlite import INDEX_NAME
from archiver.model.duration import parse_duration, parse_steps
from archiver.model.run import RunReport
from archiver.settings.archive import ArchiveSettings, load_settings
from archiver.settings.durable import wrapped
from archiver.settings.home import home
from archiver.settings.notices import load_notices
from archiver.watch.schedule import Plan

DELAY = 1.0  # seconds
RETRIES = 2


@dataclass(frozen=True)
class Call:
    """The options as given; None where the archive's settings decide."""

    archive: Path
    run_time: str | None
    jobs: int | None
    delay: float | None
    ignore_robots: bool
    allow_private: bool
    ca_file: Path | None
    ntp: str
    log: str
    metrics: Path | None
    json: bool
    quiet: bool


class _HalfDone(Exception):  # noqa: N818  # no error: it ends the block so that the lock is left as by a killed run
    """The medium failed: index and leftovers are looked after by the next run that takes the lock."""

    def __init__(self, report: RunReport) -> None:
        self.report = report


def once(call: Call) -> int:
    """One run: captured, reported, told; returns its exit status."""
    settings = _settings(call)
    orders = orders_of(call, settings)
    _agenda_with_something(call.archive)
    budget = _budget(call, settings)
    with _log(call, ""):
        pass  # a slip in an option ends here: a run that has begun would be told as one that was cut off
    problems: list[str] = []
    try:
        report = _night(call, settings, orders, budget, problems)
    except _HalfDone as e:
        report = e.report
    with _log(call, report.id) as log, _borne("the transparency log", problems, ArchiverError):
        _put_into_log(call, report, log, problems)
    return nightly.NO_RESOURCE if problems and report.status != nightly.INTERRUPTED else report.status


def _night(call: Call, settings: ArchiveSettings, orders: Orders, budget: Budget, problems: list[str]) -> RunReport:
    with (
        wiring.open_for_writing(call.archive, in_batches=True) as opened,
        SqliteAgenda(call.archive / AGENDA_NAME) as agenda,
    ):
        say_caught_up(opened, quiet=call.quiet)
        new = RunRow(_run_id(opened.workshop.entropy(4)), opened.workshop.now(), 0, free_space(call.archive))
        row = agenda.begin(new)
        with _log(call, row.id) as log:
            desk = Desk(agenda, opened.workshop, plan_of(settings))
            night = Night(opened, desk, orders, Ways(settings, os.environ), budget, row, log)
            report = night.work()
            _finish(call, settings, agenda if night.settled else None, report, log, problems)
            with _borne("notices", problems):
                _notify(call, agenda, log)
        if report.ending == "resource":
            raise _HalfDone(report)
    return report


def _put_into_log(call: Call, report: RunReport, log: Log, problems: list[str]) -> None:
    """One batch for the whole night, where the archive has a log already, and the stamps that still waited.

    After the run has ended: a log or an authority that fails keeps no package and no report, and the next run makes up
    for it. Nobody is asked for a stamp who was never asked before.
    """
    added = any(one.sidecar for one in report.outcomes) or any(one.sidecars for one in report.sources)
    behind = completing.is_behind(call.archive, added=added)
    made = completing.complete(Asked(), call.archive, through_log=behind, quiet=True)
    failed = sorted({reason for one in made.done for _, reason in one.failed})
    if made.logged:
        log.event("logged", **made.logged.document())
        failed = [*made.logged.failed, *failed]
        _say_unwell(made.logged, problems, quiet=call.quiet)
    if made.done:
        log.event(
            "stamped",
            packages=sum(bool(one.stamped and one.stamped.added) for one in made.done),
            dated=sum(bool(one.proved and one.proved.blocks) for one in made.done),
            owed=sum(bool(one.proved and one.proved.owed) for one in made.done),
            pending=failed,
        )
    for reason in dict.fromkeys(failed):
        note(f"archiver: {safe(reason)}; the next run asks again", quiet=call.quiet)


def _say_unwell(logged: Logged, problems: list[str], *, quiet: bool) -> None:
    """Names what was logged and is not what was signed; of what is kept out, which may be others' packages, one."""
    if logged.refused:
        name, reason = logged.refused[0]
        note(
            f"archiver: not admitted to the log: {len(logged.refused)}, such as {safe(name)}: {safe(reason)}",
            quiet=quiet,
        )
    for name in logged.tampered:
        note(f"archiver: in the log, and not what was signed: {safe(name)}: run `archiver verify` on it")
        problems.append("the transparency log")


def _finish(
    call: Call,
    settings: ArchiveSettings,
    agenda: Agenda | None,
    report: RunReport,
    log: Log,
    problems: list[str],
) -> None:
    """Report, end of the run, metrics: a full disk that keeps one of them keeps no other. `problems` grows by them.

    Without an agenda the run is not ended: what it could not count is counted by the next one, under the same name.
    """
    page: list[Path] = []
    with _borne("the report", problems):
        if not report.is_empty:
            page.append(files.write_report(call.archive, report))
        tidying.tidy(call.archive, report, parse_duration(settings.keep_reports or tidying.KEEP_REPORTS))
    _tell(call, report, page[0] if page else None)
    with _borne("the end of the run", problems):
        if agenda:
            agenda.end(report.id, report.ended_at, report.status, report.disk.used_by_run, report.id if page else None)
    log.event("end", status=report.status, counts=report.counts, causes=report.causes)
    with _borne("the metrics", problems):
        if call.metrics:
            files.write(call.metrics, metrics(report).encode())


def _notify(call: Call, agenda: Agenda, log: Log) -> None:
    for problem in notifying.notify(agenda, call.archive, os.environ, wiring.now()):
        log.event("notice failed", problem=problem)
        note(f"archiver: notice: {safe(problem)}")


@contextmanager
def _borne(what: str, problems: list[str], grave: type[ArchiverError] = ResourceError) -> Iterator[None]:
    """Says what failed and goes on; a `grave` error, as of the machine, is a problem of the whole run."""
    try:
        yield
    except ArchiverError as e:
        note(f"archiver: {what}: {safe(str(e))}")
        if isinstance(e, grave):
            problems.append(what)


def _tell(call: Call, report: RunReport, page: Path | None) -> None:
    if call.json:
        emit_json(report.document())
    elif not call.quiet:
        emit(files.printable(text_report(report)).rstrip("\n"))
        nothing = "none, since nothing was due" if report.is_empty else "not written"
        emit(f"report: {page or nothing}")


def dry_run(call: Call) -> int:
    """Says what is due, and what it takes."""
    settings = _settings(call)
    load_notices(home(os.environ))  # a night goes on without notices; better to hear of a fault in them before it
    agenda_path = _agenda_with_something(call.archive)
    with ExitStack() as stack:
        agenda = stack.enter_context(SqliteAgenda(agenda_path, read_only=True))
        has_index = (call.archive / INDEX_NAME).is_file()  # not before the first package
        index = stack.enter_context(wiring.read_index(call.archive)) if has_index else None
        orders, ways = orders_of(call, settings), Ways(settings, os.environ)
        made = forecast.forecast(agenda, index, plan_of(settings), wiring.now(), orders, ways)
    if call.json:
        emit_json(made.document())
    else:
        for line in made.lines():
            emit(safe(line))
    return 0


def _settings(call: Call) -> ArchiveSettings:
    return load_settings(wiring.require_archive(call.archive))


def _agenda_with_something(archive: Path) -> Path:
    """The watch list; raises UsageError for an empty one: a green run that does nothing is the worst of all."""
    path = archive / AGENDA_NAME
    if path.is_file():
        with SqliteAgenda(path, read_only=True) as agenda:
            if agenda.everything():
                return path
    raise UsageError(f"{archive}: expected something to watch, found nothing; add it with `archiver watch add URL`")


def plan_of(settings: ArchiveSettings) -> Plan:
    """The rhythm that the settings ask for."""
    default = Plan()
    return Plan(
        steps=parse_steps(settings.schedule) if settings.schedule else default.steps,
        source_every=parse_duration(settings.source_every) if settings.source_every else default.source_every,
    )


def orders_of(call: Call, settings: ArchiveSettings) -> Orders:
    """How to capture: options before settings before defaults."""
    delay = call.delay if call.delay is not None else _seconds(settings.delay, DELAY)
    retries = settings.retries if settings.retries is not None else RETRIES
    return Orders(
        fetch=FetchOptions(
            limits=Limits(total=_seconds(settings.timeout, defaults.TIMEOUT)),
            proxy=from_environment(os.environ),
            allow_private=call.allow_private,
            ca_file=call.ca_file,
            now=wiring.now,
        ),
        pace=Pace(delay=delay, per_host=settings.per_host or defaults.PER_HOST, attempts=retries + 1),
        jobs=call.jobs or settings.jobs or defaults.JOBS,
        obey_robots=not call.ignore_robots,
        browser=None,
        with_resources=False,
        case_id=None,
        time_server=parse_server(call.ntp),
    )


def _seconds(text: str | None, default: float) -> float:
    return float(parse_duration(text)) if text else default


def _budget(call: Call, settings: ArchiveSettings) -> Budget:
    if call.run_time:
        try:
            parse_duration(call.run_time)
        except ValueError as e:
            raise UsageError(f"--run-time: {e}") from e
        settings = settings.model_copy(update={"run_time": call.run_time})
    return Budget.of(settings, time.monotonic())


def _run_id(octets: bytes) -> str:
    """`20261122T030000Z-1a2b3c4d`: no name of a package, which has a host in the middle."""
    return f"{wiring.now()[:19].replace('-', '').replace(':', '')}Z-{octets.hex()}"


@contextmanager
def _log(call: Call, run: str) -> Iterator[Log]:
    if call.log in ("", "-"):
        yield Log(sys.stderr if call.log else None, run, wiring.now)
        return
    with ExitStack() as stack:
        with wrapped("write the log", Path(call.log)):
            stream = stack.enter_context(Path(call.log).open("a", encoding="utf-8"))
        yield Log(stream, run, wiring.now)
