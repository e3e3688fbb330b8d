"""The child process: `python -m archiver.capture.browser.worker FOLDER` views the page of the folder's job.

It says so on standard output, with an empty line, when the report is there; the parent then ends it. Any other line is
a question (`leading`), answered on standard input. When the parent is gone (its standard input ends) it ends by itself,
and removes the folder.
"""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.browser.chromium import cookies_given, started
from archiver.capture.browser.exchange import JOB, REPORT, Job, Report
from archiver.capture.browser.gate import Gate
from archiver.capture.browser.leading import Leading
from archiver.capture.browser.traffic import Traffic
from archiver.capture.browser.visit import Visit, first_line, opened
from archiver.capture.http.limits import Limits
from archiver.capture.http.options import FetchOptions, system_clock
from archiver.capture.http.proxy import Proxy
from archiver.errors import ResourceError

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page


def main() -> None:
    """Views one page."""
    asyncio.run(_main(Path(sys.argv[1])))


async def _main(folder: Path) -> None:
    job, parent = Job.model_validate_json((folder / JOB).read_bytes()), Parent()
    work = asyncio.create_task(_work(job, folder, parent))
    orphaned = asyncio.create_task(parent.gone())
    await asyncio.wait({work, orphaned}, return_when=asyncio.FIRST_COMPLETED)
    if orphaned.done():
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        shutil.rmtree(folder, ignore_errors=True)
        return
    orphaned.cancel()
    await work


class Parent:
    """The process that wants the report."""

    def __init__(self) -> None:
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._turn = asyncio.Lock()

    async def gone(self) -> None:
        """Returns when the parent has closed standard input, by ending if not otherwise."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            self._answers.put_nowait(line.decode("utf-8", "replace").strip())

    async def may_ask(self, url: str) -> str | None:
        """Why `url` may not be asked for, None where it may."""
        async with self._turn:
            print(url.encode("ascii", "replace").decode(), flush=True)
            return await self._answers.get() or None


async def _work(job: Job, folder: Path, parent: Parent) -> None:
    from playwright.async_api import Error

    deadline = asyncio.get_running_loop().time() + job.limits.total
    upstream = Proxy(job.upstream.kind, job.upstream.host, job.upstream.port) if job.upstream else None
    options = FetchOptions(allow_private=job.allow_private, proxy=upstream, limits=Limits(total=job.limits.total))
    async with Gate(options, job.limits.octets, deadline) as gate:
        try:
            async with started(job, folder, gate.address) as context:
                leading = Leading(parent.may_ask)
                _write(folder, await _report(job, folder, gate, context, leading, deadline))
        except Error as e:
            if not (folder / REPORT).exists():
                _write(folder, Report(browser=None, failure=f"launch: {first_line(e)}"))
        except ResourceError as e:
            _write(folder, Report(browser=None, failure=f"launch: {e}"))


async def _report(
    job: Job, folder: Path, gate: Gate, context: "BrowserContext", leading: Leading, deadline: float
) -> Report:
    from playwright.async_api import Error

    version = context.browser.version if context.browser else None
    try:
        async with asyncio.timeout_at(deadline):
            page = await opened(context)
            traffic, visit = Traffic(job, folder, gate, system_clock), Visit(page, job, folder)
            visit.notes += await cookies_given(context, job)
            await traffic.attach(context, page)
            if job.robots:
                await leading.attach(context, page)
            if crash := await _until_crash(page, visit):
                return Report(browser=version, failure=crash)
            if not page.url.startswith(("http:", "https:")):
                return Report(browser=version, failure=f"navigation: the page led to {page.url[:200]}")
            return Report(
                browser=version,
                taken_at=system_clock(),
                shown_url=page.url,
                views=tuple(visit.views),
                consent=visit.consent,
                resources=await traffic.resources(),
                page_number=traffic.page_number(),
                notes=(*visit.notes, *traffic.notes(), *leading.refused),
            )
    except TimeoutError:
        return Report(browser=version, failure=f"timeout: the page was not viewed within {job.limits.total:g} s")
    except Error as e:
        return Report(browser=version, failure=next(iter(leading.refused), f"visit: {first_line(e)}"))


async def _until_crash(page: "Page", visit: Visit) -> str | None:
    """Makes the visit; what happened when the page crashed meanwhile, None when it did not."""
    crashed = asyncio.Event()
    page.on("crash", lambda _: crashed.set())
    run, crash = asyncio.create_task(visit.run()), asyncio.create_task(crashed.wait())
    try:
        await asyncio.wait({run, crash}, return_when=asyncio.FIRST_COMPLETED)
        if crashed.is_set():
            return "crash: the page made its renderer crash"
        await run
        return None
    finally:
        run.cancel()
        crash.cancel()
        await asyncio.gather(run, crash, return_exceptions=True)


def _write(folder: Path, report: Report) -> None:
    part = folder / f"{REPORT}.part"
    part.write_text(report.model_dump_json(), encoding="utf-8", errors="replace")
    part.rename(folder / REPORT)
    print(flush=True)  # the parent waits for it, and ends everything when it comes


if __name__ == "__main__":
    main()
