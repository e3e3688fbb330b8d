r"""SHA256SUMS: the digest of every file below a folder, as `sha256sum -c` reads it.

    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  2026/11/22/20261122T071501Z-….warc.gz

Files of databases change all the time and can be made again: they are left out, and so is whatever begins with a dot.
No symbolic link is followed. A name with a line end or a backslash is escaped, as GNU `sha256sum` does it.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

from archiver.bundle.members import PIECE
from archiver.errors import ResourceError
from archiver.store.opening import opened

SUMS = "SHA256SUMS"
SIGNATURE = f"{SUMS}.sig"
MAX_DEEPER = 100  # folders below the one that is named
_LEFT_OUT = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal")
_ESCAPES = {b"\\": b"\\\\", b"\n": b"\\n", b"\r": b"\\r"}


def files_below(folder: Path) -> Iterator[Path]:
    """The files that are listed, in the order of their names; raises ResourceError for a folder that can't be read."""
    yield from _below(folder, MAX_DEEPER, top=True)


def line(name: Path, digest: str) -> bytes:
    """One line of the list, for a name relative to its folder."""
    octets = os.fsencode(name)
    escaped = octets
    for plain, spelled in _ESCAPES.items():
        escaped = escaped.replace(plain, spelled)
    return (b"\\" if escaped != octets else b"") + digest.encode() + b"  " + escaped + b"\n"


def write_sums(folder: Path, count: Callable[[], None]) -> tuple[bytes, int]:
    """Writes the list durably in the place of an older one; SHA-512 of it, and how many files it names.

    `count` is called for each file. Raises ResourceError for what cannot be read or written.
    """
    whole, number = hashlib.sha512(), 0
    temporary = folder / f".tmp-{token_hex(8)}-{SUMS}"
    try:
        with temporary.open("xb") as out:
            for path in files_below(folder):
                made = line(path.relative_to(folder), _digest(path))
                out.write(made)
                whole.update(made)
                number += 1
                count()
            out.flush()
            os.fsync(out.fileno())
        temporary.rename(folder / SUMS)
    except OSError as e:
        raise ResourceError(f"{folder}: expected to write {SUMS}: {e.strerror or e}") from e
    finally:
        temporary.unlink(missing_ok=True)
    return whole.digest(), number


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with opened(path) as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _below(folder: Path, deeper: int, *, top: bool = False) -> Iterator[Path]:
    if deeper < 0:
        raise ResourceError(f"{folder}: expected folders at most {MAX_DEEPER} deep, found more: name a deeper one")
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as e:
        raise ResourceError(f"{folder}: expected a readable folder: {e.strerror or e}") from e
    for entry in found:
        if entry.name.startswith(".") or (top and entry.name in (SUMS, SIGNATURE)):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name, deeper - 1)
        elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(_LEFT_OUT):
            yield folder / entry.name
