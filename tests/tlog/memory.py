"""A log in memory: the fake beside `archiver.store.logfolder.LogFolder`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from archiver.tlog import tiles


@dataclass
class MemoryTiles:
    """The tiles of one log by name."""

    files: dict[str, bytes] = field(default_factory=dict)
    size: int = 0
    root: bytes = b""

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> "MemoryTiles":
        made = cls()
        made.append(leaves)
        return made

    def append(self, leaves: Iterable[bytes]) -> None:
        grown = tiles.Growth.of(self, self.size)
        self.files.update(grown.add(leaves))
        self.files.update(grown.rest())
        self.size, self.root = grown.size, grown.root()

    def tile(self, level: int | str, index: int, width: int) -> bytes:
        octets = self.files.get(tiles.path(level, index, width)) or self.files[tiles.path(level, index, tiles.WIDTH)]
        if level == tiles.ENTRIES:
            return b"".join(len(one).to_bytes(2, "big") + one for one in tiles.leaves_of(octets)[:width])
        return octets[: width * tiles.HASH]
