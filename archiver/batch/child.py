"""A child process that reads hostile pages, and the socket that leads to it.

    with Child.start() as child:
        child.ask(worker.packed({"task": "read", ...}, octets), seconds=60.0)     # (head, body), or None: it died

One socket both ways, so that one deadline holds for sending and receiving without a thread that watches the clock.
Nothing heavy is imported here: a run starts its children first and loads its own modules while they load theirs.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import archiver
from archiver.batch import worker

MAX_ANSWER = 512 * 1024 * 1024  # octets of what a child may say; a page that names much makes some MB of it
BUFFER = 1024 * 1024  # octets; a page that fits goes out while the child is still busy
PIECE = 256 * 1024
MAX_CHILDREN = 16  # each may take `worker.MAX_MEMORY` of address space


def cores() -> int:
    """How many cores this process may use, at most MAX_CHILDREN."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MAX_CHILDREN)


class Child:
    """One process; a context manager that ends it."""

    def __init__(self, process: "subprocess.Popen[bytes]", line: socket.socket) -> None:
        self.process = process
        self._line = line

    @classmethod
    def start(cls) -> Self:
        """A child that loads what reading needs before it is asked; raises OSError where none can be had."""
        here = str(Path(archiver.__file__).parent.parent)
        return cls.of(
            [sys.executable, "-m", worker.__name__],
            {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))},
        )

    @staticmethod
    @contextmanager
    def ahead(count: int) -> "Iterator[list[Child]]":
        """`count` children that load while the caller does; those that nobody took over end with this."""
        with ExitStack() as stack:
            yield [stack.enter_context(Child.start()) for _ in range(count)]

    @classmethod
    def of(cls, command: list[str], environment: dict[str, str]) -> Self:
        """A child that runs `command`, with the socket as its stdin and stdout."""
        ours, theirs = socket.socketpair()
        with theirs:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            end = theirs.fileno()
            process = subprocess.Popen(command, stdin=end, stdout=end, stderr=subprocess.DEVNULL, env=environment)
        return cls(process, ours)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """Kills the process and waits for its end."""
        self._line.close()
        self.process.kill()
        self.process.wait()

    def ask(self, message: bytes, seconds: float) -> tuple[Any, bytes] | None:
        """The answer to a message of `worker.packed`, None when the child died over it or said too much.

        Raises TimeoutError after `seconds`; then, and after None, the child is good for nothing but `end`.
        """
        deadline = time.monotonic() + seconds
        try:
            self._line.settimeout(seconds)
            self._line.sendall(message)
            lengths = self._received(worker.LENGTHS.size, deadline)
            head, body = worker.LENGTHS.unpack(lengths) if lengths else (0, 0)
            octets = self._received(head + body, deadline) if 0 < head + body <= MAX_ANSWER else None
        except (BrokenPipeError, ConnectionResetError):
            return None
        return worker.unpacked(octets, head) if octets else None

    def _received(self, count: int, deadline: float) -> bytes | None:
        """Exactly `count` octets, None when the other side ends before."""
        pieces: list[bytes] = []
        while count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._line.settimeout(left)
            piece = self._line.recv(min(count, PIECE))
            if not piece:
                return None
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)
