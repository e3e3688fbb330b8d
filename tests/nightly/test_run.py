"""Nights against a real site: what is found, what it costs, how it ends, and what the report says of it."""

import json
import signal
from pathlib import Path

import pytest

from archiver.cli.nightly.words import of_result, text_report
from archiver.model.run import RunReport
from tests.nightly.desk import QUIET, Strike, Watch
from tests.nightly.site import Site


def test_a_feed_its_articles_and_everything_that_can_happen_to_them(tmp_path: Path) -> None:
    with Site(10) as site, Watch(tmp_path) as watch:
        watch.add([site.feed], "--tag", "harbour", "--case", "C-7")
        assert watch.run() == 0
        assert watch.results() == {"captured": 10}
        (source,) = watch.last_report()["sources"]
        assert source | {"url": "", "sidecars": 1, "octets": 0} == {
            "url": "", "kind": "feed", "named": 10, "joined": 10, "cause": None, "reason": None, "sidecars": 1, "octets": 0,
        }  # fmt: skip
        assert watch.sidecar(watch.rows(site.url(1))[0])["capture"]["case_id"] == "C-7"
        assert watch.run() == 0
        assert "nothing was due" in watch.archiver("status").stdout

        site.edit(0)
        for number, mode in enumerate(("gone", "blocked", "error", "garbage", "cut", "shrunken", "moved"), 1):
            site.set(number, mode=mode)
        watch.later(hours=2)
        assert watch.run() == 4
        report = watch.last_report()
        found = {
            one["url"].rpartition("/")[2]: (one["result"], one["cause"], one["change"]) for one in report["outcomes"]
        }
        assert found == {
            "0": ("changed", None, "text"),
            "1": ("removed", None, "removed"),
            "2": ("blocked", "captcha", "unavailable"),
            "3": ("failed", "status 503", "unavailable"),
            "4": ("failed", "no page", "unavailable"),
            "5": ("failed", "cut off", "unavailable"),
            "6": ("shrunken", "shrunken", "text"),
            "7": ("changed", None, "moved"),
            "8": ("unchanged", None, "unchanged"),
            "9": ("unchanged", None, "unchanged"),
        }
        assert report["causes"] == {"captcha": 1, "cut off": 1, "no page": 1, "shrunken": 1, "status 503": 1}

        for number in range(1, 7):
            site.set(number, mode="ok")
        watch.later(hours=2)
        assert watch.run() == 0
        assert watch.results() == {"changed": 1, "returned": 5, "unchanged": 2}
        assert watch.archiver("verify", "archives").status == 0


def test_an_unchanged_page_costs_a_conditional_request_and_a_few_kilobytes(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)])
        assert watch.run() == 0
        watch.later(hours=2)
        assert watch.run() == 0
        assert [served.status for served in site.ledger[0]] == [200, 304]
        _, second = watch.rows(site.url(0))
        assert second.length < 4000
        assert second.text_sha256 is None
        assert watch.results() == {"unchanged": 1}


def test_what_is_due_comes_by_priority_and_the_rest_is_not_asked_for(tmp_path: Path) -> None:
    with Site(6) as site, Watch(tmp_path, "retries: 0\njobs: 1\nper_host: 1\n") as watch:
        watch.add([site.url(number) for number in range(5)])
        watch.add([site.url(5)], "--priority", "9")
        watch.run()
        assert site.paths[0] == "/5"


def test_a_dry_run_says_hosts_requests_and_disk_and_asks_nobody(tmp_path: Path) -> None:
    with Site(3) as site, Watch(tmp_path) as watch:
        watch.add([site.feed, site.url(0), site.url(1)])
        done = watch.archiver("run", "--dry-run", "--json")
        assert done.status == 0
        assert json.loads(done.stdout) | {"octets": 0} == {
            "articles": 2, "sources": 1, "hosts": {"127.0.0.1": 3}, "requests": 4, "octets": 0, "seconds": 1, "browser": 0,
        }  # fmt: skip
        assert (site.asked, json.loads(done.stdout)["octets"] > 0) == (0, True)


@pytest.mark.parametrize("kind", ["time", "disk"])
def test_a_budget_that_is_used_up_ends_the_run_early_and_says_what_was_not_reached(tmp_path: Path, kind: str) -> None:
    settings = {"time": "retries: 0\nrun_time: 1s\ndelay: 1s\nper_host: 1\n", "disk": "retries: 0\nrun_disk: 1k\n"}[
        kind
    ]
    reserve = "disk_reserve: 1M\n"
    with Site(40) as site, Watch(tmp_path, settings, reserve) as watch:
        watch.add([site.url(number) for number in range(40)])
        options = ("--delay", "0.5") if kind == "time" else ("--jobs", "1", "--delay", "0.2")
        assert watch.run(*options) == {"time": 4, "disk": 5}[kind]
        report = watch.last_report()
        assert report["ending"] == kind
        assert report["not_reached"] + len(report["outcomes"]) == 40
        assert 0 < len(report["outcomes"]) < 40
        assert any("were not reached" in warning for warning in report["warnings"])


def test_a_reserve_that_is_not_free_begins_nothing(tmp_path: Path) -> None:
    with Site(3) as site, Watch(tmp_path, "retries: 0\n", "disk_reserve: 999T\n") as watch:
        watch.add([site.url(number) for number in range(3)])
        assert watch.run() == 5
        assert (watch.last_report()["ending"], site.asked) == ("disk", 0)


def test_sigterm_finishes_what_is_in_hand_and_the_next_run_does_the_rest(tmp_path: Path) -> None:
    with Site(30) as site, Watch(tmp_path) as watch:
        watch.add([site.url(number) for number in range(30)])
        strike = Strike(lambda: site.asked >= 6, signal=signal.SIGTERM)
        assert watch.run("--delay", "0.1", strike=strike) == 130
        report = watch.last_report()
        packaged = sum(bool(watch.rows(site.url(number))) for number in range(30))
        assert report["ending"] == "stopped"
        assert 6 <= packaged == len(report["outcomes"]) < 30, "what was asked for is packaged, and told"
        assert packaged == site.asked
        assert watch.run() == 0
        assert len(watch.last_report()["outcomes"]) == 30 - packaged


def test_a_clock_that_is_put_back_loses_nothing_and_doubles_nothing_in_a_run(tmp_path: Path) -> None:
    with Site(3) as site, Watch(tmp_path) as watch:
        watch.add([site.url(number) for number in range(3)])
        watch.later(days=400)
        assert watch.run() == 0
        watch.later(days=-400)
        site.edit(0)
        assert watch.run() == 0
        assert watch.results() == {"changed": 1, "unchanged": 2}
        assert watch.run() == 0
        assert watch.results() == {}
        assert watch.archiver("verify", "archives").status == 0


def test_a_name_that_nobody_knows_and_a_port_that_nobody_has(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add(["http://nobody.invalid/a", "http://127.0.0.1:1/b", "http://nobody.invalid/feed.xml"])
        assert watch.run() == 6
        report = watch.last_report()
        assert report["causes"] == {"dns": 1, "refused": 1}
        assert report["sources"][0]["cause"] == "dns"
        watch.add([site.url(0)])
        assert watch.run() == 0
        assert watch.results() == {"captured": 1}
        status = watch.archiver("status", "--json")
        assert len(json.loads(status.stdout)["failing"]) == 3


def test_status_says_what_is_overdue_and_why(tmp_path: Path) -> None:
    with Site(3) as site, Watch(tmp_path, "retries: 0\nrun_disk: 1k\n") as watch:
        watch.add([site.url(number) for number in range(3)])
        site.set(0, mode="error")
        said = watch.status()
        assert (said["runs"], {one["why"] for one in said["overdue"]}) == ([], set())
        watch.later(hours=3)
        assert [one["why"] for one in watch.status()["overdue"]] == ["no run since then"] * 3
        assert watch.run("--jobs", "1", "--delay", "0.3") == 5
        reached = len(watch.last_report()["outcomes"])
        assert [one["why"] for one in watch.status()["overdue"]] == ["not reached by the last run"] * (3 - reached)
        watch.later(days=2)
        found = watch.status()["overdue"]
        whys = ["not reached by the last run"] * (3 - reached) + ["no run since then"] * reached
        assert [one["why"] for one in found] == whys
        assert sorted(one["since"] for one in found) == [one["since"] for one in found], "longest first"


def test_a_full_list_of_the_last_run_is_there_as_text_json_and_page(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0), site.url(1)])
        site.set(1, mode="error")
        assert watch.run("--log", "run.log", "--metrics", "run.prom") == 4
        (folder,) = (tmp_path / "archives" / "reports").iterdir()
        assert sorted(path.name for path in folder.iterdir()) == ["index.html", "report.json", "report.txt"]
        page = (folder / "index.html").read_text()
        assert site.url(1) in page and "<script" not in page
        assert "some failed: 1 captured, 1 failed" in (folder / "report.txt").read_text()
        events = [json.loads(line) for line in (tmp_path / "run.log").read_text().splitlines()]
        assert {event["run"] for event in events} == {folder.name}
        assert [event["event"] for event in events] == ["start", "batch", "end"]
        metrics = (tmp_path / "run.prom").read_text()
        assert 'archiver_run_articles{result="captured"} 1\n' in metrics
        assert 'archiver_run_causes{cause="status 503"} 1\n' in metrics
        assert "127.0.0.1" not in metrics


def test_nothing_to_watch_is_no_green_run(tmp_path: Path) -> None:
    with Watch(tmp_path) as watch:
        done = watch.archiver("run", *QUIET)
        assert done.status == 2
        assert "expected something to watch, found nothing" in done.stderr


def test_a_change_that_the_page_does_not_speak_of_stands_on_top(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0), site.url(1)])
        assert watch.run() == 0
        site.edit(0)
        site.edit(1)
        watch.later(hours=2)
        assert watch.run() == 0
        outcomes = watch.last_report()["outcomes"]
        assert [one["result"] for one in outcomes] == ["changed", "changed"]
        assert all(one["stealth"] for one in outcomes), "a figure of the article was edited, and no notice says so"
        report = RunReport.model_validate(watch.last_report(), strict=False)
        spoken = report.outcomes[0].model_copy(update={"stealth": False, "url": "https://www.example.org/spoken-of"})
        mixed = report.model_copy(update={"outcomes": (spoken, report.outcomes[1])})
        assert [one.stealth for one in of_result(mixed, "changed")] == [True, False]
        assert text_report(mixed).count("not spoken of on the page") == 1


def test_a_night_without_a_package_leaves_the_log_alone(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)])
        watch.with_log()
        for expected in (["start", "batch", "end", "logged"], ["start", "end"]):
            (tmp_path / "run.log").unlink(missing_ok=True)
            assert watch.run("--log", "run.log") == 0
            events = [json.loads(line)["event"] for line in (tmp_path / "run.log").read_text().splitlines()]
            assert events == expected


def test_a_night_is_one_batch_in_the_log_and_what_a_kill_left_out_comes_later(tmp_path: Path) -> None:
    with Site(3) as site, Watch(tmp_path) as watch:
        watch.add([site.feed])
        assert watch.run() == 0
        assert not (tmp_path / "archives" / "log").exists(), "nobody asked for a log"
        watch.with_log()
        site.edit(0)
        watch.later(hours=2)
        assert watch.run(strike=Strike(lambda: bool(site.ledger[0][1:]))) in (0, -9)
        watch.later(hours=2)
        assert watch.run() == 0
        rows = [row for number in range(3) for row in watch.rows(site.url(number))]
        assert all(watch.sidecar(row)["provenance"]["log"] for row in rows)
        assert watch.archiver("log", "check", "-q").status == 0
        assert watch.archiver("verify", "archives", "-q").status == 0


def test_status_tells_a_run_that_is_at_work_from_one_that_was_cut_off(tmp_path: Path) -> None:
    seen: list[str] = []
    with Site(4) as site, Watch(tmp_path) as watch:
        watch.add([site.url(number) for number in range(4)])
        watch.run("--jobs", "1", strike=Strike(lambda: site.asked > 1, act=lambda: seen.append(_under_way(watch))))
        site.edit(0)
        watch.later(hours=2)
        asked = site.asked
        assert watch.run("--jobs", "1", strike=Strike(lambda: site.asked > asked)) == -9
        seen.append(_under_way(watch))
    assert [one.partition(":")[0] for one in seen] == [
        "a run is under way", "a run was cut off, and the next one goes on with it",
    ]  # fmt: skip


def _under_way(watch: Watch) -> str:
    return next(line for line in watch.archiver("status").stdout.splitlines() if line.startswith("a run "))


@pytest.mark.parametrize("option", [("--run-time", "never"), ("--log", "missing/run.jsonl")])
def test_a_slip_in_an_option_begins_no_run(tmp_path: Path, option: tuple[str, str]) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)])
        assert watch.archiver("run", *option).status == (2 if option[0] == "--run-time" else 5)
        assert watch.run() == 0
        (report,) = (tmp_path / "archives" / "reports").glob("*/report.json")
        assert json.loads(report.read_bytes())["resumed"] == 0
