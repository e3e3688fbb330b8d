"""Leaves that are under a signed root: each bundle is hashed and led to the root before a leaf of it is handed out.

    leaves = ProvenLeaves(folder, checkpoint.size, checkpoint.root)
    leaves.at(4711)     64 octets, and `root` says so

One bundle of 256 leaves is proven at a time, for 1 ms; packages in the order of their names find the next leaf in it.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from archiver.errors import FormatError
from archiver.tlog import merkle, tiles
from archiver.tlog.tiles import Known, Tiles

KEPT = 16  # bundles


class ProvenLeaves:
    """The leaves of a log of `size` leaves under `root`, whoever hands out its tiles."""

    def __init__(self, source: Tiles, size: int, root: bytes) -> None:
        self._source, self._size, self._root = source, size, root
        self._bundles: OrderedDict[int, list[bytes]] = OrderedDict()
        self._known: Known = {}

    def at(self, index: int) -> bytes | None:
        """Leaf number `index`, None where there is none.

        Raises FormatError when the bundle does not lead to the root, ResourceError when a tile is not to be had.
        """
        return next(iter(self.all_at([index])))

    def all_at(self, indices: Iterable[int]) -> Iterator[bytes | None]:
        """As `at`, of many: those side by side lie in one bundle."""
        last, bundle = -1, list[bytes]()
        for index in indices:
            if not 0 <= index < self._size:
                yield None
                continue
            number, place = divmod(index, tiles.WIDTH)
            if number != last:
                last, bundle = number, self._bundle(number)
            yield bundle[place]

    def _bundle(self, number: int) -> list[bytes]:
        bundle = self._bundles.get(number)
        if bundle is None:
            bundle = self._bundles[number] = self._proven(number)
            if len(self._bundles) > KEPT:
                self._bundles.popitem(last=False)
        return bundle

    def _proven(self, number: int) -> list[bytes]:
        """The bundle's own root in the place of a leaf, in the tree over the roots of all bundles (RFC 6962 2.1)."""
        first, bundles = number * tiles.WIDTH, -(-self._size // tiles.WIDTH)
        width = min(tiles.WIDTH, self._size - first)
        leaves = tiles.leaves_of(self._source.tile(tiles.ENTRIES, number, width))
        inside = (width - 1).bit_length()  # siblings of the bundle's first leaf that lie in the bundle itself
        above = tiles.inclusion(self._source, first, self._size, self._known)[inside:]
        found = merkle.root_from_path(merkle.root(map(merkle.leaf, leaves)), number, bundles, above)
        if len(leaves) != width or found != self._root:
            raise FormatError(f"expected leaves that lead to the log's root, found others in bundle {number}")
        return leaves
