"""An audit on all cores against one on a single one, the same packages."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from archiver.batch.auditing import events_on
from archiver.batch.child import cores
from archiver.batch.engine import BATCH
from archiver.batch.local import LocalEngine
from archiver.cli import trusting, wiring
from archiver.flows.checking import Job
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.sign import trust
from archiver.store.packages import find_packages
from archiver.verify.package import Options
from tests.bench.corpus import NOW, package_many, trusted
from tests.bench.measure import all_cores
from tests.bench.table import Row, at_least, skipped

ROUNDS = 3
TARGET = 1.7  # where the machine gives two cores


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Packages a second, `--deep`; starting the processes counts, because who audits waits for it."""
    count = 200 if quick else 5000
    what = f"audit --deep, {count} packages of 60 kB pages, two processes against one"
    package_many(folder / "audited", count, 60_000)
    (folder / "trust").write_bytes(trust.write(trusted().trust))
    with SqliteIndex(folder / "audited" / INDEX_NAME):
        pass
    job = Job(
        folder / "audited", partial(trusting.trusted, folder / "trust"), wiring.archive_neighbours, Options(), now
    )
    with all_cores():
        if cores() < 2:
            yield skipped(what, "this machine gives one core")
            return
        taken = [[_seconds(job, jobs) for jobs in (2, 1)] for _ in range(1 if quick else ROUNDS)]
    two, one = (count / min(column) for column in zip(*taken, strict=True))
    yield at_least(what, two, one, TARGET, unit="/s", limit="2 cores")


def now() -> str:
    """A clock that stands still."""
    return NOW


def _seconds(job: Job, jobs: int) -> float:
    start = time.perf_counter()
    events = list(events_on(LocalEngine(jobs), job, find_packages(job.root), size=BATCH))
    if any(event.outcome != "verified" for event in events):
        raise RuntimeError(f"expected packages that verify, found {[e for e in events if e.outcome != 'verified'][:3]}")
    return time.perf_counter() - start
