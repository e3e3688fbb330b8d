"""What must not be reached, in every spelling; and that the checked number is the one connected to."""

import asyncio
import os
import socket
from collections.abc import Sequence

import pytest

from archiver.capture.http.address import MAX_ADDRESSES, local_name, reachable, refusal
from archiver.capture.http.failure import UnreachableError
from tests.capture.http.asking import ask, octets, resolver
from tests.capture.http.server import Server, once, page, site

REFUSED_TEXT = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 100.100.100.200
:: ::1 ::10.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::10.0.0.1 64:ff9b::7f00:1
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:808:808::1
3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
"""
REFUSED = REFUSED_TEXT.split()
PUBLIC = [
    "8.8.8.8",
    "100.63.255.255",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]
METADATA = ["169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "168.63.129.16",
            "64:ff9b:1::a9fe:a9fe", "64:ff9b:1:fffe::a9fe:a9fe", "::169.254.169.254", "2002:a9fe:a9fe::1"]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address: str) -> None:
    assert refusal(address, allow_private=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize("address", METADATA)
def test_metadata_is_refused_even_where_private_is_allowed(address: str) -> None:
    assert refusal(address, allow_private=True) == "a metadata service"


def test_private_is_allowed_when_asked_for_and_nonsense_never() -> None:
    assert refusal("10.0.0.1", allow_private=True) is None
    assert refusal("no address", allow_private=True) == "no IP address"


@pytest.mark.parametrize(
    "host", ["localhost", "a.localhost.", "printer.local", "router", "nas.home.arpa", "x.INTERNAL"]
)
def test_names_of_a_local_network(host: str) -> None:
    assert local_name(host)
    assert not local_name("example.org")


def found(addresses: Sequence[str]) -> list[str]:
    return asyncio.run(reachable("a.example", 80, resolver({"a.example": addresses}), allow_private=False))


def test_private_addresses_among_public_ones_are_left_out_and_a_mapped_one_is_named_as_what_it_reaches() -> None:
    assert found(["10.0.0.1", "8.8.8.8", "8.8.8.8", "::ffff:9.9.9.9", "::1"]) == ["8.8.8.8", "9.9.9.9"]
    assert len(found([f"8.8.8.{n}" for n in range(100)])) == MAX_ADDRESSES


def test_the_refusal_names_every_address_and_why() -> None:
    with pytest.raises(UnreachableError, match=r"10\.0\.0\.1 is private.*::1 is outside"):
        found(["10.0.0.1", "::1"])


@pytest.mark.parametrize(
    "path", ["http://127.0.0.1:1/", "http://[::1]:1/", "http://[::ffff:127.0.0.1]:1/", "http://localhost:1/"]
)
def test_loopback_is_refused_before_anything_is_sent(path: str) -> None:
    fetched = ask(path, allow_private=False)
    assert fetched.failure is not None
    assert (fetched.failure.kind, fetched.failure.temporary, fetched.final.request) == ("address", False, b"")


def test_a_name_that_resolves_to_loopback_is_refused() -> None:
    with Server(once(page())) as server:
        fetched = ask(
            server.url(host="evil.example"), allow_private=False, resolve=resolver({"evil.example": ["127.0.0.1"]})
        )
        assert (fetched.failure and fetched.failure.kind, server.heard) == ("address", [])


def test_a_redirect_into_the_local_network_is_refused_and_the_redirect_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # 127.0.0.1 stands for the public server: only that one address is taken off the list.
    from archiver.capture.http import address

    open_networks = tuple((n, why) for n, why in address._REFUSED_V4 if "127." not in str(n))
    monkeypatch.setattr(address, "_REFUSED_V4", open_networks)
    moved = page(b"", b"Location: http://169.254.169.254/latest/meta-data/", status=b"302 Found")
    with Server(site({"/a": moved})) as server:
        fetched = ask(server.url("/a"), allow_private=False)
        assert octets(fetched.exchanges[0]) == moved
        assert (len(fetched.exchanges), fetched.failure and fetched.failure.kind) == (2, "address")


def test_rebinding_changes_nothing_the_checked_number_is_connected_to() -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with Server(once(page())) as server:
        final = ask(server.url(host="rebind.example"), resolve=rebinding).final
        assert (octets(final), final.peer.ip, asked) == (page(), "127.0.0.1", ["rebind.example"])
        assert b"Host: rebind.example:" in final.request


def test_addresses_are_tried_in_order() -> None:
    with Server(once(page())) as server, socket.create_server(("127.0.0.2", 0)) as closed:
        closed.close()
        final = ask(server.url(host="two.example"), resolve=resolver({"two.example": ["127.0.0.2", "127.0.0.1"]})).final
        assert final.peer.ip == "127.0.0.1"


@pytest.mark.parametrize(("error", "temporary"), [(socket.EAI_AGAIN, True), (socket.EAI_NONAME, False)])
def test_a_name_without_address_is_a_failure_of_dns(error: int, temporary: bool) -> None:
    async def failing(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(error, "no")

    failure = ask("http://nowhere.example/", resolve=failing).failure
    assert failure is not None
    assert (failure.kind, failure.temporary) == ("dns", temporary)


def test_an_onion_name_is_never_asked_of_the_system() -> None:
    failure = ask("http://abc.onion/", resolve=None).failure
    assert failure is not None and failure.kind == "dns" and "Tor" in failure.message


def test_ipv6() -> None:
    try:
        server = Server(once(page()), host="::1")
    except OSError as e:
        assert not os.environ.get("CI"), f"CI must have IPv6 on loopback: {e}"
        pytest.skip(f"NO IPv6 ON LOOPBACK HERE, NOT TESTED: {e}")
    with server:
        final = ask(server.url()).final
        assert (octets(final), final.peer.ip) == (page(), "::1")
        assert f"Host: [::1]:{server.port}\r\n".encode() in final.request
