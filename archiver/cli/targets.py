"""From what a user names to packages on disk."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archiver.cli import wiring
from archiver.cli.output import note, safe
from archiver.errors import InputError, ResourceError, UsageError
from archiver.flows.neighbours import AnyNeighbours, ArchiveNeighbours, FolderNeighbours
from archiver.index.interface import Index, Row
from archiver.model.url import surt
from archiver.settings.archive import find_archive
from archiver.store.packages import PackageFiles, find_packages, packages_in
from archiver.verify.chain import Neighbours


def packages_of(target: str, archive: Path) -> list[PackageFiles]:
    """The packages that TARGET names; raises InputError or UsageError when there are none."""
    if Path(target).exists():
        found = list(find_packages(Path(target)))
        if not found:
            raise InputError(f"{target}: expected packages in this folder, found none")
        return found
    with wiring.read_index(wiring.require_archive(archive)) as index:
        rows = rows_of(target, index)
    return [PackageFiles(archive / row.sidecar, _if_there(archive / row.warc)) for row in rows]


def one_package(target: str, archive: Path) -> PackageFiles:
    """The one package that TARGET names, the newest version for a URL; raises UsageError when there are several."""
    found = packages_of(target, archive)
    if len(found) > 1 and "://" not in target:
        names = "\n  ".join(files.name for files in found[:10])
        raise UsageError(f"{target}: expected one package, found {len(found)}; name one of them:\n  {names}")
    return found[-1]


def rows_of(target: str, index: Index) -> list[Row]:
    """Index rows by URL, else by capture id or a prefix of one; raises UsageError when there are none."""
    if "://" in target:
        rows = index.versions(surt(target))
    else:
        rows = index.by_capture_prefix(target)
        if len({row.capture_id for row in rows}) > 1:
            ids = "\n  ".join(row.capture_id for row in rows[:10])
            raise UsageError(f"{target}: expected one capture, found several; use a longer prefix:\n  {ids}")
    if not rows:
        raise UsageError(
            f"{target}: expected a file, a folder, or a URL or capture id in the archive; found none of them"
        )
    return rows


@contextmanager
def neighbours_of(packages: Sequence[PackageFiles]) -> Iterator[Neighbours]:
    """The statements at hand: by the indexes of the archives that hold the packages, else those that lie together."""
    folders = {Path(files.name).parent for files in packages}
    roots = {folder: find_archive(folder) for folder in folders}
    loose = [files for files in packages if roots[Path(files.name).parent] is None]
    with ExitStack() as stack:
        sources: list[Neighbours] = [FolderNeighbours(_together(loose))] if loose else []
        for root in sorted({root for root in roots.values() if root}):
            try:
                sources.append(ArchiveNeighbours(root, stack.enter_context(wiring.read_index(root))))
            except ResourceError as e:
                note(f"archiver: {safe(str(e))}")
                sources.append(FolderNeighbours(find_packages(root)))
        yield AnyNeighbours(sources)


def _together(packages: Sequence[PackageFiles]) -> Iterator[PackageFiles]:
    """The packages, and for a single one what lies in its folder."""
    yield from packages
    if len(packages) == 1:
        yield from packages_in(Path(packages[0].name).parent)


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None
