"""The command line: one sub-command a job, one exit status a cause (docs/cli.md).

| status | meaning |
|---|---|
| 0 | done; for `verify`: verified |
| 1 | tampered |
| 2 | wrong usage |
| 3 | indeterminate |
| 4 | some of several items failed |
| 5 | no resource: disk, permission, lock |
| 6 | the source could not be captured |
| 7 | bad input |
| 70 | a defect of ours |
| 130 | interrupted |

Importing this must stay near the cost of importing typer: the modules of the commands import what they need when they
run.
"""

import os
import sys
from collections.abc import Sequence
from itertools import takewhile
from typing import Annotated, NoReturn

import typer

from archiver import __version__
from archiver.cli import (
    add,
    audit,
    capture,
    cite,
    claims,
    demo,
    diff,
    doctor,
    export,
    index,
    init,
    keys,
    log,
    renew,
    run,
    schema,
    show,
    status,
    timestamp,
    trust,
    verify,
    versions,
    watch,
)
from archiver.errors import ArchiverError, UsageError

DEFECT = 70

app = typer.Typer(
    name="archiver",
    help="Packages news articles so that their text and every later version can be verified by anyone, offline.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(init.init)
app.command()(add.add)
app.command()(capture.capture)
app.command()(verify.verify)
app.command()(show.show)
app.command()(diff.diff)
app.command()(versions.versions)
app.command()(cite.cite)
app.add_typer(watch.app, name="watch")
app.command()(run.run)
app.command()(status.status)
app.command()(claims.claims)
app.command()(timestamp.timestamp)
app.command()(renew.renew)
app.command()(export.export)
app.command()(audit.audit)
app.command()(demo.demo)
app.command()(doctor.doctor)
app.command()(schema.schema)
app.add_typer(index.app, name="index")
app.add_typer(keys.app, name="keys")
app.add_typer(log.app, name="log")
app.add_typer(trust.app, name="trust")


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"archiver {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Packages news articles so that their text and every later version can be verified by anyone, offline."""


def _refuse_files_as_options(arguments: Sequence[str]) -> None:
    """`archiver verify *` in a folder with a file called `--trust=x` must not read whom to trust from there."""
    for argument in takewhile(lambda argument: argument != "--", arguments):
        if argument.startswith("-") and argument != "-" and os.path.lexists(argument):
            raise UsageError(
                f"expected options, found {argument!r}, which is also the name of a file here; if you mean the file or"
                f" a pattern such as * found it, write ./{argument} or ./*, else run this from another folder"
            )


def main() -> NoReturn:
    """Runs the command line; every way out has its exit status."""
    try:
        _refuse_files_as_options(sys.argv[1:])
        app(prog_name="archiver")
    except ArchiverError as e:
        from archiver.cli.output import safe

        sys.stderr.write(f"archiver: {safe(str(e))}\n")
        sys.exit(e.exit_code)
    except MemoryError:
        sys.stderr.write("archiver: expected enough memory, found none left\n")
        sys.exit(5)
    except Exception:  # noqa: BLE001  # the last resort: a crash is never a verdict, whatever it was
        import traceback

        from archiver.cli.output import safe

        lines = traceback.format_exc().splitlines()  # a message in it may quote a page
        sys.stderr.write("".join(f"{safe(line)}\n" for line in lines))
        sys.stderr.write(f"archiver {__version__}: this is a defect of ours; please report the lines above\n")
        sys.exit(DEFECT)
    sys.exit(0)
