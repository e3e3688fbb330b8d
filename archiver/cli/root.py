"""`archiver trust root`: a trust file that several people vouch for, each with keys that never meet a network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import JsonOption

if TYPE_CHECKING:
    from archiver.flows.roots import Standing
    from archiver.sign.roots import Holder, Published

app = typer.Typer(help="A trust file that several people vouch for.", no_args_is_help=True, rich_markup_mode=None)
MODE = 0o644
ROOT_LIFE, LIST_LIFE = "365d", "90d"
INCOMPLETE = 3

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The signed trust file.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there instead of over FILE.")
]


@app.callback()
def root() -> None:
    """A trust file that several people vouch for."""


@app.command()
def key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the holder's keys.")],
    no_passphrase: Annotated[bool, typer.Option("--no-passphrase", help="Keep the keys unencrypted.")] = False,
) -> None:
    """Make a holder's root keys, and print their public halves.

    Where there are keys of that name, those are printed.
    """
    from archiver.cli import unlocking
    from archiver.cli.output import emit
    from archiver.flows.roots import holder_of
    from archiver.flows.setup import make_keys
    from archiver.settings import keyring
    from archiver.settings.home import home
    from archiver.sign import roots

    if not any(stored.name == name for stored in keyring.list_keys(home())):
        make_keys(home(), name, None if no_passphrase else unlocking.passphrase(new=True))
    emit(roots.write(holder_of(name, unlocking.signers(name))).decode("utf-8").rstrip("\n"))


@app.command()
def init(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the root stands for: the archive's name.")],
    holder: Annotated[
        list[Path], typer.Argument(metavar="HOLDER", help="What `trust root key` printed, one a person.")
    ],
    threshold: Annotated[int, typer.Option("--threshold", min=1, help="How many of them have to sign.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to make.")],
    expires: Annotated[str, typer.Option("--expires", metavar="D", help="How long the root is good.")] = ROOT_LIFE,
) -> None:
    """Propose the first root: who holds its keys.

    And how many of them have to sign.
    """
    from archiver.errors import UsageError
    from archiver.flows.roots import first_root

    if output.exists():
        raise UsageError(
            f"{output}: expected no file here, found one; `archiver trust root update` makes the next root"
        )
    made = first_root(name, _holders(holder), threshold, _until(expires))
    _keep(made, output)
    _show(made, output)


@app.command()
def update(
    file: FileArgument,
    add: Annotated[list[Path] | None, typer.Option("--add", metavar="HOLDER", help="A new holder's keys.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="NAME", help="A holder who leaves.")] = None,
    threshold: Annotated[int | None, typer.Option("--threshold", min=1, help="How many have to sign now.")] = None,
    expires: Annotated[str, typer.Option("--expires", metavar="D", help="How long it is good.")] = ROOT_LIFE,
    output: OutputOption = None,
) -> None:
    """Propose the next root.

    Other holders, another threshold, or only a later end.
    """
    from archiver.flows.roots import next_root

    made = next_root(
        _read(file),
        str(file),
        add=_holders(add or []),
        remove=remove or [],
        threshold=threshold,
        expires=_until(expires),
    )
    _keep(made, output or file)
    _show(made, output or file)


@app.command()
def vouch(
    file: FileArgument,
    sets: Annotated[Path, typer.Argument(metavar="TRUSTFILE", help="The archive's trust.json, with its signer sets.")],
    expires: Annotated[str, typer.Option("--expires", metavar="D", help="How long the list is good.")] = LIST_LIFE,
    output: OutputOption = None,
) -> None:
    """Propose the next list of signer sets, from a trust file.

    With whatever ends them.
    """
    from archiver.flows.roots import next_list
    from archiver.settings import trustfile
    from archiver.sign import trust

    listed = trust.read(trustfile.read_trust(sets), what=str(sets)).sets
    made = next_list(_read(file), listed, _until(expires), str(file))
    _keep(made, output or file)
    _show(made, output or file)


@app.command()
def sign(
    file: FileArgument,
    key: Annotated[str, typer.Option("--key", metavar="NAME", help="Name of your root keys.")],
    output: OutputOption = None,
) -> None:
    """Sign the newest root and the list with your root keys.

    Needs no network. Look at them with `show` before.
    """
    from archiver.cli import unlocking
    from archiver.cli.output import emit, safe
    from archiver.flows.roots import sign as signed

    made, done = signed(_read(file), unlocking.signers(key), str(file))
    _keep(made, output or file)
    emit(f"{safe(key)} signed {', '.join(done)}")
    _show(made, output or file)


@app.command()
def join(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Copies of one file, signed by different people.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the joined one.")],
) -> None:
    """Put the signatures of several people together into one file."""
    from archiver.flows.roots import join as joined

    made = joined([_read(file) for file in files], str(files[0]))
    _keep(made, output)
    _show(made, output)


@app.command()
def show(file: FileArgument, json: JsonOption = False) -> None:
    """Show what a signed trust file says, and who signed it.

    And what is missing; exit status 3 while something is.
    """
    from archiver.cli.output import emit_json
    from archiver.flows.roots import standings

    found = _read(file)
    if json:
        emit_json([_row(one) for one in standings(found, str(file))])
    else:
        _show(found, file)
    if found.trust is None or any(one.missing for one in standings(found, str(file))):
        raise typer.Exit(INCOMPLETE)


def _read(file: Path) -> "Published":
    from archiver.settings import trustfile
    from archiver.sign import roots

    return roots.read(trustfile.read_trust(file), what=str(file))


def _keep(made: "Published", path: Path) -> None:
    from archiver.settings import durable
    from archiver.sign import roots

    with durable.wrapped("write the signed trust file", path):
        durable.replace(path, roots.write(made), MODE)


def _holders(files: list[Path]) -> "list[Holder]":
    from archiver.settings import trustfile
    from archiver.sign import roots

    return [roots.read_holder(trustfile.read_trust(file), what=str(file)) for file in files]


def _until(length: str) -> str:
    from datetime import timedelta

    from archiver.cli import wiring
    from archiver.errors import UsageError
    from archiver.model import instant
    from archiver.model.duration import parse_duration

    try:
        return instant.format_instant(instant.parse(wiring.now()) + timedelta(seconds=parse_duration(length)))
    except ValueError as e:
        raise UsageError(f"--expires: {e}") from e


def _row(one: "Standing") -> dict[str, object]:
    return {
        "fingerprint": one.payload.fingerprint,
        "says": one.payload.model.document(),
        "signed_by": list(one.signed_by),
        "missing": list(one.missing),
    }


def _show(published: "Published", file: Path) -> None:
    """Each root in two lines, the list with its sets, and whether the file can be published."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, safe
    from archiver.flows.roots import standings

    found, now = standings(published, str(file)), wiring.now()
    for one in found:
        _show_one(one)
    if published.trust is None:
        emit("no list yet: `archiver trust root vouch` makes one")
    elif min(found[-2].payload.model.expires, found[-1].payload.model.expires) <= now:
        emit("expired: nobody accepts it; make the next root or list")
    elif any(one.missing for one in found):
        emit(f"not complete: have {safe(str(file))} signed with `archiver trust root sign`, do not publish it yet")
    else:
        emit("complete: publish it, and the last root's fingerprint where people can compare it")


def _show_one(one: "Standing") -> None:
    from archiver.cli.output import emit, safe
    from archiver.sign.roots import Root

    model = one.payload.model
    by = ", ".join(map(safe, one.signed_by)) or "nobody"
    state = f"signed by {by}" + "".join(f"; has {missing}" for missing in one.missing)
    if isinstance(model, Root):
        names = ", ".join(safe(holder.name) for holder in model.holders)
        emit(f"root {model.version} of {safe(model.name)}: {model.threshold} of {names}; good until {model.expires}")
        emit(f"  fingerprint {one.payload.fingerprint}")
    else:
        emit(f"list {model.version}: good until {model.expires}")
        for members in model.sets:
            end = members.end()
            emit(f"  {safe(members.name)}  {', '.join(members.roles)}" + (f"  until {end}" if end else ""))
            emit(f"    {members.fingerprint()}")
    emit(f"  {state}")
