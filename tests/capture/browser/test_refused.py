"""Where the wire-level client is refused the browser asks for itself; both tries are in the record."""

import pytest

from tests.capture.browser.archive import Archive
from tests.capture.browser.pages import HEADLINE, PARAGRAPHS, answer, article, asked, serving
from tests.capture.browser.processes import Watch
from tests.capture.http.server import Server, Talk

NO = answer("<p>Access denied", status="403 Forbidden")


def choosy(page: bytes, no: bytes = NO) -> Server:
    """Lets in only what sends the fields of a browser."""

    def script(talk: Talk) -> None:
        talk.say(page if b"Sec-Fetch-Dest" in talk.heard[-1] else no)

    return serving({"/a": script, "/moved": answer("", status="302 Found"), "/target": answer(article())})


@pytest.mark.parametrize("status", ["403 Forbidden", "429 Too Many Requests", "503 Service Unavailable"])
def test_a_page_for_browsers_only(chromium: str, watch: Watch, archive: Archive, status: str) -> None:
    no = answer("<p>Access denied", status=status)
    with choosy(answer(article(), "text/html; charset=utf-8", "X-Seen: by a browser"), no) as server:
        ran = archive.capture(server.url("/a"), "--retries", "0")
        url = server.url("/a")
        assert asked(server).count("/a") == 2
    sidecar, records = archive.sidecar(ran), archive.records(ran)
    capture = sidecar["capture"]
    assert (ran.status, capture["method"], capture["quality"]["verdict"]) == (0, "browser", "article")
    assert sidecar["text"] == [HEADLINE, *PARAGRAPHS]
    assert (capture["response"]["status"], capture["final_url"]) == (200, url)
    assert ["x-seen", "by a browser"] in [[name.lower(), value] for name, value in capture["response"]["headers"]]
    assert records[capture["response"]["record"]][1:] == (url, article().encode())
    dom = next(view for view in capture["renderings"] if view["kind"] == "dom")
    assert capture["source"]["record"] == dom["record"]
    assert (capture["request"], capture["tls"], capture["server_ip"]) == (None, None, "127.0.0.1")
    assert "rebuilt" in capture["absent"]["/capture/request"]
    refused = [payload for kind, uri, payload in records.values() if (kind, uri) == ("response", url)]
    assert refused[0] == b"<p>Access denied", "the exact octets of the refusal come first"
    (said,) = (payload.decode() for kind, _, payload in records.values() if kind == "metadata")
    assert "the wire-level client was refused" in said and status[:3] in said
    assert "document" not in {medium["role"] for medium in capture["media"]}


def test_a_page_for_nobody(chromium: str, watch: Watch, archive: Archive) -> None:
    with choosy(NO) as server:
        ran = archive.capture(server.url("/a"))
    capture = archive.sidecar(ran)["capture"]
    assert (ran.status, capture["quality"]["verdict"], capture["response"]["status"]) == (6, "error", 403)
    assert capture["request"] is not None
    assert {view["kind"] for view in capture["renderings"]} == {"dom", "png", "pdf"}, "what the refusal looks like"


def test_a_redirect_that_only_a_browser_gets(chromium: str, watch: Watch, archive: Archive) -> None:
    with choosy(answer("", "text/html", "Location: /target", status="302 Found")) as server:
        ran = archive.capture(server.url("/a"))
        url = server.url()
    capture, records = archive.sidecar(ran)["capture"], archive.records(ran)
    assert (ran.status, capture["final_url"], capture["response"]["status"]) == (0, f"{url}target", 200)
    (hop,) = capture["redirects"]
    assert (hop["url"], hop["status"]) == (f"{url}a", 302)
    assert records[hop["record"]][:2] == ("response", f"{url}a")
