"""A process that runs `archiver` again and again in children of its own, at a time that it is told.

Orders come on stdin, answers go to stdout, one JSON object a line:

    {"arguments": ["run"], "now": "2026-11-22T03:00:00.000000Z"}     ->  {"pid": 4711}, and at its end {"status": -9}

With `"nameless": true` the machine's resolver answers as it does when the network is gone.

The children have everything imported already and read pages in their own process, so that one costs a fraction of a
second. What a kill can interrupt (store, index, journal, lock, sockets) is the program's own.
"""

import json
import os
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from archiver.capture.interface import Captured
from archiver.cli import wiring
from archiver.cli.main import main
from archiver.cli.nightly import command  # noqa: F401  # imported before the first child is made
from archiver.flows.reading import Reading
from archiver.model import instant
from archiver.watch.sources import Listing, read_source
from tests.flows.workshop import claims_here, extract_here


class ReaderHere:
    """Reads in this process."""

    extract = staticmethod(extract_here)
    find_claims = staticmethod(claims_here)

    def __init__(self, _count: int, **_rest: Any) -> None:
        pass

    def read(self, captured: Captured) -> Reading:
        extraction = extract_here(captured)
        return Reading(extraction=extraction, claims=claims_here(extraction) if extraction.blocks else None)

    def __enter__(self) -> "ReaderHere":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read_source(self, octets: bytes, *, since: str, **rest: Any) -> Listing:
        return read_source(octets, since=instant.parse(since), **rest)


def clock_from(start: str) -> "Any":
    """A clock that shows `start` now, and goes on from there."""
    began, first = time.monotonic(), instant.parse(start)
    return lambda: instant.format_instant(first + timedelta(seconds=time.monotonic() - began))


def lose_names() -> None:
    """The C library's own answer without a name server, for all that is no number."""
    ask = socket.getaddrinfo

    def gone(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        try:
            return ask(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)
        except socket.gaierror as e:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution") from e

    socket.getaddrinfo = gone


def child(arguments: list[str], now: str, *, nameless: bool) -> None:
    """Never returns."""
    if nameless:
        lose_names()
    wiring.now = clock_from(now)
    wiring.ReaderPool = ReaderHere  # type: ignore[assignment,attr-defined]
    sys.argv = ["archiver", *arguments]
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        main()
    except SystemExit as e:
        os._exit(e.code if isinstance(e.code, int) else 1)


def serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        number = os.fork()
        if number == 0:
            child(order["arguments"], order["now"], nameless=order.get("nameless", False))
        print(json.dumps({"pid": number}), flush=True)
        _, status = os.waitpid(number, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    serve()
