"""Every transcript under `tests/transcripts`, against the program; two of them against the real process as well."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.cli import transcript
from tests.cli.running import Runner, as_process, in_process
from tests.samples import ROOT, SOURCES

FOLDER = ROOT / "tests" / "transcripts"
REAL = ("journey", "usage")
CASES = [
    *(pytest.param(path, in_process, id=path.stem) for path in sorted(FOLDER.glob("*.txt"))),
    *(pytest.param(FOLDER / f"{name}.txt", as_process, id=f"{name}-as-process") for name in REAL),
]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """A folder with the sample articles and a WARC that somebody else recorded."""
    (tmp_path / "bridge.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    (tmp_path / "dam.html").write_bytes((SOURCES / "dam.windows-1251.html").read_bytes())
    (tmp_path / "crawl.warc.gz").write_bytes(_crawl())
    yield tmp_path
    transcript.release()


def _crawl() -> bytes:
    """A page with its request, and a picture."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for uri, kind, body in (
        ("https://www.example.org/crawled", "text/html", (SOURCES / "bridge.html").read_bytes()),
        ("https://www.example.org/map.png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        response = writer.create_warc_record(
            uri,
            "response",
            payload=BytesIO(body),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": "2026-03-14T10:15:00Z"},
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "www.example.org")], is_http_request=True)
        request = writer.create_warc_record(uri, "request", http_headers=asked)
        writer.write_request_response_pair(request, response)
    return out.getvalue()


@pytest.mark.parametrize(("path", "run"), CASES)
def test_transcript(path: Path, run: Runner, work: Path) -> None:
    text = path.read_text(encoding="utf-8")
    script = transcript.parse(text)
    for name, content in script.files.items():
        (work / name).write_text(content, encoding="utf-8")
    answers = [transcript.perform(step, work, run) for step in script.steps]
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        path.write_text(transcript.written(script, answers), encoding="utf-8")
    for step, answer in zip(script.steps, answers, strict=True):
        if not transcript.matches(step.expected, answer):
            assert [f"$ {step.line}", *answer] == [f"$ {step.line}", *step.expected]


def test_a_wildcard_stands_for_lines_only() -> None:
    assert transcript.matches(["a", "...", "c"], ["a", "b", "b", "c"])
    assert transcript.matches(["a", "...", "c"], ["a", "c"])
    assert not transcript.matches(["a", "..."], ["b"])
    assert not transcript.matches(["a"], ["a", "b"])
    assert not transcript.matches(["a.c"], ["abc"])
