"""Several pages at once: each has its own Chromium, and what becomes of one is no matter for the others."""

import contextlib
import json
import os
import re
import signal
import threading
import time
from pathlib import Path

from archiver.batch.child import cores
from tests.capture.browser.archive import Archive
from tests.capture.browser.pages import HEADLINE, SVG, answer, article, serving
from tests.capture.browser.processes import Watch, command_line
from tests.capture.http.server import Talk

PAGES = 4
PATIENCE = 10.0  # seconds for a second Chromium to appear


def _browsers(watch: Watch) -> dict[str, int]:
    """The first process of each Chromium that runs now, by its profile."""
    watch.look()
    lines = {pid: command_line(pid) for pid in watch.chromium()}
    found = {pid: re.search(r"--user-data-dir=(\S+)", line) for pid, line in lines.items() if "--type=" not in line}
    return {match[1]: pid for pid, match in found.items() if match}


def test_one_that_is_killed_costs_nobody_else(chromium: str, watch: Watch, archive: Archive) -> None:
    struck = threading.Lock()
    together: list[int] = []

    def strike(talk: Talk) -> None:
        """The first page that comes here makes one browser end, its own or another one."""
        if struck.acquire(blocking=False):
            until = time.monotonic() + PATIENCE
            while len(running := _browsers(watch)) < min(cores(), PAGES) and time.monotonic() < until:
                time.sleep(0.05)
            together.append(len(running))
            with contextlib.suppress(ProcessLookupError):
                os.kill(next(iter(running.values())), signal.SIGKILL)
        talk.say(answer(SVG, "image/svg+xml"))

    pages = {f"/{n}": answer(article('<img src="/strike.svg">')) for n in range(PAGES)}
    with serving({**pages, "/strike.svg": strike}) as server:
        urls = [server.url(f"/{n}") for n in range(PAGES)]
        ran = archive.capture(*urls, "--jobs", str(PAGES), "--per-host", str(PAGES))
    assert together == [min(cores(), PAGES)], "never more at once than there are cores, and no fewer"
    packages = ran.report["packages"]
    assert (ran.status, sorted(package["url"] for package in packages)) == (4, urls)
    assert [bool(package["reason"]) for package in packages].count(True) == 1
    for number, package in enumerate(packages):
        capture = archive.sidecar(ran, number)["capture"]
        viewed = package["reason"] is None
        assert (capture["method"], len(capture["renderings"])) == (("browser", 3) if viewed else ("socket", 0))
        assert json.loads(Path(package["sidecar"]).read_text())["text"][0] == HEADLINE
