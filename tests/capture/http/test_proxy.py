"""Proxies: the exchange is the server's, never the proxy's own words; and no way into the local network either."""

import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from archiver.capture.http.proxy import Proxy, from_environment, parse
from archiver.errors import UsageError
from tests.capture.http.asking import ask, octets
from tests.capture.http.certificates import authority
from tests.capture.http.proxies import http_proxy, socks_proxy
from tests.capture.http.server import Server, Talk, once, page, site

HOST = "news.example"


async def proxies_only(host: str, port: int) -> Sequence[str]:
    assert host == "127.0.0.1", "no name may be resolved here"
    return [host]


def test_http_through_an_http_proxy_is_in_absolute_form() -> None:
    with Server(once(page())) as server, Server(http_proxy()) as proxy:
        fetched = ask(server.url("/a?b", HOST), proxy=Proxy("http", "127.0.0.1", proxy.port), resolve=proxies_only)
        assert octets(fetched.final) == page()
        assert fetched.final.request == server.heard[0] == proxy.heard[0]
        assert fetched.final.request.startswith(f"GET http://news.example:{server.port}/a?b HTTP/1.1\r\n".encode())
        assert (fetched.final.peer.ip, fetched.network_path.kind) == (None, "http-proxy")
        assert "proxy" in (fetched.final.peer.ip_absent or "")


@pytest.mark.parametrize("kind", ["http", "socks"])
def test_https_goes_through_a_tunnel_whose_own_octets_are_not_the_exchange(kind: str, tmp_path: Path) -> None:
    ca = authority(tmp_path)
    names: list[bytes] = []
    script: Callable[[Talk], None] = http_proxy() if kind == "http" else socks_proxy(names)
    with Server(site({"/a": page()}), context=ca.server(HOST)) as server, Server(script) as proxy:
        chosen = Proxy("http" if kind == "http" else "socks", "127.0.0.1", proxy.port)
        final = ask(server.url("/a", HOST), proxy=chosen, resolve=proxies_only, ca_file=ca.file).final
        assert (octets(final), final.request) == (page(), server.heard[0])
        assert final.request.startswith(b"GET /a HTTP/1.1\r\n")
        assert final.peer.tls is not None and final.peer.tls.chain[1] == ca.der
        if kind == "http":
            authority_form = f"{HOST}:{server.port}".encode()
            assert proxy.heard == [b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (authority_form, authority_form)]
        else:
            assert names == [HOST.encode()]


@pytest.mark.parametrize("bound", [b"\x01\0\0\0\0", b"\x04" + b"\0" * 16, b"\x03\x05proxy"])
def test_socks_resolves_at_the_other_end_and_keeps_redirects(bound: bytes) -> None:
    names: list[bytes] = []
    moved = page(b"", b"Location: /b", status=b"302 Found")
    with Server(site({"/a": moved, "/b": page()})) as server, Server(socks_proxy(names, bound=bound)) as proxy:
        fetched = ask(server.url("/a", HOST), proxy=Proxy("socks", "127.0.0.1", proxy.port), resolve=proxies_only)
        assert [octets(e) for e in fetched.exchanges] == [moved, page()]
        assert (names, fetched.network_path.kind, fetched.final.peer.ip) == ([b"news.example"], "socks", None)


@pytest.mark.parametrize(
    ("host", "sent"), [("127.0.0.1", b"\x01\x7f\0\0\x01"), ("[::1]", b"\x04" + b"\0" * 15 + b"\x01")]
)
def test_a_number_goes_to_socks_as_a_number(host: str, sent: bytes) -> None:
    asked: list[bytes] = []

    def script(talk: Talk) -> None:
        talk.take()
        talk.say(b"\x05\x00")
        asked.append(talk.take())

    with Server(script) as proxy:
        ask(f"https://{host}:443/", proxy=Proxy("socks", "127.0.0.1", proxy.port))
    assert asked == [b"\x05\x01\x00" + sent + b"\x01\xbb"]


def test_an_onion_service_that_answers_is_tor() -> None:
    with Server(once(page())) as server, Server(socks_proxy([])) as proxy:
        fetched = ask(server.url(host="abc.onion"), proxy=Proxy("socks", "127.0.0.1", proxy.port))
        assert (octets(fetched.final), fetched.network_path.kind) == (page(), "tor")


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "[::1]", "localhost", "router", "a.internal"])
def test_the_local_network_is_not_asked_of_a_proxy(host: str) -> None:
    with Server(http_proxy()) as proxy:
        fetched = ask(f"http://{host}/", proxy=Proxy("http", "127.0.0.1", proxy.port), allow_private=False)
        assert (fetched.failure and fetched.failure.kind, proxy.talks) == ("address", [])


def fails(script: Callable[[Talk], None], kind: str, expected: str) -> None:
    with Server(script) as proxy:
        chosen = Proxy("http" if kind == "http" else "socks", "127.0.0.1", proxy.port)
        fetched = ask("https://news.example/", proxy=chosen)
        assert fetched.failure is not None
        assert (fetched.failure.kind, fetched.final.request, octets(fetched.final)) == ("proxy", b"", b"")
        assert expected in fetched.failure.message


def test_a_proxy_that_refuses() -> None:
    fails(http_proxy(b"HTTP/1.1 403 Forbidden\r\n\r\n"), "http", "403")
    fails(http_proxy(b"nonsense\r\n\r\n"), "http", "nonsense")
    fails(once(b"x" * 20_000), "http", "16384")
    fails(once(b"HTTP/1.1 200 "), "http", "end of the connection")
    fails(socks_proxy([], reply=4), "socks", "host unreachable")
    fails(socks_proxy([], reply=200), "socks", "reply 200")
    fails(socks_proxy([], method=2), "socks", "method 2")
    fails(lambda talk: talk.say(bytes([4, len(talk.take()) - 3])), "socks", "version 4")
    fails(lambda talk: talk.say(talk.take()[:1]), "socks", "end of the connection")


def test_a_proxy_that_is_not_there() -> None:
    with Server(once()) as gone:
        port = gone.port
    failure = ask("https://news.example/", proxy=Proxy("socks", "127.0.0.1", port)).failure
    assert failure is not None
    assert (failure.kind, failure.temporary) == ("proxy", True)
    assert failure.message == "no connection to the proxy: Connection refused"


@pytest.mark.parametrize("answer", [socket.gaierror(socket.EAI_NONAME, "no such name"), None])
def test_a_proxy_whose_name_has_no_address(answer: OSError | None) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if answer:
            raise answer
        return []

    failure = ask("https://news.example/", proxy=Proxy("socks", "desk.lan", 1), resolve=resolve).failure
    assert failure is not None
    assert (failure.kind, "desk.lan" in failure.message) == ("proxy", False)


def test_a_proxy_from_the_environment() -> None:
    assert from_environment({}) is None
    assert from_environment({"PROXY_SERVER": "http://p.example:8080/"}) == Proxy("http", "p.example", 8080)
    assert from_environment({"PROXY_SERVER": "p.example"}) == Proxy("http", "p.example", 3128)
    assert from_environment({"PROXY_SERVER": "socks5h://[::1]"}) == Proxy("socks", "::1", 1080)
    assert from_environment({"SOCKS_HOST": "tor", "SOCKS_PORT": "9050"}) == Proxy("socks", "tor", 9050)
    assert from_environment({"SOCKS_HOST": "tor"}) == Proxy("socks", "tor", 1080)


@pytest.mark.parametrize(
    "text", ["https://p.example", "http://", "http://u:secret@p.example", "http://[", "http://p:99999"]
)
def test_a_proxy_that_cannot_be_used_is_wrong_usage_and_no_password_is_repeated(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert "secret" not in str(caught.value)
    with pytest.raises(UsageError):
        from_environment({"SOCKS_HOST": "tor", "SOCKS_PORT": "many"})
