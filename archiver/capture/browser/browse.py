"""Views one page in a child process, and leaves neither process nor folder behind, whatever the page does.

    view = await browse(Given(url, 200, fields, octets), fetch_options, browser_options)
    view.failure, view.views["dom"], view.resources

The child (`worker`) has a session of its own, Chromium a process group of its own (`chromium`), so that both can be
ended from outside, hung or not: SIGKILL to both groups and to whatever still names the folder on its command line
(Chromium's crash handlers detach themselves), then the folder goes. Nothing is asked to end by itself: of the profile
nothing is kept, and a hung page would keep Chromium from answering.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import archiver
from archiver.capture.browser import worker
from archiver.capture.browser.exchange import JOB, PAGE, PID, REPORT, Job, Kind, Report, Resource, Upstream
from archiver.capture.browser.leading import MayAsk
from archiver.capture.browser.options import BrowserOptions
from archiver.capture.http.cookies import Cookie
from archiver.capture.http.options import FetchOptions
from archiver.errors import ResourceError
from archiver.model.base import Pair

PREFIX = "archiver-browser-"
END_SECONDS = 5.0  # for killed processes to be gone
_POLL = 0.02  # seconds
# Settings of the user's Playwright and Node.js that would change what the child does.
_FOREIGN = ("PLAYWRIGHT", "PWDEBUG", "DEBUG", "NODE_")


@dataclass(frozen=True)
class Given:
    """The page as the wire-level client had it; `octets` with the content coding undone.

    `octets` is None where the client was refused: the browser then asks for `url` itself. `cookies` go along.
    """

    url: str
    status: int
    fields: tuple[Pair, ...]
    octets: bytes | None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """One request of the page and the body of its answer, decoded, None where there is none to keep."""

    resource: Resource
    body: bytes | None


@dataclass(frozen=True)
class View:
    """What a page looked like; with a `failure` nothing else counts but `notes` and `browser`, Chromium's version.

    `page_number` is the number in `loaded` of the page itself, where the browser asked for it.
    """

    viewport: str
    browser: str | None = None
    taken_at: str | None = None
    shown_url: str | None = None
    views: dict[Kind, bytes] = field(default_factory=dict)
    consent: str | None = None
    loaded: tuple[Loaded, ...] = ()
    page_number: int | None = None
    notes: tuple[str, ...] = ()
    failure: str | None = None


async def browse(given: Given, fetch: FetchOptions, options: BrowserOptions, may_ask: MayAsk | None = None) -> View:
    """The view of one page; raises ResourceError when there is no room for it or no process to be had.

    `may_ask` says of every document that the page leads on to why it may not be asked for; without it all may.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            _prepare(folder, given, fetch, options, robots=may_ask is not None)
            await _run(folder, options, may_ask or _yes)
            return _read(folder, options)
        finally:
            _clear(folder)
    except OSError as e:
        raise ResourceError(f"expected room and a process for a browser: {e.strerror or e}; free some") from e


async def _yes(_: str) -> str | None:
    return None


def _prepare(folder: Path, given: Given, fetch: FetchOptions, options: BrowserOptions, *, robots: bool) -> None:
    proxy = fetch.proxy
    job = Job(
        url=given.url,
        status=given.status,
        fields=given.fields,
        own=given.octets is None,
        robots=robots,
        cookies=given.cookies,
        authorities=fetch.ca_file.read_text(encoding="ascii", errors="replace") if fetch.ca_file else None,
        user_agent=fetch.user_agent,
        allow_private=fetch.allow_private,
        upstream=Upstream(kind=proxy.kind, host=proxy.host, port=proxy.port) if proxy else None,
        executable=options.executable,
        viewport=options.viewport,
        consent=options.consent,
        limits=options.limits,
    )
    (folder / PAGE).write_bytes(given.octets or b"")
    (folder / JOB).write_text(job.model_dump_json(), encoding="utf-8")


async def _run(folder: Path, options: BrowserOptions, may_ask: MayAsk) -> None:
    """Until the child has reported, has ended or its time is over; then everything that it started is ended."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", worker.__name__, str(folder),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=_environment(folder), start_new_session=True,
    )  # fmt: skip
    try:
        with contextlib.suppress(TimeoutError, OSError):
            await asyncio.wait_for(_answering(child, may_ask), options.limits.total + options.limits.grace)
    finally:
        _end(child.pid, folder)
        await child.wait()


async def _answering(child: asyncio.subprocess.Process, may_ask: MayAsk) -> None:
    """Answers the child's questions until it says that the report is there, or ends."""
    assert child.stdout is not None and child.stdin is not None  # noqa: S101 - they were asked for
    while url := (await child.stdout.readline()).decode("utf-8", "replace").strip():
        why = await may_ask(url)
        child.stdin.write(f"{' '.join((why or '').split())}\n".encode("utf-8", "replace"))
        await child.stdin.drain()


def _environment(folder: Path) -> dict[str, str]:
    here = str(Path(archiver.__file__).parent.parent)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    return {**inherited, "PYTHONPATH": path, "TMPDIR": str(folder)}


def _read(folder: Path, options: BrowserOptions) -> View:
    viewport = str(options.viewport)
    if not (folder / REPORT).exists():
        return View(viewport, failure=f"timeout: no answer from the browser within {options.limits.total:g} s")
    report = Report.model_validate_json((folder / REPORT).read_bytes())
    return View(
        viewport=viewport,
        browser=report.browser,
        taken_at=report.taken_at,
        shown_url=report.shown_url,
        views={kind: (folder / f"view.{kind}").read_bytes() for kind in report.views},
        consent=report.consent,
        loaded=tuple(Loaded(r, (folder / r.body).read_bytes() if r.body else None) for r in report.resources),
        page_number=report.page_number,
        notes=tuple(_scrubbed(note, folder, options) for note in report.notes),
        failure=report.failure and _scrubbed(report.failure, folder, options),
    )


def _scrubbed(text: str, folder: Path, options: BrowserOptions) -> str:
    """No path of this machine goes into a package."""
    return text.replace(str(folder), "").replace(options.executable, "Chromium")


def _end(child: int, folder: Path) -> None:
    """Ends the child, Chromium and whatever names the folder; waits at most END_SECONDS until nobody does."""
    until = time.monotonic() + END_SECONDS
    while time.monotonic() < until:
        _kill_group(child)
        with contextlib.suppress(OSError, ValueError):
            _kill_group(int((folder / PID).read_text(encoding="ascii")))
        left = _naming(folder)
        if not left:
            return
        for process in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        time.sleep(_POLL)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _naming(folder: Path) -> list[int]:
    """Processes whose command line names `folder`; none where the system has no /proc."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if os.fsencode(folder) in line.read_bytes():
                found.append(int(line.parent.name))
    return found


def _clear(folder: Path) -> None:
    """Removes the folder; processes that are just ending may still write into it, so it is tried again for a while."""
    until = time.monotonic() + END_SECONDS
    while folder.exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(_POLL if folder.exists() else 0)
