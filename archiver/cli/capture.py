"""`archiver capture`: fetch from the web and package."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from archiver.cli.capturing import options
from archiver.cli.engines import EngineOption, MasterOption, engine_of
from archiver.cli.manifest import UrlsFileOption
from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption
from archiver.cli.results import Results, ResultsOption

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.batch.child import Child
    from archiver.batch.engine import Engine
    from archiver.cli.capturing.orders import Orders
    from archiver.cli.capturing.tabled import Tabled
    from archiver.cli.capturing.telling import Telling


def capture(
    urls: options.SomeUrls = None,
    manifest: UrlsFileOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    case: options.Case = "",
    jobs: options.Jobs = options.JOBS,
    per_host: options.PerHost = options.PER_HOST,
    delay: options.Delay = 1.0,
    ignore_robots: options.IgnoreRobots = False,
    retries: options.Retries = 2,
    timeout: options.Timeout = options.TIMEOUT,
    allow_private: options.AllowPrivate = False,
    ca_file: options.CaFile = None,
    ntp: options.Ntp = "",
    browser: options.Browser = False,
    viewport: options.Viewport = "",
    consent: options.Consent = "",
    with_resources: options.WithResources = False,
    profile: options.ForWhom = options.Profile.DEFAULT,
    results: ResultsOption = None,
    engine: EngineOption = "local",
    master: MasterOption = "",
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch from the web and package, octet for octet."""
    asked = options.Asked(
        case, jobs, per_host, delay, ignore_robots, retries, timeout, allow_private, ca_file, ntp, browser, viewport,
        consent, with_resources, profile,
    )  # fmt: skip
    given, table = _given(urls, manifest), _table(results)
    if engine == "local" and not master:
        raise typer.Exit(_captured(given, archive, asked, table, json=json, quiet=quiet))
    with engine_of(engine, master, 0) as on:
        raise typer.Exit(_shared(given, archive, asked, on, table, json=json, quiet=quiet))


def _given(urls: list[str] | None, manifest: "Path | None") -> list[str]:
    """The addresses on the command line and in the file; raises UsageError where there are none."""
    from archiver.cli.manifest import lines_in
    from archiver.errors import UsageError

    found = [*(urls or ()), *(lines_in(manifest) if manifest else ())]
    if not found:
        raise UsageError("expected URL or --manifest FILE, found neither: name what to fetch")
    return found


def _table(results: "Path | None") -> Results:
    if results is None:
        return Results()
    from archiver.model.results import CaptureResult

    return Results(results, CaptureResult)


def _captured(
    urls: list[str], archive: "Path", asked: options.Asked, table: Results, *, json: bool, quiet: bool
) -> int:
    """Does it, tells it, and gives the exit status."""
    from archiver.batch.child import Child, cores

    with Child.ahead(min(cores(), len(urls))) as children:  # they load their modules while this process loads its own
        import os

        from archiver.cli.capturing.orders import Orders
        from archiver.cli.packaged import ensure_archive

        orders = Orders.of(asked, os.environ)
        ensure_archive(archive, quiet=quiet or json)
        return _over(urls, archive, orders, children, table, json=json, quiet=quiet)


def _over(
    urls: list[str],
    archive: "Path",
    orders: "Orders",
    children: "list[Child]",
    table: Results,
    *,
    json: bool,
    quiet: bool,
) -> int:
    import asyncio

    from archiver.cli import wiring
    from archiver.cli.capturing.run import Run
    from archiver.cli.capturing.telling import Telling
    from archiver.cli.packaged import say_caught_up

    with _tabled(urls, table) as tabled, wiring.open_for_writing(archive, children) as opened:
        say_caught_up(opened, quiet=quiet)
        telling = Telling(opened, len(urls), tabled, json=json, quiet=quiet)
        with telling:
            asyncio.run(Run(opened, orders, telling).over(urls))
    return table.status(_ended(telling, json=json, quiet=quiet), quiet=quiet)


@contextmanager
def _tabled(urls: Sequence[str], table: Results) -> "Iterator[Tabled | None]":
    """Takes the rows for `table`, where one is wanted, and fills it when all is done."""
    with table:
        if not table.wanted:
            yield None
            return
        from archiver.cli import wiring
        from archiver.cli.capturing.tabled import Tabled

        with wiring.scratch() as scratch:
            tabled = Tabled(urls, table, scratch)
            yield tabled
            tabled.finish()


def _shared(
    urls: list[str],
    archive: "Path",
    asked: options.Asked,
    engine: "Engine",
    table: Results,
    *,
    json: bool,
    quiet: bool,
) -> int:
    """As `_captured`, on the machines of a cluster."""
    from archiver.bundle import naming
    from archiver.cli import wiring
    from archiver.cli.capturing.sharing import Failed, Sharing
    from archiver.cli.capturing.telling import Telling
    from archiver.cli.packaged import ensure_archive, say_caught_up
    from archiver.flows.reindex import unseen

    ensure_archive(archive, quiet=quiet or json)
    began = wiring.now()
    with _tabled(urls, table) as tabled, wiring.open_for_writing(archive) as opened:
        say_caught_up(opened, quiet=quiet)
        index = opened.workshop.index
        with Telling(opened, len(urls), tabled, json=json, quiet=quiet) as telling:
            for found in Sharing(archive.absolute(), asked).over(urls, engine):
                if isinstance(found, Failed):
                    telling.tell_failed(found.url, found.reason, found.status)
                else:
                    index.add([found.kept.row])
                    telling.tell(found)
        index.add(unseen(opened.workshop.store, index, sorted({naming.folder(at) for at in (began, wiring.now())})))
    return table.status(_ended(telling, json=json, quiet=quiet), quiet=quiet)


def _ended(telling: "Telling", *, json: bool, quiet: bool) -> int:
    from archiver.cli.output import emit_json, note
    from archiver.flows.capture import overall

    if json:
        emit_json({"packages": telling.packages})
    status = overall(telling.statuses)
    if status and not quiet:
        failed = sum(map(bool, telling.statuses))
        note(f"{failed} of {len(telling.statuses)} were not captured; every try is recorded")
    return status
