"""`archiver timestamp` at work: archive by archive, what waited and what was named, and what still waits."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from archiver.cli import wiring
from archiver.cli.output import progress
from archiver.cli.targets import packages_of
from archiver.errors import UsageError
from archiver.flows.stamp import Stamped, stamp_package
from archiver.remote import tsa
from archiver.settings import pending
from archiver.settings.archive import default_authorities, find_archive, load_settings
from archiver.store.packages import PackageFiles


def stamp_all(targets: Sequence[str], authorities: Sequence[str], archive: Path, *, quiet: bool) -> list[Stamped]:
    """Stamps what the targets name, else what waits in `archive`."""
    for url in authorities:
        tsa.check_url(url)
    if not targets:
        root = wiring.require_archive(archive)
        return _in_archive(root, pending.read(root), authorities, quiet=quiet)
    files = [found for target in targets for found in packages_of(target, archive)]
    done: list[Stamped] = []
    for folder, names in _by_place(files).items():
        root_of = find_archive(folder)
        if root_of:
            done += _in_archive(root_of, names, authorities, quiet=quiet)
        else:
            done += _each(folder, names, authorities or default_authorities(), quiet=quiet)
    return done


def _by_place(files: Iterable[PackageFiles]) -> dict[Path, list[str]]:
    """The names of sidecars by archive, by folder for those that lie in none."""
    names: dict[Path, list[str]] = {}
    for found in files:
        if found.sidecar is None or found.problem:
            raise UsageError(f"{found.name}: expected a package, found {found.problem or 'no sidecar'}")
        path = found.sidecar.parent.resolve() / found.sidecar.name
        place = find_archive(path.parent) or path.parent
        names.setdefault(place, []).append(path.relative_to(place).as_posix())
    return names


def _in_archive(root: Path, names: Sequence[str], authorities: Sequence[str], *, quiet: bool) -> list[Stamped]:
    """All of them wait until they are done: a run that is killed or an authority that is down leaves them waiting."""
    if not names:
        return []
    with ExitStack() as stack:
        stack.enter_context(wiring.open_for_amending(root))
        waiting = set(pending.read(root)) | set(names)
        pending.write(root, waiting)
        try:
            done = _each(root, names, authorities or load_settings(root).authority_urls(), quiet=quiet)
            waiting -= {one.name for one in done if not one.failed}
        finally:
            pending.write(root, waiting)
    return done


def _each(root: Path, names: Sequence[str], authorities: Sequence[str], *, quiet: bool) -> list[Stamped]:
    store = wiring.store_of(root)
    done: list[Stamped] = []
    with progress("stamping", len(names), quiet=quiet) as count:
        for name in names:
            done.append(stamp_package(name, store, authorities, tsa.ask))
            count()
    return done
