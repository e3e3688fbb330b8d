"""Capture from a local nginx: fetching and recording alone, against bare sockets; then the whole command.

The bare client sends the same request over a connection of its own, reads to the end and keeps nothing: no client that
opens a connection for each article can be faster. Every round fetches every page once, 16 at a time, on all cores,
because nginx needs one too. The whole is measured in wall time against one extraction on one core in the same run;
its limit says what all cores do of extraction alone, of extraction and claims, and of both signatures besides.
"""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from archiver.batch.child import cores
from archiver.capture.http.client import Fetched
from archiver.capture.http.limits import Limits
from archiver.capture.http.options import FetchOptions
from archiver.capture.http.politeness import Pace
from archiver.capture.http.scheduler import fetch_all
from archiver.claims.given import claims_in, given
from archiver.extract.extract import extract
from archiver.model.claim import ClaimSet
from archiver.model.statement import Envelope
from archiver.sign import dsse
from tests.bench.corpus import signers
from tests.bench.measure import all_cores, interleaved
from tests.bench.pages import page
from tests.bench.table import Row, Verdict, at_least, skipped
from tests.capture.http.certificates import authority
from tests.capture.http.nginx import nginx
from tests.cli.running import command, environment_of, in_process

SIZE = 60_000  # octets of an article
ARTICLES = 500
AT_ONCE = 16
WANTED = 1000  # articles a second, fetched and recorded
SHARE = 0.8  # of what all cores could extract
STATEMENT = 1500  # octets that are signed
OPTIONS = FetchOptions(allow_private=True, limits=Limits(total=60))
REQUEST = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Articles a second."""
    if not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        yield skipped("capture, 60 kB articles from nginx", "nginx is not installed")
        return
    count = 4 if quick else ARTICLES
    served = folder / "www"
    served.mkdir()
    for number in range(count):
        (served / f"{number}.html").write_bytes(page(number, SIZE).html)
    with all_cores(), nginx(folder, authority(folder)) as (port, _):
        yield from _fetching(port, count, rounds=1 if quick else 3)
        yield _whole(folder, port, count)


def _fetching(port: int, count: int, rounds: int) -> Iterator[Row]:
    ours, bare = interleaved(
        rounds, lambda: asyncio.run(_recorded(port, count)), lambda: asyncio.run(_bare(port, count))
    )
    speed, limit = count / ours.wall, count / bare.wall
    verdict: Verdict = "pass" if speed >= WANTED else "FAIL"
    what = f"fetch and record, {AT_ONCE} at once"
    ratio = f"{speed / limit:.2f}x"
    wanted = f">= {WANTED}/s"
    yield Row(what, f"{speed:.0f}/s", f"{limit:.0f}/s", ratio, "bare sockets", wanted, verdict)


def _whole(folder: Path, port: int, count: int) -> Row:
    work = folder / "work"
    work.mkdir()
    assert in_process(["init", "--no-passphrase", "-q"], work).status == 0
    urls = [f"http://127.0.0.1:{port}/{number}.html" for number in range(count)]
    given = [
        "--allow-private",
        "--ignore-robots",
        "--delay",
        "0",
        "--jobs",
        str(AT_ONCE),
        "--per-host",
        str(AT_ONCE),
        "-q",
    ]
    begin = time.perf_counter()
    done = subprocess.run(
        command(["capture", *given, *urls]), cwd=work, env=environment_of(work, {}), capture_output=True, check=False
    )
    speed = count / (time.perf_counter() - begin)
    assert done.returncode == 0, done.stderr[-2000:]
    most, *parts = _most([page(number, SIZE).html for number in range(min(count, 20))])
    limit = f"{cores()} cores: with claims {parts[0]:.0f}/s, with both signatures {parts[1]:.0f}/s"
    what = f"capture, {count} articles with extraction and claims"
    return at_least(what, speed, most, SHARE, unit="/s", limit=limit)


def _most(html: list[bytes]) -> list[float]:
    """Articles a second of all cores: extraction alone, claims besides, signatures besides; nothing else is done."""

    def read(octets: bytes) -> ClaimSet:
        found = extract(octets, media_type="text/html")
        return claims_in(given(found.article, found.blocks), "default")

    def read_and_signed(octets: bytes) -> tuple[ClaimSet, Envelope]:
        return read(octets), dsse.seal(octets[:STATEMENT], signers())

    taken = interleaved(
        3,
        lambda: [extract(octets, media_type="text/html") for octets in html],
        lambda: [read(octets) for octets in html],
        lambda: [read_and_signed(octets) for octets in html],
    )
    return [cores() * len(html) / spent.cpu for spent in taken]


async def _recorded(port: int, count: int) -> None:
    urls = (f"http://127.0.0.1:{port}/{number}.html" for number in range(count))
    pace = Pace(delay=0, per_host=AT_ONCE, attempts=1)
    async for result in fetch_all(urls, jobs=AT_ONCE, options=OPTIONS, pace=pace):
        _whole_answer(result.fetched)


def _whole_answer(fetched: Fetched | None) -> None:
    assert fetched and fetched.failure is None and fetched.final.truncated is None
    fetched.close()


async def _bare(port: int, count: int) -> None:
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(REQUEST % f"/{number}.html".encode())
            assert len(await reader.read(-1)) > 1000
            writer.close()

    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
