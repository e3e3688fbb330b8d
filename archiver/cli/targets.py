"""From what a user names to packages on disk."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from archiver.cli import wiring
from archiver.cli.output import note, safe
from archiver.errors import InputError, ResourceError, UsageError
from archiver.flows.neighbours import (
    AnyNeighbours,
    ArchiveNeighbours,
    CitedNeighbours,
    FolderNeighbours,
    LogNeighbours,
    statement_in,
)
from archiver.flows.versions import Known
from archiver.index.interface import Index, Row, full_prefix
from archiver.model.statement import CapturePredicate
from archiver.model.url import surt
from archiver.settings.archive import SETTINGS_NAME, find_archive, load_settings
from archiver.store.packages import PackageFiles, find_packages, kept, packages_in
from archiver.store.paths import is_there
from archiver.verify.chain import LogView, Neighbours


def packages_of(target: str, archive: Path) -> list[PackageFiles]:
    """The packages that TARGET names; raises InputError or UsageError when there are none."""
    wiring.reach(archive)
    if Path(target).exists() or is_there(Path(target)):
        found = list(find_packages(Path(target)))
        if not found:
            raise InputError(f"{target}: expected packages in this folder, found none{_elsewhere(Path(target))}")
        return found
    with wiring.read_index(wiring.require_archive(archive)) as index:
        rows = rows_of(target, index)
    return [_indexed(target, row, archive) for row in rows]


def _elsewhere(folder: Path) -> str:
    """What to do about an archive whose packages lie elsewhere: nobody is called because a folder says so."""
    with suppress(InputError, ResourceError, UsageError):
        if (folder / SETTINGS_NAME).is_file() and (address := load_settings(folder).store):
            return f": its settings say that they lie in {address}, which `--archive {folder}` asks for"
    return ""


def _indexed(target: str, row: Row, archive: Path) -> PackageFiles:
    """The package that a row leads to; raises ResourceError when it is another one than TARGET asks for."""
    statement = statement_in(archive, row.sidecar)
    if statement and not _is_about(target, statement.model.predicate):
        raise ResourceError(
            f"{archive}: expected the index to lead to {target}, found {row.sidecar!r}, which is about "
            f"{statement.model.predicate.url!r}: run `archiver index rebuild --archive {archive}`"
        )
    return kept(archive, row.sidecar)


def _is_about(target: str, predicate: CapturePredicate) -> bool:
    if "://" in target:
        return predicate.series == surt(target)
    return predicate.capture_id.startswith(full_prefix(target))


def one_package(target: str, archive: Path) -> PackageFiles:
    """The one package that TARGET names, the newest version for a URL; raises UsageError when there are several."""
    found = packages_of(target, archive)
    if len(found) > 1 and "://" not in target:
        names = ", ".join(files.name for files in found[:10])
        raise UsageError(f"{target}: expected one package, found {len(found)}; name one of them: {names}")
    return found[-1]


def version_before(files: PackageFiles, archive: Path) -> PackageFiles:
    """The version that a package names as the one before it (the first of several); raises UsageError without one."""
    from archiver.flows.compare import open_version

    predicate = open_version(files).statement.model.predicate
    if predicate.previous is None:
        raise UsageError(f"{files.name}: expected a version before this one, found the first of its series")
    found = find_archive(files.folder)
    root = found if found and found != archive.resolve() else archive
    with wiring.read_index(wiring.require_archive(root)) as index:
        for name in predicate.previous.statements:
            row = index.by_statement(name)
            if row:
                return kept(root, row.sidecar)
    raise UsageError(f"{files.name}: expected {predicate.previous.statements[0]} in the archive, found no such version")


def rows_of(target: str, index: Index) -> list[Row]:
    """Index rows by URL, else by capture id or a prefix of one; raises UsageError when there are none."""
    if "://" in target:
        rows = index.versions(surt(target))
    else:
        rows = index.by_capture_prefix(target)
        if len({row.capture_id for row in rows}) > 1:
            ids = ", ".join(row.capture_id for row in rows[:10])
            raise UsageError(f"{target}: expected one capture, found several; use a longer prefix: {ids}")
    if not rows:
        raise UsageError(
            f"{target}: expected a file, a folder, or a URL or capture id in the archive; found no such file, and"
            " nothing by that name in the archive"
        )
    return rows


@contextmanager
def neighbours_of(
    packages: Sequence[PackageFiles], known: Known | None = None, views: Mapping[tuple[str, str], LogView] | None = None
) -> Iterator[Neighbours]:
    """The statements at hand: by the indexes of the archives that hold the packages, else those that lie together.

    `known` is what a bibliography says of chains: archive and series -> statement id -> number; `views` what logs do.
    """
    folders = {files.folder for files in packages}
    roots = {folder: find_archive(folder) for folder in folders}
    loose = [files for files in packages if roots[files.folder] is None]
    with ExitStack() as stack:
        sources: list[Neighbours] = [FolderNeighbours(_together(loose))] if loose else []
        for root in sorted({root for root in roots.values() if root}):
            try:
                sources.append(ArchiveNeighbours(root, stack.enter_context(wiring.read_index(root))))
            except ResourceError as e:
                note(f"archiver: {safe(str(e))}")
                sources.append(FolderNeighbours(find_packages(root)))
        yield AnyNeighbours([*sources, CitedNeighbours(known or {}), LogNeighbours(views or {})])


def _together(packages: Sequence[PackageFiles]) -> Iterator[PackageFiles]:
    """The packages, and for a single one what lies in its folder."""
    yield from packages
    if len(packages) == 1:
        yield from packages_in(packages[0].folder)
