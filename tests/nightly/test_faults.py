"""What a machine does at night: the disk fills up, a medium fails, children are killed, a host hangs."""

import os
import subprocess
from pathlib import Path

from tests.nightly.desk import Strike, Watch
from tests.nightly.site import Site
from tests.support.disk import small_file_system


def test_a_disk_that_is_full_ends_the_run_with_5_and_what_was_packaged_is_told_later(tmp_path: Path) -> None:
    with (
        small_file_system(tmp_path / "disk", "size=700k") as disk,
        Site(12) as site,
        Watch(disk, "retries: 0\n", "disk_reserve: 1k\n") as watch,
    ):
        watch.add([site.url(number) for number in range(12)])
        assert watch.run() == 5
        packaged = sum(1 for path in (disk / "archives").rglob("2*.json"))
        assert 0 < packaged < 12, "the file system is too large or too small for this test"

        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        assert watch.run() == 0
        for number in range(12):
            assert [row.sequence for row in watch.rows(site.url(number))] == [0]
        with watch.agenda() as agenda:
            told = [one.sidecar for run in agenda.last_runs(9) for one in agenda.outcomes(run.id)]
        assert (len(told), len(set(told))) == (12, 12)
        assert "TAMPERED" not in watch.archiver("verify", "archives").stdout


def test_a_medium_that_cannot_be_written_any_more(tmp_path: Path) -> None:
    with small_file_system(tmp_path / "disk", "size=64m") as disk, Site(4) as site, Watch(disk) as watch:
        watch.add([site.url(number) for number in range(4)])
        assert watch.run() == 0
        site.edit(0)
        watch.later(hours=2)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert watch.run() == 5
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert watch.run() == 0
        assert watch.results() == {"changed": 1, "unchanged": 3}


def test_a_host_that_hangs_holds_nobody_else_up(tmp_path: Path) -> None:
    with Site(6) as site, Watch(tmp_path, "retries: 0\ntimeout: 2s\n") as watch:
        site.set(0, mode="hang")
        watch.add([site.url(number) for number in range(6)])
        assert watch.run() == 4
        assert watch.results() == {"captured": 5, "failed": 1}
        assert watch.last_report()["causes"] == {"timeout": 1}


def test_a_reader_that_is_killed_from_outside_is_started_again_and_no_article_lost() -> None:
    from archiver.batch.bounded import BoundedReader
    from tests.flows.workshop import ARTICLE, captured, workshop

    with BoundedReader() as reader:
        page = captured(ARTICLE, workshop())
        first = reader.extract(page)
        child = reader._child
        assert child
        os.kill(child.process.pid, 9)
        child.process.wait()
        assert reader.extract(page) == first
        child = reader._child
        assert child
        os.kill(child.process.pid, 19)  # stopped: it takes the request and dies over it
        subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -9 {child.process.pid}"])
        assert reader.extract(page) == first


def test_what_a_run_may_write_counts_sidecars_too_and_what_it_wrote_before_a_kill(tmp_path: Path) -> None:
    slowly = ("--jobs", "1", "--delay", "0.7")
    with Site(8) as site, Watch(tmp_path, "retries: 0\nrun_disk: 100k\nper_host: 1\n") as watch:
        watch.add([site.url(number) for number in range(8)])
        assert watch.run(*slowly, strike=Strike(lambda: site.asked > 1)) == -9
        assert watch.run(*slowly) == 5
        report, rows = watch.last_report(), [row for number in range(8) for row in watch.rows(site.url(number))]
        assert (report["ending"], report["resumed"]) == ("disk", 1)
        assert sum(row.length for row in rows) < 50_000, "the segments alone are no reason to end"
        assert 100_000 <= report["disk"]["used_by_run"] < 300_000
        assert len(report["outcomes"]) == len(rows) < 8
