"""Tiles (C2SP tlog-tiles): a tree of any size as files of 256 hashes, and every root and proof read from them.

    tile/0/x001/x234/067          256 leaf hashes, 8192 octets
    tile/1/000.p/17               the roots of 17 full tiles below it
    tile/entries/000.p/17         17 leaves, each after its length in two octets

Level L of the tiles holds the tree's level 8 L. Arithmetic only: `Tiles` hands out octets, from wherever.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from archiver.errors import FormatError
from archiver.tlog import merkle

HEIGHT, WIDTH, HASH = 8, 256, 32
LENGTH = 2  # octets before each leaf in a bundle
ENTRIES = "entries"
KNOWN = 512  # roots of subtrees that are kept between proofs: those of 256 leaves that are neighbours, and above them


Known = dict[tuple[int, int], bytes]  # (level, index) of a complete subtree -> its root


class Tiles(Protocol):
    """The tiles of one log."""

    def tile(self, level: int | str, index: int, width: int) -> bytes:
        """Octets of a tile (`level` a number) or of a bundle (`ENTRIES`) of `width` members; raises ResourceError."""
        ...


def path(level: int | str, index: int, width: int) -> str:
    """Where a tile lies, relative to the log."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def place(name: str) -> tuple[int | str, int, int]:
    """Level (or `ENTRIES`), index and width of the tile whose `path` is `name`."""
    _, level, rest = name.split("/", 2)
    number, _, width = rest.partition(".p/")
    index = int(number.replace("x", "").replace("/", ""))
    return (level if level == ENTRIES else int(level)), index, int(width or WIDTH)


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes the tile has in a tree of `size` leaves."""
    return min(WIDTH, (size >> HEIGHT * level) - index * WIDTH)


def root(tiles: Tiles, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return _hash(tiles, size, 0, size) if size else merkle.EMPTY_ROOT


def inclusion(tiles: Tiles, index: int, size: int, known: Known | None = None) -> tuple[bytes, ...]:
    """The audit path of a leaf (RFC 6962 2.1.1); raises IndexError outside the tree.

    `known` keeps roots of subtrees from one proof to the next: leaves that are neighbours share nearly all of them.
    """
    if not 0 <= index < size:
        raise IndexError(f"expected an index below {size}, found {index}")
    low, high, ranges = 0, size, []
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return tuple(_hash(tiles, size, *one, known) for one in reversed(ranges))


def consistency(tiles: Tiles, old: int, size: int) -> tuple[bytes, ...]:
    """That the tree of `size` leaves begins with the one of `old` leaves (RFC 6962 2.1.2)."""
    if not 0 <= old <= size:
        raise IndexError(f"expected at most {size} leaves, found {old}")
    if old in (0, size):
        return ()
    low, high, whole, ranges = 0, size, True, []
    while old != high:
        middle = low + _half(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, whole = middle, False
    ranges += [] if whole else [(low, high)]
    return tuple(_hash(tiles, size, *one) for one in reversed(ranges))


def _half(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _hash(tiles: Tiles, size: int, low: int, high: int, known: Known | None = None) -> bytes:
    """MTH of a range that begins where a subtree of at least its length may begin."""
    peaks = []
    while low < high:
        level = (high - low).bit_length() - 1
        place = level, low >> level
        found = known.get(place) if known is not None else None
        if found is None:
            found = _subtree(tiles, size, *place)
            if known is not None:
                _remember(known, place, found)
        peaks.append(found)
        low += 1 << level
    return _fold(peaks)


def _remember(known: Known, place: tuple[int, int], found: bytes) -> None:
    if len(known) == KNOWN:
        known.clear()
    known[place] = found


def _fold(peaks: list[bytes]) -> bytes:
    result = peaks.pop()
    while peaks:
        result = merkle.node(peaks.pop(), result)
    return result


def _subtree(tiles: Tiles, size: int, level: int, index: int) -> bytes:
    """The root of the complete subtree over 2^level leaves, from the hashes of one tile."""
    tile_level, inner = divmod(level, HEIGHT)
    number, offset = divmod(index << inner, WIDTH)
    octets = tiles.tile(tile_level, number, width_at(tile_level, number, size))
    return merkle.root(split(octets[HASH * offset : HASH * (offset + (1 << inner))]))


def split(octets: bytes) -> list[bytes]:
    """The hashes in a tile."""
    return [octets[at : at + HASH] for at in range(0, len(octets), HASH)]


def leaves_of(bundle: bytes) -> list[bytes]:
    """The leaves in a bundle; raises FormatError when its lengths don't add up."""
    each = LENGTH + int.from_bytes(bundle[:LENGTH], "big")
    count, rest = divmod(len(bundle), each)
    if not rest and all(bundle[at::each] == bundle[at : at + 1] * count for at in range(LENGTH)):  # of one length
        return [bundle[at + LENGTH : at + each] for at in range(0, len(bundle), each)]
    leaves, at = [], 0
    while at < len(bundle):
        end = at + LENGTH + int.from_bytes(bundle[at : at + LENGTH], "big")
        if end > len(bundle) or at + LENGTH > len(bundle):
            raise FormatError("expected leaves that fill their bundle, found one that was cut short")
        leaves.append(bundle[at + LENGTH : end])
        at = end
    return leaves


@dataclass
class Growth:
    """A tree that grows: its incomplete tiles in memory, everything else handed out as soon as it is complete."""

    size: int
    levels: list[bytearray] = field(default_factory=list)
    bundle: bytearray = field(default_factory=bytearray)

    @classmethod
    def of(cls, tiles: Tiles, size: int) -> "Growth":
        """Goes on where a tree of `size` leaves ends."""
        grown, level = cls(size), 0
        while size >> HEIGHT * level:
            number, width = divmod(size >> HEIGHT * level, WIDTH)
            grown.levels.append(bytearray(tiles.tile(level, number, width) if width else b""))
            level += 1
        if size % WIDTH:
            grown.bundle = bytearray(tiles.tile(ENTRIES, size // WIDTH, size % WIDTH))
        return grown

    def add(self, leaves: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
        """Appends leaves; gives name and octets of every tile and bundle that they complete."""
        for leaf in leaves:
            self.bundle += len(leaf).to_bytes(LENGTH, "big") + leaf
            full = self._push(0, merkle.leaf(leaf))
            self.size += 1
            if full:
                yield path(ENTRIES, self.size // WIDTH - 1, WIDTH), bytes(self.bundle)
                self.bundle.clear()
                yield from full

    def _push(self, level: int, hashed: bytes) -> list[tuple[str, bytes]]:
        if level == len(self.levels):
            self.levels.append(bytearray())
        tile = self.levels[level]
        tile += hashed
        if len(tile) < WIDTH * HASH:
            return []
        octets = bytes(tile)
        tile.clear()
        number = (self.size + 1 >> HEIGHT * (level + 1)) - 1
        return [(path(level, number, WIDTH), octets), *self._push(level + 1, merkle.root(split(octets)))]

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """Name and octets of the incomplete tiles and of the incomplete bundle."""
        if self.bundle:
            yield path(ENTRIES, self.size // WIDTH, self.size % WIDTH), bytes(self.bundle)
        for level, tile in enumerate(self.levels):
            if tile:
                yield path(level, self.size >> HEIGHT * (level + 1), len(tile) // HASH), bytes(tile)

    def root(self) -> bytes:
        """The root of all leaves so far."""
        peaks = []
        for tile in reversed(self.levels):
            hashes = split(bytes(tile))
            while hashes:
                count = 1 << len(hashes).bit_length() - 1
                peaks.append(merkle.root(hashes[:count]))
                hashes = hashes[count:]
        return _fold(peaks) if peaks else merkle.EMPTY_ROOT
