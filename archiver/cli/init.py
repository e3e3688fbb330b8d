"""`archiver init`: make an archive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, QuietOption, a_folder

if TYPE_CHECKING:
    from archiver.settings.keyring import StoredKey


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="[DIR]", envvar="ARCHIVER_ARCHIVE", help="Where to make it.", show_default=True, callback=a_folder
        ),
    ] = DEFAULT_ARCHIVE,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Keep the signing keys unencrypted.", show_default=False)
    ] = False,
    name: Annotated[str, typer.Option("--name", help="What people call this archive.")] = "",
    signers: Annotated[str, typer.Option("--signers", help="Name of the keys to sign with.")] = "default",
    quiet: QuietOption = False,
) -> None:
    """Make an archive: settings, keys, and your own trust in them."""
    found(folder, no_passphrase=no_passphrase, name=name, signers=signers, quiet=quiet)


def found(folder: Path, *, no_passphrase: bool, name: str, signers: str, quiet: bool) -> None:
    """Makes the archive and says what was made; `add` does the same on first use."""
    import os

    from archiver.cli.output import note
    from archiver.flows.setup import found_archive
    from archiver.settings import keyring
    from archiver.settings.home import home

    stored = [key for key in keyring.list_keys(home()) if key.name == signers]
    secret = _passphrase(stored, no_passphrase=no_passphrase)
    label = name or folder.resolve().name or "archive"
    made = found_archive(folder, home(), name=label, signers=signers, passphrase=secret, entropy=os.urandom)
    note(f"Made the archive {folder} ({made.settings.archive}).", quiet=quiet)
    keys = "New keys" if made.new_keys else "Your existing keys"
    note(f"{keys} {signers!r} sign it; they are in {home() / 'keys'}, not in the archive. Back them up.", quiet=quiet)
    for key in made.signers.keys:
        note(f"  {key.algorithm:18} {key.keyid}", quiet=quiet)
    if made.new_keys and no_passphrase:
        note("The keys are not encrypted: whoever can read these files can sign as you.", quiet=quiet)
    note(
        f"Publish {folder / 'trust.json'} where others can compare it; they add it with `archiver trust add`.",
        quiet=quiet,
    )


def _passphrase(stored: "list[StoredKey]", *, no_passphrase: bool) -> bytes | None:
    """For keys that are there, what opens them; for new ones, what the user wants."""
    from archiver.cli import unlocking

    if not stored:
        return None if no_passphrase else unlocking.passphrase(new=True)
    return unlocking.passphrase() if unlocking.is_encrypted(stored[0].name) else None
