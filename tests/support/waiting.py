"""Ports that are free, and waiting until somebody listens on one."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable

TRIES = 600
PAUSE = 0.05  # seconds


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


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
