"""`archiver keys`: the signing keys in the user's own folder."""

from typing import Annotated

import typer

from archiver.cli.options import JsonOption

app = typer.Typer(help="Your signing keys.", no_args_is_help=True, rich_markup_mode=None)
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the keys, which is that of their signer set.")
]


@app.callback()
def keys() -> None:
    """Your signing keys."""


@app.command()
def new(
    name: NameArgument = "default",
    no_passphrase: Annotated[bool, typer.Option("--no-passphrase", help="Keep the keys unencrypted.")] = False,
) -> None:
    """Make a P-256 and an ML-DSA-65 key and trust them."""
    from archiver.cli import wiring
    from archiver.cli.output import emit
    from archiver.flows.setup import load_set, make_keys, trust_set
    from archiver.settings.home import home

    secret = None if no_passphrase else wiring.passphrase(new=True)
    make_keys(home(), name, secret)
    members = load_set(home(), name, secret)
    trust_set(home(), members)
    for key in members.keys:
        emit(f"{name}  {key.algorithm:18} {key.keyid}")


@app.command("list")
def list_(json: JsonOption = False) -> None:
    """List the keys that are there; nothing is decrypted."""
    from archiver.cli.output import emit, emit_json
    from archiver.settings import keyring
    from archiver.settings.home import home

    found = keyring.list_keys(home())
    if json:
        emit_json([{"name": key.name, "algorithm": key.algorithm, "path": str(key.path)} for key in found])
        return
    for key in found:
        emit(f"{key.name}  {key.algorithm:18} {key.path}")


@app.command()
def export(name: NameArgument = "default") -> None:
    """Print the public halves as a trust file that others can add."""
    from archiver.cli import wiring
    from archiver.cli.output import emit
    from archiver.sign import trust

    members = trust.set_of(name, wiring.signers(name))
    emit(trust.write(trust.EMPTY.with_set(members)).decode("utf-8").rstrip("\n"))
