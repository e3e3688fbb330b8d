"""`recompute_digests` says yes exactly where the full pass finds nothing wrong with framing, limits and digests."""

import base64
import gzip
import hashlib
from io import BytesIO

import pytest

from archiver.bundle.members import RATIO_FREE
from archiver.verify.segment import read_segment, recompute_digests

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
PAGE = b"The bridge at Dolna was reopened on Monday.\n" * 40
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)


def labelled(octets: bytes, algorithm: str = "sha256") -> bytes:
    return f"{algorithm}:{hashlib.new(algorithm, octets).hexdigest()}".encode()


def record(block: bytes, *more: bytes, kind: bytes = b"response", media: bytes = b"application/http") -> bytes:
    head = [
        b"WARC/1.1",
        b"WARC-Type: " + kind,
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>",
        b"Content-Type: " + media,
        b"Content-Length: %d" % len(block),
        *more,
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(body: bytes = PAGE, block: bytes | None = None, payload: bytes | None = None, more: bytes = b"") -> bytes:
    octets = HTTP + more + b"\r\n" + body
    digests = [b"WARC-Block-Digest: " + (block or labelled(octets))]
    return record(octets, *digests, *([b"WARC-Payload-Digest: " + payload] if payload else []))


def segment(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


WRONG = labelled(b"another page")
GOOD = {
    "nothing": b"",
    "block and payload": segment(answer(payload=labelled(PAGE))),
    "sha1 in base32": segment(answer(payload=b"sha1:" + base64.b32encode(hashlib.sha1(PAGE).digest()))),
    "md5 and sha512": segment(answer(payload=labelled(PAGE, "md5")), answer(payload=labelled(PAGE, "sha512"))),
    "no digest": segment(record(PAGE, kind=b"resource", media=b"text/plain")),
    "chunked, of the entity": segment(answer(CHUNKED, payload=labelled(PAGE), more=b"Transfer-Encoding: chunked\r\n")),
    "chunked, of the body": segment(answer(CHUNKED, payload=labelled(CHUNKED), more=b"Transfer-Encoding: chunked\r\n")),
    "a large one": segment(answer(PAGE * 200, payload=labelled(PAGE * 200))),
}
BAD = {
    "a block's digest": segment(answer(block=WRONG)),
    "a payload's digest": segment(answer(payload=WRONG)),
    "of the second record": segment(answer(), answer(payload=WRONG)),
    "chunked": segment(answer(CHUNKED, payload=WRONG, more=b"Transfer-Encoding: chunked\r\n")),
    "an unknown algorithm": segment(answer(payload=b"whirlpool:00")),
    "no digest at all in the label": segment(answer(payload=b"sha256")),
    "two records in a member": gzip.compress(answer() + answer(), mtime=0),
    "no record in a member": segment(b""),
    "no type": segment(answer().replace(b"WARC-Type", b"X-Type")),
    "no id": segment(answer().replace(b"WARC-Record-ID", b"X-Record-ID")),
    "cut": segment(answer())[:-1],
    "octets behind": segment(answer()) + b"more",
    "not compressed": answer(),
    "a bomb": segment(record(bytes(RATIO_FREE + 65_536), kind=b"resource", media=b"text/plain")),
}


def by_the_full_pass(octets: bytes) -> bool:
    facts = read_segment(BytesIO(octets), ())
    return facts.records is not None and not any(fact.faults for fact in facts.records)


@pytest.mark.parametrize("name", GOOD)
def test_digests_that_hold(name: str) -> None:
    taken = list[bytes]()
    assert recompute_digests(BytesIO(GOOD[name]), taken.append)
    assert b"".join(taken) == GOOD[name]
    assert by_the_full_pass(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_hold(name: str) -> None:
    assert not recompute_digests(BytesIO(BAD[name]), lambda _: None)
    assert not by_the_full_pass(BAD[name])


@pytest.mark.parametrize("name", ["block and payload", "chunked, of the entity", "md5 and sha512"])
def test_every_octet_of_a_record_counts_as_in_the_full_pass(name: str) -> None:
    plain = gzip.decompress(GOOD[name][: GOOD[name].find(b"\x1f\x8b", 1)] if name.startswith("md5") else GOOD[name])
    noticed = 0
    for at in range(len(plain)):
        changed = segment(plain[:at] + bytes((plain[at] ^ 1,)) + plain[at + 1 :])
        found = recompute_digests(BytesIO(changed), lambda _: None)
        assert found == by_the_full_pass(changed), at
        noticed += not found
    assert noticed > len(plain) // 2


def test_every_octet_of_the_file_counts_as_in_the_full_pass() -> None:
    octets = GOOD["block and payload"]
    for at in range(len(octets)):
        changed = octets[:at] + bytes((octets[at] ^ 1,)) + octets[at + 1 :]
        assert recompute_digests(BytesIO(changed), lambda _: None) == by_the_full_pass(changed), at
