"""The same audit on a cluster and by the local engine: a standalone master with two workers of one core, two processes.

What a cluster costs once (a JVM, its workers' first Python processes) is said apart: who has one has a long audit.
"""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.util import find_spec
from itertools import chain, repeat
from pathlib import Path

from archiver.batch.auditing import events_on
from archiver.batch.child import cores
from archiver.batch.engine import BATCH, Engine
from archiver.batch.local import LocalEngine
from archiver.batch.spark import connect
from archiver.cli import trusting, wiring
from archiver.flows.checking import Job
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.sign import trust
from archiver.store.packages import PackageFiles
from archiver.verify.package import Options
from tests.bench.audit import now
from tests.bench.corpus import package_many, trusted
from tests.bench.measure import all_cores
from tests.bench.table import Row, info, skipped
from tests.support.cluster import WORKERS, standalone

ROUNDS = 2
TIMES = 4  # the same packages over again
LIMIT = "2 cores; a driver that takes results in"


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Packages a second, `--deep`, once both engines are warm; the start of each by itself."""
    what = "audit on a cluster"
    if find_spec("pyspark") is None or not shutil.which("java"):
        yield skipped(what, "PySpark (extra `spark`) or Java is not installed")
        return
    with all_cores():
        if cores() < WORKERS:
            yield skipped(what, f"{WORKERS} workers on one core would show nothing")
            return
        count = 100 if quick else 1500
        packages = package_many(folder / "audited", count, 60_000)
        (folder / "trust").write_bytes(trust.write(trusted().trust))
        with SqliteIndex(folder / "audited" / INDEX_NAME):
            pass
        believed = partial(trusting.trusted, folder / "trust")
        job = Job(folder / "audited", believed, wiring.archive_neighbours, Options(), now)
        (folder / "machines").mkdir()
        with standalone(folder / "machines") as cluster:
            began = time.perf_counter()
            with connect(cluster.master) as engine:
                _audit(engine, job, packages[:1])
                yield Row(f"{what}: from nothing to its first package", f"{time.perf_counter() - began:.1f} s")
                yield from _compared(what, job, packages, engine, quick=quick)


def _compared(what: str, job: Job, packages: list[PackageFiles], engine: Engine, *, quick: bool) -> Iterator[Row]:
    times, rounds = (1, 1) if quick else (TIMES, ROUNDS)
    local, count = LocalEngine(WORKERS), times * len(packages)
    title = f"{what}, {count} packages of 60 kB pages, {WORKERS} workers against {WORKERS} processes"
    taken = [
        [_audit(one, job, chain.from_iterable(repeat(packages, times))) for one in (engine, local)]
        for _ in range(rounds)
    ]
    spark, own = ([min(column) for column in zip(*side, strict=True)] for side in zip(*taken, strict=True))
    yield info(f"{title}, --deep", count / spark[0], count / own[0], unit="/s", limit=LIMIT)
    ours, theirs = (1000 * side[1] / count for side in (spark, own))
    ratio, all_of_it = f"{ours / theirs:.2f}x", "all processes, the JVMs too"
    yield Row(f"{title}, CPU of one", f"{ours:.2f} ms", f"{theirs:.2f} ms", ratio, all_of_it)


def _audit(engine: Engine, job: Job, packages: Iterable[PackageFiles]) -> tuple[float, float]:
    """Seconds until the last event is here, and of CPU in this process and all that it started."""
    began, spent = time.perf_counter(), _cpu_of_all()
    for event in events_on(engine, job, packages, size=BATCH):
        if event.outcome != "verified":
            raise RuntimeError(f"expected packages that verify, found {event}")
    return time.perf_counter() - began, _cpu_of_all() - spent


def _cpu_of_all() -> float:
    """Of this process and everything below it, what has ended among it."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended since
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
        ticks[int(path.parent.name)] = sum(map(int, fields[11:15]))
    left, found = [os.getpid()], 0
    while left:
        one = left.pop()
        found += ticks.get(one, 0)
        left += children.get(one, [])
    return found / os.sysconf("SC_CLK_TCK")
