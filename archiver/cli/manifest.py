"""`--manifest FILE`: which packages a step over many is about, one name a line; made by `find`, by SQL, or by hand.

    2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json

A name is that of a sidecar, or of its WARC, below the archive, with `/`. Empty lines are passed over, and a name that
stands twice counts once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

MAX_MANIFEST = 256 << 20  # octets: three million names

ManifestOption = Annotated[
    Path | None,
    typer.Option(
        "--manifest", metavar="FILE", help="Only the packages that FILE names, a sidecar's name a line; - reads stdin."
    ),
]
UrlsFileOption = Annotated[
    Path | None,
    typer.Option("--manifest", metavar="FILE", help="Also the addresses in FILE, one a line; - reads stdin."),
]


def lines_in(file: Path) -> list[str]:
    """The lines of `file` that are not empty, each once, in order; raises ResourceError, LimitError or InputError."""
    from archiver.errors import InputError, LimitError
    from archiver.settings import durable

    if str(file) == "-":
        data = sys.stdin.buffer.read(MAX_MANIFEST + 1)
    else:
        with durable.wrapped("read the manifest", file), file.open("rb") as stream:
            data = stream.read(MAX_MANIFEST + 1)
    if len(data) > MAX_MANIFEST:
        raise LimitError(f"{file}: expected at most {MAX_MANIFEST} octets, found more: cut it into several")
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        raise InputError(f"{file}: expected UTF-8, found octet {e.start}: save it as UTF-8") from e
    found = list(dict.fromkeys(line for given in text.split("\n") if (line := given.strip())))
    if not found:
        raise InputError(f"{file}: expected a name a line, found none: an empty list would do nothing")
    return found


def names_in(file: Path) -> tuple[str, ...]:
    """The sidecars that `file` names, in the order in which an archive lists them; raises InputError for others."""
    from archiver.bundle.naming import SIDECAR, WARC
    from archiver.errors import InputError, ResourceError
    from archiver.store.interface import components

    names = set[str]()
    for line in lines_in(file):
        name = line.removesuffix(WARC) + SIDECAR if line.endswith(WARC) else line
        try:
            components(name)
        except ResourceError as e:
            raise InputError(f"{file}: {e}") from e
        if not name.endswith(SIDECAR):
            raise InputError(
                f"{file}: expected names such as 2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json, found"
                f" {line[:200]!r}: name packages below the archive"
            )
        names.add(name)
    return tuple(sorted(names, key=lambda name: name.split("/")))


def days_in(file: Path) -> list[str]:
    """The days in whose folders the packages lie that `file` names, as `--day` takes them; raises InputError."""
    from archiver.errors import InputError

    names = names_in(file)
    strange = next((name for name in names if name.count("/") != 3), None)
    if strange:
        raise InputError(f"{file}: expected packages in the folder of a day, found {strange!r}")
    return sorted({name.rpartition("/")[0].replace("/", "-") for name in names})
