"""What goes along from the wire-level client to the browser: the site's cookies, the user's authority."""

import asyncio
from pathlib import Path

from archiver.capture.browser.browse import Given, View, browse
from archiver.capture.browser.options import BrowserOptions
from archiver.capture.http.cookies import Cookie
from archiver.capture.http.options import FetchOptions
from tests.capture.browser.archive import Archive
from tests.capture.browser.pages import COMMON, SVG, answer, article, document, serving
from tests.capture.browser.processes import Watch
from tests.capture.browser.viewing import limits
from tests.capture.http.certificates import authority
from tests.capture.http.server import Server, site
from tests.support.cli import run


def test_cookies_of_earlier_hops_are_the_browsers_too(chromium: str, watch: Watch, archive: Archive) -> None:
    """The image is only for who has passed the gate; a script must not see the one that is for HTTP alone."""
    gate = answer("", "text/html", "Set-Cookie: passed=yes; Path=/", "Set-Cookie: inner=1; HttpOnly", "Location: /a",
                  status="302 Found")  # fmt: skip
    shown = article("<img src='/i.svg'><p id=c></p><script>c.textContent = 'has ' + document.cookie</script>")
    page = answer(shown, "text/html; charset=utf-8", "Set-Cookie: last=2")
    with serving({"/gate": gate, "/a": page, "/i.svg": answer(SVG, "image/svg+xml")}) as server:
        ran = archive.capture(server.url("/gate"))
        (image,) = (request for request in server.heard if b"GET /i.svg" in request)
    assert ran.status == 0
    line = next(line for line in image.split(b"\r\n") if line.lower().startswith(b"cookie:"))
    assert {pair.strip() for pair in line.partition(b":")[2].split(b";")} == {b"passed=yes", b"inner=1", b"last=2"}
    capture, records = archive.sidecar(ran)["capture"], archive.records(ran)
    assert capture["access"]["cookies_sent"] == ["passed", "inner"]
    dom = next(view["record"] for view in capture["renderings"] if view["kind"] == "dom")
    assert b"has passed=yes; last=2</p>" in records[dom][2]


def _look(url: str, chromium: str, ca: Path | None, *cookies: Cookie) -> View:
    page = document('<img src="/i.svg">').encode()
    given = Given(url, 200, (("Content-Type", "text/html"),), page, cookies)
    fetch = FetchOptions(allow_private=True, ca_file=ca)
    return asyncio.run(browse(given, fetch, BrowserOptions(chromium, limits=limits())))


def test_a_cookie_that_chromium_does_not_take_is_told(chromium: str, watch: Watch) -> None:
    odd = Cookie(name="__Secure-odd", value="1", domain="127.0.0.1", path="/", secure=False, http_only=False)
    with serving({}) as server:
        view = _look(server.url("/"), chromium, None, odd)
    assert view.failure is None
    assert "the browser did not take the cookie '__Secure-odd'" in view.notes


def test_an_authority_of_the_users_own_is_believed_and_only_for_its_names(
    chromium: str, watch: Watch, tmp_path: Path
) -> None:
    ca = authority(tmp_path)
    for name, known, loads in (
        ("127.0.0.1", True, True),
        ("127.0.0.1", False, False),
        ("other.example", True, False),  # a list of exceptions would let this pass
    ):
        with Server(site(COMMON), context=ca.server(name)) as server:
            view = _look(server.url("/"), chromium, ca.file if known else None)
        assert view.failure is None
        statuses = {one.resource.url.rpartition("/")[2]: one.resource.status for one in view.loaded}
        assert statuses == {"s.css": 200 if loads else None, "i.svg": 200 if loads else None}


def test_the_whole_command_with_an_authority(chromium: str, watch: Watch, archive: Archive, tmp_path: Path) -> None:
    ca = authority(tmp_path)
    pages = {**COMMON, "/a": answer(article('<img src="/i.svg">'))}
    with Server(site(pages), context=ca.server("127.0.0.1")) as server:
        ran = archive.capture(server.url("/a"), "--ca-file", str(ca.file))
    media = archive.sidecar(ran)["capture"]["media"]
    assert (ran.status, {medium["status"] for medium in media}) == (0, {200})
    assert run("verify", str(archive.folder), home=archive.home).status == 0
