"""`archiver sums`: a signed list of the digests of all files, for tools that know nothing of packages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli.options import QuietOption

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

MODE = 0o644


def sums(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", envvar="ARCHIVER_ARCHIVE", help="An archive, or any folder.")
    ] = Path("archives"),
    signers: Annotated[
        str, typer.Option("--signers", help="Name of the keys to sign with, the archive's own unless given.")
    ] = "",
    quiet: QuietOption = False,
) -> None:
    """List the SHA-256 of every file, and sign the list.

    The list is SHA256SUMS, as `sha256sum -c` reads it; the signature is for `ssh-keygen -Y verify`.
    """
    from archiver.cli import unlocking
    from archiver.cli.output import emit, note, progress, safe
    from archiver.settings import durable
    from archiver.sign import sshsig
    from archiver.sign.keys import P256
    from archiver.store.sums import SIGNATURE, SUMS, write_sums

    key = next(one for one in unlocking.signers(signers or _signers_of(folder)) if one.algorithm == P256)
    with _alone(folder), progress("hashing", None, quiet=quiet) as count:
        digest, number = write_sums(folder, count)
        with durable.wrapped("write the signature", folder / SIGNATURE):
            durable.replace(folder / SIGNATURE, sshsig.signature(digest, key), MODE)
    emit(f"{safe(str(folder / SUMS))}  {number} files")
    emit(f"{safe(str(folder / SIGNATURE))}")
    if address := _store_of(folder):
        note(f"The packages in {safe(address)} are not in this list: it names what lies in the folder.", quiet=quiet)
    note("Whoever checks it needs this line, or the P-256 key of your trust.json, as allowed_signers:", quiet=quiet)
    note(f"  {sshsig.allowed_signer('archive', key.spki)}", quiet=quiet)


def _signers_of(folder: Path) -> str:
    from archiver.errors import UsageError
    from archiver.settings.archive import SETTINGS_NAME, load_settings

    if not (folder / SETTINGS_NAME).exists():
        raise UsageError(f"{folder}: expected an archive, found none; name the keys to sign with: --signers NAME")
    return load_settings(folder).signers


def _store_of(folder: Path) -> str:
    """Where the packages of an archive are kept, if not in its folder."""
    from archiver.settings.archive import SETTINGS_NAME, load_settings

    return str(load_settings(folder).store or "") if (folder / SETTINGS_NAME).exists() else ""


def _alone(folder: Path) -> "AbstractContextManager[object]":
    """Nobody writes meanwhile, where there is a lock to hold."""
    from contextlib import nullcontext

    from archiver.cli import wiring
    from archiver.settings.archive import SETTINGS_NAME

    return wiring.open_for_amending(folder) if (folder / SETTINGS_NAME).exists() else nullcontext()


def say_stale(archive: Path, *, quiet: bool) -> None:
    """Says that the list no longer names what lies there, where there is one."""
    from archiver.cli.output import note, safe
    from archiver.store.sums import SUMS

    if (archive / SUMS).is_file():
        note(f"{safe(str(archive / SUMS))} is of before; `archiver sums` makes it anew", quiet=quiet)
