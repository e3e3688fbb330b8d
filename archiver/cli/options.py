"""The options that several commands share, so that they are spelled and explained once."""

import re
from pathlib import Path
from typing import Annotated

import typer

from archiver.errors import UsageError

DEFAULT_ARCHIVE = Path("archives")

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/")  # what a path makes of s3://


def a_folder(path: Path) -> Path:
    """`path`, unless it is an address, which may hold a password: it is refused without repeating it."""
    if _ADDRESS.match(str(path)):
        raise UsageError(
            "expected the folder of an archive, found an address: an archive is a folder of this machine, whose"
            " archiver.yaml says under `store` where its packages lie (docs/stores.md)"
        )
    return path


ArchiveOption = Annotated[
    Path,
    typer.Option(
        "--archive",
        envvar="ARCHIVER_ARCHIVE",
        metavar="DIR",
        help="The archive.",
        show_envvar=True,
        callback=a_folder,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on stderr but errors.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Every check, not only what was found.")]
TrustOption = Annotated[
    Path | None,
    typer.Option("--trust", metavar="FILE", help="Trust the signer sets in FILE instead of your own trust file."),
]
TargetsArgument = Annotated[
    list[str],
    typer.Argument(metavar="TARGET", help="A sidecar, a WARC, a folder, a capture id or a URL in the archive."),
]
SomeTargetsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="TARGET", help="A sidecar, a WARC, a folder, a capture id or a URL in the archive."),
]
TargetArgument = Annotated[
    str, typer.Argument(metavar="TARGET", help="A sidecar, a WARC, a capture id or a URL in the archive.")
]
AuthorityOption = Annotated[
    list[str] | None,
    typer.Option("--authority", metavar="URL", help="Ask this one instead of the settings' (repeatable)."),
]
CalendarOption = Annotated[
    list[str] | None,
    typer.Option("--calendar", metavar="URL", help="OpenTimestamps: ask this one instead of the settings'."),
]
