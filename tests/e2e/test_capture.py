"""`archiver capture` against servers that do everything wrong: status, verdict, relation, package, and it verifies."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.bundle.leaks import Marker
from archiver.model.digest import sha256
from tests.capture.http.certificates import authority
from tests.capture.http.proxies import socks_proxy
from tests.capture.http.server import Script, Server, Talk, once, page, site
from tests.cli.running import as_process
from tests.support import news
from tests.support.capture import Desk
from tests.support.news import ARTICLE, PAGE

GONE = page(b"<p>gone</p>", status=b"404 Not Found")
CUT = PAGE[:-400]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def pages() -> dict[str, bytes]:
    """What the server answers, path by path; a test may change it between two captures."""
    return {"/a": PAGE}


@pytest.fixture
def server(pages: dict[str, bytes]) -> Iterator[Server]:
    with Server(site(pages)) as server:
        yield server


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


def test_the_clock_is_compared_with_the_servers(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages["/late"] = page(ARTICLE, b"Date: Sat, 21 Nov 2020 18:30:00 GMT")
    with_date, without = desk.capture(server.url("/late")).only, desk.capture(server.url("/a")).only
    clock = with_date.sidecar["capture"]["clock"]
    assert (clock["source"], clock["synchronised"], clock["offset_ms"] < 0) == ("http-date", None, True)
    assert without.sidecar["capture"]["clock"]["source"] == "system"
    assert without.sidecar["capture"]["clock"]["offset_ms"] is None


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


def conditional(fields: bytes, header: bytes) -> Script:
    """A server that answers 304 to a request with `header`."""

    def script(talk: Talk) -> None:
        while request := talk.hear():
            known = header.lower() in request.lower()
            talk.say(b"HTTP/1.1 304 Not Modified\r\n" + fields + b"\r\n\r\n" if known else page(ARTICLE, fields))

    return script


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


def in_turn(scripts: Iterator[Script], rest: Script) -> Script:
    """The next of `scripts` for each connection, then `rest`."""

    def script(talk: Talk) -> None:
        next(scripts, rest)(talk)

    return script


def hanging(talk: Talk) -> None:
    talk.hear()
    talk.wait_for_close()


def hanging_in_the_body(talk: Talk) -> None:
    talk.hear()
    talk.say(PAGE[:-400])
    talk.wait_for_close()


def lying(talk: Talk) -> None:
    """One octet less than there are."""
    talk.hear()
    talk.say(PAGE.replace(b"Content-Length: %d" % len(ARTICLE), b"Content-Length: %d" % (len(ARTICLE) - 400)))


BROKEN: dict[str, tuple[Script, str, str | None]] = {
    "cut off": (once(CUT), "cut off", "disconnect"),
    "an end before an answer": (once(), "reset", None),
    "no HTTP": (once(b"SSH-2.0-OpenSSH_9.2\r\n"), "malformed", None),
    "a hang": (hanging, "timeout", None),
    "a hang in the body": (hanging_in_the_body, "cut off", "time"),
    "no page": (once(PAGE.replace(b"text/html", b"image/png")), "expected a page", None),
    "damaged coding": (once(page(b"no gzip", b"Content-Encoding: gzip")), "coding is damaged", None),
}


@pytest.mark.parametrize(("script", "signal", "truncated"), BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_after_an_article_is_unavailable(
    desk: Desk, script: Script, signal: str, truncated: str | None
) -> None:
    scripts = iter([once(PAGE)])
    with Server(in_turn(scripts, script)) as server:
        assert desk.capture(server.url("/a")).status == 0
        taken = desk.capture(server.url("/a"), "--timeout", "2")
        unknown = desk.capture(server.url("/unknown"), "--timeout", "2")
    assert (taken.status, taken.only.seen) == (6, ("error", "unavailable"))
    assert (unknown.status, unknown.only.seen) == (6, ("error", None))
    assert signal in taken.only.signals
    assert taken.only.is_small
    responses = taken.only.of("response")
    assert [r.head.get("WARC-Truncated") for r in responses] == [truncated] * len(responses)
    assert desk.verified()


def test_a_length_that_is_too_short_is_read_as_far_as_it_goes_and_the_rest_is_kept(desk: Desk) -> None:
    with Server(lying) as server:
        package = desk.capture(server.url("/a")).only
        said = server.said
    (surplus,) = (r for r in package.of("metadata") if (r.head.target_uri or "").startswith("urn:archiver:surplus:"))
    assert package.of("response")[0].block + surplus.block == said
    assert desk.verified()


def test_no_connection(desk: Desk, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    taken = desk.capture(f"http://127.0.0.1:{port}/a", "http://name.invalid/a")
    assert taken.status == 6
    assert sorted(p.signals.partition(":")[0] for p in taken.packages) == ["dns", "refused"]
    assert all(p.is_small and p.seen == ("error", None) for p in taken.packages)
    assert desk.verified()


def test_refused_after_an_article(desk: Desk) -> None:
    with Server(once(PAGE)) as server:
        assert desk.capture(server.url("/a")).status == 0
        url = server.url("/a")
    taken = desk.capture(url)
    assert (taken.status, taken.only.seen) == (6, ("error", "unavailable"))
    assert desk.verified()


def test_tls_from_a_private_authority_and_from_nobody(desk: Desk, tmp_path: Path) -> None:
    ca = authority(tmp_path)
    with Server(site({"/a": PAGE}), context=ca.server("127.0.0.1")) as server:
        stranger = desk.capture(server.url("/a"))
        known = desk.capture(server.url("/a"), "--ca-file", str(ca.file))
    assert (stranger.status, stranger.only.seen) == (6, ("error", None))
    assert stranger.only.signals.startswith("tls: ")
    assert (known.status, known.only.seen) == (0, ("article", "text"))
    tls = known.only.sidecar["capture"]["tls"]
    assert (tls["version"], len(tls["certificate_chain_sha256"])) == ("tls/1.3", 2)
    assert [r.block for r in known.only.of("resource")[:-1]][1] == ca.der
    assert desk.verified()


def to(location: str, status: bytes = b"302 Found") -> bytes:
    return page(b"", b"Location: " + location.encode(), status=status)


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


def test_credentials_are_refused_before_anything_is_fetched(desk: Desk, server: Server) -> None:
    taken = desk.capture(server.url("/a").replace("//", "//user:secret@"), server.url("/a"))
    assert taken.status == 7
    assert "secret" not in taken.stderr
    assert server.talks == []


def test_private_addresses_are_refused(desk: Desk, server: Server) -> None:
    done = desk.run("capture", "--json", "--ignore-robots", "--retries", "0", server.url("/a"))
    assert done.status == 6
    assert "expected a public address" in done.stderr
    assert server.talks == []
    assert desk.verified()


def test_metadata_services_are_refused_after_a_redirect_even_then(
    desk: Desk, server: Server, pages: dict[str, bytes]
) -> None:
    pages["/m"] = to("http://169.254.169.254/latest/meta-data/")
    taken = desk.capture(server.url("/m"))
    assert (taken.status, taken.only.seen) == (6, ("error", None))
    assert "metadata service" in taken.only.signals
    assert desk.verified()


def test_robots_are_asked_recorded_and_obeyed(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /secret\n").replace(b"text/html", b"text/plain")
    allowed = desk.capture("--robots", server.url("/a"))
    assert (allowed.status, allowed.only.sidecar["capture"]["access"]["robots"]) == (0, "allowed")
    assert [r.head.target_uri for r in allowed.only.of("request")] == [server.url("/robots.txt"), server.url("/a")]
    refused = desk.capture("--robots", server.url("/secret/a"))
    assert (refused.status, refused.packages) == (6, [])
    assert "robots.txt does not allow it" in refused.stderr
    assert b"GET /secret" not in b"".join(server.heard)
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


def through(proxy: Server) -> dict[str, str]:
    return {"SOCKS_HOST": "127.0.0.1", "SOCKS_PORT": str(proxy.port)}


def test_at_risk_needs_a_proxy_and_says_what_everybody_says(desk: Desk, server: Server) -> None:
    assert desk.capture(server.url("/a"), "--profile", "at-risk").status == 2
    assert server.talks == []
    with Server(socks_proxy([])) as proxy:
        taken = desk.capture(server.url("/a", "news.example"), "--profile", "at-risk", environment=through(proxy))
    capture = taken.only.sidecar["capture"]
    assert (taken.status, capture["network_path"]["kind"], capture["server_ip"]) == (0, "socks", None)
    assert b"archiver" not in server.heard[0].lower()
    assert "Firefox" in capture["access"]["user_agent"]
    assert desk.verified()


@pytest.mark.parametrize("profile", ["default", "at-risk"])
def test_a_leak_is_never_stored(desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch, profile: str) -> None:
    monkeypatch.setattr("archiver.settings.identity.markers", lambda _: (Marker("host name", "desk-7"),))
    with Server(socks_proxy([])) as proxy:
        environment = through(proxy)
        arguments = ("--case", "from desk-7", "--profile", profile)
        taken = desk.capture(server.url("/a", "news.example"), *arguments, environment=environment)
        assert taken.status == 5
        assert "found the host name in capture.case_id; nothing was stored" in taken.stderr
        assert not list(desk.work.glob("archives/2*/**/*.*"))
        assert desk.capture(server.url("/a", "news.example"), "--profile", profile, environment=environment).status == 0
    assert desk.verified()


def test_forty_at_once(desk: Desk, server: Server, pages: dict[str, bytes]) -> None:
    pages |= {f"/{n}": page(news.article(8, headline=f"Ferry {n} returns")) for n in range(40)}
    taken = desk.capture("--jobs", "16", *(server.url(f"/{n}") for n in range(40)))
    assert (taken.status, len(taken.packages)) == (0, 40)
    assert {package.said["url"] for package in taken.packages} == {server.url(f"/{n}") for n in range(40)}
    assert desk.verified()
