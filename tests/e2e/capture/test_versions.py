"""The versions of one article: unchanged, another text, gone, in its place a wall, and back again."""

from typing import Any

import pytest

from archiver.errors import ResourceError
from archiver.store.local import LocalStore
from tests.capture.http.server import Server, page
from tests.e2e.capture.scripts import GONE, conditional
from tests.support import news
from tests.support.capture import Desk
from tests.support.news import ARTICLE, PAGE


@pytest.mark.parametrize(
    ("fields", "header"),
    [
        (b'ETag: "v1"', b'If-None-Match: "v1"'),
        (b"Last-Modified: Sat, 21 Nov 2026 18:30:00 GMT", b"If-Modified-Since: Sat, 21 Nov 2026 18:30:00 GMT"),
    ],
)
def test_not_modified_is_a_small_package(desk: Desk, fields: bytes, header: bytes) -> None:
    with Server(conditional(fields, header)) as server:
        assert desk.capture(server.url("/a")).status == 0
        for sequence in (1, 2):  # the second 304 is to the version that holds the text, too
            taken = desk.capture(server.url("/a"))
            package = taken.only
            assert (taken.status, package.seen) == (0, ("empty", "unchanged"))
            assert package.said["sequence"] == sequence
            assert package.is_small
            assert package.of("response")[0].block.startswith(b"HTTP/1.1 304 Not Modified\r\n")
            assert not package.of("conversion")
    assert desk.verified()


def test_a_304_that_nobody_asked_for_is_no_unchanged_article(
    desk: Desk, server: Server, pages: dict[str, bytes]
) -> None:
    desk.capture(server.url("/a"))
    pages["/a"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    taken = desk.capture(server.url("/a"))
    assert (taken.status, taken.only.seen) == (6, ("empty", "unavailable"))
    assert desk.verified()


@pytest.mark.parametrize(
    ("second", "verdict", "relation"),
    [
        (ARTICLE, "article", "unchanged"),
        (ARTICLE + b"<!-- served by 7 -->", "article", "markup"),
        (news.article(headline="Ferry is back"), "article", "headline"),
        (ARTICLE.replace(b"after 3 months", b"after 33 months"), "article", "text"),
        (news.SHRUNKEN, "shrunken", "text"),
    ],
)
def test_a_second_version(
    desk: Desk, server: Server, pages: dict[str, bytes], second: bytes, verdict: str, relation: str
) -> None:
    desk.capture(server.url("/a"))
    pages["/a"] = page(second)
    taken = desk.capture(server.url("/a"))
    assert (taken.status, taken.only.seen) == (0, (verdict, relation))
    assert taken.only.sidecar["text"]
    assert ("look at it: shrunken" in taken.stderr) == (verdict == "shrunken")
    assert desk.verified()


STATUSES = {
    "403": (page(b"<p>no</p>", status=b"403 Forbidden"), "error", "unavailable", 6),
    "403 with a challenge": (
        page(b"", b"cf-mitigated: challenge", status=b"403 Forbidden"),
        "captcha",
        "unavailable",
        6,
    ),
    "401": (page(b"", status=b"401 Unauthorized"), "login", "unavailable", 6),
    "402": (page(b"", status=b"402 Payment Required"), "paywall", "unavailable", 6),
    "404": (GONE, "error", "removed", 0),
    "410": (page(b"", status=b"410 Gone"), "error", "removed", 0),
    "451": (page(b"<p>law</p>", status=b"451 Unavailable For Legal Reasons"), "error", "removed", 6),
    "429": (page(b"", b"Retry-After: 100", status=b"429 Too Many Requests"), "error", "unavailable", 6),
    "500": (page(b"<p>oops</p>", status=b"500 Internal Server Error"), "error", "unavailable", 6),
    "503": (page(b"", b"Retry-After: 100", status=b"503 Service Unavailable"), "error", "unavailable", 6),
}


@pytest.mark.parametrize(("answer", "verdict", "relation", "status"), STATUSES.values(), ids=STATUSES)
def test_a_status_after_an_article_and_without_one(
    desk: Desk, server: Server, pages: dict[str, bytes], answer: bytes, verdict: str, relation: str, status: int
) -> None:
    desk.capture(server.url("/a"))
    pages["/a"] = pages["/unknown"] = answer
    known, unknown = desk.capture(server.url("/a")), desk.capture(server.url("/unknown"))
    assert (known.status, known.only.seen) == (status, (verdict, relation))
    assert (unknown.status, unknown.only.seen) == (6, (verdict, None))
    assert "status " + answer[9:12].decode() in known.only.signals
    for package in (known.only, unknown.only):
        assert package.is_small
        assert package.of("response")[0].block == answer
    again = desk.capture(server.url("/unknown"))  # nothing was ever there that could be removed
    assert (again.status, again.only.seen) == (6, (verdict, "unavailable"))
    pages["/a"] = PAGE
    assert desk.capture(server.url("/a")).only.seen == ("article", "returned")
    assert desk.verified()


@pytest.mark.parametrize(("answer", "verdict"), news.IN_ITS_PLACE.values(), ids=news.IN_ITS_PLACE)
def test_a_wall_is_never_a_changed_text(
    desk: Desk, server: Server, pages: dict[str, bytes], answer: bytes, verdict: str
) -> None:
    desk.capture(server.url("/a"))
    pages["/a"] = pages["/unknown"] = answer
    known, unknown = desk.capture(server.url("/a")), desk.capture(server.url("/unknown"))
    assert (known.status, known.only.seen) == (6, (verdict, "unavailable"))
    assert known.only.is_small
    assert (unknown.status, unknown.only.seen) == (6, (verdict, None))
    assert known.only.signals
    assert known.only.of("response")[0].block == answer
    assert desk.verified()


def test_one_address_many_times_in_one_run_is_one_chain(desk: Desk, server: Server) -> None:
    taken = desk.capture("--jobs", "8", "--per-host", "8", *([server.url("/a")] * 9), server.url("/nothing"))
    series = [package for package in taken.packages if package.said["url"] == server.url("/a")]
    assert sorted((package.said["sequence"], package.said["change"] or "") for package in series) == [
        (0, ""), *((number, "unchanged") for number in range(1, 9))
    ]  # fmt: skip
    assert desk.verified()


def test_a_disk_that_cannot_be_written_ends_the_run_and_keeps_what_there_is(
    desk: Desk, server: Server, pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third package finds no room; nothing runs on, and the ones before it are whole."""
    pages |= {f"/{n}": page(news.article(8, headline=f"Ferry {n} returns")) for n in range(12)}
    real, written = LocalStore.put_new, iter(range(100))

    def put_new(self: LocalStore, files: Any) -> None:
        if next(written) >= 2:
            raise ResourceError("expected to write, found no space left on device")
        real(self, files)

    monkeypatch.setattr(LocalStore, "put_new", put_new)
    done = desk.run(
        "capture", "--allow-private", "--ignore-robots", "--delay", "0", *(server.url(f"/{n}") for n in range(12))
    )
    assert (done.status, "no space left" in done.stderr, "Traceback" in done.stderr) == (5, True, False)
    monkeypatch.undo()
    assert len(list(desk.work.glob("archives/2*/**/*.json"))) == 2
    assert desk.verified()
