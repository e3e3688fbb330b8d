"""Seals of sidecars (`archiver.verify.seal`), by the number of their leaf: `<archive>/audits/.seals`, 16 octets each.

Losing the file, or a part of it, loses time: what has no seal is checked in full. Several processes may write at once,
each its own places; nothing is synced.
"""

import os
import stat
from pathlib import Path

from archiver.errors import ResourceError
from archiver.verify.seal import SEAL_OCTETS

NAME = ".seals"
MAX_LEAVES = 1 << 32  # 64 GB of seals; a leaf beyond is never sealed


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

    def at(self, index: int) -> bytes:
        """The seal of that leaf's sidecar; too short where there is none."""
        return os.pread(self._descriptor, SEAL_OCTETS, index * SEAL_OCTETS) if index < MAX_LEAVES else b""

    def put(self, index: int, seal: bytes) -> None:
        """Keeps a seal; raises ResourceError where there is no room for it."""
        if index >= MAX_LEAVES:
            return
        try:
            os.pwrite(self._descriptor, seal, index * SEAL_OCTETS)
        except OSError as e:
            raise ResourceError(f"expected room for a seal, found {e.strerror}") from e
