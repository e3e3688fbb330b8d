"""`archiver search`: packages by words, people, places, addresses, times, digests, verdicts and cases."""

from typing import Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption, QuietOption


def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help='Words, "phrases" and beginnings*, all in one claim.'),
    ] = None,
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Who said it.")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="NAME", help="A place that the claim names.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="direct_quote, indirect, headline...")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="All versions of one article.")] = None,
    prefix: Annotated[str | None, typer.Option("--prefix", metavar="URL", help="Whatever begins like this.")] = None,
    host: Annotated[str | None, typer.Option("--host", metavar="HOST", help="A host and those below it.")] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="T", help="Captured at T or later: 2026, 2026-11, 2026-11-22, or RFC 3339."),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="T", help="Captured in T or before.")] = None,
    digest: Annotated[
        str | None, typer.Option("--digest", metavar="SHA256", help="Of a text, a payload, a segment or a statement.")
    ] = None,
    verdict: Annotated[
        str | None, typer.Option("--verdict", metavar="V", help="Quality of the capture: article, paywall, captcha...")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="The case that it was captured for.")] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="ORDER", help="newest, oldest, address or relevance.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", help="Packages to show.")] = 20,
    offset: Annotated[int, typer.Option("--offset", metavar="N", help="Packages to pass over: the next page.")] = 0,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find packages by words, people, places, times and more.

    All that is asked for must hold. Without words, packages are found by address, time, digest, verdict or case alone.
    """
    from archiver.cli import wiring
    from archiver.cli.output import emit_json, note
    from archiver.cli.searching.asked import Asked, query_of
    from archiver.cli.searching.shown import document, render
    from archiver.flows.search import search as search_in
    from archiver.store.lock import unfinished

    query = query_of(Asked(
        words=" ".join(words) if words else None, speaker=speaker, place=place, kind=kind,
        url=url, prefix=prefix, host=host, since=since, until=until, digest=digest, quality=verdict,
        case_id=case, sort=sort, limit=limit, offset=offset,
    ))  # fmt: skip
    with wiring.read_index(wiring.require_archive(archive)) as index:
        answer = search_in(archive, query, index)
    if who := unfinished(archive):
        note(f"archiver: {who} writes to this archive, or was cut off: its last packages may not be in the index yet")
    if json:
        emit_json(document(answer, query))
    else:
        render(answer, query, quiet=quiet)
