"""A server that does exactly what a test tells it to, on a raw socket, and remembers every octet of both directions.

def script(talk): talk.hear(); talk.say(b"HTTP/1.1 200 OK\r\n..."); talk.reset()
with Server(script) as server: server.url("/a"); server.heard; server.said
"""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable

PATIENCE = 20.0  # seconds after which a test's server gives up


class Talk:
    """One accepted connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        sock.settimeout(PATIENCE)
        self._ahead = b""
        self.heard: list[bytes] = []
        self.said = b""

    def hear(self) -> bytes:
        """One request head, exactly; b"" when the client has closed."""
        while b"\r\n\r\n" not in self._ahead:
            piece = self._sock.recv(65536)
            if not piece:
                return b""
            self._ahead += piece
        head, _, self._ahead = self._ahead.partition(b"\r\n\r\n")
        self.heard.append(head + b"\r\n\r\n")
        return self.heard[-1]

    def take(self) -> bytes:
        """Whatever comes next: closing a socket with unread octets would be a reset."""
        return self._sock.recv(65536)

    def say(self, data: bytes) -> None:
        self._sock.sendall(data)
        self.said += data

    def wait_for_close(self) -> None:
        """Until the client goes; a stand-in for a server that sends nothing more."""
        with contextlib.suppress(OSError):
            while self._sock.recv(65536):
                pass

    def reset(self) -> None:
        """RST instead of FIN, once the client has had time to read: the kernel throws away nothing it has acknowledged."""
        time.sleep(0.05)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


Script = Callable[[Talk], None]


class Server:
    """Runs `script` on every connection, each in a thread of its own."""

    def __init__(self, script: Script, *, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._context = context
        self._host = host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.talks: list[Talk] = []

    def __enter__(self) -> "Server":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def url(self, path: str = "/", host: str | None = None) -> str:
        name = host or (f"[{self._host}]" if ":" in self._host else self._host)
        return f"{'https' if self._context else 'http'}://{name}:{self.port}{path}"

    @property
    def heard(self) -> list[bytes]:
        return [request for talk in self.talks for request in talk.heard]

    @property
    def said(self) -> bytes:
        return b"".join(talk.said for talk in self.talks)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock:
            if self._context:
                sock = self._context.wrap_socket(sock, server_side=True)
            talk = Talk(sock)
            self.talks.append(talk)
            with sock:
                self._script(talk)


def once(*parts: bytes) -> Script:
    """Hears a request, says `parts` and closes."""

    def script(talk: Talk) -> None:
        talk.hear()
        for part in parts:
            talk.say(part)

    return script


def page(body: bytes = b"<p>text</p>", *fields: bytes, status: bytes = b"200 OK") -> bytes:
    """A well-formed response."""
    head = [b"HTTP/1.1 " + status, b"Content-Type: text/html", b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def site(pages: dict[str, bytes]) -> Script:
    """Keep-alive: answers each path with its response, whatever octets those are."""

    def script(talk: Talk) -> None:
        while request := talk.hear():
            target = request.split(b" ")[1].decode()
            path = "/" + target.split("/", 3)[3] if "://" in target else target  # a proxy was asked (RFC 9112 3.2.2)
            talk.say(pages.get(path, page(b"", status=b"404 Not Found")))

    return script
