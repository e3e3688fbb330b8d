"""Ports that are free or that stay dead, and waiting until somebody listens on one."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable

TRIES = 600
PAUSE = 0.05  # seconds


_TAKEN: list[socket.socket] = []  # bound and never listening


def free_port() -> int:
    """For a server that wants to be told its port, and that is started at once: another one may take it meanwhile."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def dead_port() -> int:
    """Who connects to it is refused, as long as this process lives: it is taken, and nobody listens."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    _TAKEN.append(taken)
    return int(taken.getsockname()[1])


def until(holds: Callable[[], bool]) -> None:
    """Until `holds()`; fails after a while."""
    for _ in range(TRIES):
        if holds():
            return
        time.sleep(PAUSE / 10)
    raise AssertionError("it never came to that")


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until `process` listens on `port`; fails when it ends before, or after a while."""
    for _ in range(TRIES):
        assert process.poll() is None, f"{process.args!r} ended at once"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(PAUSE)
    raise AssertionError(f"{process.args!r} does not answer")
