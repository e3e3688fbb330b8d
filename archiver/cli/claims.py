"""`archiver claims`: find claims again in a text that is kept, or withdraw a set of them."""

from typing import Annotated, Literal

import typer

from archiver.cli.engines import EngineOption, JobsOption, MasterOption
from archiver.cli.manifest import ManifestOption
from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    JsonOption,
    QuietOption,
    SomeTargetsArgument,
    TrustOption,
)
from archiver.cli.results import Results, ResultsOption
from archiver.cli.stopping import stoppable

SOME_FAILED = 4


def claims(
    targets: SomeTargetsArgument = None,
    manifest: ManifestOption = None,
    extractor: Annotated[
        Literal["default", "nlp"],
        typer.Option("--extractor", help="Rules alone, or the parser of the extra `nlp`."),
    ] = "default",
    withdraw: Annotated[
        int | None, typer.Option("--withdraw", metavar="N", min=0, help="Withdraw claims[N] instead; needs --reason.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for everybody to read.")] = "",
    trust: TrustOption = None,
    results: ResultsOption = None,
    engine: EngineOption = "local",
    master: MasterOption = "",
    jobs: JobsOption = 0,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find claims again in a kept text, and state them."""
    from archiver.batch.bounded import BoundedReader
    from archiver.claims import extractors
    from archiver.cli.engines import engine_of
    from archiver.cli.output import emit_json
    from archiver.cli.stating import again, over, withdrawal
    from archiver.cli.sums import say_stale
    from archiver.errors import UsageError
    from archiver.model.results import ClaimsResult

    table = Results(results, ClaimsResult)
    given = list(targets or ())
    if manifest:
        from archiver.cli.manifest import names_in

        given += [str(archive / name) for name in names_in(manifest)]
    if not given:
        raise UsageError("expected TARGET or --manifest FILE, found neither: name the packages")
    if (withdraw is None) != (not reason):
        raise UsageError("expected --withdraw N and --reason TEXT together, found one of them")
    extractors.extractor(extractor)  # what it lacks is told before anything is read
    kept = stoppable("what was stated is kept: the same command states the rest")
    with kept, table, BoundedReader() as reader, engine_of(engine, master, jobs) as on:
        states = again(extractor, reader, on) if withdraw is None else withdrawal(withdraw, reason)
        done = over(given, archive, trust, states, table, silent=json, quiet=quiet)
    if json:
        emit_json({"packages": done.rows})
    if any(row["added"] for row in done.rows):
        say_stale(archive, quiet=quiet)
    failed = SOME_FAILED if done.rows else done.failed[0].exit_code if done.failed else 0
    raise typer.Exit(table.status(failed if done.failed else 0, quiet=quiet))
