"""Packages that were just logged are checked and sealed, so that their first quick audit is as quick as any."""

from collections.abc import Iterable
from pathlib import Path

from archiver.cli import trusting, wiring
from archiver.cli.auditing import shortcut_of
from archiver.cli.output import note, safe
from archiver.errors import ResourceError
from archiver.flows.checking import Job, checking
from archiver.store import audits
from archiver.store.packages import kept
from archiver.store.paths import mounted
from archiver.verify.package import Options


def seal(root: Path, names: Iterable[str]) -> list[str]:
    """Checks packages of the archive `root` by the names of their sidecars; gives those that were tampered with.

    Nothing is sealed in an archive that is kept elsewhere, nor where the log does not hold; audits say so.
    """
    try:
        return [] if mounted(root) else _sealed(root, names)
    except (ResourceError, OSError) as e:  # what is in the log stays there, and the next audit takes its time
        note(f"archiver: not everything is sealed, so that the next audit will be slower: {safe(str(e))}")
        return []


def _sealed(root: Path, names: Iterable[str]) -> list[str]:
    (root / audits.FOLDER).mkdir(exist_ok=True)
    way, _ = shortcut_of(root, None, trusting.sealed_under(*trusting.digests(None)), seed="", share=0)
    if way is None or way.sealer is None:
        return []
    job = Job(root, trusting.travelling(None), wiring.archive_neighbours, Options(deep=False), wiring.now, way)
    with checking(job) as checker:
        return [name for name in names if checker.files(kept(root, name)).outcome == "tampered"]
