"""`archiver log`: the transparency log of an archive, and being a witness for somebody else's."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    AuthorityOption,
    CalendarOption,
    JsonOption,
    QuietOption,
    TargetArgument,
)

if TYPE_CHECKING:
    from archiver.cli.logging import Logged

app = typer.Typer(help="The transparency log of an archive.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def log() -> None:
    """The transparency log of an archive."""


@app.command()
def checkpoint(
    stamp: Annotated[bool, typer.Option("--stamp/--no-stamp", help="Have time authorities stamp it.")] = True,
    authority: AuthorityOption = None,
    calendar: CalendarOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Put new packages into the log, and sign a checkpoint.

    The proofs are written into the sidecars.
    """
    from archiver.cli.asking import Asked
    from archiver.cli.logging import run_batch

    asked = Asked(tuple(authority or ()), tuple(calendar or ()))
    tell(run_batch(archive, asked, stamp=stamp, quiet=quiet), json=json)


def tell(done: "Logged", *, json: bool) -> None:
    """Says what a batch came to; exit status 4 when an authority did not answer or a package is not well."""
    from archiver.cli.output import emit_json

    if json:
        _name(done)
        emit_json(done.document())
    else:
        say(done)
    if done.failed or done.refused or done.tampered:
        raise typer.Exit(4)


def say(done: "Logged") -> None:
    """What a batch came to, for people."""
    from archiver.cli.output import emit, safe

    _name(done)
    emit(f"{safe(done.checkpoint.origin)}  leaves {done.checkpoint.size}, new {done.added}")
    promised = f", promised by calendars {done.promised}" if done.promised else ""
    emit(f"packages {done.proofs}, time stamps {done.stamps}{promised}")


def _name(done: "Logged") -> None:
    """Who did not answer, and which packages are not well."""
    from archiver.cli.output import note, safe

    for reason in done.failed:
        note(f"archiver: pending: {safe(reason)}")
    for name, reason in done.refused:
        note(f"archiver: not admitted: {safe(name)}: {safe(reason)}")
    for name in done.tampered:
        note(f"archiver: in the log, and not what was signed: {safe(name)}: run `archiver verify` on it")


@app.command()
def prove(target: TargetArgument, archive: ArchiveOption = DEFAULT_ARCHIVE) -> None:
    """Print the proof that a package is in the log.

    A C2SP tlog-proof, which leads to the newest checkpoint.
    """
    import sys

    from archiver.cli.logging import proof_of

    sys.stdout.write(proof_of(target, archive))


@app.command()
def check(
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="A checkpoint that you kept, besides your own.")
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Hash the whole log again, and compare it with the packages.

    And with the checkpoints that were kept.
    """
    from archiver.cli.logchecking import check_all
    from archiver.cli.output import emit, emit_json, safe

    done = check_all(archive, against, quiet=quiet)
    found, count = done.findings, sum(done.counts.values())
    if json:
        named = [{"kind": one.kind, "where": one.where} for one in found]
        emit_json({"leaves": done.leaves, "counts": dict(done.counts), "findings": named})
    else:
        for one in found:
            emit(f"{one.kind:9} {safe(one.where)}")
        if count > len(found):
            emit(f"… and {count - len(found)} more")
        emit(f"leaves {done.leaves}, findings {count}")
    if set(done.counts) - {"unlogged"}:
        raise typer.Exit(1)
    if count:
        raise typer.Exit(3)


@app.command()
def key(archive: ArchiveOption = DEFAULT_ARCHIVE) -> None:
    """Print the log's public key as others configure it.

    As a C2SP signed-note verifier key.
    """
    from archiver.cli.logging import vkey_of
    from archiver.cli.output import emit

    emit(vkey_of(archive))


@app.command()
def witness(
    where: Annotated[
        str, typer.Argument(metavar="DIR|URL", help="The other's log: where its checkpoint and tile/ lie.")
    ],
    key: Annotated[str, typer.Option("--log", metavar="VKEY", help="The other log's public key, from its keeper.")],
    name: Annotated[str, typer.Option("--name", help="Your name as a witness, e.g. eye.example.net.")],
    keys: Annotated[
        str, typer.Option("--keys", help="Your keys; the witness's is encrypted where they are.")
    ] = "default",
) -> None:
    """Vouch for somebody else's log with a cosignature.

    Printed only if the log carries on from what you saw of it last.
    """
    import sys

    from archiver.cli.witnessing import cosign

    sys.stdout.write(cosign(where, key, name, keys))


@app.command()
def cosigned(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What a witness printed.")],
    witness_key: Annotated[str, typer.Option("--witness", metavar="VKEY", help="The public key of the witness.")],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> None:
    """Take a witness's cosignature over the newest checkpoint.

    Into the checkpoint, and into the proofs in the sidecars.
    """
    from archiver.cli.output import emit
    from archiver.cli.witnessing import take

    emit(f"{take(file, witness_key, archive)} proofs have it now")
