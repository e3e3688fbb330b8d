"""What is held against each other: our verification and `warcio check`, both in this process, on the same files."""

import hashlib
import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from types import SimpleNamespace

from fastwarc.warc import ArchiveIterator
from warcio.checker import Checker

from archiver.flows.verify import verify_files
from archiver.store.packages import PackageFiles
from archiver.verify.chain import Alone
from archiver.verify.package import Options
from tests.bench.corpus import trusted

PIECE = 1024 * 1024


def verify(packages: Sequence[PackageFiles], *, deep: bool) -> None:
    """Verifies all; a package that does not verify would make the measurement worthless."""
    for files in packages:
        report = verify_files(files, trusted(), Options(deep=deep), Alone()).report
        if report.verdict != "verified":
            raise RuntimeError(f"{files.name}: {[check for check in report.checks if check.status != 'pass']}")


def warcio_check(packages: Sequence[PackageFiles]) -> None:
    """What `warcio check` does after it has started."""
    command = SimpleNamespace(inputs=[str(files.warc) for files in packages], verbose=False)
    with redirect_stdout(io.StringIO()) as said:
        if Checker(command).process_all():
            raise RuntimeError(said.getvalue())


def fastwarc_check(packages: Sequence[PackageFiles]) -> None:
    """FastWARC's digest check of every record's block, none of them skipped."""
    for files in packages:
        if not all(record.verify_block_digest() for record in ArchiveIterator(str(files.warc), parse_http=False)):
            raise RuntimeError(f"{files.name}: a digest that does not hold")


def read_and_hash(packages: Sequence[PackageFiles]) -> None:
    """Both files read, and their SHA-256: what no audit can do without."""
    for files in packages:
        for path in (files.sidecar, files.warc):
            if path:
                hashlib.sha256(path.read_bytes()).digest()
