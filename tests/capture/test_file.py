"""Files in hand."""

from pathlib import Path

import pytest

from archiver.bundle.record import Record
from archiver.bundle.records import Stamp, payload
from archiver.capture.file import MAX_FILE, FileSource, guess_type, read_file, split_media_type
from archiver.errors import InputError, LimitError, ResourceError

STAMP = Stamp("<urn:uuid:00000000-0000-4000-8000-000000000009>", "2026-11-22T07:15:01.000000Z")
ID = "urn:uuid:00000000-0000-4000-8000-000000000002"


def source(data: bytes, name: str = "a.html", **changes: str) -> FileSource:
    values = {"url": "https://example.org/a", "captured_at": None, "media_type": None, "headline": None, **changes}
    return FileSource(name=name, data=data, new_id=lambda: ID, **values)  # type: ignore[arg-type]


def test_a_file_is_a_resource_record_with_its_octets_and_no_made_up_response() -> None:
    data = "<p>Привіт</p>".encode("windows-1251") + b"\r\n\x00"
    captured = next(source(data, media_type="text/html; charset=windows-1251").captures())
    (record,) = captured.records(STAMP)
    assert isinstance(record, Record)
    assert (record.head.type, payload(record)) == ("resource", data)
    assert record.head.get("Content-Type") == "text/html; charset=windows-1251"
    assert captured.response is None
    assert set(captured.absent) == {
        f"/capture/{name}" for name in ("request", "requested_at", "response", "server_ip", "tls")
    }


def test_a_time_that_the_user_gives_is_asserted_and_none_is_observed() -> None:
    given = next(source(b"<p>a</p>", captured_at="2026-01-02T03:04:05.000000Z").captures())
    assert (given.captured_at, given.time_basis) == ("2026-01-02T03:04:05.000000Z", "asserted")
    assert next(source(b"<p>a</p>").captures()).time_basis == "observed"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.HTML", b"x", "text/html"),
        ("a.txt", b"<html>", "text/plain"),
        ("-", b"\n<!DOCTYPE html><p>x", "text/html"),
        ("-", "<html>".encode("utf-16"), "text/html"),
        ("-", b"Plain words", "text/plain"),
    ],
)
def test_the_media_type_is_guessed_from_the_name_then_from_the_octets(name: str, data: bytes, expected: str) -> None:
    assert guess_type(name, data) == expected


def test_a_media_type_is_split_from_its_charset() -> None:
    assert split_media_type('Text/HTML; a=b; Charset="UTF-8"') == ("text/html", "utf-8")
    assert split_media_type("text/plain") == ("text/plain", None)


@pytest.mark.parametrize("url", ["ftp://example.org/", "https://u:p@example.org/", "https://example.org/\x1b[2J", ""])
def test_a_url_that_readers_could_take_differently_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        next(source(b"<p>a</p>", url=url).captures())


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.html"):
        with pytest.raises(ResourceError, match="expected a readable file"):
            read_file(path)


def test_a_file_over_the_limit_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    large = tmp_path / "large.html"
    with large.open("wb") as stream:
        stream.truncate(MAX_FILE + 1)
    with pytest.raises(LimitError, match="hand over the article's page alone"):
        read_file(large)
