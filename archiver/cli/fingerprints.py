"""A published trust file and the person who compares its fingerprint with what the archive says elsewhere."""

import sys
from pathlib import Path

import typer

from archiver.cli.asking import way
from archiver.cli.output import note, safe
from archiver.errors import UsageError
from archiver.remote import published
from archiver.settings import trustfile
from archiver.sign import trust
from archiver.sign.trust import Trust

INTERRUPTED = 130


def fetched(source: str) -> bytes:
    """The octets at `source`, an https address or a path; raises UsageError, ResourceError or LimitError."""
    if "://" in source:
        return published.fetch(source, trustfile.MAX_TRUST, way())
    return trustfile.read_trust(Path(source))


def compared(data: bytes, source: str, wanted: str) -> Trust:
    """The plain trust file in `data` once its one set or several have been compared.

    `wanted` is a fingerprint that the user had another way, without white space. Raises UsageError when it is another,
    when the user says no, and without a terminal to ask at.
    """
    found = trust.read(data, what=source)
    signing = [members for members in found.sets if not trust.NOTE_ROLES & set(members.roles)]
    for members in found.sets:
        note(f"{safe(members.name)}  {', '.join(members.roles)}\n  fingerprint {members.fingerprint()}")
    if wanted:
        if wanted not in {members.fingerprint().replace(" ", "") for members in signing}:
            raise UsageError(f"{source}: expected a signer set with the fingerprint {wanted!a}, found another")
        return found.model_copy(
            update={"sets": tuple(one for one in signing if one.fingerprint().replace(" ", "") == wanted)}
        )
    if not confirmed(source):
        raise UsageError(f"{source}: nothing was added")
    return found


def confirmed(source: str) -> bool:
    """Whether the user says that the fingerprints shown are those that they had another way; asks at the terminal."""
    if not sys.stdin.isatty():
        raise UsageError(
            f"{source}: expected --fingerprint with what the archive published another way, and there is no terminal"
            " to ask at"
        )
    try:
        return bool(
            typer.confirm("Did you have these fingerprints from the archive another way, and do they match?", err=True)
        )
    except (typer.Abort, EOFError, OSError) as e:  # which typer would turn into 1: "tampered"
        raise typer.Exit(INTERRUPTED) from e
