"""Time authorities and calendars through the user's proxy: nothing goes past it, and names are resolved over there."""

import os
from collections.abc import Callable, Iterator
from unittest import mock

import pytest

from archiver.cli.asking import way
from archiver.errors import AuthorityError, UsageError
from archiver.remote import calendar, tsa
from archiver.remote.way import WAY, Way
from archiver.sign import ots
from tests.capture.http.proxies import http_proxy, socks_proxy
from tests.capture.http.server import Server
from tests.support.blocks import Chain
from tests.support.calendar import Calendar
from tests.support.tsa import shared
from tests.support.waiting import dead_port

NAME = "calendar.example.org"  # no such name: whoever resolves it here gets nowhere
COMMITMENT = b"c" * 32


@pytest.fixture
def desk() -> Calendar:
    return Calendar(Chain())


@pytest.fixture
def port(desk: Calendar) -> Iterator[int]:
    with desk.served() as url:
        number = int(url.rpartition(":")[2])
        desk.url = f"http://{NAME}:{number}"
        yield number


def through(**environment: str) -> Way:
    with mock.patch.dict(os.environ, environment, clear=True):
        return way()


def test_without_a_proxy_it_goes_straight() -> None:
    assert through() == WAY


def test_a_calendar_through_an_http_proxy(desk: Calendar, port: int) -> None:
    with Server(http_proxy()) as proxy, mock.patch.dict(os.environ, {"no_proxy": "*"}):
        by = through(PROXY_SERVER=proxy.url().rstrip("/"))
        answer = calendar.submit(desk.url, COMMITMENT, by)
        pending = ots.read_answer(answer, COMMITMENT)[0]
        assert pending.message is not None
        assert calendar.fetch(desk.url, pending.message, by) is None
        desk.confirm()
        assert calendar.fetch(desk.url, pending.message, by) is not None
        assert [head.split(b" ")[1].split(b"/")[2] for head in proxy.heard] == [f"{NAME}:{port}".encode()] * 3


def test_a_calendar_through_socks(desk: Calendar, port: int) -> None:
    names: list[bytes] = []
    with Server(socks_proxy(names)) as proxy:
        by = through(SOCKS_HOST="127.0.0.1", SOCKS_PORT=proxy.url().rpartition(":")[2].rstrip("/"))
        assert calendar.submit(desk.url, COMMITMENT, by)
    assert names == [NAME.encode()]


@pytest.mark.parametrize("make", [lambda names: http_proxy(), socks_proxy], ids=["http", "socks"])
def test_an_authority_through_a_proxy(make: Callable[[list[bytes]], Callable[..., None]]) -> None:
    with shared().served() as url, Server(make([])) as proxy:
        number, address = url.rstrip("/").rpartition(":")[2], proxy.url().rstrip("/")
        named = {"PROXY_SERVER": address.replace("http", "socks5h") if make is socks_proxy else address}
        token = tsa.ask(f"http://{NAME}:{number}/", b"data", through=through(**named))
    assert token


@pytest.mark.parametrize("variable", ["PROXY_SERVER", "SOCKS_HOST"])
def test_a_proxy_that_is_down_lets_nothing_past(variable: str, desk: Calendar, port: int) -> None:
    where = {"PROXY_SERVER": f"http://127.0.0.1:{dead_port()}"}
    if variable == "SOCKS_HOST":
        where = {"SOCKS_HOST": "127.0.0.1", "SOCKS_PORT": str(dead_port())}
    with pytest.raises(AuthorityError, match="a calendar that answers"):
        calendar.submit(f"http://127.0.0.1:{port}", COMMITMENT, through(**where))
    assert desk.asked == []


def test_a_socks_proxy_that_refuses(desk: Calendar, port: int) -> None:
    with Server(socks_proxy([], reply=2)) as proxy:
        by = through(PROXY_SERVER=proxy.url().rstrip("/").replace("http", "socks5h"))
        with pytest.raises(AuthorityError, match="not allowed by the proxy's rules"):
            calendar.submit(desk.url, COMMITMENT, by)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://", "http://name@host/", "http://host:99999/", "ftp://host/"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(UsageError, match="expected the http or https address"):
        calendar.submit(url, COMMITMENT)
    with pytest.raises(UsageError, match="expected the http or https address"):
        tsa.ask(url, b"data")
