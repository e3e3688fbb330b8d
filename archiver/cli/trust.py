"""`archiver trust`: whom you trust."""

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import JsonOption, TrustOption

app = typer.Typer(help="Whose signatures you accept.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def trust() -> None:
    """Whose signatures you accept."""


@app.command()
def add(file: Annotated[Path, typer.Argument(metavar="FILE", help="A trust file that you compared.")]) -> None:
    """Add the signer sets of a trust file to your own, after you compared the key ids."""
    from archiver.cli.output import emit, safe
    from archiver.flows.setup import trust_set
    from archiver.settings import trustfile
    from archiver.settings.home import home
    from archiver.sign import trust as trusting

    for members in trusting.read(trustfile.read_trust(file), what=str(file)).sets:
        trust_set(home(), members)
        end = members.end()
        emit(f"trusted: {safe(members.name)} for {', '.join(members.roles)}" + (f"  until {end}" if end else ""))
        for key in members.keys:
            emit(f"  {key.algorithm:18} {key.keyid}")


@app.command("list")
def list_(trust: TrustOption = None, json: JsonOption = False) -> None:
    """List the signer sets that you trust."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, emit_json, safe

    current = wiring.trusted(trust).trust
    if json:
        emit_json(current.document())
        return
    for members in current.sets:
        end = members.end()
        emit(f"{safe(members.name)}  {', '.join(members.roles)}" + (f"  until {end}" if end else ""))
        for key in members.keys:
            emit(f"  {key.algorithm:18} {key.keyid}")


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A trust file.")]) -> None:
    """Check that a trust file is well-formed and its key ids are right."""
    from archiver.cli.output import emit
    from archiver.settings import trustfile
    from archiver.sign import trust as trusting

    found = trusting.read(trustfile.read_trust(file), what=str(file))
    emit(f"{file}: {len(found.sets)} signer sets, {sum(len(s.keys) for s in found.sets)} keys")
