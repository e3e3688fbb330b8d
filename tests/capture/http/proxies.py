"""An HTTP proxy and a SOCKS5 proxy, small, on loopback; they resolve every name to 127.0.0.1 and remember what was said."""

import socket
import threading
from collections.abc import Callable

from tests.capture.http.server import PATIENCE, Talk


def tunnel(a: socket.socket, b: socket.socket) -> None:
    """Both directions until one side ends."""

    def pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            sink.close()

    back = threading.Thread(target=pump, args=(b, a), daemon=True)
    back.start()
    pump(a, b)
    back.join(PATIENCE)


def exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    return data


def http_proxy(
    answer: bytes = b"HTTP/1.1 200 Connection established\r\nVia: a proxy\r\n\r\n",
) -> Callable[[Talk], None]:
    """CONNECT and absolute-form."""

    def script(talk: Talk) -> None:
        head = talk.hear()
        method, target, _ = head.split(b"\r\n", 1)[0].split(b" ")
        authority = target if method == b"CONNECT" else target.split(b"/")[2]
        port = int(authority.rpartition(b":")[2])
        if method == b"CONNECT":
            talk.say(answer)
            if not answer.startswith(b"HTTP/1.1 200"):
                return
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            if method != b"CONNECT":
                upstream.sendall(head + talk._ahead)
            tunnel(talk._sock, upstream)

    return script


def socks_proxy(
    names: list[bytes], reply: int = 0, method: int = 0, bound: bytes = b"\x01\0\0\0\0"
) -> Callable[[Talk], None]:
    """RFC 1928 CONNECT; `names` collects what was asked for."""

    def script(talk: Talk) -> None:
        sock = talk._sock
        greeting = exactly(sock, 3)
        assert greeting == b"\x05\x01\x00"
        talk.say(bytes([5, method]))
        kind = exactly(sock, 4)[3]
        assert kind == 3, "the name must go to the proxy, not an address"
        names.append(exactly(sock, exactly(sock, 1)[0]))
        port = int.from_bytes(exactly(sock, 2), "big")
        talk.say(bytes([5, reply, 0]) + bound + b"\0\0")
        if reply == 0:
            with socket.create_connection(("127.0.0.1", port)) as upstream:
                tunnel(sock, upstream)

    return script
