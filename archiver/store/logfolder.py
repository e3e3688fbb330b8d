"""A transparency log on disk: tiles and checkpoint under `<archive>/log`, as any web server can hand them out.

    log/checkpoint                        the newest one
    log/tile/…                            see `archiver.tlog.tiles`
    log/.batch                            the size before a batch and its sidecars, while not all have their proofs

Tiles come first, all of them are on the medium before a checkpoint is signed, and that replaces the old one in one
step. What a killed run left beyond the checkpoint belongs to no tree, and is written over.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from secrets import token_hex

from archiver.errors import FormatError, LimitError, ResourceError
from archiver.store import atomic
from archiver.tlog import checkpoint, tiles
from archiver.tlog.cached import MAX_BUNDLE, CachedTiles
from archiver.tlog.checkpoint import Checkpoint

LOG_NAME = "log"
CHECKPOINT, BATCH = "checkpoint", ".batch"
UNSYNCED = 2_000  # files that are written before they are made durable together


class LogFolder:
    """The log in the folder `root`; implements `Tiles`. One writer at a time: hold the archive's lock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._tiles = CachedTiles(self._read, f"{root}/")

    def tile(self, level: int | str, index: int, width: int) -> bytes:
        """The first `width` members of a tile or bundle, also from one that has grown since."""
        return self._tiles.tile(level, index, width)

    def _read(self, name: str, limit: int = MAX_BUNDLE) -> bytes | None:
        try:
            with FileIO(f"{self.root}/{name}") as file:  # a Path interns its parts, in a table that never shrinks
                size = os.fstat(file.fileno()).st_size  # a buffer for the largest would scatter what is kept beside it
                octets = file.read(min(size, limit) + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as e:
            raise ResourceError(f"{self.root / name}: expected a readable file: {e.strerror}") from e
        if len(octets) > limit:
            raise LimitError(f"{self.root / name}: expected at most {limit} octets, found more")
        return octets

    def newest(self) -> Checkpoint | None:
        """The checkpoint, not verified; None when there is no log yet. Raises FormatError, ResourceError."""
        octets = self._read(CHECKPOINT)
        try:
            return checkpoint.read(octets.decode("utf-8", "replace")) if octets is not None else None
        except FormatError as e:
            raise FormatError(f"{self.root / CHECKPOINT}: {e}; restore it from a copy") from e

    def append(self, leaves: Iterable[bytes], origin: str, sign: Callable[[str], str]) -> Checkpoint:
        """Appends leaves durably; `sign` makes the note of a checkpoint's text when its tiles are on the medium.

        Without any leaf the checkpoint stays as it is, with what witnesses put there.
        """
        newest = self.newest()
        grown = tiles.Growth.of(self, newest.size if newest else 0)
        self._tiles.clear()
        waiting: list[Path] = []
        with _wrapped(self.root):
            for name, octets in grown.add(leaves):
                self._write(name, octets, waiting)
            if newest and grown.size == newest.size:
                return newest
            for name, octets in grown.rest():
                self._write(name, octets, waiting)
            self._sync(waiting)
            note = sign(checkpoint.body(origin, grown.size, grown.root()))
            self.replace(note)
            return checkpoint.read(note)

    def replace(self, text: str) -> None:
        """Puts a checkpoint in the place of the old one, durably."""
        self._place(CHECKPOINT, text.encode())

    def begin(self, size: int, names: Sequence[str]) -> None:
        """Notes that a batch of sidecars begins after `size` leaves."""
        self._place(BATCH, "".join(f"{line}\n" for line in (size, *names)).encode())

    def began(self) -> tuple[int, tuple[str, ...]] | None:
        """Where a batch began that was not finished, and its sidecars; raises ResourceError."""
        octets = self._read(BATCH)
        if octets is None:
            return None
        size, *names = octets.decode("utf-8", "replace").splitlines() or [""]
        if not size.isdecimal():
            raise ResourceError(f"{self.root / BATCH}: expected a size and names, found something else: remove it")
        return int(size), tuple(names)

    def finish(self) -> None:
        """Notes that every proof of the batch is in its sidecar."""
        with _wrapped(self.root):
            (self.root / BATCH).unlink(missing_ok=True)

    def leaves(self, start: int, size: int) -> Iterator[tuple[int, bytes]]:
        """Index and octets of the leaves from `start`, one bundle in memory."""
        for number in range(start // tiles.WIDTH, -(-size // tiles.WIDTH)):
            first = number * tiles.WIDTH
            bundle = self.tile(tiles.ENTRIES, number, min(tiles.WIDTH, size - first))
            yield from ((first + n, leaf) for n, leaf in enumerate(tiles.leaves_of(bundle)) if first + n >= start)

    def _place(self, name: str, octets: bytes) -> None:
        with _wrapped(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                temporary = atomic.temporary_name(name)
                atomic.write_temporary(folder, temporary, octets)
                os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
                os.fsync(folder)
            finally:
                os.close(folder)

    def _write(self, name: str, octets: bytes, waiting: list[Path]) -> None:
        # No fsync for each: a batch of 10 million leaves is 80,000 files, and nothing refers to them yet.
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{atomic.TEMPORARY}{token_hex(8)}")
        temporary.write_bytes(octets)
        temporary.rename(path)
        waiting.append(path)
        if len(waiting) == UNSYNCED:
            self._sync(waiting)

    def _sync(self, waiting: list[Path]) -> None:
        folders = {above for path in waiting for above in path.relative_to(self.root).parents}
        for path in (*waiting, *(self.root / folder for folder in folders), self.root.parent):
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        waiting.clear()


@contextmanager
def _wrapped(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise ResourceError(f"{root}: expected to write the log: {e.strerror}") from e
