"""Digests as WARC files label them: which algorithm, which spelling, over which stretch of octets."""

import base64
import hashlib
from collections.abc import Callable

import pytest

from archiver.bundle.record import Head, Record, make
from archiver.model.digest import sha256
from archiver.verify.digester import Digester
from tests.support.http import chunks

BODY = b"<p>The ferry sailed.</p>" * 40
RESPONSE = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks(BODY, 100)
CODED = RESPONSE.partition(b"\r\n\r\n")[2]
HTTP, PLAIN = "application/http; msgtype=response", "text/html"

SPELLINGS: dict[str, Callable[[bytes], str]] = {
    "sha1 base32": lambda data: "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode(),
    "sha1 base32 in small letters": lambda data: (
        "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode().lower()
    ),
    "sha1 hex": lambda data: "sha1:" + hashlib.sha1(data).hexdigest(),
    "SHA-256 hex in capitals": lambda data: "SHA256:" + hashlib.sha256(data).hexdigest().upper(),
    "sha256 base32": lambda data: "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode(),
    "sha512 hex": lambda data: "sha512:" + hashlib.sha512(data).hexdigest(),
    "md5 hex": lambda data: "md5:" + hashlib.md5(data).hexdigest(),
}


def digested(record: Record, piece: int = 7) -> Digester:
    """A digester that has seen the block in small pieces."""
    digester = Digester(record.head)
    for at in range(0, len(record.block), piece):
        digester.update(record.block[at : at + piece])
    return digester


def labelled(block: bytes, kind: str, *labels: tuple[str, str]) -> list[str]:
    """The faults of a record with these labels."""
    fields = [("WARC-Type", "response"), ("WARC-Record-ID", "<urn:x:1>"), ("Content-Type", kind), *labels]
    return list(digested(make(fields, block)).faults())


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("label", ["WARC-Block-Digest", "WARC-Payload-Digest", "warc-block-digest"])
def test_every_spelling_is_read_and_a_wrong_one_noticed(name: str, label: str) -> None:
    spell = SPELLINGS[name]
    assert labelled(BODY, PLAIN, (label, spell(BODY))) == []
    (fault,) = labelled(BODY, PLAIN, (label, spell(BODY + b"x")))
    assert "the octets have" in fault


@pytest.mark.parametrize("octets", [BODY, CODED], ids=["entity body, the standard", "chunked octets, warcio"])
def test_the_payload_digest_of_a_chunked_response_in_either_reading(octets: bytes) -> None:
    assert labelled(RESPONSE, HTTP, ("WARC-Payload-Digest", sha256(octets))) == []


def test_the_block_is_no_payload_of_a_response() -> None:
    assert len(labelled(RESPONSE, HTTP, ("WARC-Payload-Digest", sha256(RESPONSE)))) == 1
    assert labelled(RESPONSE, HTTP, ("WARC-Block-Digest", sha256(RESPONSE))) == []
    assert len(labelled(RESPONSE, HTTP, ("WARC-Block-Digest", sha256(BODY)))) == 1


def test_all_labels_count_not_any() -> None:
    right, wrong = ("WARC-Block-Digest", sha256(BODY)), ("WARC-Block-Digest", sha256(b""))
    assert len(labelled(BODY, PLAIN, right, wrong)) == 1
    assert len(labelled(BODY, PLAIN, wrong, right)) == 1


@pytest.mark.parametrize(
    "value", ["", "sha256:", "sha256", "crc32:00", "sha256:" + "0" * 63, "sha1:" + "1" * 32, "x:ы"]
)
def test_a_label_that_cannot_be_read_is_a_fault(value: str) -> None:
    (fault,) = labelled(BODY, PLAIN, ("WARC-Block-Digest", value))
    assert fault.startswith("WARC-Block-Digest: expected a digest in")


@pytest.mark.parametrize("piece", [1, 3, 64, 10_000])
def test_digests_do_not_depend_on_how_the_block_arrives(piece: int) -> None:
    record = make([("WARC-Type", "response"), ("WARC-Record-ID", "<urn:x:1>"), ("Content-Type", HTTP)], RESPONSE)
    digester = digested(record, piece)
    assert digester.payload() == (sha256(BODY), len(BODY))
    assert digester.record_sha256() == sha256(record.octets())


def test_a_response_without_a_head_is_no_crash() -> None:
    for block in (b"", b"no head", b"HTTP/1.1 200 OK\r\nA: b\r\n", b"a: b\r\n" * 100_000):
        head = make([("WARC-Type", "response"), ("WARC-Record-ID", "<urn:x:1>"), ("Content-Type", HTTP)], block).head
        digester = Digester(Head(head.octets))
        digester.update(block)
        assert digester.payload()[0].startswith("sha256:")
