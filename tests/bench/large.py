"""Verification of one large package: by its digest against sha256sum, by its records against `warcio check`."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from archiver.bundle.members import Members
from archiver.store.packages import PackageFiles
from tests.bench.corpus import package_large, trusted
from tests.bench.measure import interleaved
from tests.bench.sides import verify, warcio_check
from tests.bench.table import Row, at_least, skipped

MEGA = 1_000_000
RECORD = MEGA  # octets of each record in the 200 MB segment: pictures and pages
VIDEO = 64 * MEGA  # and in the 1 GB one
MOST_MEMORY = 200 * MEGA
_CHILD = """
import sys
from pathlib import Path
from archiver.flows.verify import verify_files
from archiver.sign import trust
from archiver.store.packages import find_packages
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options
folder = Path(sys.argv[1])
trusted = Trusted.of(trust.read((folder / "trust").read_bytes(), what="trust"))
report = verify_files(next(iter(find_packages(folder))), trusted, Options(deep=True), Alone()).report
# not getrusage: Linux lets a child begin with the peak of the process that started it
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(report.verdict, *peak)
"""


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """The 200 MB segment, mixed; then the memory that the 1 GB one takes."""
    size = (2 if quick else 200) * MEGA
    what = f"verify {{}}, one segment of {size // MEGA} MB"
    if reason := _too_small(folder, size):
        yield skipped(what.format("--quick and --deep"), reason)
    else:
        packages = [package_large(folder / "large", size, RECORD, text=True)]
        yield from _speed(packages, what, size / MEGA, 1 if quick else 5)
        shutil.rmtree(folder / "large")
    yield _memory(folder, (4 if quick else 1000) * MEGA, MEGA if quick else VIDEO)


def _speed(packages: list[PackageFiles], what: str, size: float, rounds: int) -> Iterator[Row]:
    path = packages[0].warc
    taken = interleaved(
        rounds,
        lambda: verify(packages, deep=False),
        lambda: subprocess.run(["sha256sum", str(path)], check=True, capture_output=True),
        lambda: verify(packages, deep=True),
        lambda: warcio_check(packages),
        lambda: _floor(packages[0]),
    )
    ours, hashed, whole, theirs, floor = (
        size / spent.wall for spent in taken
    )  # sha256sum spends its CPU time elsewhere
    limit = f"sha256sum {hashed:.0f} MB/s"
    yield at_least(f"{what.format('--quick')}, against sha256sum", ours, hashed, 0.5, unit="MB/s", limit=limit)
    limit = f"inflate, digests of file, records, blocks {floor:.0f} MB/s"
    yield at_least(what.format("--deep"), whole, theirs, 1.2, unit="MB/s", limit=limit)


def _floor(files: PackageFiles) -> None:
    """What no verifier can do without: every octet of the file hashed, inflated, and hashed as record and as block."""
    whole, record, block = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    with files.warc.open("rb") if files.warc else BytesIO() as stream:
        members = Members(stream, whole.update)
        while members.next():
            while piece := members.read():
                record.update(piece)
                block.update(piece)


def _memory(folder: Path, size: int, record: int) -> Row:
    what = f"memory of verify --deep, one segment of {size // MEGA} MB"
    if not Path("/proc/self/status").exists():
        return skipped(what, "this system does not tell a process its peak")
    if reason := _too_small(folder, size):
        return skipped(what, reason)
    package_large(folder / "huge", size, record, text=False)
    (folder / "huge" / "trust").write_bytes(trusted().trust.model_dump_json(by_alias=True).encode())
    command = [sys.executable, "-c", _CHILD, str(folder / "huge")]
    verdict, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    shutil.rmtree(folder / "huge")
    taken = int(peak) * 1024
    well = verdict == "verified" and taken < MOST_MEMORY
    return Row(what, f"{taken / MEGA:.0f} MB", target="< 200 MB", verdict="pass" if well else "FAIL")


def _too_small(folder: Path, size: int) -> str:
    free = shutil.disk_usage(folder).free
    return f"needs {2 * size // MEGA} MB of disk, {free // MEGA} MB are free" if free < 2 * size else ""
