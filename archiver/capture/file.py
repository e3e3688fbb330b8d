"""Files in hand: HTML or plain text that somebody saved. Kept as a `resource` record, octet for octet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archiver.bundle.record import Record
from archiver.bundle.records import Stamp, resource
from archiver.capture.interface import Captured, NewId, Payload
from archiver.errors import ContentError, LimitError, SourceError
from archiver.model.digest import sha256
from archiver.model.url import check_url

MAX_FILE = 64 * 1024 * 1024
STDIN = "-"
_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain"}
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<p>", b"<?xml")
_REASON = "handed over as a file; no connection was seen"
UNSEEN = ("request", "requested_at", "response", "server_ip", "tls")


@dataclass(frozen=True)
class FileSource:
    """One file under one URL. `captured_at` is None where the user asserts no time."""

    name: str
    data: bytes
    url: str
    captured_at: str | None
    media_type: str | None
    headline: str | None
    new_id: NewId

    def captures(self) -> Iterator[Captured]:
        """The one article in the file; raises ContentError for an empty one."""
        if not self.data.strip():
            raise ContentError(f"{self.name}: expected an article, found an empty file")
        media_type, charset = split_media_type(self.media_type or guess_type(self.name, self.data))
        url, record_id = check_url(self.url), f"<{self.new_id()}>"
        written = f"{media_type}; charset={charset}" if charset else media_type

        def records(stamp: Stamp) -> tuple[Record, ...]:
            return (resource(stamp, record_id=record_id, uri=url, media_type=written, block=self.data),)

        yield Captured(
            name=self.name,
            url=url,
            final_url=url,
            method="file",
            captured_at=self.captured_at,
            time_basis="asserted" if self.captured_at else "observed",
            media_type=media_type,
            charset=charset,
            payload=Payload(record_id, sha256(self.data), len(self.data)),
            body=self.data,
            records=records,
            headline=self.headline,
            absent={f"/capture/{name}": _REASON for name in UNSEEN},
        )


def read_file(path: Path) -> bytes:
    """The octets of a file; raises SourceError when it cannot be read, LimitError when it is too large."""
    try:
        with path.open("rb") as stream:
            return read_stream(stream, str(path))
    except OSError as e:
        raise SourceError(f"{path}: expected a readable file: {e.strerror or e}") from e


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """At most MAX_FILE octets of a stream; raises LimitError when there are more."""
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise LimitError(f"{name}: expected at most {MAX_FILE} octets, found more; hand over the article's page alone")
    return data


def guess_type(name: str, data: bytes) -> str:
    """The media type by the file's ending, else by its first octets."""
    known = _TYPES.get(Path(name).suffix.lower())
    if known:
        return known
    start = data[:1024].replace(b"\0", b"").lower()  # without the zeros of UTF-16
    return "text/html" if any(mark in start for mark in _HTML_MARKS) else "text/plain"


def split_media_type(text: str) -> tuple[str, str | None]:
    """The bare media type and its charset parameter (RFC 9110 8.3.1), both in lower case."""
    bare, *parameters = (part.strip() for part in text.lower().split(";"))
    charset = next((p.partition("=")[2].strip("\"' ") for p in parameters if p.startswith("charset=")), None)
    return bare, charset or None
