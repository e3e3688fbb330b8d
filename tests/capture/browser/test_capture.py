"""`archiver capture --browser` from the command to the verified package, with real Chromium."""

import os
import signal
from pathlib import Path

import pytest

from archiver.model.digest import sha256
from tests.capture.browser.archive import Archive
from tests.capture.browser.pages import HEADLINE, PARAGRAPHS, STYLE, SVG, answer, article, asked, scripted, serving
from tests.capture.browser.processes import Watch, command_line
from tests.capture.http.server import Talk
from tests.support.cli import run

CLICKABLE = """<div id="wall" style="position:fixed;inset:0;background:#333c"><button id="yes"
 onclick="fetch('/agreed'); document.getElementById('wall').remove()">Agree to cookies</button></div>"""


def test_an_article_that_scripts_write_is_read_where_it_is_rendered(
    chromium: str, watch: Watch, archive: Archive
) -> None:
    def image(talk: Talk) -> None:
        watch.look()
        talk.say(answer(SVG, "image/svg+xml"))

    with serving({"/a": answer(scripted()), "/i.svg": image}) as server:
        ran = archive.capture(server.url("/a"))
        url = server.url()
        assert asked(server).count("/a") == 1  # Chromium was given the octets that the wire-level client had
    sidecar, records = archive.sidecar(ran), archive.records(ran)
    capture = sidecar["capture"]
    assert ran.status == 0
    assert len(watch.chromium()) == 0 and len(watch.seen) > 3
    assert sidecar["text"] == [HEADLINE, *PARAGRAPHS]
    assert (capture["method"], capture["quality"]["verdict"]) == ("browser", "article")

    views = {view["kind"]: view for view in capture["renderings"]}
    assert {kind: view["viewport"] for kind, view in views.items()} == {
        "dom": "1280x800",
        "png": "1280x800",
        "pdf": None,
    }
    assert all(sha256(records[view["record"]][2]) == view["sha256"] for view in views.values())
    assert records[views["png"]["record"]][1] == f"urn:view:{url}a"
    assert records[views["png"]["record"]][2].startswith(b"\x89PNG") and records[views["pdf"]["record"]][2].startswith(
        b"%PDF"
    )

    source = capture["source"]
    assert (source["record"], source["media_type"]) == (views["dom"]["record"], "text/html")
    assert records[source["record"]][1] == capture["final_url"] == f"{url}a"
    exact = [payload for kind, uri, payload in records.values() if (kind, uri) == ("response", f"{url}a")]
    assert exact == [scripted().encode()]

    media = {medium["url"].removeprefix(url): medium for medium in capture["media"]}
    assert {path: (m["role"], m["status"], m["media_type"]) for path, m in media.items()} == {
        "s.css": ("stylesheet", 200, "text/css"),
        "i.svg": ("image", 200, "image/svg+xml"),
    }
    assert records[media["s.css"]["record"]][2] == STYLE
    assert (media["i.svg"]["sha256"], media["i.svg"]["bytes"]) == (sha256(SVG), len(SVG))

    (said,) = (payload.decode() for kind, _, payload in records.values() if kind == "metadata")
    assert "rebuilt: the response records" in said and "source: rendered, because the octets hold " in said
    assert {"chromium", "playwright"} <= {program["name"] for program in capture["software"]}


def test_the_octets_are_read_where_they_hold_the_article_and_a_banner_is_clicked_when_told(
    chromium: str, watch: Watch, archive: Archive
) -> None:
    with serving({"/a": answer(article(CLICKABLE)), "/agreed": answer("", "text/plain")}) as server:
        untold = archive.capture(server.url("/a"))
        assert "/agreed" not in asked(server)
        told = archive.capture(server.url("/a"), "--consent", "#yes", "--viewport", "800x600")
        assert "/agreed" in asked(server)
    assert (untold.status, told.status) == (0, 0)
    before, after = archive.sidecar(untold)["capture"], archive.sidecar(told)["capture"]
    assert [c["access"]["consent_action"] for c in (before, after)] == [None, "click: #yes"]
    assert (after["method"], after["source"]["record"]) == ("browser", after["response"]["record"])
    assert {r["viewport"] for r in after["renderings"]} == {"800x600", None}
    dom = next(view["record"] for view in after["renderings"] if view["kind"] == "dom")
    assert b'id="wall"' not in archive.records(told)[dom][2]


def test_a_page_that_crashes_its_renderer_costs_only_itself(chromium: str, watch: Watch, archive: Archive) -> None:
    def kill(talk: Talk) -> None:
        watch.look()
        for pid in watch.chromium():
            if "--type=renderer" in command_line(pid):
                os.kill(pid, signal.SIGKILL)

    with serving(
        {"/bad": answer(article('<img src="/kill.png">')), "/kill.png": kill, "/good": answer(article())}
    ) as server:
        ran = archive.capture(server.url("/bad"))
        after = archive.capture(server.url("/good"))
    sidecar, records = archive.sidecar(ran), archive.records(ran)
    assert (ran.status, after.status) == (6, 0)
    assert ran.report["packages"][0]["reason"] == "browser: crash: the page made its renderer crash"
    assert sidecar["text"] == [HEADLINE, *PARAGRAPHS]
    assert (sidecar["capture"]["method"], sidecar["capture"]["renderings"]) == ("socket", [])
    assert sidecar["capture"]["absent"]["/capture/renderings"].startswith("crash: ")
    assert any(kind == "metadata" and b"failure: crash" in payload for kind, _, payload in records.values())


def test_an_answer_without_a_page_is_not_looked_at(chromium: str, watch: Watch, archive: Archive) -> None:
    with serving({}) as server:
        ran = archive.capture(server.url("/gone"))
    capture = archive.sidecar(ran)["capture"]
    assert (ran.status, capture["method"], capture["response"]["status"]) == (6, "socket", 404)
    assert watch.seen == {}


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--consent", "#yes"], 2, "expected --browser"),
        (["--browser", "--viewport", "80x80"], 2, "expected a viewport"),
    ],
)
def test_options_that_do_not_fit(
    tmp_path: Path, arguments: list[str], status: int, message: str, chromium: str
) -> None:
    ran = run("capture", "http://127.0.0.1:1/", *arguments, home=tmp_path, cwd=tmp_path)
    assert ran.status == status and message in ran.err


def test_without_a_browser_there_is_a_word_about_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = run("capture", "http://127.0.0.1:1/", "--browser", home=tmp_path, cwd=tmp_path)
    assert (ran.status == 5 and "ARCHIVER_CHROMIUM" in ran.err) or "pip install playwright" in ran.err
