"""Where a path of a package leads: to a file, to a part of a rolled WARC, or into a store somewhere else.

A package in a rolled WARC keeps the paths that it had, though no file lies there: `is_there` says whether there is
something to open, and `located` in which file it is (`archiver.store.rolled`).

The packages of an archive that is kept elsewhere have such paths as well: after `mount(root, store)`, what is not on
disk below `root` is looked for in the store.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import ResourceError
from archiver.store.local import LocalStore
from archiver.store.rolled import RolledStore

FOLDERS = 8  # whose rolled packages are kept in mind,
MEMBERS = 10_000  # as long as they are not more than this; a package takes 0.12 kB
FEWEST = 2  # folders all the same: the one that is listed, and the one before that is still being looked at

_mounts: dict[Path, RolledStore] = {}
_folders: dict[Path, RolledStore] = {}
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Located:
    """The file that octets are in, and where in it."""

    file: Path
    offset: int
    length: int


def mount(root: Path, store: RolledStore) -> None:
    """Paths below `root` lead into `store` from now on, for as long as this process runs."""
    _mounts[root.absolute()] = _mounts[root.resolve()] = store


def mounted(path: Path) -> tuple[RolledStore, str] | None:
    """The store that a path leads into, and the name in it; None for a path of this machine."""
    path = path.absolute()
    found = next((root for root in _mounts if path.is_relative_to(root)), None)
    if found is None:
        return None
    return _mounts[found], "" if path == found else path.relative_to(found).as_posix()


def is_there(path: Path) -> bool:
    """Whether a file lies there, or a link, or what a rolled WARC holds under that name."""
    if os.path.lexists(path) or not path.name.endswith((WARC, SIDECAR)):
        return os.path.lexists(path)
    if found := mounted(path):
        return found[0].exists(found[1])
    try:
        return folder_of(path.parent.absolute()).catalogue.place(path.name) is not None
    except ResourceError:
        return False


def rolled_folder(folder: Path) -> RolledStore | None:
    """The store of one folder of this machine, with what is rolled in it; None for one that is kept elsewhere."""
    return None if mounted(folder) else folder_of(folder.absolute())


def folder_of(folder: Path) -> RolledStore:
    """The store of a folder; those that were asked for last are kept, with the contents that they have read."""
    with _one_at_a_time:
        found = _folders.pop(folder, None) or RolledStore(LocalStore(folder))
        _folders[folder] = found
        while len(_folders) > FOLDERS or (len(_folders) > FEWEST and _members() > MEMBERS):
            del _folders[next(iter(_folders))]
        return found


def _members() -> int:
    return sum(store.catalogue.size() for store in _folders.values())


def if_there(path: Path) -> Path | None:
    """`path` where there is something to open (`is_there`), else None."""
    return path if is_there(path) else None
