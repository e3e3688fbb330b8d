"""A capture as WARC records: read back by our verifier, by warcio and by FastWARC, octet for octet."""

import gzip
import io
import itertools
import platform
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from archiver.bundle import records as bundle_records
from archiver.bundle.members import Members
from archiver.bundle.reader import segment_records
from archiver.bundle.record import Record
from archiver.bundle.records import Stamp, warcinfo
from archiver.bundle.writer import write_segment
from archiver.capture.http.client import Fetched
from archiver.capture.http.evidence import Evidence, payload
from archiver.capture.http.exchange import IN_MEMORY
from archiver.capture.http.proxy import Proxy
from archiver.capture.http.source import HttpSource
from archiver.errors import LimitError
from archiver.model.digest import hex_of, sha256
from archiver.verify.segment import read_segment
from tests.capture.http.asking import MUCH, SMALL, ask, octets, options, resolver
from tests.capture.http.certificates import authority
from tests.capture.http.proxies import http_proxy
from tests.capture.http.server import Server, once, page, site
from tests.capture.http.test_octets import CHUNKED, COMPLETE, CUT, INTERIM, MALFORMED

STAMP = Stamp("<urn:uuid:00000000-0000-4000-8000-000000000009>", "2026-11-22T07:15:01.000000Z")


def new_ids() -> Iterator[str]:
    return (f"urn:uuid:00000000-0000-4000-8000-{number:012}" for number in itertools.count(100))


def evidence_of(fetched: Fetched) -> Evidence:
    ids = new_ids()
    return Evidence.of(fetched, lambda: next(ids))


@dataclass
class Written:
    segment: bytes
    records: list[Record]

    def only(self, kind: str) -> Record:
        (found,) = (record for record in self.records if record.head.type == kind)
        return found


def written(fetched: Fetched) -> Written:
    out = io.BytesIO()
    info = warcinfo(STAMP, software="archiver/0", capture_id="urn:uuid:0", sidecar="a.json")
    write_segment([info, *evidence_of(fetched).records(STAMP)], out)
    out.seek(0)
    records = [record.load(MUCH * 10) for record in segment_records(Members(out))]
    return Written(out.getvalue(), records[1:])


ANSWERS = {**COMPLETE, **CUT, **MALFORMED, "surplus": page() + b"surplus", "empty answer": b""}


@pytest.mark.parametrize("sent", ANSWERS.values(), ids=ANSWERS)
def test_whatever_came_is_in_the_segment_and_every_digest_is_what_the_verifier_finds(sent: bytes) -> None:
    with Server(once(sent)) as server:
        fetched = ask(server.url())
        made = written(fetched)
        kept = {record.head.type: record.block for record in made.records if record.head.type != "metadata"}
        extra = {(record.head.target_uri or "").split(":")[2]: record.block for record in made.records[1:]}
        assert kept["request"] == server.heard[0]
    assert extra.get("interim", b"") + kept.get("response", b"") + extra.get("surplus", b"") == sent
    facts = read_segment(io.BytesIO(made.segment), ())
    assert facts.records is not None
    assert [fault for record in facts.records for fault in record.faults] == []


def test_the_payload_is_the_entity_body_for_every_reader_of_ours() -> None:
    with Server(once(INTERIM + CHUNKED)) as server:
        fetched = ask(server.url())
    response = written(fetched).only("response")
    assert bundle_records.payload(response) == payload(fetched.final, MUCH) == b"hello world"
    assert response.head.get("WARC-Payload-Digest") == sha256(b"hello world")
    with pytest.raises(LimitError):
        payload(fetched.final, 5)


def test_the_records_of_a_chain_name_each_other_and_what_carried_them(tmp_path: Path) -> None:
    ca = authority(tmp_path)
    moved = page(b"", b"Location: /b", status=b"301 Moved")
    with Server(site({"/a": moved, "/b": page()}), context=ca.server("news.example")) as server:
        names = resolver({"news.example": ["127.0.0.1"]})
        fetched = ask(server.url("/a", "news.example"), ca_file=ca.file, resolve=names)
    made = written(fetched).records
    assert [r.head.type for r in made] == ["request", "response", "request", "response", "resource", "resource"]
    for request, response, exchange in zip(made[0:4:2], made[1:4:2], fetched.exchanges, strict=True):
        for record, other in ((request, response), (response, request)):
            head = record.head
            assert head.get("WARC-Concurrent-To") == other.head.record_id
            assert (head.get("WARC-Date"), head.target_uri) == (exchange.requested_at, exchange.url)
            assert head.get("WARC-IP-Address") == "127.0.0.1"
            assert [v for n, v in head.fields if n == "WARC-Protocol"] == ["http/1.1", "tls/1.3"]
            assert (head.get("WARC-Cipher-Suite") or "").startswith("TLS_")
            assert head.get("WARC-Warcinfo-ID") == STAMP.warcinfo_id
        assert (request.block, response.block) == (exchange.request, octets(exchange))
    leaf, issuer = made[4:]
    assert (issuer.block, issuer.head.get("Content-Type")) == (ca.der, "application/pkix-cert")
    assert issuer.head.target_uri == f"urn:archiver:certificate:{hex_of(sha256(ca.der))}"
    captured = next(HttpSource(fetched, lambda: next(new_ids()), options()).captures())
    assert captured.tls is not None
    assert captured.tls.certificate_chain_sha256 == (sha256(leaf.block), sha256(issuer.block))


@pytest.mark.parametrize(("answer", "word"), [(CUT["Content-Length too long"], "disconnect"), (page(), None)])
def test_a_cut_off_body_is_marked(answer: bytes, word: str | None) -> None:
    with Server(once(answer)) as server:
        assert written(ask(server.url())).only("response").head.get("WARC-Truncated") == word


def test_a_failure_stands_in_the_segment_in_words() -> None:
    fetched = ask("http://127.0.0.1:1/a", allow_private=False)
    (note,) = written(fetched).records
    assert note.head.type == "metadata"
    assert note.block.decode().splitlines() == [
        "url: http://127.0.0.1:1/a",
        "failure: address",
        "message: 127.0.0.1: expected a public address, found none: 127.0.0.1 is loopback (RFC 1122)",
    ]


def test_nothing_names_the_machine_the_user_or_the_way_out() -> None:
    with Server(once(b"HTTP/1.1 200 OK\r\n\r\nhalf\xff" + b"\r\n" * 9)) as server, Server(http_proxy()) as proxy:
        through = Proxy("http", "127.0.0.1", proxy.port)
        answered = ask(server.url("/a", "news.example"), proxy=through)
    lost = ask("https://news.example/", proxy=through)  # nobody listens there any more
    segment = b"".join(record.octets() for fetched in (answered, lost) for record in written(fetched).records)
    own = [
        platform.node(),
        str(Path.home()),
        tempfile.gettempdir(),
        f"127.0.0.1:{proxy.port}",
        "127.0.0.1",
        time.tzname[0],
    ]
    assert [name for name in own if name != "UTC" and name.encode() in segment] == []


def test_what_is_no_http_does_not_claim_to_be() -> None:
    with Server(once(MALFORMED["another protocol"])) as server:
        response = written(ask(server.url())).only("response")
    assert response.head.get("Content-Type") == "application/octet-stream"


def test_other_readers_find_the_same_octets() -> None:
    with Server(once(INTERIM + COMPLETE["odd spacing, folding, case, 8-bit octets and repeated fields"])) as server:
        made = written(ask(server.url()))
    with gzip.open(io.BytesIO(made.segment)) as plain:
        plain.read()
    expected = [(record.head.record_id, record.block) for record in made.records]
    by_fastwarc = [
        (record.record_id, record.reader.read())
        for record in FastIterator(io.BytesIO(made.segment), parse_http=False, verify_digests=True)
    ]
    by_warcio = [
        (record.rec_headers.get_header("WARC-Record-ID"), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(made.segment), no_record_parse=True)
    ]
    assert by_fastwarc[1:] == expected or [(f"<{i}>", b) for i, b in by_fastwarc[1:]] == expected
    assert by_warcio[1:] == expected
    responses = [r for r in ArchiveIterator(io.BytesIO(made.segment)) if r.rec_type == "response"]
    assert [r.http_headers.get_statuscode() for r in responses] == ["200"]  # not the 103 before it


def test_a_large_block_is_read_from_the_spool() -> None:
    answer = page(b"x" * (IN_MEMORY + 5))
    with Server(once(answer)) as server:
        fetched = ask(server.url(), limits=replace(SMALL, max_body=MUCH))
    response = evidence_of(fetched).records(STAMP)[1]
    assert not isinstance(response, Record)
    assert written(fetched).only("response").block == answer


HTML = page(b"<p>text</p>", b"X: \xff")


@pytest.mark.parametrize(
    ("answer", "body", "outcome", "why"),
    [
        (HTML, b"<p>text</p>", None, ""),
        (page(gzip.compress(b"<p>zip</p>", mtime=0), b"Content-Encoding: gzip"), b"<p>zip</p>", None, ""),
        (page(b"no gzip", b"Content-Encoding: gzip"), None, "unavailable", "damaged"),
        (page(b"", status=b"304 Not Modified"), None, "unavailable", "304"),
        (page(b"<p>gone</p>", status=b"404 Not Found"), None, "removed", "404"),
        (page(b"<p>gone</p>", status=b"410 Gone"), None, "removed", "410"),
        (page(b"<p>law</p>", status=b"451 Unavailable"), None, "removed", "451"),
        (page(b"", b"Location: ftp://a/", status=b"302 Found"), None, "unavailable", "redirect"),
        (CUT["Content-Length too long"], None, "unavailable", "cut off"),
        (HTML.replace(b"text/html", b"image/png"), None, "unavailable", "image/png"),
        (b"nonsense\r\n\r\n", None, "unavailable", "malformed"),
        (b"", None, "unavailable", "reset"),
    ],
)
def test_what_is_read_and_what_follows_from_the_answer(
    answer: bytes, body: bytes | None, outcome: str | None, why: str
) -> None:
    with Server(once(answer)) as server:
        ids = new_ids()
        source = HttpSource(ask(server.url("/a")), lambda: next(ids), options(), robots="allowed")
        captured = next(source.captures())
    assert (captured.body, captured.outcome, captured.access.robots) == (body, outcome, "allowed")
    assert why in (captured.unreadable or "")
    records = {record.head.record_id: record for record in captured.records(STAMP)}
    assert captured.request is not None and captured.request.record in records
    if captured.response:
        assert captured.payload is not None and captured.payload.record == captured.response.record
        recorded = records[captured.response.record]
        assert isinstance(recorded, Record)
        found = bundle_records.payload(recorded)
        assert (captured.payload.sha256, captured.payload.length) == (sha256(found), len(found))
    else:
        assert {"/capture/response", "/capture/source"} <= set(captured.absent)
    assert captured.absent["/capture/tls"] == "plain HTTP, without TLS"


def test_nothing_that_was_sent_is_captured_as_absent_with_the_reason() -> None:
    ids = new_ids()
    source = HttpSource(ask("https://127.0.0.1:1/", allow_private=False), lambda: next(ids), options())
    captured = next(source.captures())
    assert (captured.request, captured.response, captured.payload, captured.tls, captured.server_ip) == (None,) * 5
    assert set(captured.absent) == {f"/capture/{n}" for n in ("request", "response", "server_ip", "source", "tls")}
