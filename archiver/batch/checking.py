"""Verification as a step of somebody's own job: names of sidecars in, plain rows out.

    step = Checking(Path("/mnt/archive"), trust=Path("trust.json").read_bytes())

    rows = context.textFile("manifest.txt").mapPartitions(step)          # PySpark
    session.createDataFrame(rows, schema=COLUMNS).write.parquet("checked.parquet")

    rows = step(Path("manifest.txt").read_text().splitlines())           # the same, here

A name is one below the archive, with `/`: `2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json`. Trust travels with
the step as octets: no worker looks for a trust file of its own. The step is picklable; a row holds nothing but text,
whole numbers and lists of the like, so that JSON Lines and Parquet both take it.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import ResourceError
from archiver.flows.neighbours import ArchiveNeighbours
from archiver.flows.verify import Outcome, verify_files
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.settings import headers
from archiver.settings.archive import SETTINGS_NAME, load_settings
from archiver.sign import trust as trust_file
from archiver.store.addresses import store_at
from archiver.store.interface import components
from archiver.store.packages import PackageFiles, find_packages
from archiver.store.paths import is_there, mount, mounted
from archiver.store.rolled import RolledStore
from archiver.verify.chain import Alone, Neighbours
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options

# As Spark's `createDataFrame(rows, schema=...)` reads it.
COLUMNS = (
    "name string, statement_id string, capture_id string, url string, captured_at string, verdict string, status int,"
    " findings array<struct<code: string, name: string, status: string, part: string, detail: string>>"
)


@dataclass(frozen=True)
class Checking:
    """Verifies packages of the archive `root` under the trust file whose octets are `trust`.

    Raises FormatError for octets that are no trust file, when it is called; what a package holds never makes it raise.
    """

    root: Path
    trust: bytes
    deep: bool = True

    def __call__(self, names: Iterable[str]) -> Iterator[dict[str, Any]]:
        """A row (COLUMNS) a name, in order; a name of no package is `indeterminate` and says why."""
        found = trust_file.read(self.trust, what="trust")
        trusted = Trusted.of(found, headers.known(found))
        _reach(self.root)
        with ExitStack() as stack:
            neighbours = self._neighbours(stack)
            for name in names:
                yield _row(name, verify_files(self._files(name), trusted, Options(deep=self.deep), neighbours))

    def _files(self, name: str) -> PackageFiles:
        try:
            path = self.root.joinpath(*components(name))
        except ResourceError as e:
            return PackageFiles(self.root / SIDECAR, None, str(e))
        if not path.name.endswith((SIDECAR, WARC)) or path.is_dir() or not is_there(path):
            return PackageFiles(path, None, f"expected a sidecar or a WARC in {self.root}, found none")
        return next(iter(find_packages(path)))

    def _neighbours(self, stack: ExitStack) -> Neighbours:
        """The statements before and after; without an index a version's predecessor is not at hand."""
        if not (self.root / INDEX_NAME).is_file():
            return Alone()
        return ArchiveNeighbours(self.root, stack.enter_context(SqliteIndex(self.root / INDEX_NAME, read_only=True)))


def _reach(root: Path) -> None:
    """Lets paths lead to where the packages are kept, which the archive's settings say; raises as `store_at` does."""
    if (root / SETTINGS_NAME).is_file() and mounted(root) is None and (address := load_settings(root).store):
        mount(root, RolledStore(store_at(address)))


def _row(name: str, outcome: Outcome) -> dict[str, Any]:
    report = outcome.report
    findings = [check for check in report.checks if check.status in ("fail", "cannot-check")]
    return {
        "name": name,
        "statement_id": report.statement_id,
        "capture_id": report.capture_id,
        "url": report.url,
        "captured_at": report.captured_at,
        "verdict": report.verdict,
        "status": outcome.status,
        "findings": [
            {"code": one.code, "name": one.name, "status": one.status, "part": one.part, "detail": one.detail}
            for one in findings
        ],
    }
