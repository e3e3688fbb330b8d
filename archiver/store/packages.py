"""Packages on disk, wherever they lie: pairs of files with one stem, in an archive or in any folder.

    20261122T071501Z-example.org-1a2b3c4d.warc.gz
    20261122T071501Z-example.org-1a2b3c4d.json

A package in a rolled WARC, or in an archive that is kept elsewhere, keeps these paths, though no file lies there
(`archiver.store.paths`).

Below a folder no symbolic link is followed: what lies behind one is not part of what was asked about. A link that is
named itself is followed, because its user chose it.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from archiver.bundle.naming import SIDECAR, WARC, is_stem
from archiver.bundle.rolled import CONTENTS
from archiver.errors import InputError, ResourceError
from archiver.store.catalogue import is_rolled_name, missing_contents
from archiver.store.contents import fault_in, fault_of, names_in
from archiver.store.interface import components
from archiver.store.members import Contents, Side
from archiver.store.paths import folder_of, if_there, is_there, mounted
from archiver.store.rolled import RolledStore

MAX_DEEPER = 100  # folders below the one that is named; what follows would exhaust the stack, not the archive

_LINKED = "{} is a symbolic link; it was not followed"
T = TypeVar("T")


@dataclass(frozen=True)
class PackageFiles:
    """The two files of a package; either may be missing. `problem` says why a path is not to be opened."""

    sidecar: Path | None
    warc: Path | None
    problem: str | None = None

    def __reduce__(self) -> tuple[Callable[..., "PackageFiles"], tuple[str | None, ...]]:
        """Paths as text: on their way to other processes they cost more than a quick look at the package."""
        sidecar, warc = (os.fspath(path) if path else None for path in (self.sidecar, self.warc))
        return _files, (sidecar, warc, self.problem)

    @property
    def name(self) -> str:
        """The path that stands for the package in a report; octets that are no UTF-8 are spelled out."""
        return os.fsencode(self.sidecar or self.warc or "").decode("utf-8", "backslashreplace")

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return (self.sidecar or self.warc or Path()).parent


def _files(sidecar: str | None, warc: str | None, problem: str | None) -> PackageFiles:
    return PackageFiles(Path(sidecar) if sidecar else None, Path(warc) if warc else None, problem)


def find_packages(target: Path) -> Iterator[PackageFiles]:
    """The packages that a path names, sorted by name; raises InputError when it names none."""
    elsewhere = mounted(target)
    if elsewhere and not target.name.endswith((WARC, SIDECAR)):
        yield from _listed_in(*elsewhere, target)
    elif target.is_dir():
        yield from _listed(target, deeper=MAX_DEEPER)
    elif target.name.endswith((WARC, CONTENTS)) and (contents := _contents_of(target)).is_file():
        yield from _rolled_in(contents)
    elif is_there(target):
        stem = target.name.removesuffix(WARC if target.name.endswith(WARC) else SIDECAR)
        sidecar, warc = target.with_name(stem + SIDECAR), target.with_name(stem + WARC)
        if is_rolled_name(target.name) and not is_there(sidecar):
            yield _alone(target)
        elif target.name.endswith(WARC):
            yield _pair(if_there(sidecar), target, named=target)
        else:
            yield _pair(target, if_there(warc), named=target)
    else:
        raise InputError(f"{target}: expected a package, found no such file or folder")


def _contents_of(rolled: Path) -> Path:
    return rolled.with_name(rolled.name.removesuffix(WARC).removesuffix(CONTENTS) + CONTENTS)


def packages_in(folder: Path) -> Iterator[PackageFiles]:
    """The packages that lie in this very folder, sorted by name; raises ResourceError when it cannot be read."""
    if found := mounted(folder):
        return _listed_in(*found, folder)
    return _listed(folder, deeper=0)


def _listed_in(store: RolledStore, folder: str, target: Path) -> Iterator[PackageFiles]:
    """As `_listed`, of a store: sidecars with their segments, segments without, and contents that are not whole."""
    for name in store.list_readable(SIDECAR, folder=folder):
        path = target / name.removeprefix(f"{folder}/")
        if is_stem(path.name.removesuffix(SIDECAR)):
            yield _pair(path, if_there(path.with_name(path.name.removesuffix(SIDECAR) + WARC)))
    for name in store.list_readable(WARC, folder=folder):
        with suppress(ResourceError):  # only contents that are damaged can say whether there is a sidecar
            if not store.exists(name.removesuffix(WARC) + SIDECAR):
                yield _alone(target / name.removeprefix(f"{folder}/"))
    for name in store.inner.list(CONTENTS, folder):
        if problem := fault_in(store.catalogue, name):
            yield PackageFiles(None, target / name.removeprefix(f"{folder}/"), problem)


@dataclass(frozen=True)
class Ways(Generic[T]):
    """How packages are listed several at a time.

    `rolled` is handed a folder, one of the contents in it and the names of all files there; it gives packages side by
    side with what it makes of them, None where they are to be listed one by one. `single` makes one of a folder and the
    sidecars of at most `most` packages that lie side by side in it as two regular files each.
    """

    rolled: Callable[[Path, Contents, Iterable[str]], Iterable[tuple[Side, T | None]]]
    single: Callable[[Path, Sequence[str]], T]
    most: int


def listed(root: Path, ways: Ways[T]) -> Iterator[PackageFiles | T]:
    """As `find_packages` of a folder of this machine, several packages at a time where they can be."""
    return _listed(root, deeper=MAX_DEEPER, ways=ways)


@dataclass(frozen=True)
class _Entries:
    """The names in a folder, in order, and which are folders and symbolic links; ten thousand packages take 3 MB.

    `rolled` are those that a rolled WARC has as well, or alone.
    """

    names: list[str]
    inner: frozenset[str]
    links: frozenset[str]
    rolled: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        at = bisect_left(self.names, name) if isinstance(name, str) else len(self.names)
        return at < len(self.names) and self.names[at] == name

    def besides(self, rolled: Mapping[str, set[str]]) -> "_Entries":
        """With the names of rolled packages in the place of the rolled WARCs."""
        if not rolled:
            return self
        names = set(self.names) - {name.removesuffix(CONTENTS) + WARC for name in rolled}
        packages = frozenset[str]().union(*rolled.values())
        return _Entries(sorted(names | packages), self.inner, self.links, packages)

    def heads(self) -> Iterator[str]:
        """All names but those of segments whose sidecar is there as well."""
        for name in self.names:
            if not name.endswith(WARC) or name in self.inner or name.removesuffix(WARC) + SIDECAR not in self:
                yield name

    def in_runs(self, most: int) -> Iterator[tuple[str, Sequence[str]]]:
        """Each name by itself, or sidecars: of at most `most` packages side by side, each of two regular files."""
        sidecars = list[str]()
        for name in self.heads():
            stem = name.removesuffix(SIDECAR)
            plain = most and stem != name and stem.isascii() and is_stem(stem) and self._are_files(stem)
            if plain:
                sidecars.append(name)
            if sidecars and (not plain or len(sidecars) == most):
                yield "", sidecars
                sidecars = []
            if not plain:
                yield name, ()
        if sidecars:
            yield "", sidecars

    def _are_files(self, stem: str) -> bool:
        """Whether both files lie there, neither of them as a folder or a link, and neither is rolled as well."""
        both = stem + SIDECAR, stem + WARC
        others = (self.inner, self.links, self.rolled)
        return both[1] in self and all(some.isdisjoint(both) for some in others)


def _entries(folder: Path) -> _Entries:
    names, inner, links = list[str](), set[str](), set[str]()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    names.append(entry.name)
                    links.update([entry.name] if entry.is_symlink() else ())
                    inner.update([entry.name] if entry.is_dir(follow_symlinks=False) else ())
    except OSError as e:
        raise ResourceError(f"{folder}: expected a readable folder: {e.strerror or e}") from e
    names.sort()
    return _Entries(names, frozenset(inner), frozenset(links))


def _listed(folder: Path, *, deeper: int, ways: Ways[T] | None = None) -> Iterator[PackageFiles | T]:
    there = _entries(folder)
    if deeper == 1 and there.inner:
        raise ResourceError(f"{folder}: expected folders at most {MAX_DEEPER} deep, found more: name a deeper one")
    contents = [name for name in there.names if name.endswith(CONTENTS) and name not in there.inner]
    groups, rolled = _rolled(folder, contents, there.names, ways)
    every = there.besides(rolled)
    for name, sidecars in every.in_runs(ways.most if ways else 0):
        if sidecars and ways:
            yield ways.single(folder, sidecars)
        elif name in there.inner:
            if deeper:
                yield from _listed(folder / name, deeper=deeper - 1, ways=ways)
        elif name.endswith(SIDECAR):
            yield from _pair_at(folder, name, every)
        elif name.endswith(WARC):
            yield _alone(folder / name)
        elif name in rolled:
            yield from groups.get(name, ())
            if problem := fault_of(folder / name, empty=not rolled[name] and name not in groups):
                yield PackageFiles(None, folder / name, problem)


def _pair_at(folder: Path, name: str, every: _Entries) -> Iterator[PackageFiles]:
    """The package whose sidecar has that name; none where it is some other JSON file."""
    stem = name.removesuffix(SIDECAR)
    segment = stem + WARC
    if segment in every or is_stem(stem):
        linked = next((one for one in (name, segment) if one in every.links), None)
        warc = folder / segment if segment in every else None
        yield PackageFiles(folder / name, warc, _LINKED.format(linked) if linked else None)


def kept(root: Path, name: str) -> PackageFiles:
    """The package of the archive `root` whose sidecar is `name`; raises ResourceError for one that leads out of it."""
    sidecar = root.joinpath(*components(name))
    warc = sidecar.with_name(sidecar.name.removesuffix(SIDECAR) + WARC)
    return PackageFiles(sidecar, if_there(warc))


def _rolled_in(contents: Path) -> Iterator[PackageFiles]:
    """The packages of one rolled WARC; raises InputError when its contents cannot be read."""
    names = names_in(contents)
    if not names:
        raise InputError(fault_of(contents, empty=True))
    for warc in sorted(name for name in names if name.endswith(WARC)):
        sidecar = contents.with_name(warc.removesuffix(WARC) + SIDECAR)
        yield _pair(if_there(sidecar), contents.with_name(warc))
    if problem := fault_of(contents):
        yield PackageFiles(None, contents, problem)


def _rolled(
    folder: Path, contents: list[str], single: Iterable[str], ways: Ways[T] | None
) -> tuple[dict[str, list[T]], dict[str, set[str]]]:
    """The groups of each of the contents in a folder, and the names of the packages that are in none."""
    groups: dict[str, list[T]] = {}
    names: dict[str, set[str]] = {name: set() for name in contents}
    for listed in folder_of(folder.absolute()).catalogue.read_anew("").by_contents() if contents else ():
        own = names.setdefault(listed.name, set())
        for side, group in ways.rolled(folder, listed, single) if ways else ((side, None) for side in listed.sides):
            if group is not None:
                groups.setdefault(listed.name, []).append(group)
                continue
            for stem, line in zip(side.stems, side.lines(), strict=True):
                own.update((stem + WARC, stem + SIDECAR) if line else (stem + WARC,))
    return groups, {name: own or (set() if name in groups else names_in(folder / name)) for name, own in names.items()}


def _alone(warc: Path) -> PackageFiles:
    """A WARC without a sidecar, which may be a rolled one whose contents are missing."""
    if is_rolled_name(warc.name):
        return PackageFiles(None, warc, missing_contents(warc.name.removesuffix(WARC)))
    return _pair(None, warc)


def _pair(sidecar: Path | None, warc: Path | None, named: Path | None = None) -> PackageFiles:
    """The two files; what lies beside the one that was `named` is not followed anywhere either."""
    linked = [path for path in (sidecar, warc) if path and path != named and path.is_symlink()]
    return PackageFiles(sidecar, warc, _LINKED.format(linked[0].name) if linked else None)
