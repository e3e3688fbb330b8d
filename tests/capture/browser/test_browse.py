"""One view of one page with real Chromium: what goes wrong, what it may cost, and what must not get out."""

import asyncio
import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

from tests.capture.browser.pages import SVG, answer, asked, document, serving
from tests.capture.browser.processes import Watch, command_line, everybody
from tests.capture.browser.viewing import look, look_at
from tests.capture.http.server import Talk

ROOT = Path(__file__).parents[3]


def test_a_page_that_never_finishes_is_taken_as_it_is_and_limits_hold(chromium: str, watch: Watch) -> None:
    def moved(talk: Talk) -> None:
        talk.say(answer("", "text/plain", "Location: /i.svg", status="302 Found"))

    many = "".join(f'<img src="/{number}.svg">' for number in range(9))
    page = document(f'<img src="/hang.png"><img src="/moved.svg">{many}<p style="height:9000px">tall</p>')
    pages = {"/hang.png": Talk.wait_for_close, "/moved.svg": moved}
    with serving({**pages, **{f"/{number}.svg": answer(SVG, "image/svg+xml") for number in range(9)}}) as server:
        view = look(server.url("/"), page, chromium, load=1.5, settle=0.5, resources=8, height=2000)
    assert view.failure is None
    assert set(view.views) == {"dom", "png", "pdf"}
    notes = " ".join(view.notes)
    assert "loading: not done within 1.5 s" in notes and "8 were let through" in notes and "ends at 2000" in notes
    assert struct.unpack(">II", view.views["png"][16:24]) == (1280, 2000)
    loaded = {one.resource.url.removeprefix(server.url("/")): one for one in view.loaded}
    assert (loaded["hang.png"].body, loaded["hang.png"].resource.reason) == (
        None,
        "not finished when the page was viewed",
    )
    assert (loaded["moved.svg"].resource.status, loaded["moved.svg"].body) == (302, b"")
    assert loaded["0.svg"].body == SVG and loaded["0.svg"].resource.ip == "127.0.0.1"


def test_a_page_that_hangs_its_renderer_and_one_that_hangs_chromium(chromium: str, watch: Watch) -> None:
    def freeze(talk: Talk) -> None:
        watch.look()
        for pid in watch.chromium():
            os.kill(pid, signal.SIGSTOP)

    busy = look(
        "http://busy.example.org/",
        document("<p>busy<script>for (;;) {}</script>"),
        chromium,
        total=4.5,
        load=1.0,
        step=1.0,
    )
    assert busy.failure is not None or busy.views == {}
    with serving({"/freeze.png": freeze}) as server:
        frozen = look(server.url("/"), document('<img src="/freeze.png">'), chromium, total=3.5, grace=0.5)
    assert frozen.failure is not None and frozen.failure.startswith("timeout: ")
    assert frozen.loaded == () and frozen.views == {}


def test_nothing_private_is_reached_by_whatever_way(chromium: str, watch: Watch) -> None:
    """The page stands on a public name; everything that it tries leads to this machine."""
    with serving({"/x.png": answer(SVG)}) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.settimeout(0.2)
        port, udp = server.port, stun.getsockname()[1]
        page = document(f"""
            <img src="http://127.0.0.1:{port}/x.png"><img src="http://localhost:{port}/x.png">
            <img src="http://[::ffff:127.0.0.1]:{port}/x.png"><img src="http://2130706433:{port}/x.png">
            <img src="https://127.0.0.1:{port}/x.png"><iframe src="file:///etc/passwd"></iframe>
            <link rel="preconnect" href="http://127.0.0.1:{port}"><iframe src="http://127.0.0.1:{port}/frame"></iframe>
            <script>
              new WebSocket("ws://127.0.0.1:{port}/socket");
              navigator.sendBeacon("http://127.0.0.1:{port}/beacon", "x");
              const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{udp}"}}]}});
              peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer));
              open("http://127.0.0.1:{port}/popup");
            </script><p id="p"></p><script>
              p.textContent = [navigator.language, new Date().getTimezoneOffset(), innerWidth, devicePixelRatio,
                matchMedia("(prefers-reduced-motion)").matches, Notification.permission];
            </script>""")
        view = look("http://news.example.org/a", page, chromium, private=False, load=3.0, settle=1.0)
        assert view.failure is None and view.views["dom"]
        assert asked(server) == [] and server.talks == []
        with contextlib.suppress(TimeoutError):
            raise AssertionError(f"WebRTC left the proxy: {stun.recv(100)!r}")
    reasons = {one.resource.url: one.resource.reason or "" for one in view.loaded}
    assert "loopback" in reasons[f"http://127.0.0.1:{port}/x.png"]
    assert all(one.resource.status is None for one in view.loaded)
    assert b"root:" not in view.views["dom"]
    assert b"en-US,0,1280,1,true,denied" in view.views["dom"]  # and nothing of the machine


def test_a_browser_that_does_not_start_is_no_path_in_the_package(chromium: str, watch: Watch) -> None:
    view = look("http://news.example.org/a", document("<p>text"), "/bin/false")
    assert view.failure is not None and view.failure.startswith("launch: ")
    assert str(watch.folder) not in view.failure and "/bin" not in view.failure


def test_a_capture_that_is_cancelled_leaves_nothing(chromium: str, watch: Watch) -> None:
    async def cancelled(url: str) -> None:
        task = asyncio.create_task(look_at(url, document('<img src="/here.png">'), chromium))
        while not watch.chromium():
            await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()

    def here(talk: Talk) -> None:
        watch.look()
        talk.wait_for_close()

    with serving({"/here.png": here}) as server:
        asyncio.run(cancelled(server.url("/")))


def test_an_archiver_that_is_killed_takes_its_browser_along(chromium: str, watch: Watch) -> None:
    def here(talk: Talk) -> None:
        watch.look()
        talk.wait_for_close()

    with serving({"/here.png": here}) as server:
        program = f"from tests.capture.browser.viewing import look; look({server.url('/')!r}, '<img src=/here.png>', {chromium!r})"
        environment = {**os.environ, "TMPDIR": str(watch.folder), "PYTHONPATH": str(ROOT)}
        child = subprocess.Popen([sys.executable, "-c", program], env=environment)
        until = time.monotonic() + 20
        while not watch.chromium() and time.monotonic() < until:
            time.sleep(0.1)
        assert watch.chromium()
        child.kill()
        child.wait()
        while any(str(watch.folder) in command_line(pid) for pid in everybody()) and time.monotonic() < until:
            time.sleep(0.1)
