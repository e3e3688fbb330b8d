"""The way out of Chromium, without Chromium: what is let through, what is refused, and that names are not believed."""

import asyncio
from collections.abc import Sequence

import pytest

from archiver.capture.browser.gate import Gate
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.proxy import Proxy
from tests.capture.browser.pages import answer, serving
from tests.capture.http.asking import resolver
from tests.capture.http.proxies import http_proxy, socks_proxy
from tests.capture.http.server import Server, once


async def _say(gate: Gate, requests: Sequence[bytes], until: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gate.address.rpartition(":")[2]))
    heard = b""
    for request in requests:
        writer.write(request)
        if request.startswith(b"CONNECT"):
            heard += await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    heard += await asyncio.wait_for(reader.readuntil(until) if until else reader.read(-1), 5)
    writer.close()
    return heard


def through(options: FetchOptions, *requests: bytes, octets: int = 100_000, until: bytes = b"") -> tuple[bytes, Gate]:
    """What comes back of `requests` on one connection: up to `until`, or to its end."""

    async def run() -> tuple[bytes, Gate]:
        async with Gate(options, octets, asyncio.get_running_loop().time() + 10) as gate:
            return await _say(gate, requests, until), gate

    return asyncio.run(run())


def get(server: Server, path: str = "/a?b", *fields: str, host: str = "127.0.0.1") -> bytes:
    lines = [f"GET http://{host}:{server.port}{path} HTTP/1.1", f"Host: {host}:{server.port}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


OPEN = FetchOptions(allow_private=True)


def test_a_plain_request_goes_out_in_its_own_words() -> None:
    with serving({"/a?b": answer("yes")}) as server:
        asking = get(server, "/a?b", "Proxy-Connection: keep-alive", "X-Own:  kept ")
        heard, gate = through(OPEN, asking, until=b"yes")
        assert server.heard == [
            b"GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Own:  kept \r\nConnection: close\r\n\r\n" % server.port
        ]
        assert heard.endswith(b"yes")
        assert gate.ip(server.url("/a")) == "127.0.0.1"


def test_a_second_request_on_one_connection_is_cut_off() -> None:
    """It may be meant for another host than the one that the connection leads to."""
    with serving({"/a": answer("yes")}) as server:
        through(OPEN, get(server, "/a"), get(server, "/second"))
        assert not any(b"/second" in request for request in server.heard)


def test_a_tunnel() -> None:
    with serving({"/t": answer("through")}) as server:
        line = f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n\r\n".encode()
        heard, _ = through(OPEN, line, b"GET /t HTTP/1.1\r\n\r\n", until=b"through")
    assert heard.startswith(b"HTTP/1.1 200 ") and heard.endswith(b"through")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "rebound.example.org"])
def test_what_leads_inside_is_refused_and_a_plain_request_gets_no_answer(host: str) -> None:
    options = FetchOptions(
        resolve=resolver({"localhost": ["127.0.0.1"], "rebound.example.org": ["10.0.0.1", "127.0.0.1"]})
    )
    with serving({}) as server:
        heard, gate = through(options, get(server, host=host))
        assert (heard, server.talks) == (b"", [])
        assert (gate.why(f"http://{host}:{server.port}/") or "").startswith("address: ")
        heard, _ = through(options, f"CONNECT {host}:{server.port} HTTP/1.1\r\n\r\n".encode())
        assert heard.startswith(b"HTTP/1.1 502 ")


def test_a_metadata_service_is_refused_even_where_private_addresses_are_allowed() -> None:
    heard, gate = through(OPEN, b"GET http://169.254.169.254/latest/ HTTP/1.1\r\nHost: x\r\n\r\n")
    assert heard == b"" and "metadata service" in (gate.why("http://169.254.169.254/latest/") or "")


def test_a_name_is_asked_for_again_and_judged_again() -> None:
    asked: list[str] = []

    async def two_faced(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) > 1 else ["192.0.2.1"]

    with serving({}) as server:
        for _ in range(2):
            heard, gate = through(FetchOptions(resolve=two_faced), get(server, host="two.example.org"))
            assert heard == b"" and gate.refused
        assert server.talks == [] and len(asked) == 2


def test_octets_are_counted_over_all_connections() -> None:
    with serving({"/big": answer(b"x" * 300_000)}) as server:
        heard, gate = through(OPEN, get(server, "/big"), octets=1000)
    assert gate.exhausted and len(heard) < 300_000


@pytest.mark.parametrize(
    "request_",
    [b"GET / HTTP/1.1\r\n\r\n", b"nonsense\r\n\r\n", b"POST http://h/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"],
)
def test_what_is_no_request_to_a_proxy_is_dropped(request_: bytes) -> None:
    assert through(OPEN, request_)[0] == b""


def test_the_users_proxy_stands_behind_the_gate_and_is_told_names() -> None:
    names: list[bytes] = []
    with Server(once(answer("yes"))) as server, Server(socks_proxy(names)) as socks, Server(http_proxy()) as plain:
        tunnel = f"CONNECT out.example.org:{server.port} HTTP/1.1\r\nHost: out.example.org\r\n\r\n".encode()
        for proxy in (Proxy("socks", "127.0.0.1", socks.port), Proxy("http", "127.0.0.1", plain.port)):
            options = FetchOptions(proxy=proxy)
            heard, gate = through(options, get(server, "/a", host="out.example.org"), until=b"yes")
            assert heard.endswith(b"yes") and gate.connected == {}
            heard, _ = through(options, tunnel, b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", until=b"yes")
            assert heard.startswith(b"HTTP/1.1 200 ") and heard.endswith(b"yes")
            assert through(options, get(server, host="127.0.0.1"))[0] == b""  # a number can be judged, and is
        assert names == [b"out.example.org"] * 2
        assert plain.heard[0].startswith(b"GET http://out.example.org:")
