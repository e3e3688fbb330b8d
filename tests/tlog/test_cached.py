"""Tiles are read once, and whoever hands them out does not decide how much memory they take."""

from archiver.tlog import tiles
from archiver.tlog.cached import CACHED, CachedTiles


class Asked:
    """Hands out bundles of leaves that are all `length` octets long, and remembers which."""

    def __init__(self, length: int) -> None:
        self.names: list[str] = []
        self._bundle = tiles.WIDTH * (length.to_bytes(tiles.LENGTH, "big") + bytes(length))

    def read(self, name: str, limit: int) -> bytes:
        assert len(self._bundle) <= limit
        self.names.append(name)
        return self._bundle


def test_what_was_asked_for_last_is_read_once() -> None:
    asked = Asked(64)
    cached = CachedTiles(asked.read, "log/")
    kept = CACHED // (tiles.WIDTH * 66)
    for index in (*range(kept + 1), kept, 1, 0):
        cached.tile(tiles.ENTRIES, index, tiles.WIDTH)
    assert asked.names == [tiles.path(tiles.ENTRIES, index, tiles.WIDTH) for index in (*range(kept + 1), 0)]


def test_of_bundles_that_are_longer_than_all_that_is_kept_only_the_newest_stays() -> None:
    asked = Asked(65_535)
    cached = CachedTiles(asked.read, "log/")
    for index in (0, 1, 1, 0):
        cached.tile(tiles.ENTRIES, index, tiles.WIDTH)
    assert [tiles.place(name)[1] for name in asked.names] == [0, 1, 0]


def test_what_was_forgotten_takes_no_room() -> None:
    asked = Asked(64)
    cached = CachedTiles(asked.read, "log/")
    for _ in range(2 * CACHED // (tiles.WIDTH * 66)):
        cached.tile(tiles.ENTRIES, 0, tiles.WIDTH)
        cached.clear()
    asked.names.clear()
    for index in (0, 1, 0, 1):
        cached.tile(tiles.ENTRIES, index, tiles.WIDTH)
    assert len(asked.names) == 2
