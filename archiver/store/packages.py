"""Packages on disk, wherever they lie: pairs of files with one stem, in an archive or in any folder.

    20261122T071501Z-example.org-1a2b3c4d.warc.gz
    20261122T071501Z-example.org-1a2b3c4d.json

Below a folder no symbolic link is followed: what lies behind one is not part of what was asked about. A link that is
named itself is followed, because its user chose it.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from archiver.bundle.members import PIECE
from archiver.bundle.naming import SIDECAR, WARC
from archiver.errors import InputError, ResourceError

MAX_DEEPER = 100  # folders below the one that is named; what follows would exhaust the stack, not the archive

_LINKED = "{} is a symbolic link; it was not followed"
_STEM = re.compile(r"[0-9]{8}T[0-9]{6}Z-.*-[0-9a-f]{8}")


@dataclass(frozen=True)
class PackageFiles:
    """The two files of a package; either may be missing. `problem` says why a path is not to be opened."""

    sidecar: Path | None
    warc: Path | None
    problem: str | None = None

    @property
    def name(self) -> str:
        """The path that stands for the package in a report; octets that are no UTF-8 are spelled out."""
        return os.fsencode(self.sidecar or self.warc or "").decode("utf-8", "backslashreplace")

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return (self.sidecar or self.warc or Path()).parent


def find_packages(target: Path) -> Iterator[PackageFiles]:
    """The packages that a path names, sorted by name; raises InputError when it names none."""
    if target.is_dir():
        yield from _listed(target, deeper=MAX_DEEPER)
    elif target.name.endswith(WARC):
        sidecar = target.with_name(target.name.removesuffix(WARC) + SIDECAR)
        yield _pair(sidecar if os.path.lexists(sidecar) else None, target, named=target)
    elif target.exists():
        warc = target.with_name(target.name.removesuffix(SIDECAR) + WARC)
        yield _pair(target, warc if os.path.lexists(warc) else None, named=target)
    else:
        raise InputError(f"{target}: expected a package, found no such file or folder")


def packages_in(folder: Path) -> Iterator[PackageFiles]:
    """The packages that lie in this very folder, sorted by name; raises ResourceError when it cannot be read."""
    return _listed(folder, deeper=0)


def _listed(folder: Path, *, deeper: int) -> Iterator[PackageFiles]:
    try:
        with os.scandir(folder) as entries:
            names = {entry.name: entry for entry in entries if not entry.name.startswith(".")}
    except OSError as e:
        raise ResourceError(f"{folder}: expected a readable folder: {e.strerror or e}") from e
    if deeper == 1 and any(entry.is_dir(follow_symlinks=False) for entry in names.values()):
        raise ResourceError(f"{folder}: expected folders at most {MAX_DEEPER} deep, found more: name a deeper one")
    for name, entry in sorted(names.items()):
        if name.endswith(WARC) and name.removesuffix(WARC) + SIDECAR in names and not entry.is_dir():
            continue
        path = folder / name
        if entry.is_dir(follow_symlinks=False):
            yield from _listed(path, deeper=deeper - 1) if deeper else ()
        elif name.endswith(SIDECAR):
            stem = name.removesuffix(SIDECAR)
            warc = names.get(stem + WARC)
            if warc or _STEM.fullmatch(stem):
                linked = next((one for one in (entry, warc) if one and one.is_symlink()), None)
                segment = folder / warc.name if warc else None
                yield PackageFiles(path, segment, _LINKED.format(linked.name) if linked else None)
        elif name.endswith(WARC) and name.removesuffix(WARC) + SIDECAR not in names:
            yield _pair(None, path)


def _pair(sidecar: Path | None, warc: Path | None, named: Path | None = None) -> PackageFiles:
    """The two files; what lies beside the one that was `named` is not followed anywhere either."""
    linked = [path for path in (sidecar, warc) if path and path != named and path.is_symlink()]
    return PackageFiles(sidecar, warc, _LINKED.format(linked[0].name) if linked else None)


@contextmanager
def opened(path: Path, error: type[ResourceError] = ResourceError) -> Iterator[BinaryIO]:
    """A file for reading; raises `error` when it cannot be read."""
    with open_file(path, error) as stream:
        try:
            yield stream
        except OSError as e:
            raise error(f"{path}: reading failed: {e.strerror or e}") from e


def open_file(path: Path, error: type[ResourceError] = ResourceError) -> FileIO:
    """The regular file `path`, raw: no second buffer between the disk and the hash; raises `error`."""
    try:
        # O_NONBLOCK: a named pipe in its place must not wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as e:
        raise error(f"{path}: expected a readable file: {e.strerror or e}") from e
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise error(f"{path}: expected a regular file, found something else")
    return FileIO(descriptor)


def read_sidecar(path: Path, limit: int) -> bytes:
    """At most `limit` + 1 octets of a sidecar: enough for its reader to refuse a larger one."""
    with open_file(path) as stream:
        parts = []
        try:
            size = os.fstat(stream.fileno()).st_size + 1  # one more than there is: a large buffer costs its page faults
            while limit >= 0 and (piece := stream.read(min(size, PIECE, limit + 1))):
                parts.append(piece)
                limit -= len(piece)
        except OSError as e:
            raise ResourceError(f"{path}: reading failed: {e.strerror or e}") from e
    return parts[0] if len(parts) == 1 else b"".join(parts)
