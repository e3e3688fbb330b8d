"""What a site and a reader of the package learn of the machine that looked: what they learn of every other one."""

import json
import re
from pathlib import Path

import pytest

from archiver.capture.browser.executable import major_version
from archiver.capture.browser.visit import without_creator
from archiver.errors import ResourceError
from tests.capture.browser.archive import Archive
from tests.capture.browser.pages import COMMON, answer, article
from tests.capture.browser.processes import Watch
from tests.capture.http.certificates import authority
from tests.capture.http.proxies import socks_proxy
from tests.capture.http.server import Server, site

TELL = """<p id="p"></p><script>
    p.textContent = "told " + JSON.stringify([navigator.userAgent, navigator.platform, navigator.hardwareConcurrency,
        navigator.deviceMemory, navigator.userAgentData && navigator.userAgentData.platform, navigator.language,
        Intl.DateTimeFormat().resolvedOptions().timeZone]);</script>"""


def test_browser_and_hints_and_pdf_tell_one_story(
    chromium: str, watch: Watch, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = authority(tmp_path)
    page = answer(article(TELL + '<img src="/i.svg">'))
    with (
        Server(site({**COMMON, "/a": page}), context=ca.server("news.example.org")) as server,
        Server(socks_proxy([])) as proxy,
    ):
        monkeypatch.setenv("SOCKS_HOST", "127.0.0.1")
        monkeypatch.setenv("SOCKS_PORT", str(proxy.port))
        ran = archive.capture(server.url("/a", "news.example.org"), "--profile", "at-risk", "--ca-file", str(ca.file))
        heard = b"".join(server.heard)
    assert ran.status == 0
    capture, records = archive.sidecar(ran)["capture"], archive.records(ran)
    agent = capture["access"]["user_agent"]
    assert agent == (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        f" Chrome/{major_version(chromium)}.0.0.0 Safari/537.36"
    )
    assert set(re.findall(rb"(?im)^user-agent: (.*)\r", heard)) == {agent.encode()}
    assert set(re.findall(rb"(?im)^sec-ch-ua-platform: (.*)\r", heard)) == {b'"Windows"'}
    dom, pdf = (
        next(records[view["record"]][2] for view in capture["renderings"] if view["kind"] == kind)
        for kind in ("dom", "pdf")
    )
    told = re.search(rb"told (\[.*?\])</p>", dom)
    assert told is not None
    assert json.loads(told[1]) == [agent, "Win32", 4, 8, "Windows", "en-US", "UTC"]
    for word in (b"Headless", b"Linux", b"X11"):
        assert word not in heard
        assert word not in pdf
    assert b"archiver" not in heard.lower()
    assert (capture["network_path"]["kind"], capture["server_ip"]) == ("socks", None)


def test_the_creator_goes_and_every_offset_stays() -> None:
    pdf = b"<</Title (a (b) c)\n/Creator (Mozilla/5.0 \\(X11; Linux\\) x)\n/Producer (Skia)>> (/Creator (y))"
    cleaned = without_creator(pdf)
    assert len(cleaned) == len(pdf) and b"Linux" not in cleaned
    assert cleaned.replace(b" ", b"") == b"<</Title(a(b)c)\n/Creator()\n/Producer(Skia)>>(/Creator(y))"
    assert without_creator(b"no such thing") == b"no such thing"


def test_a_program_that_is_no_chromium(tmp_path: Path) -> None:
    for script in ("exit 0", "echo GNU bash"):
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        with pytest.raises(ResourceError, match="say its version"):
            major_version(str(program))
    with pytest.raises(ResourceError, match="does not start"):
        major_version(str(tmp_path / "nothing"))
