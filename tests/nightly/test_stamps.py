"""A run completes the stamps that an authority owed, with a log and without one, and asks nobody who was never asked."""

import re
from pathlib import Path

import pytest

from archiver.settings import pending
from tests.nightly.desk import Watch
from tests.nightly.site import Site
from tests.support.blocks import Chain
from tests.support.calendar import Calendar
from tests.support.tsa import Authority
from tests.support.waiting import dead_port


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


def _asking(work: Path, url: str) -> None:
    settings = work / "archives" / "archiver.yaml"
    settings.write_text(re.sub("(?m)^authorities:.*$", f'authorities: "{url}"', settings.read_text()))


def _stamps(watch: Watch, url: str) -> list[int]:
    return [len(watch.sidecar(row)["provenance"]["timestamps"]) for row in watch.rows(url)]


def test_without_a_log(tmp_path: Path, desk: Authority) -> None:
    with Site(2) as site, Watch(tmp_path) as watch, desk.served() as url:
        watch.add([site.url(0), site.url(1)])
        _asking(tmp_path, f"http://127.0.0.1:{dead_port()}/")
        assert watch.run() == 0
        assert watch.archiver("timestamp", site.url(0)).status == 5
        assert len(pending.read(tmp_path / "archives")) == 1
        watch.later(hours=2)
        assert watch.run() == 0, "it is still down"
        assert len(pending.read(tmp_path / "archives")) == 1
        _asking(tmp_path, url)
        watch.later(hours=2)
        assert watch.run() == 0
        assert pending.read(tmp_path / "archives") == []
        assert sum(_stamps(watch, site.url(0))) == 1
        assert sum(_stamps(watch, site.url(1))) == 0, "nobody asked for a stamp of this one"


def test_with_a_log_that_covers_captures_and_not_what_was_stated_later(tmp_path: Path, desk: Authority) -> None:
    with Site(1) as site, Watch(tmp_path) as watch, desk.served() as url:
        watch.add([site.url(0)])
        _asking(tmp_path, f"http://127.0.0.1:{dead_port()}/")
        assert watch.run() == 0
        assert watch.archiver("claims", site.url(0), "--withdraw", "0", "--reason", "Misread.").status == 0
        assert watch.archiver("log", "checkpoint", "--no-stamp").status == 0
        assert watch.archiver("timestamp", site.url(0)).status == 5
        _asking(tmp_path, url)
        watch.later(hours=2)
        assert watch.run() == 0
        assert pending.read(tmp_path / "archives") == []
        assert _stamps(watch, site.url(0))[0] == 3, "the checkpoint, the capture, the withdrawal"
        assert watch.archiver("verify", "archives", "-q").status == 0


def test_a_night_asks_a_calendar_once_and_the_next_one_for_the_block(tmp_path: Path) -> None:
    desk = Calendar(Chain())
    with Site(3) as site, Watch(tmp_path) as watch, desk.served() as url:
        watch.add([site.url(number) for number in range(3)])
        _asking(tmp_path, "")
        settings, archive = tmp_path / "archives" / "archiver.yaml", tmp_path / "archives"
        settings.write_text(settings.read_text() + f"calendars: {url}\n")
        assert watch.run() == 0
        assert desk.asked == [], "nobody is asked without a log who was never asked"
        assert watch.archiver("log", "checkpoint", "--no-stamp").status == 0
        site.edit(0)
        watch.later(days=2)
        assert watch.run() == 0
        assert [line.partition(" ")[0] for line in desk.asked].count("POST") == 1
        assert pending.read(archive, pending.PROOFS_NAME) != []
        desk.is_down = True
        watch.later(hours=2)
        assert watch.run() == 0, "it is down: what it promised waits"
        assert pending.read(archive, pending.PROOFS_NAME) != []
        desk.is_down = False
        owed = pending.read(archive, pending.PROOFS_NAME)
        desk.confirm()
        desk.asked.clear()
        watch.later(hours=2)
        assert watch.run() == 0
        assert not set(owed) & set(pending.read(archive, pending.PROOFS_NAME))
        assert len([line for line in desk.asked if line.startswith("GET")]) == 1, (
            "one checkpoint, however many packages"
        )
        if desk.waiting:  # what the night of the failure captured
            desk.confirm()
            watch.later(hours=2)
            assert watch.run() == 0
        assert pending.read(archive, pending.PROOFS_NAME) == []
        assert pending.read(archive) == []
        assert watch.archiver("verify", "archives", "-q").status == 0
        assert watch.archiver("log", "check").status == 0


def test_a_log_that_fails_is_no_green_night(tmp_path: Path) -> None:
    """All else of the night is done; its twin is the same night with a good log."""
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)], "--every", "1h")
        _asking(tmp_path, "")
        assert watch.run() == 0
        assert watch.archiver("log", "checkpoint", "--no-stamp").status == 0
        watch.later(hours=2)
        assert watch.run() == 0
        path = tmp_path / "archives" / "log" / "checkpoint"
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 3])
        watch.later(hours=2)
        assert watch.run() == 5
        assert len(watch.rows(site.url(0))) == 3
        path.write_bytes(whole)
        watch.later(hours=2)
        assert watch.run() == 0
        assert watch.archiver("log", "check").status == 0


def test_what_a_night_packages_is_logged_however_many_leaves_there_are(tmp_path: Path) -> None:
    """A log outlives a package that was lost: as many leaves as packages do not say that all are in it."""
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)], "--every", "1h")
        watch.add([site.url(1)], "--every", "30d")
        _asking(tmp_path, "")
        assert watch.run() == 0
        assert watch.archiver("log", "checkpoint", "--no-stamp").status == 0
        (lost,) = watch.rows(site.url(1))
        for path in (tmp_path / "archives" / lost.sidecar, tmp_path / "archives" / lost.warc):
            path.unlink()
        assert watch.archiver("index", "rebuild").status == 0
        watch.later(hours=2)
        assert watch.run() == 0
        assert [len(watch.sidecar(row)["provenance"]["log"]) for row in watch.rows(site.url(0))] == [1, 1]


def test_an_address_of_an_authority_that_is_none_is_no_green_night(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)])
        assert watch.run() == 0
        assert watch.archiver("log", "checkpoint", "--no-stamp").status == 0
        watch.later(hours=2)
        _asking(tmp_path, "htp://tsa.example.org")
        assert watch.run() == 5
