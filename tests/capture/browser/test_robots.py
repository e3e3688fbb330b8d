"""Where a page leads a browser on to is held against robots.txt, and what was asked for that is in the record."""

import pytest

from tests.capture.browser.archive import Archive
from tests.capture.browser.pages import HEADLINE, PARAGRAPHS, answer, article, asked, serving
from tests.capture.browser.processes import Watch
from tests.capture.http.server import Server

RULES = answer("User-agent: *\nDisallow: /private/\n", "text/plain")
NO = answer("<p>Access denied", status="403 Forbidden")
OTHER = answer(article().replace(HEADLINE, "Another page altogether"))


def choosy(location: str, robots: bytes = RULES) -> Server:
    """Refuses programs, and sends browsers elsewhere."""
    moved = answer("", "text/html", f"Location: {location}", status="302 Found")
    return serving(
        {
            "/robots.txt": robots,
            "/a": lambda talk: talk.say(moved if b"Sec-Fetch-Dest" in talk.heard[-1] else NO),
            "/hop": answer("", "text/html", "Location: /private/a", status="302 Found"),
            "/private/a": OTHER,
            "/open": answer(article()),
        }
    )


@pytest.mark.parametrize("location", ["/private/a", "/hop"])
def test_a_redirect_that_only_chromium_gets_is_not_followed_where_robots_txt_forbids(
    chromium: str, watch: Watch, archive: Archive, location: str
) -> None:
    with choosy(location) as server:
        ran = archive.capture(server.url("/a"))
        assert "/private/a" not in asked(server)
        capture = archive.sidecar(ran)["capture"]
        assert (ran.status, capture["response"]["status"], capture["renderings"]) == (6, 403, [])
        assert f"robots: the page leads on to {server.url()}private/a: robots.txt does not allow it" in str(
            ran.report["packages"][0]["reason"]
        )
        told = archive.capture(server.url("/a"), "--ignore-robots")
        assert (told.status, archive.sidecar(told)["text"][0]) == (0, "Another page altogether")


def test_a_redirect_that_robots_txt_allows_is_followed(chromium: str, watch: Watch, archive: Archive) -> None:
    with choosy("/open") as server:
        ran = archive.capture(server.url("/a"))
        assert asked(server).count("/robots.txt") == 1
    assert (ran.status, archive.sidecar(ran)["text"]) == (0, [HEADLINE, *PARAGRAPHS])


@pytest.mark.parametrize(
    "lead",
    ["<script>location = '{}'</script>", '<meta http-equiv="refresh" content="0;url={}">'],
    ids=["script", "meta"],
)
def test_a_page_that_leads_on_to_another_site_stays_what_it_is(
    chromium: str, watch: Watch, archive: Archive, lead: str
) -> None:
    with serving({"/robots.txt": RULES, "/private/a": OTHER}) as other:
        with serving({"/a": answer(article(lead.format(other.url("/private/a"))))}) as server:
            ran = archive.capture(server.url("/a"))
        assert asked(other) == ["/robots.txt"]
        sidecar, records = archive.sidecar(ran), archive.records(ran)
        robots = other.url("/robots.txt")
    assert (ran.status, sidecar["text"], sidecar["capture"]["method"]) == (0, [HEADLINE, *PARAGRAPHS], "browser")
    assert {view["kind"] for view in sidecar["capture"]["renderings"]} == {"dom", "png", "pdf"}
    dom = next(view["record"] for view in sidecar["capture"]["renderings"] if view["kind"] == "dom")
    assert HEADLINE.encode() in records[dom][2]
    exchanges = [kind for kind, uri, _ in records.values() if uri == robots]
    assert sorted(exchanges) == ["request", "response"], "octet for octet, as asked by the wire-level client"
    (said,) = (payload.decode() for kind, _, payload in records.values() if kind == "metadata")
    assert f"note: robots: the page leads on to {other.url()}private/a: robots.txt does not allow it" in said


def test_frames_are_resources_of_the_page(chromium: str, watch: Watch, archive: Archive) -> None:
    with serving({"/robots.txt": RULES, "/private/a": OTHER}) as other:
        with serving({"/a": answer(article(f'<iframe src="{other.url("/private/a")}"></iframe>'))}) as server:
            ran = archive.capture(server.url("/a"))
        assert asked(other)[0] == "/private/a"
    assert ran.status == 0
