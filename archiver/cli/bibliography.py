"""Bibliographies in `archiver verify`: read, checked against the packages at hand, shown."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archiver.cli import wiring
from archiver.cli.looking.render import counted, paragraph
from archiver.cli.output import emit, safe
from archiver.cli.targets import neighbours_of
from archiver.compare.citing import bibtex, reading
from archiver.compare.citing.entry import MAX_FILE, Entry
from archiver.errors import FormatError, InputError, LimitError, ResourceError
from archiver.flows.citations import EXIT, Library, check, cited
from archiver.flows.compare import OpenVersion, open_version
from archiver.flows.verify import WORST_FIRST, verify_files
from archiver.index.interface import Index, Row
from archiver.model.report import CitationReport, CitationStatus, PackageReport, Report, Verdict
from archiver.model.statement import CapturePredicate
from archiver.store.opening import read_sidecar
from archiver.store.packages import PackageFiles, kept
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options

_READERS: dict[str, Callable[[bytes], Iterator[Entry]]] = {
    ".bib": lambda octets: bibtex.entries(_text(octets)),
    ".json": reading.csl,
    ".ris": lambda octets: reading.ris(_text(octets), safe),
    ".html": lambda octets: reading.robust_links(_text(octets), safe),
    ".htm": lambda octets: reading.robust_links(_text(octets), safe),
    ".txt": lambda octets: reading.plain(_text(octets), safe),
}
# What tells a bibliography from other files of the same name: a sidecar is an object, no array.
_SIGNS = {
    ".json": re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\["),
    ".html": re.compile(rb"\bdata-archiver-statement\b"),
    ".htm": re.compile(rb"\bdata-archiver-statement\b"),
    ".txt": re.compile(rb"^\s*Statement sha256:", re.MULTILINE),
}
WORST: tuple[Verdict, ...] = ("tampered", "indeterminate", "verified")
_VERDICTS: dict[CitationStatus, Verdict] = {
    "verified": "verified", "changed": "verified", "tampered": "tampered", "cannot-check": "indeterminate",
}  # fmt: skip
MARKS: dict[CitationStatus, str] = {
    "verified": "VERIFIED",
    "changed": "CHANGED SINCE",
    "tampered": "TAMPERED",
    "cannot-check": "CANNOT CHECK",
}


def read_bibliography(path: Path) -> list[Entry]:
    """The entries of a file; raises ResourceError, FormatError or LimitError."""
    octets = read_sidecar(path, MAX_FILE)
    if len(octets) > MAX_FILE:
        raise LimitError(f"{path}: expected at most {MAX_FILE} octets, found more")
    try:
        if found := list(_READERS[path.suffix.lower()](octets)):
            return found
        raise FormatError("expected the entries of a bibliography, found none")
    except UnicodeDecodeError as e:
        raise FormatError(f"{path}: expected UTF-8, found other octets") from e
    except InputError as e:
        raise type(e)(f"{path}: {e}") from e


def _text(octets: bytes) -> str:
    return octets.decode("utf-8-sig")


def check_all(
    listed: Sequence[Entry], packages: Sequence[PackageFiles], archive: Path, trusted: Trusted, options: Options
) -> list[CitationReport]:
    """A report for each entry, in order; packages that are named besides come before those of the archive."""
    with _library(listed, packages, archive, trusted, options) as library:
        return [check(entry, library) for entry in listed]


@contextmanager
def _library(
    listed: Sequence[Entry], packages: Sequence[PackageFiles], archive: Path, trusted: Trusted, options: Options
) -> Iterator[Library]:
    wanted = {entry.get("archiverstatement") for entry in listed}
    beside = {version.statement.id: version for version in map(_open, packages) if version} if packages else {}
    with ExitStack() as stack:
        index = stack.enter_context(wiring.read_index(archive)) if (archive / "archiver.yaml").is_file() else None
        shelf = _Shelf(archive, index, {id_: found for id_, found in beside.items() if id_ in wanted}, beside)
        yield Library(
            version=shelf.version,
            report=lambda version: _report(version, trusted, options),
            later=shelf.later,
            open_row=shelf.open_row,
            last=shelf.last,
        )


class _Shelf:
    """Finds versions among the packages named and in the index."""

    def __init__(
        self, root: Path, index: Index | None, wanted: dict[str, OpenVersion], beside: dict[str, OpenVersion]
    ) -> None:
        self._root, self._index, self._wanted, self._beside = root, index, wanted, beside

    def version(self, statement_id: str) -> OpenVersion | None:
        """The version with that statement."""
        if statement_id in self._wanted:
            return self._wanted[statement_id]
        row = self._index.by_statement(statement_id) if self._index else None
        found = self.open_row(row) if row else None
        return found if found and found.statement.id == statement_id else None

    def later(self, predicate: CapturePredicate) -> list[Row]:
        """What the index has of the same chain with a higher number."""
        rows = self._index.versions(predicate.series) if self._index else []
        return [row for row in rows if row.archive == predicate.archive and row.sequence > predicate.sequence]

    def last(self, archive: str, series: str) -> int | None:
        """The highest number of a chain at hand."""
        rows = self._index.versions(series) if self._index else []
        numbers = [row.sequence for row in rows if row.archive == archive]
        own = [version.statement.model.predicate for version in self._beside.values()]
        numbers += [one.sequence for one in own if (one.archive, one.series) == (archive, series)]
        return max(numbers, default=None)

    def open_row(self, row: Row) -> OpenVersion | None:
        """The package of a row, None when it cannot be read."""
        return _open(kept(self._root, row.sidecar))


def _open(files: PackageFiles) -> OpenVersion | None:
    try:
        return open_version(files)
    except (InputError, ResourceError):
        return None


def _report(version: OpenVersion, trusted: Trusted, options: Options) -> PackageReport:
    with neighbours_of([version.files]) as neighbours:
        return verify_files(version.files, trusted, options, neighbours).report


def apart(targets: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The bibliographies among targets, and the others."""
    lists = [target for target in targets if _is_bibliography(target)]
    return [Path(target) for target in lists], [target for target in targets if target not in lists]


def _is_bibliography(target: str) -> bool:
    """By its name, and where others use the name too, by what stands in it."""
    path = Path(target)
    sign = _SIGNS.get(path.suffix.lower())
    if "://" in target and not path.exists():
        return False
    if sign is None:
        return path.suffix.lower() in _READERS
    try:
        return bool(sign.search(read_sidecar(path, MAX_FILE)))
    except ResourceError:
        return False


def with_citations(report: Report | None, status: int, reports: Sequence[CitationReport]) -> tuple[Report, int]:
    """Report and exit status of packages (None: no package was named) and citations together; the worst decides."""
    statuses = {EXIT[one.status] for one in reports} | ({status} if report else set())
    verdicts: list[Verdict] = [_VERDICTS[one.status] for one in reports] + ([report.verdict] if report else [])
    verdict: Verdict = next((one for one in WORST if one in verdicts), "indeterminate")
    worst = next((one for one in WORST_FIRST if one in statuses), InputError.exit_code)
    return Report(verdict=verdict, packages=report.packages if report else (), citations=tuple(reports)), worst


def render(reports: Sequence[CitationReport] | None) -> None:
    """One paragraph a citation, then the sum."""
    if reports is None:
        return
    for report in reports:
        emit(f"{MARKS[report.status]}  {safe(report.key)}" + (f"  {safe(report.url)}" if report.url else ""))
        paragraph(safe(report.detail), first="  ", indent="  ")
    counts = [(status, sum(report.status == status for report in reports)) for status in MARKS]
    listed = ", ".join(f"{count} {MARKS[status].lower()}" for status, count in counts if count)
    emit(f"{counted(len(reports), 'citation')}: {listed or 'none'}")


def known(listed: Sequence[Entry]) -> dict[tuple[str, str], dict[str, int]]:
    """What the bibliography knows of chains."""
    return cited(listed)
