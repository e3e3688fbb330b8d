"""Reports of runs without news: none of a run in which nothing was due, and others only for a while."""

from pathlib import Path

import pytest

from archiver.cli.nightly.files import REPORTS
from archiver.cli.nightly.tidying import QUIET
from tests.nightly.desk import Watch
from tests.nightly.site import Site


def reports(work: Path) -> list[str]:
    return sorted(path.name for path in (work / "archives" / REPORTS).iterdir() if path.is_dir())


def test_quiet_reports_go_and_others_stay(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path, "retries: 0\nkeep_reports: 2d\n") as watch:
        watch.add([site.url(0), site.url(1)], "--every", "1d")
        assert watch.run() == 0
        first = reports(tmp_path)
        assert len(first) == 1, "it captured something"
        watch.later(hours=1)
        assert watch.run() == 0
        assert reports(tmp_path) == first, "nothing was due"
        watch.later(hours=25)
        assert watch.run() == 0
        quiet = sorted(set(reports(tmp_path)) - set(first))
        assert len(quiet) == 1, "looked at, and as before"
        site.edit(0)
        watch.later(hours=25)
        assert watch.run() == 0
        news = sorted(set(reports(tmp_path)) - {*first, *quiet})
        assert len(news) == 1
        (tmp_path / "archives" / REPORTS / quiet[0] / "index.html").read_bytes()
        watch.later(hours=30)
        assert watch.run() == 0
        left = reports(tmp_path)
        assert (quiet[0] in left, set(left) >= {*first, *news}) == (False, True)
        said = watch.archiver("status").stdout
        assert "nothing was due" in said
        assert "its report was removed" in said
        watch.later(days=30)
        assert watch.run("--quiet") == 0
        assert set(reports(tmp_path)) >= {*first, *news}, "news stay until somebody removes them"
        assert watch.archiver("verify", "archives", "-q").status == 0


@pytest.mark.parametrize("name", ["../../precious", "/precious", "20261122T030000Z-1a2b3c4d/../../../precious", "."])
def test_the_list_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """An archive travels, and its list with it; the intact twin is the line that is honest."""
    precious, honest = tmp_path / "precious", "20200101T000000Z-1a2b3c4d"
    precious.mkdir()
    (precious / "report.json").write_text("mine")
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)])
        folder = tmp_path / "archives" / REPORTS
        (folder / honest).mkdir(parents=True)
        (folder / honest / "report.json").write_text("{}")
        linked = folder / "20200101T000000Z-00000000"
        linked.symlink_to(precious)
        when = "2020-01-01T00:00:00.000000Z"
        (folder / QUIET).write_text("".join(f"{one}\t{when}\n" for one in (name, honest, linked.name)))
        assert watch.run() == 0
        assert not (folder / honest).exists()
    assert (precious / "report.json").read_text() == "mine"


def test_what_somebody_keeps_beside_a_report_stays(tmp_path: Path) -> None:
    run = "20200101T000000Z-1a2b3c4d"
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)])
        folder = tmp_path / "archives" / REPORTS / run
        folder.mkdir(parents=True)
        (folder / "report.json").write_text("{}")
        (folder / "notes.txt").write_text("why I looked at this one")
        (folder.parent / QUIET).write_text(f"{run}\t2020-01-01T00:00:00.000000Z\n")
        assert watch.run() == 0
        assert [path.name for path in folder.iterdir()] == ["notes.txt"]
        watch.later(hours=2)
        assert watch.run() == 0


def test_a_setting_that_is_no_length_of_time(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path, "keep_reports: soon\n") as watch:
        done = watch.archiver("watch", "add", site.url(0))
        assert done.status == 2
        assert "expected keep_reports to be a length of time such as" in done.stderr
        assert "archiver.yaml, line " in done.stderr
