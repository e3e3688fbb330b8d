"""What people read of a run: nothing raw from the web, and nothing that somebody withheld."""

import json
from pathlib import Path

from archiver.cli.nightly.page import html_page
from archiver.cli.nightly.words import text_report
from archiver.flows.digest import WITHHELD
from archiver.model.run import Disk, Outcome, RunReport, SourceOutcome
from archiver.sign.canonical import layout
from tests.nightly.desk import Watch
from tests.nightly.site import Site
from tests.nightly.test_notices import secret, told_by, web_server

AT = "2026-11-22T03:00:00.000000Z"
HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e"


def report(**changes: object) -> RunReport:
    outcome = Outcome(
        url="https://example.org/'\"><b>", result="failed", at=AT, change=None, cause="no page", reason=HOSTILE,
        sidecar="2026/11/22/a.json", capture_id=None, sequence=0, octets=5,
    )  # fmt: skip
    source = SourceOutcome(url="https://example.org/f", kind="feed", named=0, joined=0, cause="x", reason=HOSTILE)
    made = RunReport(
        id="20261122T030000Z-00000001", archive="urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11",
        archive_name="Desk <1>", started_at=AT, ended_at=AT, resumed=1, ending="disk", ending_detail=HOSTILE, status=5,
        due=2, not_reached=1, counts={"failed": 1}, causes={"no page": 1}, outcomes=(outcome,), sources=(source,),
        disk=Disk(free=5, reserve=10, used_by_run=5, days_left=0), warnings=("w & w",),
    )  # fmt: skip
    return made.model_copy(update=changes)


def test_the_page_runs_nothing_and_loads_nothing() -> None:
    page = html_page(report())
    assert "<script" not in page and "\x1b" not in page and "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[2J\\u202e" in page
    assert "default-src 'none'" in page and "Desk &lt;1&gt;" in page and "w &amp; w" in page
    assert "https://example.org/&#x27;&quot;&gt;&lt;b&gt;" in page


def test_an_address_of_another_scheme_becomes_no_link() -> None:
    odd = report().outcomes[0].model_copy(update={"url": "javascript:alert(1)"})
    assert 'href="javascript' not in html_page(report(outcomes=(odd,)))


def test_the_text_says_how_it_ended_and_what_is_left() -> None:
    text = text_report(report())
    assert "no resource: 1 failed" in text and "ended early (disk)" in text
    assert "0 B left above the reserve, 0 days at this pace" in text


def test_a_notice_does_not_say_an_address_that_was_withheld(tmp_path: Path) -> None:
    with web_server() as (heard, url), Site(2) as site, Watch(tmp_path) as watch:
        told_by(watch, every="1s", webhook_url_file=secret(tmp_path, "url", url), webhook_template="json")
        watch.add([site.url(0), site.url(1)])
        assert watch.run() == 0
        path = tmp_path / "archives" / watch.rows(site.url(0))[0].sidecar
        document = json.loads(path.read_bytes())
        document["capture"]["url"] = None
        document["disclosure"]["withheld"] = [{"position": "fields:/capture/url", "hash": "0" * 64}]
        path.write_bytes(layout(document))
        site.edit(0)
        site.edit(1)
        watch.later(hours=2)
        assert watch.run() == 0
        text = json.loads(heard[1][3])["text"]
        assert site.url(1) in text and WITHHELD in text
        assert site.url(0) not in text
