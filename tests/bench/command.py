"""The whole command from a local nginx: against `wget` and `wacz create` for each page, and its memory over many URLs.

    theirs      wget --warc-file=PAGE ... URL && wacz create -f PAGE.warc.gz -o PAGE.wacz     on all cores at once
    ours        archiver capture URL...        extraction, claims and signatures included

`wget` is the system's; `wacz` comes from PyPI into an environment of its own (ARCHIVER_BENCH_WACZ names one that is
there already). Pages a minute, wall time. Memory is the peak of the command's own process, in the same command over
MANY addresses against FEW; its children are bounded by a limit of their own.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from archiver.batch.child import cores
from tests.bench.measure import all_cores
from tests.bench.pages import page
from tests.bench.table import Row, Verdict, at_least, skipped
from tests.capture.http.certificates import authority
from tests.capture.http.nginx import nginx
from tests.cli.running import command, environment_of, in_process

SIZE, SMALL = 60_000, 3_000  # octets of an article
PAGES = 120  # for ours; theirs takes a tenth of them
FEW, MANY = 100, 5_000  # addresses
FASTER = 5.0
GROWTH = 1.25  # of memory from FEW to MANY
WACZ = "wacz>=0.5,<1"
INSTALL_SECONDS = 300


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Both rows."""
    speed, memory = "capture against wget + wacz create, a page each", "memory of capture"
    if not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        yield skipped(speed, "NGINX IS NOT INSTALLED")
        yield skipped(memory, "NGINX IS NOT INSTALLED")
        return
    pages = 10 if quick else PAGES
    served = folder / "www"
    served.mkdir()
    for number in range(pages):
        (served / f"{number}.html").write_bytes(page(number, SIZE).html)
        (served / f"small-{number}.html").write_bytes(page(number, SMALL).html)
    with all_cores(), nginx(folder, authority(folder)) as (port, _):
        site = f"http://127.0.0.1:{port}"
        yield _against_others(folder, [f"{site}/{number}.html" for number in range(pages)], speed, quick=quick)
        few, many = (2, 10) if quick else (FEW, MANY)
        yield _memory(folder, lambda n: f"{site}/small-{n % pages}.html?{n}", few, many)


def _against_others(folder: Path, urls: Sequence[str], what: str, *, quick: bool) -> Row:
    wget = shutil.which("wget")
    wacz, why = _wacz(folder, quick=quick)
    if wget is None or wacz is None:
        return skipped(what, why if wget else "WGET IS NOT INSTALLED: apt-get install -y wget")
    few = urls[: max(len(urls) // 10, 2)]
    theirs = _a_minute(len(few), lambda: _others(folder / "others", wget, wacz, few))
    ours = _a_minute(len(urls), lambda: _capture(folder / "ours", urls))
    return at_least(what, ours, theirs, FASTER, unit="/min", limit=f"{cores()} cores for both")


def _a_minute(count: int, work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return count * 60 / (time.perf_counter() - begin)


def _others(folder: Path, wget: str, wacz: str, urls: Sequence[str]) -> None:
    folder.mkdir()

    def keep(number: int, url: str) -> None:
        name = folder / str(number)
        fetch = [wget, "-q", "-O", os.devnull, f"--warc-file={name}", "--no-warc-keep-log", url]
        subprocess.run(fetch, check=True, capture_output=True)
        pack = [wacz, "create", "-f", f"{name}.warc.gz", "-o", f"{name}.wacz"]
        subprocess.run(pack, check=True, capture_output=True)
        assert (folder / f"{number}.wacz").stat().st_size > 1000

    with ThreadPoolExecutor(cores()) as threads:
        list(threads.map(keep, range(len(urls)), urls))


def _capture(work: Path, urls: Sequence[str]) -> int:
    """Captures `urls` into an archive of its own; gives the peak memory of the process in octets."""
    work.mkdir()
    assert in_process(["init", "--no-passphrase", "-q"], work).status == 0
    given = ["--allow-private", "--ignore-robots", "--delay", "0", "--jobs", "16", "--per-host", "16", "-q"]
    # Not getrusage: Linux lets a child begin with the peak of the process that started it.
    script = (
        "from archiver.cli.main import main\ntry:\n    main()\nfinally:\n    print(open('/proc/self/status').read())"
    )
    done = subprocess.run(
        [command([])[0], "-c", script, "capture", *given, *urls],
        cwd=work, env=environment_of(work, {}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(list((work / "archives").rglob("*.warc.gz"))) == len(urls)
    return int(done.stdout.partition("VmHWM:")[2].split()[0]) * 1024


def _memory(folder: Path, url: Callable[[int], str], few: int, many: int) -> Row:
    what = f"memory of capture, {many} URLs against {few}"
    little, much = (_capture(folder / f"memory-{n}", [url(number) for number in range(n)]) for n in (few, many))
    shutil.rmtree(folder / f"memory-{many}")
    ratio = much / little
    verdict: Verdict = "pass" if ratio <= GROWTH else "FAIL"
    ours, reference = f"{much / 1e6:.0f} MB", f"{little / 1e6:.0f} MB"
    return Row(what, ours, reference, f"{ratio:.2f}x", "", f"<= {GROWTH}x", verdict)


def _wacz(folder: Path, *, quick: bool) -> tuple[str | None, str]:
    """The program, or why there is none."""
    if given := os.environ.get("ARCHIVER_BENCH_WACZ"):
        return str(Path(given) / "bin" / "wacz"), ""
    if quick:
        return None, "NOT INSTALLED FOR A SMOKE RUN"
    home = folder / "wacz"
    install = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", WACZ]
    try:
        for made in ([sys.executable, "-m", "venv", str(home)], install):
            subprocess.run(made, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (subprocess.SubprocessError, OSError) as e:
        return None, f"WACZ CANNOT BE INSTALLED: {e}"
    return str(home / "bin" / "wacz"), ""
