"""SQLite maps its `-shm` file, and a mapped page that is gone kills the process (SIGBUS) wherever it is.

Measured here: which of a run's files does that when it is cut or finds no room, with which status the run ends, and that
the next run makes the night whole. A signal is no exit status of ours: no shell takes it for 0, 1 or 3.
"""

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.nightly.desk import Strike, Watch
from tests.nightly.site import Site
from tests.support.disk import small_file_system

ARTICLES = 6
NO_RESOURCE = 5
BLOCK = 4096


def _begin(watch: Watch, site: Site) -> None:
    """One night is over, and before the next one every article has changed."""
    watch.add([site.url(number) for number in site.pages])
    assert watch.run() == 0
    watch.later(hours=2)
    for number in site.pages:
        site.edit(number)


def _cut(watch: Watch, site: Site, name: str, answers: int) -> int:
    """The status of a run under which the file is cut to nothing after so many answers."""
    path, wanted = watch.work / "archives" / name, site.asked + answers
    strike = Strike(lambda: site.asked >= wanted, act=lambda: os.truncate(path, 0))
    return watch.run("--jobs", "1", strike=strike)


def _assert_whole(watch: Watch, site: Site, versions: int = 2) -> None:
    for number in site.pages:
        assert [row.sequence for row in watch.rows(site.url(number))] == list(range(versions))
    assert watch.archiver("verify", "archives", "--quick", "--quiet").status == 0


@pytest.mark.parametrize("name", ["index.sqlite-shm", "watch.sqlite-shm"])
@pytest.mark.parametrize("answers", [1, 4])
def test_a_map_that_is_cut_kills_the_run_and_the_next_one_goes_on_with_it(
    tmp_path: Path, name: str, answers: int
) -> None:
    with Site(ARTICLES) as site, Watch(tmp_path) as watch:
        _begin(watch, site)
        assert _cut(watch, site, name, answers) == -signal.SIGBUS
        assert watch.run() == 0
        assert watch.results() == {"changed": ARTICLES}, "one night, one report"
        assert watch.last_report()["resumed"] == 1
        _assert_whole(watch, site)


@pytest.mark.parametrize("name", ["index.sqlite", "index.sqlite-wal"])
def test_an_index_that_is_cut_is_made_again_from_the_packages(tmp_path: Path, name: str) -> None:
    with Site(ARTICLES) as site, Watch(tmp_path) as watch:
        _begin(watch, site)
        assert _cut(watch, site, name, 2) in (0, NO_RESOURCE)
        assert watch.run() == 0
        _assert_whole(watch, site)


@pytest.mark.parametrize("name", ["watch.sqlite", "watch.sqlite-wal"])
def test_a_watch_list_that_is_cut_is_restored_from_a_copy_and_costs_no_package(tmp_path: Path, name: str) -> None:
    with Site(ARTICLES) as site, Watch(tmp_path) as watch:
        _begin(watch, site)
        there, copy = tmp_path / "archives" / "watch.sqlite", tmp_path / "copy"
        shutil.copy(there, copy)
        _cut(watch, site, name, 2)
        watch.later(hours=2)
        assert watch.run() == NO_RESOURCE
        assert watch.archiver("verify", "archives", "--quick", "--quiet").status == 0
        for rest in there.parent.glob("watch.sqlite*"):
            rest.unlink()
        shutil.copy(copy, there)
        assert watch.run() == 0
        assert sum(watch.results().values()) == ARTICLES
        assert watch.results().keys() <= {"changed", "unchanged"}
        assert watch.archiver("verify", "archives", "--quick", "--quiet").status == 0


@pytest.mark.parametrize("blocks", [0, 1, 4, 9, 12, 17, 24, 40])
def test_a_full_disk_never_kills_because_sqlite_asks_for_the_room_before_it_maps(tmp_path: Path, blocks: int) -> None:
    with (
        small_file_system(tmp_path / "disk", "size=8m") as disk,
        Site(ARTICLES) as site,
        Watch(disk, "retries: 0\n", "disk_reserve: 1k\n") as watch,
    ):
        _begin(watch, site)
        filler = _fill(disk, blocks * BLOCK)
        assert watch.run("--jobs", "1") == NO_RESOURCE
        filler.unlink()
        assert watch.run() == 0
        _assert_whole(watch, site)


def _fill(disk: Path, left: int) -> Path:
    """Leaves so many octets free."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, free - left)))
    return filler
