"""A time server on loopback that says exactly what a test wants: real datagrams, one thread.

with TimeServer(lambda request: [reply(request, seconds=3600)]) as server: server.port, server.heard
"""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

EPOCH = 2_208_988_800
Answer = Callable[[bytes], Sequence[bytes]]


def reply(request: bytes, *, seconds: float = 0.0, **changes: Any) -> bytes:
    """An honest answer of a server whose clock is `seconds` ahead; `changes` make it another one."""
    now = int((time.time() + seconds + EPOCH) * 2**32) % 2**64
    fields: dict[str, Any] = {
        "first": 0x24, "stratum": 2, "delay": 1 << 10, "dispersion": 1 << 10, "code": b"\x7f\0\0\1",
        "origin": request[40:48], "arrived": now, "left": now, **changes,
    }  # fmt: skip
    return struct.pack(
        ">BBbbII4s8s8sQQ", fields["first"], fields["stratum"], 6, -20, fields["delay"], fields["dispersion"],
        fields["code"], bytes(8), fields["origin"], fields["arrived"], fields["left"],
    )  # fmt: skip


class TimeServer:
    """Answers each datagram with the datagrams that `answer` makes of it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._socket.getsockname()[1]
        self.heard: list[bytes] = []

    def __enter__(self) -> "TimeServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                request, client = self._socket.recvfrom(1024)
                self.heard.append(request)
                for datagram in self._answer(request):
                    self._socket.sendto(datagram, client)
