"""`archiver run`: take what is due on the watch list."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.capturing import options
from archiver.cli.engines import EngineOption
from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from archiver.cli.nightly.command import Call

LogOption = Annotated[
    str, typer.Option("--log", metavar="FILE", envvar="ARCHIVER_LOG", help="JSON Lines as it works; - for stderr.")
]
MetricsOption = Annotated[
    Path | None,
    typer.Option("--metrics", metavar="FILE", envvar="ARCHIVER_METRICS", help="Text file for Prometheus."),
]


def run(
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what is due and what it takes; fetch nothing.")
    ] = False,
    loop: Annotated[bool, typer.Option("--loop", help="Stay, and run whenever something is due.")] = False,
    run_time: Annotated[
        str | None, typer.Option("--run-time", metavar="D", envvar="ARCHIVER_RUN_TIME", help="At most so long (6h).")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, max=256, envvar="ARCHIVER_JOBS", help="How many at once (8).")
    ] = None,
    delay: Annotated[
        float | None, typer.Option("--delay", min=0.0, help="Seconds between two requests to one host (1).")
    ] = None,
    engine: EngineOption = "local",
    ignore_robots: options.IgnoreRobots = False,
    allow_private: options.AllowPrivate = False,
    ca_file: options.CaFile = None,
    ntp: options.Ntp = "",
    log: LogOption = "",
    metrics: MetricsOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Capture what is due on the watch list, and report."""
    from archiver.cli.engines import require_local
    from archiver.cli.nightly import command

    require_local(engine)
    call = command.Call(
        archive, run_time, jobs, delay, ignore_robots, allow_private, ca_file, ntp, log, metrics, json, quiet
    )
    raise typer.Exit(_chosen(call, dry_run=dry_run, loop=loop))


def _chosen(call: "Call", *, dry_run: bool, loop: bool) -> int:
    from archiver.cli.nightly import command, looping
    from archiver.errors import UsageError

    if dry_run and loop:
        raise UsageError("expected --dry-run or --loop, found both; leave one out")
    if dry_run:
        return command.dry_run(call)
    return looping.forever(call) if loop else command.once(call)
