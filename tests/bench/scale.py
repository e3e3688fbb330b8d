"""Quick audits of rolled packages from a thousand to a million: cost of one, and memory.

Signing a million packages takes an hour, and an audit that finds its seals reads none of them: it hashes octets, leads
leaves to the log's root, and holds rows of the index against places. So the packages here are octets of a real one's
length that nobody could parse, with seals that the bench makes itself. Everything that the audit touches is as always:
log, contents, rolled files, index, record.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256 as hashed
from pathlib import Path
from shutil import disk_usage
from uuid import UUID

from archiver.bundle import rolled
from archiver.bundle.naming import SIDECAR
from archiver.cli import trusting, wiring
from archiver.flows.checking import Job
from archiver.flows.shortcut import Shortcut
from archiver.flows.stretch import places
from archiver.index.interface import Row
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.model.audit import AUDIT_FORMAT, AuditHeader
from archiver.model.digest import PREFIX, sha256
from archiver.model.rolled import RolledMember
from archiver.sign import notekey
from archiver.store import audits
from archiver.store.logfolder import LOG_NAME, LogFolder
from archiver.store.members import LONGEST, Found, Listed
from archiver.store.stretches import StretchSeals
from archiver.tlog import note
from archiver.tlog.note import ED25519, Verifier
from archiver.verify.package import Options
from archiver.verify.seal import Sealer
from tests.bench.corpus import ARCHIVE, NOW
from tests.bench.quick_audit import Archive
from tests.bench.table import Row as Line
from tests.bench.table import at_most, skipped

ALONE = 1  # an archive of so many packages: what an audit costs by itself
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (300, 600)
ROUNDS = 3
AGAIN = 100  # times that a process audits the smallest archives, and larger ones until it has checked
ENOUGH = 100_000  # packages: of audits that take a moment, the best met a quiet one
A_DAY = 10_000  # packages of one rolled WARC, of 65 kB each in a real archive
SEGMENT, LINE = 2_000, 4_000  # octets, of a short page
GROWTH = 1.1
ROOM = 2  # times what the largest takes, before it is made
MB = 1e6


@dataclass(frozen=True)
class Cost:
    """Of an audit: CPU microseconds; peak memory in MB of a process that has done one."""

    spent: float
    peak: float


def rows(folder: Path, *, quick: bool) -> Iterator[Line]:
    """Each size against the first one, without what an audit costs by itself, however small the archive."""
    archives = {ALONE: archive(folder / str(ALONE), ALONE)}
    for size in QUICK_SIZES if quick else SIZES:
        if disk_usage(folder).free < ROOM * size * (SEGMENT + LINE):
            yield skipped(_named(size), f"less than {ROOM * size * (SEGMENT + LINE) / MB:.0f} MB of room")
        else:
            archives[size] = archive(folder / str(size), size)
    found = _costs(archives, 1 if quick else ROUNDS)
    alone = found.pop(ALONE)
    yield Line("audit --quick of one rolled package", f"{alone.spent / 1000:.1f} ms, {alone.peak:.1f} MB")
    if not found:
        return
    each = {size: (cost.spent - alone.spent) / size for size, cost in found.items()}
    base, limit = min(found), f"SHA-256 of them {_hashing():.1f} us"
    few = found.pop(base)
    yield Line(_named(base), f"{each[base]:.2f} us each, {few.peak:.2f} MB", limit=limit)
    for size, cost in found.items():
        yield at_most(f"{_named(size)}, cost of one", each[size], each[base], GROWTH, unit="us", limit=limit)
        yield at_most(f"{_named(size)}, memory", cost.peak, few.peak, GROWTH, unit="MB")


def _named(size: int) -> str:
    return f"audit --quick, {size} rolled packages of {SEGMENT + LINE} octets"


def _costs(archives: Mapping[int, Archive], rounds: int) -> dict[int, Cost]:
    """The best time of each, all of them in turn in every round (`tests.bench.measure`), and the highest peak."""
    times = {size: min(AGAIN, -(-ENOUGH // size)) if rounds > 1 else 1 for size in archives}
    taken = [{size: _cost(of, times[size]) for size, of in archives.items()} for _ in range(rounds)]
    return {
        size: Cost(min(costs[size].spent for costs in taken), max(costs[size].peak for costs in taken))
        for size in archives
    }


def archive(root: Path, count: int) -> Archive:
    """An archive of `count` rolled packages, logged, sealed and indexed."""
    root.mkdir()
    leaves = [hashed(b"leaf %d" % number).digest() * 2 for number in range(count)]
    key, folder = notekey.generate(), LogFolder(root / LOG_NAME)
    verifier = Verifier(ARCHIVE, ED25519, key.public)
    newest = folder.append(
        leaves, ARCHIVE, lambda text: note.Note(text, (note.signed(text, verifier, key.sign),)).whole()
    )
    sealer = Sealer.of(bytes(32), "bench", sha256(b"trust"))
    (root / audits.FOLDER).mkdir()
    kept = StretchSeals(root / audits.FOLDER, deep=False)
    with SqliteIndex(root / INDEX_NAME) as index:
        for day, first in enumerate(range(0, count, A_DAY)):
            index.add_many(_day(root, day, first, leaves[first : first + A_DAY], sealer, kept))
    way = Shortcut(
        log=root / LOG_NAME, origin=ARCHIVE, size=count, root=newest.root, seals=root / audits.FOLDER,
        sealer=sealer, seed="bench", share=0,
    )  # fmt: skip
    trust = root.with_suffix(".trust")
    job = Job(root, partial(trusting.trusted, trust), wiring.archive_neighbours, Options(deep=False), wiring.now, way)
    header = AuditHeader(
        format=AUDIT_FORMAT, archive=ARCHIVE, started=NOW, deep=False, sample=None, signatures="0",
        seed="00" * 16, trust_sha256=sha256(b"trust"),
    )  # fmt: skip
    return Archive(root, (), job, header)


def _day(
    root: Path, day: int, first: int, leaves: Sequence[bytes], sealer: Sealer, kept: StretchSeals
) -> Iterator[Row]:
    """Writes one rolled WARC with what belongs to it; gives its rows."""
    date = f"20{26 + day // 300:02}-{1 + day // 28 % 12:02}-{1 + day % 28:02}"
    folder = date.replace("-", "/")
    (root / folder).mkdir(parents=True)
    contents = f"{folder}/{rolled.rolled_name('archiver', NOW, day, ARCHIVE)}{rolled.CONTENTS}"
    ids = [UUID(int=(first + number + 1) << 96 | 4 << 76 | 2 << 62) for number in range(len(leaves))]
    stems = [f"{date.replace('-', '')}T071501Z-www.example.org-{str(one)[:8]}" for one in ids]
    members = [
        RolledMember(stem=stem, segment=(n * SEGMENT, SEGMENT), line=(n * LINE, LINE), sidecar=sha256(b""))
        for n, stem in enumerate(stems)
    ]
    (root / contents).write_bytes(rolled.write_contents(ARCHIVE, NOW, members))
    segments, lines = os.urandom(SEGMENT * LONGEST), os.urandom(LINE * LONGEST)
    with (
        (root / rolled.rolled_warc(contents)).open("wb") as warc,
        (root / rolled.rolled_sidecars(contents)).open("wb") as sidecars,
    ):
        for start in range(0, len(members), LONGEST):
            some = members[start : start + LONGEST]
            octets = segments[: SEGMENT * len(some)], lines[: LINE * len(some)]
            warc.write(octets[0])
            sidecars.write(octets[1])
            numbers = range(first + start, first + start + len(some))
            said = places(
                contents, [(one.stem, Found(contents, Listed(one.segment, one.line, one.sidecar))) for one in some]
            )
            numbered = list(zip(numbers, leaves[start : start + LONGEST], strict=False))
            seal = sealer.seal_stretch(numbered, said, *(hashed(one).digest() for one in octets))
            kept.put(contents, start, seal, numbers)
    for number, (one, stem, leaf) in enumerate(zip(ids, stems, leaves, strict=True)):
        yield Row(
            f"org,example)/news/{first + number}", f"https://www.example.org/news/{first + number}",
            f"{date}T07:15:01.000000Z", f"{date}T07:15:02.000000Z", 0, ARCHIVE, one.urn, PREFIX + leaf[:32].hex(), (),
            f"{folder}/{stem}{SIDECAR}", rolled.rolled_warc(contents), number * SEGMENT, SEGMENT, None, 0,
        )  # fmt: skip


def _hashing() -> float:
    """Microseconds of CPU that SHA-256 of one package takes."""
    import time

    octets, times = os.urandom(LONGEST * (SEGMENT + LINE)), 20
    began = time.process_time()
    for _ in range(times):
        hashed(octets).digest()
    return 1e6 * (time.process_time() - began) / times / LONGEST


_SCRIPT = """
import pickle, sys, time
from tests.bench import quick_audit
of, times = pickle.load(sys.stdin.buffer)
began, peak = time.process_time(), 0
for _ in range(times):
    quick_audit._expect(quick_audit._audit(of), {"seal"})
    peak = peak or int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0])
print((time.process_time() - began) / times, peak)
"""


def _cost(of: Archive, times: int) -> Cost:
    octets = pickle.dumps((of, times))
    done = subprocess.run([sys.executable, "-c", _SCRIPT], input=octets, capture_output=True, check=True)
    spent, peak = done.stdout.split()
    return Cost(1e6 * float(spent), int(peak) / 1000)
