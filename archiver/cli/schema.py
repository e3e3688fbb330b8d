"""`archiver schema`: the JSON Schemas of the format."""

from pathlib import Path
from typing import Annotated

import typer

FOLDER = Path("schemas")
STALE = 1


def schema(
    check: Annotated[Path | None, typer.Option("--check", metavar="DIR", help="Compare with the files in DIR.")] = None,
    write: Annotated[Path | None, typer.Option("--write", metavar="DIR", help="Write the files into DIR.")] = None,
) -> None:
    """Print, write or check the JSON Schemas of what is kept."""
    from archiver.cli.output import emit, emit_json, note
    from archiver.model.schema import schemas
    from archiver.sign.canonical import layout
    from archiver.sign.schema import trust_schemas

    every = schemas() | trust_schemas()
    files = {name: layout(document) for name, document in every.items()}
    if write:
        write.mkdir(parents=True, exist_ok=True)
        for name, octets in files.items():
            (write / name).write_bytes(octets)
            emit(str(write / name))
    elif check:
        stale = [name for name, octets in files.items() if not _same(check / name, octets)]
        for name in stale:
            note(f"{check / name}: differs from the models; run `archiver schema --write {check}`")
        if stale:
            raise typer.Exit(STALE)
    else:
        emit_json(every)


def _same(path: Path, octets: bytes) -> bool:
    return path.is_file() and path.read_bytes() == octets
