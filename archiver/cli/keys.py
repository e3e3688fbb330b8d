"""`archiver keys`: the signing keys in the user's own folder."""

from typing import Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, JsonOption

app = typer.Typer(help="Your signing keys.", no_args_is_help=True, rich_markup_mode=None)
STATEMENT_ROLES = ("capture", "claims", "redactor")  # what keys that sign statements may vouch for
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
    token: Annotated[
        str, typer.Option("--token", metavar="LABEL", help="Keep the P-256 key in this token (PKCS #11).")
    ] = "",
    module: Annotated[str, typer.Option("--module", metavar="LIBRARY", help="The library of the token's maker.")] = "",
    label: Annotated[
        str, typer.Option("--object", metavar="LABEL", help="Label of the key in the token, NAME unless given.")
    ] = "",
) -> None:
    """Make a P-256 and an ML-DSA-65 key and trust them."""
    from archiver.cli import unlocking
    from archiver.cli.output import emit, note
    from archiver.errors import UsageError
    from archiver.flows.setup import load_set, make_keys, make_token_keys, trust_set
    from archiver.settings.home import home
    from archiver.settings.token import Where

    if bool(token) != bool(module) or (label and not token):
        raise UsageError("expected --token and --module together, found one of them (--object only goes with both)")
    secret = None if no_passphrase else unlocking.passphrase(new=True)
    if token:
        made = make_token_keys(home(), name, Where(module, token, label or name, unlocking.pin), secret)
        note(f"The P-256 key {'was made' if made else 'was there'} in the token; the ML-DSA-65 key is a file.")
    else:
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
def export(
    name: NameArgument = "default",
    role: Annotated[
        list[str] | None,
        typer.Option("--role", help="What they may vouch for: capture, claims, redactor (repeatable)."),
    ] = None,
) -> None:
    """Print the public halves as a trust file that others can add."""
    from archiver.cli import unlocking
    from archiver.cli.output import emit
    from archiver.errors import UsageError
    from archiver.sign import trust

    members = trust.set_of(name, unlocking.signers(name))
    if role:
        if unknown := set(role) - set(STATEMENT_ROLES):
            raise UsageError(f"--role: expected {', '.join(STATEMENT_ROLES)}, found {', '.join(map(ascii, unknown))}")
        members = members.model_copy(update={"roles": tuple(dict.fromkeys(role))})
    emit(trust.write(trust.EMPTY.with_set(members)).decode("utf-8").rstrip("\n"))


@app.command()
def rotate(
    name: NameArgument = "default",
    end_old: Annotated[
        bool,
        typer.Option("--end-old", help="Give the old keys an end now: their packages then need an independent time."),
    ] = False,
    to: Annotated[str, typer.Option("--to", metavar="NEW", help="Sign with these keys, which are there.")] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> None:
    """Make new keys in the place of NAME, and trust them.

    The archive signs with them from now on.
    """
    from archiver.cli import unlocking, wiring
    from archiver.cli.output import emit, note
    from archiver.flows.rotation import rotate as rotated
    from archiver.settings.home import home

    secret = unlocking.passphrase() if unlocking.is_encrypted(name) or (to and unlocking.is_encrypted(to)) else None
    end = wiring.now() if end_old else None
    done = rotated(home(), wiring.require_archive(archive), name, secret, end=end, to=to)
    for key in done.members.keys:
        emit(f"{done.members.name}  {key.algorithm:18} {key.keyid}")
    emit(f"fingerprint {done.members.fingerprint()}")
    note(f"{archive} signs with {done.members.name!r} now; publish its trust.json again.")
    if not end_old:
        note(
            f"{name!r} stays trusted without an end. End it with `archiver keys revoke {name}` when all that it signed"
            " has time stamps."
        )


@app.command()
def revoke(
    name: NameArgument,
    compromised_at: Annotated[
        str, typer.Option("--compromised-at", metavar="T", help="From when on others may have had the keys.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, for those who read it.")] = "",
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> None:
    """Say that the keys NAME count no more.

    In your trust file and in the archive's published one.
    """
    from archiver.cli import wiring
    from archiver.cli.output import emit, note
    from archiver.cli.verify import instant_of
    from archiver.flows.rotation import revoke as revoked
    from archiver.settings.home import home

    at = instant_of(compromised_at, "--compromised-at")
    for members in revoked(home(), archive, name, at=wiring.now(), compromised_at=at, reason=reason or None):
        emit(f"revoked: {members.name} ({', '.join(members.roles)}), ends {members.end()}")
    note("Publish the archive's trust.json again: whoever adds it takes the end over.")
