"""What still waits for a stamp: with a log through its checkpoint, asking each once; else package by package."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.cli import logging, stamping, wiring
from archiver.cli.asking import Asked
from archiver.cli.logging import Logged
from archiver.cli.stamping import Done
from archiver.settings import pending
from archiver.store.logfolder import LOG_NAME, LogFolder


@dataclass(frozen=True)
class Completed:
    """The batch that went into the log, None where none did, and what was done package by package."""

    logged: Logged | None
    done: Sequence[Done]


def owes(archive: Path) -> bool:
    """Whether a checkpoint of the archive's log was not stamped, or a batch of it was cut off."""
    return has_log(archive) and (bool(pending.read(archive)) or LogFolder(archive / LOG_NAME).began() is not None)


def is_behind(archive: Path, *, added: bool) -> bool:
    """Whether a package has no leaf in the archive's log yet, or a checkpoint no stamp; looks at no package.

    `added`: something was just packaged. A log may have more leaves than there are packages, so that their number alone
    does not say it.
    """
    if not has_log(archive):
        return False
    if added:
        return True
    newest = LogFolder(archive / LOG_NAME).newest()
    with wiring.read_index(archive) as index:
        count = index.count()
    return newest is None or newest.size < count or owes(archive)


def has_log(archive: Path) -> bool:
    """Whether the archive has a log: nobody's first one is made because something waits."""
    return (archive / LOG_NAME).is_dir()


def complete(asked: Asked, archive: Path, *, through_log: bool, quiet: bool) -> Completed:
    """What an authority owed, also for statements that no checkpoint covers, and what calendars have promised.

    `through_log`: with one batch into the log first, whose checkpoint is stamped once by each. What it adds to the
    promises of calendars is not due yet.
    """
    promised = pending.read(wiring.require_archive(archive), pending.PROOFS_NAME)
    if not through_log:
        return Completed(None, stamping.stamp_waiting(asked, archive, promised, quiet=quiet))
    logged = logging.run_batch(archive, asked, stamp=True, quiet=quiet)
    done = stamping.stamp_waiting(asked, archive, promised, stamps=not logged.failed, quiet=quiet)
    return Completed(logged, done)
