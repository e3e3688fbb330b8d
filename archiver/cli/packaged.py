"""What `add` and `capture` have in common: an archive to put packages into, and what is said of each."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.errors import UsageError

if TYPE_CHECKING:
    from archiver.cli.wiring import OpenArchive
    from archiver.flows.archive import Kept


def ensure_archive(archive: Path, *, quiet: bool) -> None:
    """Makes the archive on first use; without a terminal that is an error which says what to do."""
    from archiver.cli.init import found
    from archiver.cli.unlocking import has_passphrase_source

    if (archive / "archiver.yaml").is_file():
        return
    if not (sys.stdin.isatty() or has_passphrase_source()):
        raise UsageError(
            f"{archive}: expected an archive, found none, and there is no terminal to ask for a passphrase at; run"
            f" `archiver init {archive} --no-passphrase`, or set ARCHIVER_PASSPHRASE_FILE"
        )
    found(archive, no_passphrase=False, name="", signers="default", quiet=quiet)


def say_caught_up(opened: "OpenArchive", *, quiet: bool) -> None:
    """Tells what was put right after a run that did not end well."""
    from archiver.cli.looking.render import counted
    from archiver.cli.output import note

    if opened.caught_up:
        note(f"The last run was cut off; {counted(opened.caught_up, 'package')} of it indexed now.", quiet=quiet)


def say(kept: "Kept", opened: "OpenArchive") -> None:
    """One line a package."""
    from archiver.cli.output import emit, safe

    row = kept.row
    version = f"version {row.sequence + 1}" + (f", {kept.change}" if kept.change else "")
    emit(f"{opened.root / row.sidecar}  {version}, {row.claims} claims  {safe(row.url)}")


def summary(kept: "Kept", archive: Path) -> dict[str, object]:
    """What `--json` says of a package (docs/cli.md)."""
    row = kept.row
    return {
        "sidecar": str(archive / row.sidecar),
        "warc": str(archive / row.warc),
        "capture_id": row.capture_id,
        "statement_id": row.statement_id,
        "url": row.url,
        "sequence": row.sequence,
        "change": kept.change,
        "claims": row.claims,
    }
