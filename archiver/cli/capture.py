"""`archiver capture`: fetch from the web and package."""

from typing import TYPE_CHECKING

import typer

from archiver.cli.capturing import options
from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

if TYPE_CHECKING:
    from pathlib import Path

    from archiver.batch.child import Child
    from archiver.cli.capturing.orders import Orders


def capture(
    urls: options.Urls,
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
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch from the web and package, octet for octet."""
    asked = options.Asked(
        case, jobs, per_host, delay, ignore_robots, retries, timeout, allow_private, ca_file, ntp, browser, viewport,
        consent, with_resources, profile,
    )  # fmt: skip
    raise typer.Exit(_captured(urls, archive, asked, json=json, quiet=quiet))


def _captured(urls: list[str], archive: "Path", asked: options.Asked, *, json: bool, quiet: bool) -> int:
    """Does it, tells it, and gives the exit status."""
    from archiver.batch.child import Child, cores

    with Child.ahead(min(cores(), len(urls))) as children:  # they load their modules while this process loads its own
        import os

        from archiver.cli.capturing.orders import Orders
        from archiver.cli.packaged import ensure_archive

        orders = Orders.of(asked, os.environ)
        ensure_archive(archive, quiet=quiet or json)
        return _over(urls, archive, orders, children, json=json, quiet=quiet)


def _over(
    urls: list[str], archive: "Path", orders: "Orders", children: "list[Child]", *, json: bool, quiet: bool
) -> int:
    import asyncio

    from archiver.cli import wiring
    from archiver.cli.capturing.run import Run
    from archiver.cli.capturing.telling import Telling
    from archiver.cli.output import emit_json, note
    from archiver.cli.packaged import say_caught_up
    from archiver.flows.capture import overall

    with wiring.open_for_writing(archive, children) as opened:
        say_caught_up(opened, quiet=quiet)
        telling = Telling(opened, len(urls), json=json, quiet=quiet)
        with telling:
            asyncio.run(Run(opened, orders, telling).over(urls))
    if json:
        emit_json({"packages": telling.packages})
    status = overall(telling.statuses)
    if status and not quiet:
        failed = sum(map(bool, telling.statuses))
        note(f"{failed} of {len(telling.statuses)} were not captured; every try is recorded")
    return status
