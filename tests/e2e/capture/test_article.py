"""`archiver capture` of one article and of several: status, record, and that it verifies."""

from pathlib import Path

from tests.capture.http.server import Server, once, page
from tests.cli.running import as_process
from tests.e2e.capture.scripts import in_turn
from tests.support import news
from tests.support.capture import Desk
from tests.support.news import ARTICLE, PAGE


def test_an_article(desk: Desk, server: Server) -> None:
    taken = desk.capture(server.url("/a"), "--case", "case 7")
    package = taken.only
    capture = package.sidecar["capture"]
    assert (taken.status, package.seen, package.said["sequence"]) == (0, ("article", None), 0)
    assert (capture["method"], capture["case_id"], capture["server_ip"]) == ("socket", "case 7", "127.0.0.1")
    assert (capture["response"]["status"], capture["source"]["bytes"]) == (200, len(ARTICLE))
    assert capture["access"]["robots"] == "ignored"
    assert package.sidecar["text"][0] == package.sidecar["article"]["headline"] == "Ferry returns to Port Alder"
    assert [r.head.type for r in package.records] == ["warcinfo", "request", "response", "conversion", "resource"]
    assert [r.block for r in package.records[1:3]] == [server.heard[0], server.said]
    assert desk.verified()


def test_a_page_made_to_break_readers_is_kept_unread_and_the_others_are_read(
    desk: Desk, server: Server, pages: dict[str, bytes]
) -> None:
    pages["/nested"] = page(b"<html><body>" + b"<div>" * 50_000 + b"deep</body></html>")
    taken = desk.capture(server.url("/nested"), server.url("/a"))
    assert (taken.status, sorted(package.seen[0] for package in taken.packages)) == (4, ["article", "error"])
    assert desk.verified()


def test_as_a_process(tmp_path: Path, server: Server) -> None:
    desk = Desk(tmp_path, as_process)
    assert desk.capture(server.url("/a")).status == 0
    assert desk.capture(server.url("/nothing")).status == 6
    assert desk.verified()


def test_several_of_which_one_fails(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages["/b"] = page(news.article(9))
    taken = desk.capture(server.url("/a"), server.url("/nothing"), server.url("/b"))
    assert taken.status == 4
    assert sorted(package.seen[0] for package in taken.packages) == ["article", "article", "error"]
    assert desk.verified()


def test_a_retry_that_helps(desk: Desk) -> None:
    busy = page(b"", b"Retry-After: 0", status=b"503 Service Unavailable")
    with Server(in_turn(iter([once(busy)]), once(PAGE))) as server:
        taken = desk.capture(server.url("/a"), "--retries", "1")
    assert (taken.status, taken.only.seen) == (0, ("article", None))


def test_forty_at_once(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages |= {f"/{n}": page(news.article(8, headline=f"Ferry {n} returns")) for n in range(40)}
    taken = desk.capture("--jobs", "16", *(server.url(f"/{n}") for n in range(40)))
    assert (taken.status, len(taken.packages)) == (0, 40)
    assert {package.said["url"] for package in taken.packages} == {server.url(f"/{n}") for n in range(40)}
    assert desk.verified()
