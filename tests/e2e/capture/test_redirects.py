"""Where an address leads: every hop kept, loops ended, other pages not taken for the article."""

import pytest

from tests.capture.http.server import Server, page
from tests.e2e.capture.scripts import to
from tests.support import news
from tests.support.capture import Desk


def test_redirects(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages |= {"/1": to("/2"), "/2": to("/a", b"308 Permanent Redirect"), "/loop": to("/loop")}
    pages |= {f"/n{n}": to(f"/n{n + 1}") for n in range(20)}
    taken = desk.capture(server.url("/1"))
    capture = taken.only.sidecar["capture"]
    assert (taken.status, taken.only.seen) == (0, ("article", None))
    assert [(hop["url"], hop["status"]) for hop in capture["redirects"]] == [
        (server.url("/1"), 302), (server.url("/2"), 308)
    ]  # fmt: skip
    assert capture["final_url"] == server.url("/a")
    assert [r.block for r in taken.only.of("request")] == server.heard
    assert b"".join(r.block for r in taken.only.of("response")) == server.said
    for path, signal, hops in (("/loop", "a loop", 1), ("/n0", "more than 10 redirects", 11)):
        failed = desk.capture(server.url(path))
        assert (failed.status, failed.only.seen) == (6, ("error", None))
        assert signal in failed.only.signals
        assert len(failed.only.of("response")) == hops
    assert desk.verified()


@pytest.mark.parametrize(
    ("location", "verdict"),
    [("/consent?to=a", "consent"), ("/login", "login"), ("/subscribe", "paywall"), ("/", "soft-404")],
)
def test_a_redirect_to_another_page_is_no_article_however_long(
    desk: Desk, server: Server, pages: dict[str, bytes], location: str, verdict: str
) -> None:
    desk.capture(server.url("/a"))
    pages |= {"/a": to(location), location: page(news.article(headline="Everything else"))}
    taken = desk.capture(server.url("/a"))
    assert (taken.status, taken.only.seen) == (6, (verdict, "unavailable"))
    assert "redirect to" in taken.only.signals
    assert taken.only.is_small
    assert desk.verified()
