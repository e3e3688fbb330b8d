"""Seals of sidecars (`archiver.verify.seal`), by the number of their leaf: `<archive>/audits/.seals`.

Those of deep checks lie apart, in `<archive>/audits/.seals-deep`.

    32 octets   the digest of the segment
    16 octets   the seal, which is over it

Losing the file, or a part of it, loses time: what has no seal is checked in full. Several processes may write at once,
each its own places; nothing is synced.
"""

import os
import stat
from pathlib import Path

from archiver.errors import ResourceError
from archiver.verify.seal import SEAL_OCTETS

NAME = ".seals"
DEEP = "-deep"  # behind the names of files in which seals of deep checks are
DIGEST_OCTETS = 32
ENTRY = DIGEST_OCTETS + SEAL_OCTETS
MAX_LEAVES = 1 << 32  # 200 GB of seals; a leaf beyond is never sealed


def seals_in(folder: Path, *, deep: bool) -> Path:
    """The file of seals in the folder of the audits."""
    return folder / (NAME + DEEP if deep else NAME)


class Seals:
    """The seals of one archive; a context manager."""

    def __init__(self, path: Path, *, write: bool = True) -> None:
        flags = (os.O_RDWR | os.O_CREAT) if write else os.O_RDONLY
        try:
            self._descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
        except OSError as e:
            raise ResourceError(f"{path}: expected a file of seals: {e.strerror}; remove it") from e
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            os.close(self._descriptor)
            raise ResourceError(f"{path}: expected a regular file, found something else: remove it")

    def __enter__(self) -> "Seals":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def at(self, index: int) -> tuple[bytes, bytes]:
        """The segment's digest and the seal at that leaf; short ones where there are none."""
        entry = os.pread(self._descriptor, ENTRY, index * ENTRY) if index < MAX_LEAVES else b""
        return entry[:DIGEST_OCTETS], entry[DIGEST_OCTETS:]

    def put(self, index: int, segment: bytes, seal: bytes) -> None:
        """Keeps a seal; raises ResourceError where there is no room for it."""
        if index >= MAX_LEAVES:
            return
        try:
            os.pwrite(self._descriptor, segment + seal, index * ENTRY)
        except OSError as e:
            raise ResourceError(f"expected room for a seal, found {e.strerror}") from e
