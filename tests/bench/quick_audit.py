"""Audits of an archive with a log, single and rolled: against others, as it grows, on two processes.

All of them go the way of `archiver audit`, in an archive whose packages were logged, and rolled, by who audits it: each
was checked and sealed then, as `log checkpoint` and `roll` do it. What somebody else's first audit costs has rows too.
"""

import hashlib
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, repeat
from pathlib import Path

from archiver.batch.auditing import events_on
from archiver.batch.child import cores
from archiver.batch.engine import BATCH
from archiver.batch.local import LocalEngine
from archiver.bundle.naming import WARC
from archiver.bundle.rolled import SIDECARS
from archiver.cli import trusting, wiring
from archiver.cli.audit import QUICK_BATCH, SIGNATURES
from archiver.flows.audit import Audited, audit, share_of
from archiver.flows.checking import Job
from archiver.flows.logbook import Log, log_batch
from archiver.flows.roll import Roll, Way, days_with_packages
from archiver.flows.shortcut import Shortcut
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.model.audit import AUDIT_FORMAT, AuditHeader
from archiver.model.digest import sha256
from archiver.sign import notekey, trust
from archiver.store import audits
from archiver.store.local import LocalStore
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.store.packages import PackageFiles
from archiver.store.rolled import RolledStore
from archiver.store.stretches import Together, find_together
from archiver.verify.package import Options
from archiver.verify.seal import Sealer
from tests.bench.corpus import ARCHIVE, NOW, package_many, trusted
from tests.bench.measure import all_cores, interleaved
from tests.bench.sides import fastwarc_check, read_and_hash, warcio_check
from tests.bench.table import Row, at_least, at_most, skipped

FEW, MANY = 1_000, 12_000  # what an audit costs however few there are, 10 ms, is 1 % then
TIMES = 17  # the same packages over again: 204,000, beside which the start of two processes (0.7 s each) is little
ROUNDS = 3
GROWTH = 1.1  # of cost and memory a package
TWO = 1.7  # what two processes are to do, where the machine gives two cores,
OF_GIVEN = TWO / 1.8  # and of what it gives to two processes that share nothing, where others use it


@dataclass(frozen=True)
class Archive:
    """An archive with a log, and what an audit of it needs."""

    root: Path
    packages: Sequence[PackageFiles]
    job: Job
    header: AuditHeader


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """What is measured are audits as every night has them, and first ones by themselves."""
    few, many = (_archive(folder / str(n), n) for n in ((5, 10) if quick else (FEW, MANY)))
    rounds, size = 1 if quick else ROUNDS, len(many.packages)
    first = _once(lambda: _expect(_audit(many), {"seal", "sample"})) / size
    strange = _once(lambda: _expect(_audit(_without_seals(few)), {"log", "sample"})) / len(few.packages)
    taken = interleaved(
        rounds,
        lambda: _expect(_audit(many), {"seal", "sample"}),
        lambda: warcio_check(many.packages),
        lambda: fastwarc_check(many.packages),
        lambda: read_and_hash(many.packages),
        lambda: _expect(_audit(few), {"seal", "sample"}),
    )
    ours, theirs, fast, floor = (1000 * spent.cpu / size for spent in taken[:4])
    what, limit = f"audit --quick, {size} packages of 60 kB pages", f"read and hash both files {floor:.3f} ms"
    yield at_least(f"{what}, packages/s against warcio check", 1000 / ours, 1000 / theirs, 4.0, unit="/s", limit=limit)
    yield at_least(f"{what}, against FastWARC's digests", 1000 / ours, 1000 / fast, 1.0, unit="/s", limit=limit)
    yield at_least(f"{what}, the first time", 1000 / first, 1000 / theirs, 4.0, unit="/s", limit="sealed when logged")
    what_first = f"audit --quick, {len(few.packages)} packages, a stranger's first"
    yield Row(what_first, f"{strange:.2f} ms", f"{theirs:.2f} ms", f"{strange / theirs:.2f}x", "every part")
    a_few = 1000 * taken[4].cpu / len(few.packages)
    yield at_most(f"{what}, cost of one against {len(few.packages)}", ours, a_few, GROWTH, unit="ms")
    little, much = (_peak(one) for one in (few, many))
    yield at_most(f"{what}, memory against {len(few.packages)}", much, little, GROWTH, unit="MB")
    yield _two(many, 1 if quick else TIMES)
    yield from _rolled(many, rounds)


def _rolled(of: Archive, rounds: int) -> Iterator[Row]:
    """The same packages in one WARC: what passed by a seal of its file passes by one of its line from then on."""
    warc, lines = _roll(of.root)
    packages = [PackageFiles(None, warc)]
    deep = replace(
        of,
        job=replace(of.job, options=Options(deep=True)),
        header=of.header.model_copy(update={"deep": True}),
    )
    _seal(of, find_together(of.root))
    first = _once(lambda: _expect(_audit(deep), {"deep-seal", "deep"})) / len(of.packages)
    strange = _once(lambda: _expect(_audit(_without_seals(deep)), {"deep"})) / len(of.packages)
    taken = interleaved(
        rounds,
        lambda: _expect(_audit(of), {"seal", "sample"}),
        lambda: warcio_check(packages),
        lambda: fastwarc_check(packages),
        lambda: [_hashed(path) for path in (warc, lines)],
        lambda: _expect(_audit(deep), {"deep-seal", "deep"}),
    )
    count = len(of.packages)
    ours, theirs, fast, floor, every = (1000 * spent.cpu / count for spent in taken)
    command = 1000 * min(_sha256sum(warc, lines) for _ in range(rounds)) / count
    what, limit = f"audit --quick, {count} rolled packages", f"SHA-256 of both files {floor:.3f} ms"
    yield at_least(f"{what}, packages/s against warcio check", 1000 / ours, 1000 / theirs, 8.0, unit="/s", limit=limit)
    yield at_least(f"{what}, against sha256sum", 1000 / ours, 1000 / command, 0.5, unit="/s", limit=limit)
    yield at_least(f"{what}, against FastWARC's digests", 1000 / ours, 1000 / fast, 1.0, unit="/s", limit=limit)
    what = f"audit --deep, {count} rolled packages"
    yield at_most(f"{what}, again, against warcio check", every, theirs, 1.5, unit="ms", limit=limit)
    yield at_most(f"{what}, the first time, against warcio check", first, theirs, 1.5, unit="ms", limit=limit)
    parts = "signatures, model and leaves of a sidecar 0.7 ms (ADR 7)"
    yield Row(f"{what}, a stranger's first", f"{strange:.2f} ms", f"{theirs:.2f} ms", f"{strange / theirs:.2f}x", parts)


def _roll(root: Path) -> tuple[Path, Path]:
    """The WARC that all packages of the archive are in, and their sidecars."""
    store = RolledStore(LocalStore(root))
    with SqliteIndex(root / INDEX_NAME) as index:
        roll = Roll(store, index.add, Way(archive=ARCHIVE, at=NOW))
        made = [one for day in days_with_packages(store) for one in roll.day(day)]
    if len(made) != 1 or roll.left:
        raise RuntimeError(f"expected one rolled WARC, found {made} and left {roll.left[:3]}")
    warc = root / made[0].warc
    return warc, warc.with_name(warc.name.removesuffix(WARC) + SIDECARS)


def _hashed(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _sha256sum(*paths: Path) -> float:
    """CPU seconds of the command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["sha256sum", *paths], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _archive(root: Path, count: int) -> Archive:
    packages = package_many(root, count, 60_000)
    key, store = notekey.generate(), LocalStore(root)
    log = Log(ARCHIVE, LogFolder(root / LOG_NAME), key, None, lambda _: None, trusted())
    log_batch(list(store.list(".json")), store, log, lambda *_: [])
    octets = trust.write(trusted().trust.with_set(trust.note_set(ARCHIVE, "log", key.spki)))
    believed = root.with_suffix(".trust")
    believed.write_bytes(octets)
    (root / audits.FOLDER).mkdir()
    newest = LogFolder(root / LOG_NAME).newest()
    if newest is None or newest.size != count:
        raise RuntimeError(f"expected {count} leaves, found {newest}")
    way = Shortcut(
        log=root / LOG_NAME, origin=ARCHIVE, size=count, root=newest.root, seals=root / audits.FOLDER,
        sealer=Sealer.of(bytes(32), "bench", sha256(octets)), seed="bench", share=share_of(SIGNATURES),
    )  # fmt: skip
    options = Options(deep=False)
    job = Job(root, partial(trusting.trusted, believed), wiring.archive_neighbours, options, wiring.now, way)
    header = AuditHeader(
        format=AUDIT_FORMAT, archive=ARCHIVE, started=NOW, deep=False, sample=None, signatures=SIGNATURES,
        seed="00" * 16, trust_sha256=sha256(octets),
    )  # fmt: skip
    made = Archive(root, packages, job, header)
    _seal(made, packages)
    return made


def _seal(of: Archive, due: Iterable[PackageFiles | Together]) -> None:
    """As `log checkpoint` checks what it has logged, and `roll` what it has rolled: in depth, none drawn."""
    way = of.job.shortcut and replace(of.job.shortcut, share=0)
    job = replace(of.job, options=Options(deep=True), shortcut=way)
    if any(event.outcome != "verified" for event in events_on(LocalEngine(1), job, due, size=BATCH)):
        raise RuntimeError("expected packages that verify")


def _without_seals(of: Archive) -> Archive:
    """As somebody else's home has it."""
    way = of.job.shortcut and replace(of.job.shortcut, seals=None, sealer=None)
    return replace(of, job=replace(of.job, shortcut=way))


def _once(work: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def _audit(of: Archive) -> Audited:
    """The whole of it: listing, checking, the index, the record on the medium."""
    for record in (of.root / audits.FOLDER).glob(f"*{audits.SUFFIX}"):
        record.unlink()
    with audits.begin(of.root, of.header) as log, SqliteIndex(of.root / INDEX_NAME) as index:
        return audit(
            of.job,
            lambda job, due: events_on(LocalEngine(1), job, due, size=QUICK_BATCH),
            log,
            RolledStore(LocalStore(of.root)),
            index,
            lambda _: None,
        )


def _expect(done: Audited, ways: set[str]) -> None:
    summary = done.summary
    if done.status or {how for how, _ in summary.how} - ways or summary.unlogged_count or summary.indexed:
        raise RuntimeError(f"expected an archive that is well, found {summary}")


def _two(of: Archive, times: int) -> Row:
    count = times * len(of.packages)
    what = f"audit --quick, {count} packages of 60 kB pages, two processes against one"
    with all_cores():
        if cores() < 2:
            return skipped(what, "this machine gives one core")
        two, one = (count / _seconds(of, times, jobs) for jobs in (2, 1))
        given = _cores_given()
    target = round(min(TWO, OF_GIVEN * given), 2)
    return at_least(what, two, one, target, unit="/s", limit=f"hashing alone, on two cores against one {given:.2f}x")


def _cores_given() -> float:
    """How much more two processes hash than one, now, while others use the machine."""
    command = [sys.executable, "-c", "import hashlib; [hashlib.sha256(bytes(1 << 20)) for _ in range(1500)]"]

    def run(count: int) -> float:
        began = time.perf_counter()
        for process in [subprocess.Popen(command) for _ in range(count)]:
            process.wait()
        return time.perf_counter() - began

    return 2 * run(1) / run(2)


def _seconds(of: Archive, times: int, jobs: int) -> float:
    began = time.perf_counter()
    packages = chain.from_iterable(repeat(list(find_together(of.root)), times))
    events = events_on(LocalEngine(jobs), of.job, packages, size=QUICK_BATCH)
    if any(event.outcome != "verified" for event in events):
        raise RuntimeError("expected packages that verify")
    return time.perf_counter() - began


_SCRIPT = """
import pickle, sys
from tests.bench import quick_audit
quick_audit._audit(pickle.load(sys.stdin.buffer))
print(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
"""


def _peak(of: Archive) -> float:
    """Peak memory in MB of a process of its own that does nothing but the audit."""
    import pickle

    job = Archive(of.root, (), of.job, of.header)
    done = subprocess.run([sys.executable, "-c", _SCRIPT], input=pickle.dumps(job), capture_output=True, check=True)
    return int(done.stdout) / 1000
