"""WARC files that somebody else made: each response that holds a page becomes a package, its records untouched.

The segment of such a package holds the file's warcinfo, the request and the response octet for octet as they were, in
the WARC version they were written in. Nothing that others recorded is written again.
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from archiver.bundle import content, http1
from archiver.bundle.reader import foreign_records
from archiver.bundle.record import Record
from archiver.capture.file import split_media_type
from archiver.capture.interface import Captured, Payload
from archiver.errors import ContentError, InputError, WarcError
from archiver.model import instant
from archiver.model.capture import NetworkPath, Request, Response
from archiver.model.digest import sha256
from archiver.model.url import check_url

MAX_RECORD = 64 * 1024 * 1024
MAX_REQUESTS = 10_000
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_NOT_RECORDED = "not recorded in the imported WARC"


@dataclass(frozen=True)
class Skipped:
    """A record that became no package, and why; shown to the user, never silent."""

    record_id: str
    reason: str


@dataclass(frozen=True)
class ArchiveSource:
    """A `.warc` or `.warc.gz`; `skipped` collects what was passed over."""

    name: str
    stream: BinaryIO
    skipped: list[Skipped]

    def captures(self) -> Iterator[Captured]:
        """The pages in the file, in order; raises WarcError for a damaged file, ContentError without any page."""
        found = False
        for exchange in _exchanges(self.stream, self.skipped):
            try:
                captured = _captured(self.name, exchange)
            except InputError as e:
                self.skipped.append(Skipped(exchange.response.head.record_id, str(e)))
                continue
            found = True
            yield captured
        if not found:
            reasons = "; ".join(f"{skip.record_id}: {skip.reason}" for skip in self.skipped[:3])
            raise ContentError(f"{self.name}: expected a WARC with a page in it, found none. {reasons}".strip())


@dataclass(frozen=True)
class _Exchange:
    warcinfo: Record | None
    request: Record | None
    response: Record


def _exchanges(stream: BinaryIO, skipped: list[Skipped]) -> Iterator[_Exchange]:
    """Responses with their requests, whichever of the two comes first (ISO 28500 5.7, WARC-Concurrent-To)."""
    warcinfo: Record | None = None
    requests: dict[str, Record] = {}
    waiting: Record | None = None
    for opened in foreign_records(stream):
        kind = opened.head.type
        if kind not in ("warcinfo", "request", "response"):
            if kind in ("revisit", "resource"):
                skipped.append(Skipped(opened.head.record_id, f"a {kind} record; only responses become packages"))
            continue
        if opened.head.content_length > MAX_RECORD:
            skipped.append(Skipped(opened.head.record_id, f"larger than {MAX_RECORD} octets"))
            continue
        record = opened.load(MAX_RECORD)
        if waiting and not (kind == "request" and _concurrent(record, waiting)):
            yield _Exchange(warcinfo, _request_of(waiting, requests), waiting)
            waiting = None
        if kind == "warcinfo":
            warcinfo = record
        elif kind == "request" and waiting:
            yield _Exchange(warcinfo, record, waiting)
            waiting = None
        elif kind == "request":
            requests = {**dict(list(requests.items())[-MAX_REQUESTS:]), record.head.record_id: record}
        else:
            waiting = record
    if waiting:
        yield _Exchange(warcinfo, _request_of(waiting, requests), waiting)


def _concurrent(a: Record, b: Record) -> bool:
    return a.head.get("WARC-Concurrent-To") == b.head.record_id or b.head.get("WARC-Concurrent-To") == a.head.record_id


def _request_of(response: Record, requests: dict[str, Record]) -> Record | None:
    return next((request for request in reversed(requests.values()) if _concurrent(request, response)), None)


def _captured(name: str, exchange: _Exchange) -> Captured:
    response = exchange.response
    head = http1.split_head(response.block)
    media_type, charset = split_media_type(head.get("content-type") or "application/octet-stream")
    if media_type not in PAGE_TYPES:
        raise ContentError(f"expected a page ({', '.join(sorted(PAGE_TYPES))}), found {media_type}")
    if not 200 <= head.status < 300:
        raise ContentError(f"expected a page with status 200, found {head.status}")
    target = check_url(response.head.target_uri or "")
    payload = http1.payload(head, response.block)
    body = content.decoded(payload, head.get("content-encoding"))
    own = tuple(record for record in (exchange.warcinfo, exchange.request, response) if record)
    return Captured(
        name=f"{name} {response.head.record_id}",
        url=target,
        final_url=target,
        method="import",
        captured_at=instant.format_instant(_date(response)),
        time_basis="imported",
        media_type=media_type,
        charset=charset,
        payload=Payload(response.head.record_id, sha256(payload), len(payload)),
        body=body.octets,
        caveats=() if body.whole else (f"{content.CUT_OFF}; it is read as far as it goes",),
        records=lambda _: own,
        request=_request(exchange.request),
        response=Response(status=head.status, headers=head.fields, record=response.head.record_id),
        server_ip=_address(response.head.get("WARC-IP-Address")),
        network_path=NetworkPath(kind="none", country=None),
        absent={
            "/capture/requested_at": _NOT_RECORDED,
            "/capture/tls": _NOT_RECORDED,
            **({} if exchange.request else {"/capture/request": _NOT_RECORDED}),
            **({} if response.head.get("WARC-IP-Address") else {"/capture/server_ip": _NOT_RECORDED}),
        },
    )


def _date(record: Record) -> datetime:
    text = record.head.need("WARC-Date")
    try:
        return instant.read(text)
    except ValueError as e:
        raise WarcError(f"expected a WARC-Date (ISO 28500 5.4), found {text[:40]!a}") from e


def _request(record: Record | None) -> Request | None:
    if record is None:
        return None
    head = http1.split_head(record.block)
    return Request(method=head.start.split(" ", 1)[0][:32], headers=head.fields, record=record.head.record_id)


def _address(text: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address(text)) if text else None
    except ValueError as e:
        raise WarcError(f"expected an address in WARC-IP-Address, found {text!a}") from e
