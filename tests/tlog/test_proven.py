"""Leaves are handed out only from bundles that lead to the signed root, at every shape that a tree can have."""

import hashlib

import pytest

from archiver.errors import FormatError
from archiver.tlog import tiles
from archiver.tlog.proven import ProvenLeaves
from tests.tlog.memory import MemoryTiles

SIZES = [1, 2, 3, 255, 256, 257, 258, 511, 512, 513, 700, 1023, 1025, 65_535, 65_537]


def leaf(index: int) -> bytes:
    return hashlib.sha512(b"%d" % index).digest()


@pytest.fixture(scope="module", params=SIZES)
def log(request: pytest.FixtureRequest) -> MemoryTiles:
    return MemoryTiles.of(map(leaf, range(request.param)))


def probes(size: int) -> list[int]:
    return sorted({0, 1, 254, 255, 256, 257, 510, 512, size // 2, size - 2, size - 1} & set(range(size)))


def test_every_leaf_is_the_one_that_was_added(log: MemoryTiles) -> None:
    proven = ProvenLeaves(log, log.size, log.root)
    assert [proven.at(index) for index in probes(log.size)] == [leaf(index) for index in probes(log.size)]
    assert proven.at(log.size) is None
    assert proven.at(-1) is None


@pytest.mark.parametrize("bit", [0, 16, 511])
def test_one_bit_of_a_leaf(log: MemoryTiles, bit: int) -> None:
    for index in probes(log.size):
        forged = MemoryTiles(dict(log.files), log.size, log.root)
        number, place = divmod(index, tiles.WIDTH)
        name = tiles.path(tiles.ENTRIES, number, min(tiles.WIDTH, log.size - number * tiles.WIDTH))
        octets = bytearray(forged.files[name])
        octets[66 * place + 2 + bit // 8] ^= 1 << bit % 8
        forged.files[name] = bytes(octets)
        with pytest.raises(FormatError):
            ProvenLeaves(forged, log.size, log.root).at(index)


def test_another_root(log: MemoryTiles) -> None:
    with pytest.raises(FormatError):
        ProvenLeaves(log, log.size, bytes(32)).at(0)
    with pytest.raises((FormatError, KeyError)):
        ProvenLeaves(log, log.size + 1, log.root).at(0)


def test_a_leaf_of_a_longer_tree_is_none_of_this_one() -> None:
    """The checkpoint says 300; the folder has 600, as while somebody appends."""
    log = MemoryTiles.of(map(leaf, range(300)))
    root = log.root
    log.append(map(leaf, range(300, 600)))
    proven = ProvenLeaves(log, 300, root)
    assert (proven.at(299), proven.at(300)) == (leaf(299), None)
