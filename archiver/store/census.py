"""What the files of an archive take up: their octets, and what the file system sets aside for them.

POSIX counts `st_blocks` in units of 512 octets, whatever the size of a block. An object in a bucket takes its octets.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import ResourceError
from archiver.store.interface import MAX_DEPTH
from archiver.store.rolled import RolledStore

BLOCK_UNIT = 512  # POSIX, <sys/stat.h>: the unit of st_blocks on the systems in use


@dataclass(frozen=True, slots=True)
class Taken:
    """What one file takes up; `allocated` are octets as well. Of a part of a rolled file both are its own octets."""

    name: str
    octets: int
    allocated: int
    rolled: bool = False


def taken(store: RolledStore, root: Path | None, name: str) -> Taken | None:
    """What the file `name` of a package takes up, None where there is none; `root` is where single files lie.

    Without `root` the store is asked, which costs a request a single file in a bucket; a rolled one costs none.
    """
    single = _on_disk(root / name, name) if root else None
    if single is None and (place := store.catalogue.place(name)):
        return Taken(name, place.length, place.length, rolled=True)
    if single or root or not store.inner.exists(name):
        return single
    size = store.inner.size(name)
    return Taken(name, size, size)


def census(root: Path) -> Iterator[Taken]:
    """Every regular file below `root`, hidden ones too; no symbolic link is followed.

    Raises ResourceError for a folder that cannot be read.
    """
    return _below(root, "")


def _below(folder: Path, prefix: str) -> Iterator[Taken]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as e:
        raise ResourceError(f"{folder}: expected a readable folder: {e.strerror or e}") from e
    for entry in entries:
        name = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name, f"{name}/") if prefix.count("/") < MAX_DEPTH else ()
        elif one := _on_disk(folder / entry.name, name):
            yield one


def _on_disk(path: Path, name: str) -> Taken | None:
    """None for what is gone, or is no regular file."""
    try:
        status = path.lstat()
    except OSError:  # another run may have renamed it since it was listed
        return None
    return Taken(name, status.st_size, status.st_blocks * BLOCK_UNIT) if stat.S_ISREG(status.st_mode) else None
