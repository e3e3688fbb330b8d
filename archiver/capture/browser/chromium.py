r"""Chromium, started for one page: an empty profile in the job's folder, no way out but the gate, nothing of the user.

    folder/launch          #!/bin/sh; writes its process id into folder/pid, then becomes Chromium
    folder/profile         the profile; HOME and TMPDIR are the folder too
    folder/.pki/nssdb      authorities of the user's own, where there are any (`authority`)

Playwright makes Chromium the leader of a process group of its own, and `exec` keeps the process id: what stands in
`pid` is the group that the parent process ends, whatever state Chromium and Playwright are in by then.
"""

import os
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.browser.authority import trust
from archiver.capture.browser.exchange import LAUNCHER, PID, Job
from archiver.capture.browser.options import LOCALE, TIME_ZONE

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

LAUNCH_SECONDS = 30.0
FLAGS = (
    "--disable-gpu",
    "--disable-quic",  # UDP goes through no proxy
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are the gate's business
    "--no-first-run",
    "--no-pings",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
)

# What a page's scripts are told of the machine: the same everywhere, as the client hints that Playwright sends are.
COMMON_MACHINE = """
for (const [name, value] of [["platform", "Win32"], ["hardwareConcurrency", 4], ["deviceMemory", 8]])
    Object.defineProperty(Navigator.prototype, name, {get: () => value, configurable: true});
"""


def write_launcher(folder: Path, executable: str) -> Path:
    """The script that Playwright starts instead of Chromium."""
    path = folder / LAUNCHER
    pid, partial = shlex.quote(str(folder / PID)), shlex.quote(str(folder / f"{PID}.part"))
    path.write_text(
        f'#!/bin/sh\necho $$ >{partial} && mv {partial} {pid} && exec {shlex.quote(executable)} "$@"\n',
        encoding="utf-8",
    )
    path.chmod(0o700)
    return path


async def cookies_given(context: "BrowserContext", job: Job) -> list[str]:
    """Gives the browser what the site has set on the way to the page; says what it did not take."""
    from playwright.async_api import Error

    notes = []
    for cookie in job.cookies:
        taken = {
            "name": cookie.name, "value": cookie.value, "domain": cookie.domain, "path": cookie.path,
            "secure": cookie.secure, "httpOnly": cookie.http_only,
        }  # fmt: skip
        try:
            await context.add_cookies([taken])  # type: ignore[list-item]  # the form has no public name
        except Error:
            notes.append(f"the browser did not take the cookie {cookie.name[:64]!a}")
    return notes


@asynccontextmanager
async def started(job: Job, folder: Path, gate: str) -> "AsyncIterator[BrowserContext]":
    """A browser with its one context, all traffic through the proxy `gate`; raises Playwright's Error."""
    from playwright.async_api import async_playwright

    if job.authorities:
        trust(folder, job.authorities)
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=write_launcher(folder, job.executable),
            headless=True,
            args=list(FLAGS),
            env=_environment(folder),
            chromium_sandbox=os.geteuid() != 0,  # Chromium's sandbox refuses root
            proxy={"server": gate, "bypass": "<-loopback>"},
            timeout=LAUNCH_SECONDS * 1000,
            user_agent=job.user_agent,
            viewport={"width": job.viewport.width, "height": job.viewport.height},
            device_scale_factor=1,
            locale=LOCALE,
            timezone_id=TIME_ZONE,
            color_scheme="light",
            reduced_motion="reduce",
            service_workers="block",
            accept_downloads=False,
        )
        await context.add_init_script(COMMON_MACHINE)
        try:
            yield context
        finally:
            await context.close()


def _environment(folder: Path) -> dict[str, str | float | bool]:
    """Nothing of the user's: proxies, locale, time zone and home are ours."""
    here = str(folder)
    path = os.environ.get("PATH", os.defpath)
    return {"PATH": path, "HOME": here, "TMPDIR": here, "TZ": TIME_ZONE, "LANG": f"{LOCALE.replace('-', '_')}.UTF-8"}
