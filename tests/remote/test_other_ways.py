"""Webhooks, published logs and trust files through the user's proxy; redirects; answers that drip in."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from archiver.errors import AuthorityError, ResourceError
from archiver.remote import way, webhook
from archiver.remote.logsite import LogSite
from archiver.remote.way import WAY, Call, Way
from archiver.remote.webhook import Message, NoticeError
from tests.capture.http.proxies import http_proxy, socks_proxy
from tests.capture.http.server import Server
from tests.remote.test_way import NAME, through
from tests.support.waiting import free_port


class Site:
    """Answers every request with `answer`, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes]] = []
        self.moved: str | None = None
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                path = self.path.removeprefix(f"http://{self.headers['Host']}")  # the proxy hands on what it heard
                site.asked.append((self.command, f"{self.headers['Host']}{path}", body))
                if site.moved and self.path != "/there":
                    self.send_response(302)
                    self.send_header("Location", site.moved)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"good")

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def test_a_webhook_through_an_http_proxy(site: Site) -> None:
    with Server(http_proxy()) as proxy:
        by = through(PROXY_SERVER=proxy.url().rstrip("/"))
        assert webhook.send(f"http://{NAME}:{site.port}/a?b=c", Message("POST", b"3 failed", ()), through=by) == 200
        assert site.asked == [("POST", f"{NAME}:{site.port}/a?b=c", b"3 failed")]
        assert len(proxy.heard) == 1
        assert webhook.send(f"http://127.0.0.1:{site.port}/", Message("GET", b"", ()), through=by) == 200
        assert len(proxy.heard) == 1, "an address of this machine is nobody else's business"


def test_a_webhook_through_socks(site: Site) -> None:
    names: list[bytes] = []
    with Server(socks_proxy(names)) as proxy:
        by = through(SOCKS_HOST="127.0.0.1", SOCKS_PORT=proxy.url().rpartition(":")[2].rstrip("/"))
        assert webhook.send(f"http://{NAME}:{site.port}/a", Message("POST", b"x", ()), through=by) == 200
    assert (names, site.asked) == ([NAME.encode()], [("POST", f"{NAME}:{site.port}/a", b"x")])


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("variable", ["PROXY_SERVER", "SOCKS_HOST"])
def test_a_proxy_that_is_down_keeps_a_notice_back(variable: str, scheme: str) -> None:
    where = {"PROXY_SERVER": f"http://127.0.0.1:{free_port()}"}
    if variable == "SOCKS_HOST":
        where = {"SOCKS_HOST": "127.0.0.1", "SOCKS_PORT": str(free_port())}
    with pytest.raises(NoticeError, match=f"^{scheme}://{NAME}: expected an answer, found ") as said:
        webhook.send(f"{scheme}://{NAME}/secret", Message("POST", b"", ()), through=through(**where))
    assert "secret" not in str(said.value)


def test_a_log_through_a_proxy(site: Site) -> None:
    with Server(http_proxy()) as proxy:
        far = LogSite(f"http://{NAME}:{site.port}/log", through(PROXY_SERVER=proxy.url().rstrip("/")))
        with pytest.raises(ResourceError, match="expected a tile of 256"):
            far.tile(0, 0, 256)
        assert (site.asked[0][1], len(proxy.heard)) == (f"{NAME}:{site.port}/log/tile/0/000", 1)
    with pytest.raises(ResourceError, match="a web server that answers"):
        LogSite(f"http://127.0.0.1:{site.port}/", through(PROXY_SERVER=f"http://127.0.0.1:{free_port()}")).newest()
    assert len(site.asked) == 1


def test_redirects_only_where_they_are_asked_for(site: Site) -> None:
    site.moved = f"http://127.0.0.1:{site.port}/there"
    call = Call(f"http://127.0.0.1:{site.port}/", {}, 100, follow=True)
    assert way.send(call, WAY, "a file", "a server") == b"good"
    with pytest.raises(AuthorityError, match="HTTP status 302"):
        way.send(Call(call.url, {}, 100), WAY, "a file", "a server")


@pytest.mark.parametrize("moved", ["ftp://127.0.0.1/there", "file:///etc/passwd"])
def test_a_redirect_leads_to_no_other_kind_of_place(site: Site, moved: str) -> None:
    site.moved = moved
    with pytest.raises(AuthorityError):
        way.send(Call(f"http://127.0.0.1:{site.port}/", {}, 100, follow=True), WAY, "a file", "a server")


@pytest.mark.parametrize("octets", [b"1", b"123456789"], ids=["drips", "at once"])
def test_an_answer_that_drips_in(octets: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole day of a night could be spent on one authority; its twin answers all at once."""
    monkeypatch.setattr(way, "PATIENCE", 0.1)
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            taken, _ = listening.accept()
            with taken:
                taken.recv(4096)
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + octets)
                while len(octets) < 9 and not stopped.wait(0.2):
                    try:
                        taken.sendall(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        call = Call(f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, 100)
        if len(octets) == 9:
            assert way.send(call, Way(), "a file", "a server") == octets
        else:
            with pytest.raises(AuthorityError, match="found one that drips in"):
                way.send(call, Way(), "a file", "a server")
        stopped.set()
        thread.join()


@pytest.mark.parametrize(("length", "good"), [(4, True), (9, False)])
def test_an_answer_that_is_cut_short(length: int, good: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            taken, _ = listening.accept()
            with taken:
                taken.recv(4096)
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\nwhat" % length)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        call = Call(f"http://127.0.0.1:{listening.getsockname()[1]}/", {}, 100)
        if good:
            assert way.send(call, WAY, "a file", "a server") == b"what"
        else:
            with pytest.raises(AuthorityError, match="IncompleteRead"):
                way.send(call, WAY, "a file", "a server")
        thread.join()
