"""Packages that were just logged are checked in depth and sealed, so that their first audit is as quick as any."""

from collections.abc import Sequence
from pathlib import Path

from archiver.batch.auditing import events_on
from archiver.batch.child import cores
from archiver.batch.engine import BATCH
from archiver.batch.local import LocalEngine
from archiver.cli import trusting, wiring
from archiver.cli.auditing import shortcut_of
from archiver.cli.output import note, progress, safe
from archiver.errors import ResourceError
from archiver.flows.checking import Job
from archiver.model.audit import FixityEvent
from archiver.store import audits
from archiver.store.packages import kept
from archiver.store.paths import mounted
from archiver.verify.package import Options

SHARED = 1_000  # packages, 3 s; from here on other processes, which take 0.7 s each to start, are worth it


def seal(root: Path, names: Sequence[str], *, quiet: bool) -> list[str]:
    """Checks packages of the archive `root` by the names of their sidecars; gives those that were tampered with.

    Every record is read, so that both kinds of seal are made. Nothing is sealed in an archive that is kept elsewhere,
    nor where the log does not hold; audits say so.
    """
    tampered = list[str]()
    try:
        if not mounted(root):
            _seal(root, names, tampered, quiet=quiet)
    except (ResourceError, OSError) as e:  # what is in the log stays there, and the next audit takes its time
        note(f"archiver: not everything is sealed, so that the next audit will be slower: {safe(str(e))}")
    return tampered


def _seal(root: Path, names: Sequence[str], tampered: list[str], *, quiet: bool) -> None:
    (root / audits.FOLDER).mkdir(exist_ok=True)
    way, _ = shortcut_of(root, None, trusting.sealed_under(*trusting.digests(None)), seed="", share=0)
    if way is None or way.sealer is None:
        return
    job = Job(root, trusting.travelling(None), wiring.archive_neighbours, Options(deep=True), wiring.now, way)
    engine = LocalEngine(cores() if len(names) >= SHARED else 1)
    with progress("checking and sealing", len(names), quiet=quiet) as one:
        for event in events_on(engine, job, (kept(root, name) for name in names), size=BATCH):
            one()
            if isinstance(event, FixityEvent) and event.outcome == "tampered":
                tampered.append(event.package)
