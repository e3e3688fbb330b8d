"""What robots.txt says to a night: forbidden is blocked, one that cannot be had is a failure with a cause of its own."""

from pathlib import Path

import pytest

from tests.nightly.desk import Watch
from tests.nightly.site import Site

ALL_FAILED, SOME_FAILED = 6, 4


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_cannot_be_had_fails_every_article_and_source_for_that_cause(
    tmp_path: Path, status: int
) -> None:
    with Site(3) as site, Watch(tmp_path) as watch:
        watch.add([site.url(number) for number in range(2)])
        watch.add([site.feed])
        site.robots = (status, b"not now")
        assert watch.run(robots=True) == ALL_FAILED
        report = watch.last_report()
        assert (report["status"], report["counts"], report["causes"]) == (ALL_FAILED, {"failed": 2}, {"robots.txt": 2})
        assert {one["cause"] for one in report["outcomes"]} == {"robots.txt"}
        assert report["sources"][0]["cause"] == "robots.txt"
        assert "failed" in watch.page() and "robots.txt" in watch.page()
        assert not site.ledger, "no page was asked for"
        captures = [watch.sidecar(watch.rows(site.url(number))[0])["capture"] for number in range(2)]
        assert {capture["access"]["robots"] for capture in captures} == {"unavailable"}

        site.robots = (200, b"User-agent: *\nAllow: /\n")
        watch.later(hours=2)
        assert watch.run(robots=True) == 0
        assert watch.results() == {"captured": 3}, "what came before was no article"
        assert watch.archiver("verify", "archives", "--quiet").status == 0


def test_one_host_without_a_robots_txt_does_not_cost_the_others(tmp_path: Path) -> None:
    with Site(1) as site, Site(1) as other, Watch(tmp_path) as watch:
        site.robots = (503, b"not now")
        watch.add([site.url(0), other.url(0)])
        assert watch.run(robots=True) == SOME_FAILED
        assert watch.last_report()["causes"] == {"robots.txt": 1}
        assert watch.results() == {"captured": 1, "failed": 1}


def test_what_robots_txt_forbids_is_blocked(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path) as watch:
        site.robots = (200, b"User-agent: *\nDisallow: /1\n")
        watch.add([site.url(number) for number in range(2)])
        assert watch.run(robots=True) == SOME_FAILED
        assert watch.last_report()["causes"] == {"robots": 1}
        assert watch.results() == {"blocked": 1, "captured": 1}
