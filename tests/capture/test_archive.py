"""WARC files that somebody else made: their records come out octet for octet."""

import gzip
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archiver.bundle import sidecar
from archiver.bundle.reader import foreign_records
from archiver.bundle.record import make
from archiver.bundle.records import Stamp
from archiver.capture.archive import ArchiveSource, Skipped
from archiver.capture.interface import Captured
from archiver.errors import ContentError, WarcError
from archiver.flows.archive import archive
from archiver.model.digest import sha256
from archiver.sign.strict import MAX_JSON_BYTES
from tests.flows.workshop import workshop

STAMP = Stamp("<urn:uuid:00000000-0000-4000-8000-000000000009>", "2026-11-22T07:15:01.000000Z")
PAGE = "<html><head><title>Новини</title></head><body><p>Текст статті.</p></body></html>".encode("windows-1251")
HEADERS = [("Content-Type", "text/html; charset=windows-1251"), ("X-Odd", "a  b")]
URL = "http://news.example.org/a"


def warcio_file(*, compress: bool, status: str = "200 OK", url: str = URL, body: bytes = PAGE) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=compress)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "test"}))
    response = writer.create_warc_record(
        url, "response", payload=BytesIO(body), http_headers=StatusAndHeaders(status, HEADERS, "HTTP/1.1")
    )
    request = writer.create_warc_record(
        url, "request", http_headers=StatusAndHeaders("GET /a HTTP/1.1", [("Host", "news.example.org")])
    )
    writer.write_request_response_pair(request, response)
    return out.getvalue()


def captures(data: bytes) -> tuple[list[Captured], list[Skipped]]:
    skipped: list[Skipped] = []
    return list(ArchiveSource("a.warc.gz", BytesIO(data), skipped).captures()), skipped


def octets(data: bytes) -> list[bytes]:
    return [record.load(1 << 20).octets() for record in foreign_records(BytesIO(data))]


@pytest.mark.parametrize("compress", [True, False])
def test_warcinfo_request_and_response_are_kept_octet_for_octet(compress: bool) -> None:
    data = warcio_file(compress=compress)
    (captured,), skipped = captures(data)
    kept = [b"".join(record.pieces()) for record in captured.records(STAMP)]
    assert sorted(kept) == sorted(octets(data))
    assert [record.head.type for record in captured.records(STAMP)] == ["warcinfo", "request", "response"]
    assert not skipped


def test_facts_come_from_the_records() -> None:
    (captured,), _ = captures(warcio_file(compress=True))
    assert (captured.url, captured.method, captured.time_basis) == (URL, "import", "imported")
    assert captured.response is not None
    assert (captured.response.status, ("X-Odd", "a  b") in captured.response.headers) == (200, True)
    assert captured.request is not None
    assert captured.request.method == "GET"
    assert (captured.media_type, captured.charset, captured.body) == ("text/html", "windows-1251", PAGE)


def test_odd_octets_in_http_heads_survive() -> None:
    block = b"HTTP/1.1  200 \xd0\x9e\xd0\x9a\r\ncontent-TYPE : text/html\r\nX:  1\r\n folded\r\n\r\n" + PAGE
    record = make(
        [
            ("WARC-Type", "response"),
            ("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-000000000005>"),
            ("WARC-Date", "2020-01-01T00:00:00Z"),
            ("WARC-Target-URI", URL),
            ("Content-Type", "application/http; msgtype=response"),
        ],
        block,
    )
    (captured,), _ = captures(record.octets())
    assert b"".join(captured.records(STAMP)[0].pieces()) == record.octets()
    assert captured.captured_at == "2020-01-01T00:00:00.000000Z"


def test_chunked_and_gzipped_bodies_are_read_and_left_as_they_are() -> None:
    import gzip

    coded = gzip.compress(PAGE, mtime=0)
    chunked = b"%x\r\n%s\r\n%x;x=y\r\n%s\r\n0\r\nT: 1\r\n\r\n" % (10, coded[:10], len(coded) - 10, coded[10:])
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-000000000005>"),
        ("WARC-Date", "2020-01-01T00:00:00Z"),
        ("WARC-Target-URI", URL),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    (captured,), _ = captures(make(fields, head + chunked).octets())
    assert captured.payload is not None
    assert (captured.payload.sha256, captured.payload.length) == (sha256(coded), len(coded))
    assert captured.body == PAGE


def test_what_is_no_page_is_passed_over_with_its_reason() -> None:
    for data, reason in (
        (warcio_file(compress=True, status="404 Not Found"), "found 404"),
        (warcio_file(compress=True, url="http://example.org/\x7fa"), "expected"),
        (warcio_file(compress=True, url="ftp://example.org/a"), "expected"),
    ):
        with pytest.raises(ContentError, match=reason):
            captures(data)


def test_pages_are_found_among_others() -> None:
    data = warcio_file(compress=True, status="404 Not Found") + warcio_file(compress=True)
    found, skipped = captures(data)
    assert len(found) == 1
    assert "found 404" in skipped[0].reason


@pytest.mark.parametrize("end", [1, 7, 40, 300])
def test_a_file_that_is_cut_short_is_an_error_never_less_content(end: int) -> None:
    with pytest.raises((WarcError, ContentError)):
        captures(warcio_file(compress=False)[:-end])


def test_what_is_no_warc_is_refused() -> None:
    for data in (b"<html>no WARC</html>", b"\x1f\x8b no gzip", b"PK\x03\x04"):
        with pytest.raises((WarcError, ContentError)):
            captures(data)


def test_a_coding_that_is_cut_off_is_read_as_far_as_it_goes_and_said() -> None:
    out = BytesIO()
    fields = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], "HTTP/1.1")
    writer = WARCWriter(out, gzip=False)
    body = gzip.compress(PAGE * 50)[:-8]
    writer.write_record(writer.create_warc_record(URL, "response", payload=BytesIO(body), http_headers=fields))
    (cut,), _ = captures(out.getvalue())
    assert cut.body is not None and (PAGE * 50).startswith(cut.body)
    assert cut.caveats == (
        "the body is cut off: its content coding ends before its own end; it is read as far as it goes",
    )
    (whole,), _ = captures(warcio_file(compress=False))
    assert whole.caveats == ()
    shop = workshop()
    kept = archive(cut, shop)
    capture = sidecar.read(shop.store.read(kept.row.sidecar, MAX_JSON_BYTES)).model.capture
    assert capture.quality is not None and cut.caveats[0] in capture.quality.signals
