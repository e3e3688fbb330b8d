"""`archiver timestamp` at work: archive by archive, what waited and what was named, and what still waits."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archiver.cli import wiring
from archiver.cli.asking import Asked, Desk, desk_of
from archiver.cli.output import progress
from archiver.cli.targets import packages_of
from archiver.errors import UsageError
from archiver.flows.ots import Proved, prove_package
from archiver.flows.stamp import Stamped, stamp_package
from archiver.settings import pending
from archiver.settings.archive import find_archive, load_settings
from archiver.store.packages import PackageFiles


@dataclass(frozen=True)
class Done:
    """What became of one package: stamps by authorities, None where none was asked, and proofs by calendars."""

    name: str
    stamped: Stamped | None
    proved: Proved | None

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Who gave nothing, and why."""
        return (*(self.stamped.failed if self.stamped else ()), *(self.proved.failed if self.proved else ()))

    @property
    def held(self) -> int:
        """Stamps and proofs that it has now."""
        return (self.stamped.held if self.stamped else 0) + (self.proved.held if self.proved else 0)


@dataclass(frozen=True)
class _Names:
    """Sidecars: `whole` for authorities and calendars, `calendars` for these alone, `promised` for what is owed."""

    whole: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.whole or self.calendars or self.promised)

    @classmethod
    def of(cls, names: Sequence[str], asked: Asked) -> "_Names":
        """What the user named."""
        return cls(calendars=tuple(names)) if asked.only_ots else cls(whole=tuple(names))

    @classmethod
    def waiting(cls, root: Path, promised: Sequence[str]) -> "_Names":
        """What waits in an archive."""
        return cls(tuple(pending.read(root)), tuple(pending.read(root, pending.CALENDARS_NAME)), tuple(promised))


def stamp_waiting(
    asked: Asked, archive: Path, promised: Sequence[str] | None = None, *, stamps: bool = True, quiet: bool
) -> list[Done]:
    """Stamps what waits in `archive`, and asks calendars again for what they owe.

    `promised` are the packages that they are asked about, all that wait unless given; without `stamps` that is all.
    """
    asked.check()
    root = wiring.require_archive(archive)
    owed = pending.read(root, pending.PROOFS_NAME) if promised is None else promised
    return _in_archive(root, _Names.waiting(root, owed) if stamps else _Names(promised=tuple(owed)), asked, quiet=quiet)


def stamp_all(targets: Sequence[str], asked: Asked, archive: Path, *, quiet: bool) -> list[Done]:
    """Stamps what the targets name."""
    asked.check()
    files = [found for target in targets for found in packages_of(target, archive)]
    done: list[Done] = []
    for folder, names in _by_place(files).items():
        root_of = find_archive(folder)
        if root_of:
            done += _in_archive(root_of, _Names.of(names, asked), asked, quiet=quiet)
        else:
            done += _each(folder, _Names.of(names, asked), desk_of(asked, None), quiet=quiet)
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


def _in_archive(root: Path, names: _Names, asked: Asked, *, quiet: bool) -> list[Done]:
    """All of them wait until they are done: a run that is killed or an authority that is down leaves them waiting."""
    if not names:
        return []
    desk = desk_of(asked, load_settings(root))
    done: list[Done] = []
    with ExitStack() as stack:
        stack.enter_context(wiring.open_for_amending(root))
        stamps = stack.enter_context(_waiting(root, pending.PENDING_NAME, names.whole))
        calendars = stack.enter_context(_waiting(root, pending.CALENDARS_NAME, names.calendars))
        proofs = stack.enter_context(_waiting(root, pending.PROOFS_NAME, ()))
        for one in _iterate(root, names, desk, quiet=quiet):
            done.append(one)
            waited = stamps if one.name in names.whole else calendars
            if not one.failed and not (waited is stamps and asked.only_ots):
                waited.discard(one.name)
            if one.proved and one.proved.owed:
                proofs.add(one.name)
            elif one.proved and not one.proved.failed:
                proofs.discard(one.name)
    return done


@contextmanager
def _waiting(root: Path, name: str, more: Collection[str]) -> Iterator[set[str]]:
    """The set of those that wait, with `more`; what is left of it at the end is written down, come what may."""
    waiting = {*pending.read(root, name), *more}
    if more:
        pending.write(root, waiting, name)
    try:
        yield waiting
    finally:
        if waiting or (root / name).exists():
            pending.write(root, waiting, name)


def _each(root: Path, names: _Names, desk: Desk, *, quiet: bool) -> list[Done]:
    return list(_iterate(root, names, desk, quiet=quiet))


def _iterate(root: Path, names: _Names, desk: Desk, *, quiet: bool) -> Iterator[Done]:
    store, whole, new = wiring.store_of(root), set(names.whole), {*names.whole, *names.calendars}
    every = list(dict.fromkeys((*names.whole, *names.calendars, *names.promised)))
    with progress("stamping", len(every), quiet=quiet) as count:
        for name in every:
            asks = name in whole and desk.authorities
            stamped = stamp_package(name, store, desk.authorities, desk.ask) if asks else None
            proved = prove_package(name, store, desk.calendars, new=name in new) if desk.calendars else None
            yield Done(name, stamped, proved)
            count()
