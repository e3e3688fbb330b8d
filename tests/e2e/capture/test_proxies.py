"""Through a proxy, and on behalf of somebody whom a site must not learn anything about."""

from pathlib import Path

import pytest

from archiver.bundle.leaks import Marker
from tests.capture.clock.server import TimeServer, reply
from tests.capture.http.certificates import authority
from tests.capture.http.proxies import http_proxy, socks_proxy
from tests.capture.http.server import Script, Server, once, site
from tests.e2e.capture.scripts import hanging, through, to
from tests.support.capture import Desk
from tests.support.news import PAGE


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


@pytest.mark.parametrize("kind", ["http", "socks"])
@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_the_exchange_is_the_servers_and_the_proxy_resolves(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, secure: bool
) -> None:
    """`news.example` has no address here: only the proxy knows one."""
    ca = authority(tmp_path)
    told: list[bytes] = []
    context = ca.server("news.example") if secure else None
    with (
        Server(site({"/a": PAGE, "/r": to("/a")}), context=context) as server,
        Server(http_proxy() if kind == "http" else socks_proxy(told)) as proxy,
    ):
        environment = {"PROXY_SERVER": f"127.0.0.1:{proxy.port}"} if kind == "http" else through(proxy)
        url = server.url("/r", "news.example")
        taken = desk.capture(url, "--ca-file", str(ca.file), environment=environment, private=False)
    capture = taken.only.sidecar["capture"]
    assert (taken.status, taken.only.seen) == (0, ("article", None))
    assert capture["network_path"]["kind"] == ("http-proxy" if kind == "http" else "socks")
    assert capture["server_ip"] is None and "proxy" in capture["absent"]["/capture/server_ip"]
    assert [r.block for r in taken.only.of("request")] == server.heard
    assert b"".join(r.block for r in taken.only.of("response")) == server.said
    assert (capture["tls"] is not None) == secure
    if kind == "http" and not secure:
        assert server.heard[0].startswith(f"GET {url} HTTP/1.1".encode())  # RFC 9112 3.2.2
    assert not any(f":{proxy.port}".encode() in record.block for record in taken.only.records)
    assert desk.verified()


@pytest.mark.parametrize(
    ("script", "signal"),
    [
        (http_proxy(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), "407"),
        (hanging, "timeout: "),
        (once(b"SSH-2.0-x\r\n\r\n"), "SSH-2.0"),
    ],
)
def test_a_proxy_that_does_not_let_us_through(desk: Desk, script: Script, signal: str) -> None:
    with Server(script) as proxy:
        environment = {"PROXY_SERVER": f"http://127.0.0.1:{proxy.port}"}
        taken = desk.capture("https://news.example/a", "--timeout", "2", environment=environment, private=False)
    assert (taken.status, taken.only.seen, taken.only.of("request")) == (6, ("error", None), [])
    assert signal in taken.only.signals
    assert desk.verified()


def test_no_time_server_is_asked_past_a_proxy(desk: Desk, server: Server) -> None:
    with TimeServer(lambda request: [reply(request)]) as ntp, Server(socks_proxy([])) as proxy:
        arguments = ("--profile", "at-risk", "--ntp", f"127.0.0.1:{ntp.port}")
        taken = desk.capture(server.url("/a", "news.example"), *arguments, environment=through(proxy), private=False)
        assert ntp.heard == []
    assert "past a proxy" in taken.only.sidecar["capture"]["absent"]["/capture/clock/ntp"]
    assert desk.verified()
