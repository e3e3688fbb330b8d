"""Settings and rebuilt messages: what needs no browser."""

from pathlib import Path

import pytest

from archiver.bundle.http1 import MAX_HEAD, payload, split_head
from archiver.capture.browser.exchange import Resource
from archiver.capture.browser.executable import find, need
from archiver.capture.browser.rebuilt import message
from archiver.errors import LimitError, ResourceError, UsageError
from archiver.model.viewport import parse_viewport

AT = "2026-11-22T07:15:01.000000Z"


def _resource(*fields: tuple[str, str], status: int = 200) -> Resource:
    return Resource(url="http://h/", method="GET", role="image", requested_at=AT, status=status, fields=fields)


def test_a_rebuilt_message_says_what_no_longer_holds_under_another_name() -> None:
    told = _resource(
        ("content-encoding", "br"), ("content-length", "9"), ("Transfer-Encoding", "chunked"), ("ETag", '"ü"')
    )
    octets = message(told, b"decoded body")
    head = split_head(octets)
    assert (head.status, head.get("content-length"), head.chunked()) == (200, "12", False)
    assert head.get("x-archive-orig-content-encoding") == "br" and head.get("content-encoding") is None
    assert payload(head, octets) == b"decoded body"
    assert b'ETag: "\xfc"' in octets


def test_a_field_cannot_end_the_head_and_a_head_has_a_limit() -> None:
    head = split_head(message(_resource(("X", "a\r\n\r\nb"), ("Y", "Київ")), b""))
    assert head.get("x") == "a b" and len(head.fields) == 3
    with pytest.raises(LimitError):
        message(_resource(("X", "x" * MAX_HEAD)), b"")
    assert split_head(message(_resource(status=304), b"")).get("content-length") is None


@pytest.mark.parametrize(
    "text", ["", "800", "800x", "x600", "100x600", "800x99999", "８００x600", "-800x600", "800x600\n"]
)
def test_what_is_no_viewport(text: str) -> None:
    with pytest.raises(UsageError):
        parse_viewport(text)
    assert str(parse_viewport("800x600")) == "800x600"


def test_the_setting_goes_before_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find({}) is None
    for name in ("google-chrome", "chromium"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    assert find({}) == str(tmp_path / "chromium")
    assert find({"ARCHIVER_CHROMIUM": str(tmp_path / "google-chrome")}) == str(tmp_path / "google-chrome")
    with pytest.raises(ResourceError):
        need({"ARCHIVER_CHROMIUM": "/nowhere"})
