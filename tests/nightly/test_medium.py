"""A medium that breaks under a run: real EIO from a file system, in reads, writes and syncs, file by file.

Whatever fails: the exit status says so, nothing that was packaged is lost or told twice, no version is made twice, and
the next run on a healthy medium completes the night.
"""

import json
from pathlib import Path

import pytest

from tests.nightly.desk import Watch
from tests.nightly.site import Site
from tests.support.disk import Medium, failing_medium

NO_RESOURCE = 5
ARTICLES = 4
RULES = (
    "write *.json 0",
    "write *.warc.gz 2",
    "fsync *.json 1",
    "fsync *.warc.gz 1",
    "fsync /archives/2026/* 1",
    "link * 3",
    "mkdir * 0",
    "read */2*.json 0",
    "read */2*.json 3",
    "read *index.sqlite 0",
    "write *index.sqlite* 3",
    "fsync *index.sqlite* 0",
    "read *watch.sqlite 0",
    "write *watch.sqlite* 3",
    "fsync *watch.sqlite* 0",
    "fsync *watch.sqlite* 2",
    "read *archiver.yaml 0",
    "fsync *.lock 0",
    "truncate *.lock 1",
    "write *reports* 0",
    "read *log/* 0",
    "write *log/* 0",
    "fsync *log/* 0",
    "fsync * 10",
)


@pytest.mark.parametrize("rule", RULES)
def test_a_medium_that_breaks_costs_a_night_and_no_package(tmp_path: Path, rule: str) -> None:
    with failing_medium(tmp_path) as medium, Site(ARTICLES + 1) as site, Watch(medium.folder) as watch:
        _begin(watch, site)
        medium.fail(rule)
        assert watch.run() == NO_RESOURCE
        assert medium.heal(), "nothing failed"
        _assert_nothing_is_told_that_is_not_there(watch, site)
        watch.later(hours=2)
        assert watch.run() == 0
        _assert_whole(watch, site)


def test_leftovers_that_cannot_be_removed_keep_no_package(tmp_path: Path) -> None:
    with failing_medium(tmp_path) as medium, Site(ARTICLES + 1) as site, Watch(medium.folder) as watch:
        _begin(watch, site)
        medium.fail("unlink */.tmp-* 0")
        assert watch.run() == 0
        assert len(medium.heal()) > ARTICLES
        _assert_whole(watch, site)


def test_one_package_that_cannot_be_read_costs_its_own_article_alone_night_after_night(tmp_path: Path) -> None:
    with failing_medium(tmp_path) as medium, Site(ARTICLES) as site, Watch(medium.folder) as watch:
        watch.add([site.url(number) for number in range(ARTICLES)])
        assert watch.run() == 0
        name = Path(watch.rows(site.url(2))[0].sidecar).name
        medium.fail(f"read *{name} 0")
        for night in range(1, 3):
            for number in site.pages:
                site.edit(number)
            watch.later(days=1)
            assert watch.run() == NO_RESOURCE, "somebody has to look at the medium"
            assert watch.results() == {"changed": ARTICLES - 1, "failed": 1}
            assert watch.last_report()["causes"] == {"medium": 1}
            assert len(watch.rows(site.url(1))) == night + 1
        medium.heal()
        watch.later(days=1)
        assert watch.run() == 0
        assert watch.archiver("verify", "archives", "--quiet").status == 0


def _begin(watch: Watch, site: Site) -> None:
    """One night with a log is over; before the next there is an edit and a new article."""
    watch.add([site.url(number) for number in range(ARTICLES)])
    watch.with_log()
    assert watch.run() == 0
    watch.add([site.url(ARTICLES)])
    site.edit(0)
    watch.later(hours=2)


def _told(watch: Watch) -> list[str]:
    with watch.agenda() as agenda:
        every = [one.capture_id for run in agenda.last_runs(99) for one in agenda.outcomes(run.id)]
    return sorted(str(one) for one in every if one)


def _packaged(watch: Watch, site: Site) -> list[str]:
    return sorted(row.capture_id for number in site.pages for row in watch.rows(site.url(number)))


def _assert_nothing_is_told_that_is_not_there(watch: Watch, site: Site) -> None:
    assert len(set(_told(watch))) == len(_told(watch))
    there = {json.loads(path.read_bytes())["capture"]["id"] for path in (watch.work / "archives").rglob("2*.json")}
    assert set(_told(watch)) <= there


def _assert_whole(watch: Watch, site: Site) -> None:
    assert _told(watch) == _packaged(watch, site), "every package is told once"
    for number in site.pages:
        rows = watch.rows(site.url(number))
        assert [row.sequence for row in rows] == list(range(len(rows)))
        assert len(rows) >= (1 if number == ARTICLES else 2)
    assert watch.relations(site.url(0))[1] == "text"
    assert watch.archiver("log", "check", "--quiet").status == 0
    done = watch.archiver("verify", "archives", "--quiet", "--json")
    assert {package["verdict"] for package in json.loads(done.stdout)["packages"]} == {"verified"}


def test_the_test_medium_fails_as_it_is_told(tmp_path: Path) -> None:
    with failing_medium(tmp_path) as medium:
        _fails_and_heals(medium)


def _fails_and_heals(medium: Medium) -> None:
    path = medium.folder / "a"
    path.write_bytes(b"once")
    medium.fail("write /a 0")
    with pytest.raises(OSError, match="Input/output error"):
        path.write_bytes(b"twice")
    assert medium.heal() == ["write /a"]
    path.write_bytes(b"again")
    assert path.read_bytes() == b"again"
