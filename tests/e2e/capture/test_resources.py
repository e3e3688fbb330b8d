"""What an article names: listed, and kept on request."""

from archiver.model.digest import sha256
from tests.capture.http.server import Server, page
from tests.support import news
from tests.support.capture import Desk
from tests.support.news import ARTICLE


def test_what_the_article_names_is_listed_and_on_request_kept(
    desk: Desk, server: Server, pages: dict[str, bytes]
) -> None:
    head = '<meta property="og:image" content="/o.jpg"><link rel="amphtml" href="/amp"><link rel="canonical" href="/a">'
    shown = news.article(extra=head).replace(b"</article>", b"<img src='f.png'><img src='/gone.jpg'></article>")
    picture = page(b"\x89PNG\xff").replace(b"text/html", b"image/png")
    pages |= {"/a": page(shown), "/o.jpg": picture, "/f.png": picture, "/amp": page(ARTICLE)}
    listed = desk.capture(server.url("/a")).only.sidecar["capture"]["media"]
    named = [("og:image", "/o.jpg"), ("image", "/f.png"), ("image", "/gone.jpg"), ("amphtml", "/amp")]
    assert [(m["role"], m["url"]) for m in listed] == [(role, server.url(path)) for role, path in named]
    assert {m[key] for m in listed for key in ("sha256", "bytes", "media_type", "status", "record")} == {None}

    taken = desk.capture(server.url("/a"), "--with-resources")
    media = taken.only.sidecar["capture"]["media"]
    assert (taken.status, taken.only.seen) == (0, ("article", "unchanged"))
    assert [(m["role"], m["url"], m["status"]) for m in media] == [
        (role, server.url(path), 404 if "gone" in path else 200) for role, path in named
    ]
    assert (media[1]["sha256"], media[1]["bytes"], media[1]["media_type"]) == (sha256(b"\x89PNG\xff"), 5, "image/png")
    blocks = {r.head.record_id: r.block for r in taken.only.of("response")}
    assert [blocks[m["record"]] for m in media[:2]] == [picture, picture]
    assert len(blocks) == len(taken.only.of("request")) == 5
    assert desk.verified()


def test_resources_stay_behind_the_address_guard(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages["/a"] = page(news.article(extra='<meta property="og:image" content="http://169.254.169.254/keys">'))
    taken = desk.capture(server.url("/a"), "--with-resources")
    (medium,) = taken.only.sidecar["capture"]["media"]
    assert (taken.status, medium["status"], medium["record"]) == (0, None, None)
    assert any(b"metadata service" in record.block for record in taken.only.of("metadata"))
    assert desk.verified()
