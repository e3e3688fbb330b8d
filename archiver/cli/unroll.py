"""`archiver unroll`: single packages out of rolled WARCs."""

from pathlib import Path
from typing import Annotated

import typer

from archiver.cli.options import DEFAULT_ARCHIVE, ArchiveOption, QuietOption


def unroll(
    targets: Annotated[
        list[str],
        typer.Argument(metavar="TARGET", help="A rolled WARC; with --to a sidecar, a capture id or a URL as well."),
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Copy the packages into DIR, and leave the archive as it is."),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    quiet: QuietOption = False,
) -> None:
    """Give single packages back out of rolled WARCs."""
    if to:
        _copy(targets, to, archive, quiet=quiet)
    else:
        _undo(targets, archive, quiet=quiet)


def _copy(targets: list[str], to: Path, archive: Path, *, quiet: bool) -> None:
    from archiver.cli.output import emit, progress, safe
    from archiver.cli.targets import packages_of
    from archiver.errors import UsageError
    from archiver.flows.unroll import give
    from archiver.settings.archive import find_archive
    from archiver.store.local import LocalStore

    if not to.is_dir():
        raise UsageError(f"--to: expected a folder, found none at {to}: make it first")
    if inside := find_archive(to):
        raise UsageError(f"--to: expected a folder outside of the archive {inside}, found {to} in it")
    files = [found for target in targets for found in packages_of(target, archive)]
    with progress("copying", len(files), quiet=quiet) as count:
        for found in files:
            emit(safe(str(to / give(found, LocalStore(to)))))
            count()


def _undo(targets: list[str], archive: Path, *, quiet: bool) -> None:
    from archiver.cli import wiring
    from archiver.cli.output import emit, progress
    from archiver.cli.sums import say_stale
    from archiver.flows.unroll import undo

    root = wiring.require_archive(archive)
    names = [_contents(target, root) for target in targets]
    with (
        wiring.open_for_amending(root) as store,
        wiring.index_for_writing(root) as index,
        progress("unrolling", None, quiet=quiet) as count,
    ):
        for name in names:
            emit(f"{undo(name, store, index.add, count)} packages are single files again")
    say_stale(root, quiet=quiet)


def _contents(target: str, root: Path) -> str:
    """The contents of the rolled WARC that TARGET names, as a name in the archive; raises UsageError."""
    from archiver.bundle.naming import WARC
    from archiver.bundle.rolled import CONTENTS
    from archiver.errors import UsageError
    from archiver.store.paths import mounted

    path = Path(target.removesuffix(WARC).removesuffix(CONTENTS) + CONTENTS)
    elsewhere = mounted(path)
    if not (elsewhere[0].inner.exists(elsewhere[1]) if elsewhere else path.is_file()):
        raise UsageError(
            f"{target}: expected a rolled WARC with its {CONTENTS[1:]} beside it, found {_found(Path(target))}; to copy"
            " one package out of a rolled WARC, name the folder for it with --to"
        )
    place = path.resolve()
    if not place.is_relative_to(root.resolve()):
        raise UsageError(f"{target}: expected a rolled WARC in the archive {root}, found it elsewhere: use --archive")
    return place.relative_to(root.resolve()).as_posix()


def _found(target: Path) -> str:
    """The rolled WARC that a package is in, if it is one."""
    from archiver.cli.output import safe
    from archiver.errors import ResourceError
    from archiver.store.opening import located

    try:
        place = located(target.with_name(target.name.removesuffix(".json").removesuffix(".warc.gz") + ".warc.gz")).file
    except ResourceError:
        return "none"
    return f"a package in {safe(str(place))}" if place.name != target.name else "a package that is not rolled"
