"""Children that read pages, forked from a process that has loaded what they need: for tests of everything but their start.

`archiver add` starts a child that loads for a third of a second, and a thousand tests add something. Here one process
loads, once for each worker of pytest, and forks a child whenever one is started: a process of its own all the same, with
the same loop under the same limits. How the program itself starts its children is what `tests/batch` and every test that
runs the program as a process show.

Requests come over a Unix socket: an octet and the child's end of its line. The answer is its process as a file
(pidfd_open(2)), since a process that is not ours can be waited for in no other way.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache

from archiver.batch import worker
from archiver.batch.child import BUFFER, Child
from tests.samples import ROOT

_ASKING = threading.Lock()


class Forked:
    """What `Child` does with its `subprocess.Popen`."""

    def __init__(self, file: int) -> None:
        self._file = file

    def poll(self) -> int | None:
        """None while it runs; how it ended is its parent's to know."""
        return self._ended(0)

    def wait(self) -> int | None:
        return self._ended(None)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._file, signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._file)

    def _ended(self, milliseconds: int | None) -> int | None:
        waiting = select.poll()
        waiting.register(self._file, select.POLLIN)
        return 0 if waiting.poll(milliseconds) else None


@cache
def _mother() -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        end, nothing = theirs.fileno(), subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(end)], cwd=ROOT, pass_fds=[end], stdin=nothing, stdout=nothing, stderr=nothing
        )  # fmt: skip
    return ours, process


def start() -> Child:
    """In the place of `Child.start`."""
    ours, theirs = socket.socketpair()
    with theirs, _ASKING:
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        asking, _ = _mother()
        socket.send_fds(asking, [b"1"], [theirs.fileno()])
        _, (file,), _, _ = socket.recv_fds(asking, 1, 1)
    return Child(Forked(file), ours)  # type: ignore[arg-type]


def serve(asking: socket.socket) -> None:
    """Until nobody asks any more."""
    worker.warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that no child is left to be waited for
    while True:
        said, files, _, _ = socket.recv_fds(asking, 1, 1)
        if not said:
            return
        number = os.fork()
        if number == 0:
            asking.close()
            for standard in (0, 1):
                os.dup2(files[0], standard)
            os.close(files[0])
            worker.main()
            os._exit(0)
        socket.send_fds(asking, [b"1"], [process := os.pidfd_open(number)])
        for file in (process, files[0]):
            os.close(file)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
