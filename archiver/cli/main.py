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

Only the module of the command that is asked for is imported, and for `--help` none: thirty of them cost half of what
importing typer does. What the list says of each is held to the modules by tests/cli/test_main.py.
"""

import os
import sys
from collections.abc import Container, Sequence
from importlib import import_module
from itertools import islice, takewhile
from typing import Annotated, NoReturn

import typer

from archiver import __version__
from archiver.errors import ArchiverError, UsageError

DEFECT = 70

COMMANDS = {
    "init": "Make an archive: settings, keys, and your own trust in them.",
    "add": "Package files in hand: HTML, text, WARC.",
    "capture": "Fetch from the web and package, octet for octet.",
    "verify": "Check everything that can be checked, offline.",
    "show": "Look inside a package, without verifying it.",
    "diff": "Show what changed between two versions, word by word.",
    "versions": "List every version of an article, with what changed.",
    "search": "Find packages by words, people, places, times and more.",
    "cite": "Cite one fixed version of an article, and one passage in it.",
    "run": "Capture what is due on the watch list, and report.",
    "status": "Say what is overdue and why, and how the last runs ended.",
    "claims": "Find claims again in a kept text, and state them.",
    "timestamp": "Have time authorities vouch since when packages exist.",
    "renew": "Stamp the log's newest checkpoint again.",
    "export": "Tell claims or a signature in the words of another standard.",
    "sums": "List the SHA-256 of every file, and sign the list.",
    "audit": "Verify a whole archive, and put on record what was found.",
    "roll": "Gather the packages of past days into few large WARCs.",
    "unroll": "Give single packages back out of rolled WARCs.",
    "growth": "Report what an archive grows by, and what could be saved.",
    "demo": "Package an article, verify it, forge one word: who notices?",
    "doctor": "Check the set-up and say what to do about each finding.",
    "schema": "Print, write or check the JSON Schemas of what is kept.",
}
GROUPS = {
    "watch": "What is captured by itself, and how often.",
    "index": "The index of an archive.",
    "keys": "Your signing keys.",
    "log": "The transparency log of an archive.",
    "trust": "Whose signatures you accept.",
}


def app_for(wanted: Container[str]) -> typer.Typer:
    """The command line with the commands and groups in `wanted` whole, and of all others the name and one line."""
    app = typer.Typer(
        name="archiver",
        help="Packages news articles so that their text and every later version can be verified by anyone, offline.",
        rich_markup_mode=None,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    app.callback()(root)
    for name, summary in COMMANDS.items():
        if name in wanted:
            app.command(name)(getattr(import_module(f"archiver.cli.{name}"), name))
        else:
            app.command(name, help=summary)(_only_named)
    for name, summary in GROUPS.items():
        inner = import_module(f"archiver.cli.{name}").app if name in wanted else typer.Typer(help=summary)
        app.add_typer(inner, name=name)
    return app


def _only_named() -> None:
    """Never called: a command that is called is there whole."""


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"archiver {__version__}\n")
        raise typer.Exit


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
        app_for([*islice((argument for argument in sys.argv[1:] if not argument.startswith("-")), 1)])(
            prog_name="archiver"
        )
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
