"""No way into the local network: not at first, not after a redirect, not by a name with two faces."""

import asyncio
import asyncio.selector_events
import socket
from typing import Any

import pytest

from archiver.capture.http import address
from tests.capture.http.server import Server
from tests.e2e.capture.scripts import to
from tests.support.capture import Desk


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


@pytest.fixture
def public_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 stands for a server on the open web: that one network is taken off the list, nothing else."""
    networks = tuple((network, why) for network, why in address._REFUSED_V4 if not str(network).startswith("127."))
    monkeypatch.setattr(address, "_REFUSED_V4", networks)


INSIDE = [
    "http://10.0.0.1/",
    "http://172.16.9.9:8080/",
    "http://192.168.1.1/",
    "http://0.0.0.0/",
    "http://100.64.0.1/",
    "http://169.254.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1./",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[::10.0.0.1]/",
    "http://[2002:a00:1::1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://\uff11\uff10.0.0.1/",
    "http://localhost./",
    "file:///etc/passwd",
    "http://user:secret@example.org/",
]


@pytest.mark.usefixtures("public_loopback")
@pytest.mark.parametrize("inside", INSIDE)
def test_a_redirect_leads_nowhere_inside_and_is_kept(
    desk: Desk, server: Server, pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    names(monkeypatch, {"localhost": ["::1"], "localhost.": ["::1"]})
    pages["/r"] = to(inside)
    connected: list[object] = []
    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", counting(connected))
    taken = desk.capture(server.url("/r"), private=False)
    assert (taken.status, taken.only.seen) == (6, ("error", None))
    assert [r.block for r in taken.only.of("response")] == [pages["/r"]]
    assert connected == [("127.0.0.1", server.port)]
    assert "address: " in taken.only.signals or "redirect: the Location" in taken.only.signals
    assert "secret" not in taken.stderr
    assert desk.verified()


@pytest.mark.usefixtures("public_loopback")
def test_a_name_with_two_faces_is_judged_each_time_it_is_connected_to(
    desk: Desk, server: Server, pages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is public, and what is connected to; the second, for another port, leads inside."""
    pages["/r"] = to(f"http://rebind.example:{server.port + 1}/keys")
    asked = names(monkeypatch, {"rebind.example": ["127.0.0.1", "10.0.0.1"]})
    taken = desk.capture(f"http://rebind.example:{server.port}/r", private=False)
    assert (taken.status, taken.only.seen, asked) == (6, ("error", None), ["rebind.example"] * 2)
    assert "10.0.0.1 is private" in taken.only.signals
    assert [r.head.get("WARC-IP-Address") for r in taken.only.of("response")] == ["127.0.0.1"]
    allowed = desk.capture(f"http://once.example:{server.port}/a", private=False)
    assert allowed.status == 6, "an unknown name has no address"
    assert desk.verified()


def test_a_name_that_leads_inside_at_once(desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, {"inside.example": ["127.0.0.1"]})
    taken = desk.capture(server.url("/a", "inside.example"), private=False)
    assert (taken.status, server.talks) == (6, [])
    assert "127.0.0.1 is loopback" in taken.only.signals
    assert desk.verified()


def names(monkeypatch: pytest.MonkeyPatch, table: dict[str, list[str]]) -> list[str]:
    """The system's resolver answers from `table`, each time with the next number; gives the list of names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *rest: object, **more: object) -> Any:
        if host not in table and not host.endswith(".example"):
            return real(host, port, *rest, **more)  # type: ignore[arg-type]
        numbers = table.get(host, [])
        if not numbers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        asked.append(host)
        number = numbers[min(asked.count(host), len(numbers)) - 1]
        family = socket.AF_INET6 if ":" in number else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def counting(connected: list[object]) -> Any:
    """`sock_connect`, which notes where to."""
    real = asyncio.selector_events.BaseSelectorEventLoop.sock_connect

    async def connect(self: Any, sock: socket.socket, where: Any) -> None:
        connected.append(where)
        await real(self, sock, where)

    return connect
