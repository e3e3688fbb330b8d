"""Nights through a real Chromium, and with the resources of a page: by entry, by source, by the archive's settings."""

from pathlib import Path
from typing import Any

import pytest

from tests.capture.browser.conftest import chromium  # noqa: F401  # a fixture
from tests.nightly.desk import Watch
from tests.nightly.site import Site


def captures(watch: Watch, site: Site) -> dict[int, Any]:
    """The newest capture record of each article."""
    return {number: watch.sidecar(watch.rows(site.url(number))[-1])["capture"] for number in site.pages}


def kinds(capture: Any) -> set[str]:
    return {view["kind"] for view in capture["renderings"]}


@pytest.mark.usefixtures("chromium")
def test_an_entry_says_whether_a_browser_looks_and_a_source_says_it_for_its_articles(tmp_path: Path) -> None:
    with Site(3) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)], "--no-browser")
        watch.add([site.url(1)], "--with-resources")
        watch.add([site.feed], "--browser")
        assert watch.run() == 0
        found = captures(watch, site)
        assert {number: capture["method"] for number, capture in found.items()} == {
            0: "socket", 1: "socket", 2: "browser",
        }  # fmt: skip
        assert kinds(found[2]) == {"png", "dom", "pdf"}
        assert {one["role"] for one in found[1]["media"] if one["status"] == 200} == {"stylesheet"}
        assert all(one["status"] is None for one in found[0]["media"]), "named by the page, and not asked for"

        watch.later(hours=2)
        assert watch.run() == 0
        assert [served.status for served in site.ledger[0]] == [200, 304]
        assert [served.status for served in site.ledger[2]] == [200, 200], "what is viewed is asked for in full"
        assert watch.results() == {"unchanged": 3}
        assert watch.archiver("verify", "archives").status == 0


@pytest.mark.usefixtures("chromium")
def test_the_settings_decide_for_every_article_that_does_not(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path, "retries: 0\nbrowser: true\n") as watch:
        watch.add([site.url(0)])
        watch.add([site.url(1)], "--no-browser")
        assert "1 article through a browser" in watch.archiver("run", "--dry-run").stdout
        assert watch.run() == 0
        assert [capture["method"] for capture in captures(watch, site).values()] == ["browser", "socket"]


@pytest.mark.usefixtures("chromium")
def test_an_entry_has_its_own_window_and_click_and_the_package_records_both(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.at("/walled")], "--browser", "--consent", "#agree", "--viewport", "800x600")
        watch.add([site.url(0)], "--browser", "--consent", "#nowhere")
        assert "(through a browser, window 800x600, clicks #agree)" in watch.archiver("watch", "list").stdout
        assert watch.run() == 0
        clicked, missed = (watch.sidecar(watch.rows(url)[0])["capture"] for url in (site.at("/walled"), site.url(0)))
        assert clicked["access"]["consent_action"] == "click: #agree"
        assert {view["viewport"] for view in clicked["renderings"]} >= {"800x600"}
        assert "agreed at 800" in dom_of(watch, site.at("/walled")), "clicked in that window"
        assert missed["access"]["consent_action"] is None
        reasons = {one["url"]: one["reason"] for one in watch.last_report()["outcomes"]}
        assert reasons[site.url(0)].startswith("consent: click #nowhere: "), (
            "the page was captured, and the click is told as missing"
        )
        assert reasons[site.at("/walled")] is None
        assert watch.archiver("verify", "archives", "--quiet").status == 0


def dom_of(watch: Watch, url: str) -> str:
    """The rendered DOM in the newest package of `url`."""
    from warcio.archiveiterator import ArchiveIterator

    path = (watch.work / "archives" / watch.rows(url)[-1].sidecar).with_suffix(".warc.gz")
    [view] = [v for v in watch.sidecar(watch.rows(url)[-1])["capture"]["renderings"] if v["kind"] == "dom"]
    with path.open("rb") as file:
        records = (r for r in ArchiveIterator(file) if r.rec_headers.get_header("WARC-Record-ID") == view["record"])
        return str(next(records).content_stream().read().decode())


def test_a_machine_without_a_browser_keeps_what_crossed_the_wire_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("ARCHIVER_CHROMIUM", raising=False)
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)], "--browser")
        watch.add([site.url(1)])
        assert watch.run() == 4
        report = watch.last_report()
        assert report["counts"] == {"captured": 2}
        assert report["causes"] == {"browser": 1}
        reasons = {one["url"]: one["reason"] or "" for one in report["outcomes"]}
        assert "expected Chromium for --browser" in reasons[site.url(0)]
        assert (
            "browser: expected Chromium" in (watch.work / "archives/reports" / report["id"] / "report.txt").read_text()
        )
        capture = captures(watch, site)[0]
        assert (capture["method"], capture["renderings"]) == ("socket", [])
        assert watch.archiver("verify", "archives", "--quiet").status == 0
        watch.later(hours=2)
        assert watch.run() == 4, "304 or not: nobody has looked at it"
