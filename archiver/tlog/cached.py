"""Tiles from wherever octets can be read by name: a partial one also out of the full one that it has grown into.

source = CachedTiles(read, "https://log.example.org/")       read(name, limit) -> octets, None where there are none
"""

from collections import OrderedDict
from collections.abc import Callable

from archiver.errors import ResourceError
from archiver.tlog import tiles

MAX_BUNDLE = tiles.WIDTH * (tiles.LENGTH + 65535)  # octets
MAX_TILE = tiles.WIDTH * tiles.HASH
CACHED = 32 * MAX_TILE  # octets of tiles in memory: a proof reads one a level, and bundles are read one after the other


class CachedTiles:
    """Implements `Tiles`; `where` names the log in errors."""

    def __init__(self, read: Callable[[str, int], bytes | None], where: str) -> None:
        self._read, self._where = read, where
        self._cache: OrderedDict[str, bytes] = OrderedDict()
        self._octets = 0

    def tile(self, level: int | str, index: int, width: int) -> bytes:
        """The first `width` members of a tile or bundle; a log may drop a partial one for the full one."""
        name = tiles.path(level, index, width)
        if name not in self._cache:
            limit = MAX_BUNDLE if level == tiles.ENTRIES else MAX_TILE
            octets = self._read(name, limit)
            if octets is None and width < tiles.WIDTH:
                octets = self._read(tiles.path(level, index, tiles.WIDTH), limit)
            self._keep(name, self._fitting(name, level, octets, width))
        self._cache.move_to_end(name)
        return self._cache[name]

    def clear(self) -> None:
        """Forgets everything: the log has grown."""
        self._cache.clear()
        self._octets = 0

    def _keep(self, name: str, octets: bytes) -> None:
        """Whoever hands out tiles chooses how long a bundle is: the newest one is kept alone where it has to be."""
        self._cache[name] = octets
        self._octets += len(octets)
        while self._octets > CACHED and len(self._cache) > 1:
            self._octets -= len(self._cache.popitem(last=False)[1])

    def _fitting(self, name: str, level: int | str, octets: bytes | None, width: int) -> bytes:
        if octets is not None and level == tiles.ENTRIES:
            leaves = tiles.leaves_of(octets)
            octets = octets[: sum(tiles.LENGTH + len(leaf) for leaf in leaves[:width])]
            fits = len(leaves) >= width
        else:
            octets = octets[: width * tiles.HASH] if octets is not None else None
            fits = octets is not None and len(octets) == width * tiles.HASH
        if octets is None or not fits:
            raise ResourceError(
                f"{self._where}{name}: expected a tile of {width}, found none or a shorter one: restore the log's"
                " folder"
            )
        return octets
