"""Packages that were just logged are checked in depth and sealed, so that their first audit is as quick as any."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archiver.batch.auditing import events_on
from archiver.batch.child import cores
from archiver.batch.engine import BATCH
from archiver.batch.local import LocalEngine
from archiver.bundle.rolled import rolled_warc
from archiver.cli import trusting, wiring
from archiver.cli.auditing import shortcut_of
from archiver.cli.output import note, progress, safe
from archiver.errors import ResourceError
from archiver.flows.checking import Job
from archiver.flows.roll import Rolled
from archiver.model.audit import FixityEvent
from archiver.store import audits
from archiver.store.packages import PackageFiles, kept
from archiver.store.paths import mounted
from archiver.store.stretches import Stretch, Together, find_together
from archiver.verify.package import Options

SHARED = 2_000  # packages, 5 s; from here on other processes, which take 0.7 s each to start, are worth it


def seal(root: Path, names: Sequence[str], *, quiet: bool) -> list[str]:
    """Checks packages of the archive `root` by the names of their sidecars; gives those that were tampered with.

    Every record is read, so that both kinds of seal are made. Nothing is sealed in an archive that is kept elsewhere,
    nor where the log does not hold; audits say so.
    """
    return _sealed(root, lambda: (kept(root, name) for name in names), len(names), quiet=quiet)


def seal_rolled(root: Path, rolled: Sequence[Rolled], *, quiet: bool) -> list[str]:
    """As `seal`, of the packages in rolled WARCs, which pass by the seals of their files and have one together then."""
    warcs = {one.warc for one in rolled}
    count = sum(one.packages for one in rolled)
    return _sealed(root, lambda: _stretches(root, warcs), count, quiet=quiet) if count else []


def _stretches(root: Path, warcs: set[str]) -> Iterator[Stretch]:
    for folder in sorted({warc.rpartition("/")[0] for warc in warcs}):
        for one in find_together(root / folder):
            if isinstance(one, Stretch) and f"{folder}/{rolled_warc(one.contents)}".removeprefix("/") in warcs:
                yield one


def _sealed(root: Path, due: Callable[[], Iterator[PackageFiles | Together]], count: int, *, quiet: bool) -> list[str]:
    tampered = list[str]()
    try:
        if not mounted(root):
            _seal(root, due(), count, tampered, quiet=quiet)
    except (ResourceError, OSError) as e:  # what is in the log stays there, and the next audit takes its time
        note(f"archiver: not everything is sealed, so that the next audit will be slower: {safe(str(e))}")
    return tampered


def _seal(root: Path, due: Iterator[PackageFiles | Together], count: int, tampered: list[str], *, quiet: bool) -> None:
    (root / audits.FOLDER).mkdir(exist_ok=True)
    way, _ = shortcut_of(root, None, trusting.sealed_under(*trusting.digests(None)), seed="", share=0)
    if way is None or way.sealer is None:
        return
    job = Job(root, trusting.travelling(None), wiring.archive_neighbours, Options(deep=True), wiring.now, way)
    engine = LocalEngine(cores() if count >= SHARED else 1)
    with progress("checking and sealing", count, quiet=quiet) as one:
        for event in events_on(engine, job, due, size=BATCH):
            for _ in range(event.packages):
                one()
            if isinstance(event, FixityEvent) and event.outcome == "tampered":
                tampered.append(event.package)
