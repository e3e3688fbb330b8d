"""Servers that do everything wrong: each try is a package, and no half of an article is one."""

import gzip
import socket
from pathlib import Path

import pytest

from archiver.capture.http import source
from archiver.verify import segment
from tests.capture.http.certificates import authority
from tests.capture.http.server import Script, Server, once, page, site
from tests.e2e.capture.scripts import CUT, hanging, hanging_in_the_body, in_turn, lying
from tests.support.capture import Desk
from tests.support.news import ARTICLE, PAGE

BROKEN: dict[str, tuple[Script, str, str | None]] = {
    "cut off": (once(CUT), "cut off", "disconnect"),
    "an end before an answer": (once(), "reset", None),
    "no HTTP": (once(b"SSH-2.0-OpenSSH_9.2\r\n"), "malformed", None),
    "a hang": (hanging, "timeout", None),
    "a hang in the body": (hanging_in_the_body, "cut off", "time"),
    "no page": (once(PAGE.replace(b"text/html", b"image/png")), "expected a page", None),
    "a coding that is cut off": (once(page(gzip.compress(ARTICLE)[:-60], b"Content-Encoding: gzip")), "cut off", None),
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


def test_a_body_larger_than_what_is_read_for_an_article_verifies(
    desk: Desk, server: Server, pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "MAX_KEPT", len(ARTICLE) - 1)
    monkeypatch.setattr(source, "MAX_READ", len(ARTICLE) - 1)
    taken = desk.capture(server.url("/a"))
    assert (taken.status, taken.only.seen, taken.only.is_small) == (6, ("error", None), True)
    [told] = [line for line in taken.stderr.splitlines() if ": not captured: " in line]
    assert told.count(server.url("/a")) == 1, "the address is said once"
    assert [r.block for r in taken.only.of("response")] == [pages["/a"]]
    assert desk.verified()
    monkeypatch.undo()
    assert desk.capture(server.url("/a")).status == 0
    monkeypatch.setattr(segment, "MAX_KEPT", len(ARTICLE) - 1)
    assert not desk.verified(), "the limit holds for a source that text is looked for in"


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
