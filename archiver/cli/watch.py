"""`archiver watch`: the list of what is captured by itself."""

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.capturing.options import Consent, Viewport
from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption

app = typer.Typer(help="What is captured by itself, and how often.", no_args_is_help=True, rich_markup_mode=None)

SOME_FAILED = 4

Tags = Annotated[list[str], typer.Option("--tag", metavar="T", help="A word to find it by; several times for several.")]
Every = Annotated[str, typer.Option("--every", metavar="D", help="A rhythm, as 1h or 1d, for the back-off.")]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="The last day.")]
Case = Annotated[str, typer.Option("--case", metavar="C", help="Case id to keep with the captures.")]
Priority = Annotated[
    int | None, typer.Option("--priority", min=-9, max=9, metavar="N", help="What comes first in a run, 9 before -9.")
]
Browser = Annotated[
    bool | None, typer.Option("--browser/--no-browser", help="Articles through Chromium; else by the settings.")
]
WithResources = Annotated[
    bool | None,
    typer.Option("--with-resources/--no-with-resources", help="With images and styles; else by the settings."),
]
EntriesArgument = Annotated[list[str], typer.Argument(metavar="ENTRY", help="Number or URL of an entry.")]


@app.callback()
def watch() -> None:
    """What is captured by itself, and how often."""


@app.command()
def add(
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="Articles, feeds, sitemaps or front pages.")],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    kind: Annotated[
        str, typer.Option("--kind", metavar="K", help="article, feed, sitemap or section; else by its looks.")
    ] = "",
    every: Every = "",
    until: Until = "",
    tag: Tags = [],  # noqa: B006  # typer copies it
    case: Case = "",
    priority: Priority = None,
    links: Annotated[
        list[str],
        typer.Option("--links", metavar="RULE", help="Which links of a section join, as /news/*; !/x refuses."),
    ] = [],  # noqa: B006
    browser: Browser = None,
    with_resources: WithResources = None,
    viewport: Viewport = "",
    consent: Consent = "",
    quiet: QuietOption = False,
) -> None:
    """Watch articles, feeds, news sitemaps or front pages."""
    from archiver.cli.watching import entries

    given = _texts(every, until, tag, case, priority, browser, with_resources, viewport, consent)
    entries.add(archive, urls, {**given, "kind": kind, "links": " ".join(links)}, quiet=quiet)


def _texts(
    every: str, until: str, tag: list[str], case: str, priority: int | None,
    browser: bool | None, with_resources: bool | None, viewport: str, consent: str,
) -> dict[str, str]:  # fmt: skip
    """By the names of the columns of a list."""
    return {
        "every": every, "until": until, "tags": " ".join(tag), "case": case, "priority": _said(priority),
        "browser": _said(browser), "with_resources": _said(with_resources), "viewport": viewport, "consent": consent,
    }  # fmt: skip


def _said(answer: bool | int | None) -> str:
    return "" if answer is None else str(answer).lower()


@app.command("list")
def list_(
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    tag: Annotated[str, typer.Option("--tag", metavar="T", help="Only what has this tag.")] = "",
    json: JsonOption = False,
) -> None:
    """List what is watched, when it is due, and how it last ended."""
    from archiver.cli.watching import entries

    entries.show(archive, tag, json=json)


@app.command()
def remove(entries: EntriesArgument, archive: ArchiveOption = DEFAULT_ARCHIVE, quiet: QuietOption = False) -> None:
    """Stop watching; the packages stay."""
    from archiver.cli.watching import entries as listed

    listed.remove(archive, entries, quiet=quiet)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, OPML or text; - for stdin.", allow_dash=True)],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    every: Every = "",
    until: Until = "",
    tag: Tags = [],  # noqa: B006
    case: Case = "",
    priority: Priority = None,
    browser: Browser = None,
    with_resources: WithResources = None,
    viewport: Viewport = "",
    consent: Consent = "",
    quiet: QuietOption = False,
) -> None:
    """Add many at once from CSV, OPML or plain text. Options are for every line that does not say otherwise."""
    from archiver.cli.watching import entries

    given = _texts(every, until, tag, case, priority, browser, with_resources, viewport, consent)
    if entries.add_list(archive, file, given, quiet=quiet):
        raise typer.Exit(SOME_FAILED)
