"""robots.txt: asked, recorded, obeyed; what it keeps us from is a failed try like any other."""

from pathlib import Path

import pytest

from tests.capture.http.certificates import authority
from tests.capture.http.server import Server, page, site
from tests.e2e.capture.scripts import to
from tests.support.capture import Desk
from tests.support.news import ARTICLE


def test_robots_are_asked_recorded_and_obeyed(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /secret\n").replace(b"text/html", b"text/plain")
    allowed = desk.capture("--robots", server.url("/a"))
    assert (allowed.status, allowed.only.sidecar["capture"]["access"]["robots"]) == (0, "allowed")
    assert [r.head.target_uri for r in allowed.only.of("request")] == [server.url("/robots.txt"), server.url("/a")]
    refused = desk.capture("--robots", server.url("/secret/a"))
    package = refused.only
    assert (refused.status, package.seen, package.is_small) == (6, ("error", None), True)
    assert "robots.txt does not allow it" in refused.stderr
    capture = package.sidecar["capture"]
    assert (capture["access"]["robots"], capture["method"], capture["final_url"]) == (
        "disallowed",
        "socket",
        server.url("/secret/a"),
    )
    assert {capture[name] for name in ("request", "source", "server_ip", "tls")} == {None}
    assert "nothing was sent" in capture["absent"]["/capture/request"]
    assert [r.block for r in package.of("response")] == [pages["/robots.txt"]]
    assert b"GET /secret" not in b"".join(server.heard)
    assert desk.verified()


def test_what_robots_txt_forbids_after_an_article_is_unavailable(
    desk: Desk, server: Server, pages: dict[str, bytes]
) -> None:
    assert desk.capture("--robots", server.url("/a")).status == 0
    pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /\n")
    taken = desk.capture("--robots", server.url("/a"))
    assert (taken.status, taken.only.seen, taken.only.said["sequence"]) == (6, ("error", "unavailable"), 1)
    assert desk.capture(server.url("/a")).only.seen == ("article", "returned")
    assert desk.verified()


@pytest.mark.parametrize(
    ("answer", "signal"),
    [
        (page(b"", status=b"503 Busy"), "robots.txt: status 503; without its robots.txt a site allows nothing"),
        (b"", "timeout: "),
    ],
    ids=["an error of the server", "no answer"],
)
def test_a_site_without_its_robots_txt_is_not_asked_unless_told(
    desk: Desk, server: Server, pages: dict[str, bytes], answer: bytes, signal: str
) -> None:
    """RFC 9309 2.3.1.4: unreachable means that nothing is allowed."""
    assert desk.capture(server.url("/a")).status == 0
    pages["/robots.txt"] = answer
    taken = desk.capture("--robots", server.url("/a"), "--timeout", "2")
    package = taken.only
    assert (taken.status, package.seen, package.is_small) == (6, ("error", "unavailable"), True)
    assert package.signals.startswith(signal) and "RFC 9309 2.3.1.4" in package.signals
    assert "--ignore-robots" in taken.stderr
    assert package.sidecar["capture"]["access"]["robots"] == "unavailable"
    assert [r.head.target_uri for r in package.of("request")] == [server.url("/robots.txt")]
    assert [request.split(b" ")[1] for request in server.heard] == [b"/a", b"/robots.txt"]
    again = desk.capture(server.url("/a"))
    assert (again.status, again.only.seen) == (0, ("article", "returned"))
    assert again.only.sidecar["capture"]["access"]["robots"] == "ignored"
    assert desk.verified()


@pytest.mark.parametrize("status", [b"404 Not Found", b"403 Forbidden", b"429 Too Many Requests"])
def test_a_site_that_refuses_its_robots_txt_allows_everything(
    desk: Desk, server: Server, pages: dict[str, bytes], status: bytes
) -> None:
    """RFC 9309 2.3.1.3."""
    pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /\n", status=status)
    taken = desk.capture("--robots", server.url("/a"))
    assert (taken.status, taken.only.sidecar["capture"]["access"]["robots"]) == (0, "allowed")


def test_an_address_that_may_not_be_reached_is_no_matter_of_robots_txt(desk: Desk, server: Server) -> None:
    taken = desk.capture("--robots", server.url("/a"), private=False)
    assert taken.status == 6 and taken.only.signals.startswith("address: ")
    assert "robots" not in taken.stderr + taken.only.signals
    assert taken.only.sidecar["capture"]["access"]["robots"] == "unavailable"
    with Server(
        site({"/robots.txt": page(b"", status=b"404 Not Found"), "/r": to("http://169.254.169.254/x")})
    ) as other:
        moved = desk.capture("--robots", other.url("/r"))
    assert "address: 169.254.169.254" in moved.only.signals
    assert server.heard == []


def test_a_redirect_to_where_robots_txt_does_not_let_us_go(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages |= {"/r": to("/private/a"), "/robots.txt": page(b"User-agent: archiver\nDisallow: /private/\n")}
    taken = desk.capture("--robots", server.url("/r"))
    assert (taken.status, taken.only.seen) == (6, ("error", None))
    assert "robots: the redirect leads to" in taken.only.signals
    assert [r.head.target_uri for r in taken.only.of("request")] == [server.url("/robots.txt"), server.url("/r")]
    assert desk.verified()


def test_the_hosts_of_resources_are_asked_once_and_recorded(
    desk: Desk, server: Server, pages: dict[str, bytes]
) -> None:
    forbidding = page(b"User-agent: *\nDisallow: /no.png\n")
    picture = page(b"\x89PNG").replace(b"text/html", b"image/png")
    with Server(site({"/robots.txt": forbidding, "/yes.png": picture})) as images:
        shown = "".join(f"<img src='{images.url(path)}'>" for path in ("/yes.png", "/no.png")).encode()
        pages["/a"] = pages["/b"] = page(ARTICLE.replace(b"</article>", shown + b"</article>"))
        taken = desk.capture("--robots", server.url("/a"), server.url("/b"), "--with-resources", "--jobs", "1")
        asked = [request.split(b" ")[1] for request in images.heard]
        assert (asked.count(b"/robots.txt"), b"/no.png" in asked) == (1, False)
        assert [r.split(b" ")[1] for r in server.heard].count(b"/robots.txt") == 1
        for package in taken.packages:
            allowed, refused = package.sidecar["capture"]["media"]
            assert (allowed["status"], refused["status"], refused["url"]) == (200, None, images.url("/no.png"))
            assert "robots.txt" in package.sidecar["capture"]["absent"]["/capture/media/1/sha256"]
            records = {r.head.target_uri: r.block for r in package.of("response")}
            assert records[images.url("/robots.txt")] == forbidding
            assert server.url("/robots.txt") in records
    assert taken.status == 0
    assert desk.verified()


def test_one_certificate_of_a_host_is_kept_once(desk: Desk, tmp_path: Path) -> None:
    ca = authority(tmp_path)
    with Server(site({"/a": page(ARTICLE)}), context=ca.server("127.0.0.1")) as server:
        package = desk.capture("--robots", server.url("/a"), "--ca-file", str(ca.file)).only
    certificates = [r.head.target_uri for r in package.of("resource") if "certificate" in (r.head.target_uri or "")]
    assert len(certificates) == len(set(certificates)) == 2
    assert desk.verified()
