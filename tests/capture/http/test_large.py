"""A body of 500 MB: whole, and in memory that does not grow with it."""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archiver.capture.http.exchange import Spool, temporary_file
from tests.capture.http.server import Server, Talk

SIZE = 500 * 1000 * 1000
PIECE = 1000 * 1000
ROOM = 64 * 1024 * 1024  # octets of memory over what the program needs for a small page

PROGRAM = """
import asyncio, io, re, sys
from archiver.bundle.records import Stamp
from archiver.capture.http.client import fetch
from archiver.capture.http.evidence import Evidence
from archiver.capture.http.options import FetchOptions

def peak():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1]) * 1024

async def main(url):
    options = FetchOptions(allow_private=True)
    (await fetch(url + "small", options)).close()
    before = peak()
    fetched = await fetch(url + "large", options)
    evidence = Evidence.of(fetched, lambda: "urn:uuid:0")
    request, response = evidence.records(Stamp("<urn:uuid:1>", "2026-11-22T07:15:01.000000Z"))
    written = sum(map(len, response.pieces()))
    print(fetched.final.response.length, fetched.final.truncated, written - response.head.content_length, peak() - before)

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.slow
def test_memory_stays_flat(tmp_path: Path) -> None:
    def script(talk: Talk) -> None:
        while request := talk.hear():
            size = SIZE if b"large" in request else 1000
            talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
            for sent in range(0, size, PIECE):
                talk._sock.sendall(b"x" * min(PIECE, size - sent))

    with Server(script) as server:
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        run = [sys.executable, "-c", PROGRAM, server.url("/")]
        printed = subprocess.run(run, check=True, capture_output=True, text=True, env=environment).stdout.split()
    length, truncated, framing, grown = printed
    assert (int(length) > SIZE, truncated, int(framing) > 0) == (True, "None", True)
    assert int(grown) < ROOM, f"peak memory grew by {int(grown) / 1e6:.0f} MB for a body of {SIZE / 1e6:.0f} MB"


def test_threads_read_one_spool_at_the_same_time() -> None:
    octets = random.Random(3).randbytes(3 * PIECE + 17)
    spool = Spool(temporary_file())
    spool.write(octets)
    with ThreadPoolExecutor(8) as threads:
        read = threads.map(lambda _: b"".join(spool.pieces()) == octets, range(100))
    assert all(read)
