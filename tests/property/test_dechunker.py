"""The dechunker against h11 where that is at hand, and against a plain reading of RFC 9112 7.1; however it is cut."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.bundle.http1 import Dechunker, payload, split_head
from tests.support.http import chunks

PIECES = st.lists(st.binary(min_size=1, max_size=40), max_size=5)
EXTENSION = st.sampled_from([b"", b";a=b", b' ; name="v;w"', b"  "])
TRAILER = st.sampled_from([b"", b"X-Trailer: yes\r\n", b"A: 1\r\nB: 2\r\n"])
ZEROS = st.sampled_from([b"", b"0", b"000"])


def coded(pieces: list[bytes], extension: bytes, trailer: bytes, zeros: bytes, upper: bool) -> bytes:
    """A chunked body in one of its many spellings."""
    size = b"%X" if upper else b"%x"
    body = b"".join(zeros + size % len(p) + extension + b"\r\n" + p + b"\r\n" for p in pieces)
    return body + b"0" + extension + b"\r\n" + trailer + b"\r\n"


def reference(body: bytes) -> bytes:
    """RFC 9112 7.1.3, word by word, for a well-formed body."""
    decoded = b""
    while found := re.match(rb"([0-9a-fA-F]+)[^\r\n]*\r\n", body):
        length = int(found[1], 16)
        if not length:
            return decoded
        decoded += body[found.end() : found.end() + length]
        body = body[found.end() + length + 2 :]
    raise AssertionError(body)


def fed(body: bytes, cuts: list[int]) -> bytes:
    """What comes out when the body arrives in pieces."""
    dechunker, bounds = Dechunker(), sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    return b"".join(dechunker.feed(body[a:b]) for a, b in pairwise(bounds))


@settings(max_examples=300, deadline=None)
@given(PIECES, EXTENSION, TRAILER, ZEROS, st.booleans(), st.lists(st.integers(0, 400), max_size=8))
def test_it_reads_what_the_standard_writes(
    pieces: list[bytes], extension: bytes, trailer: bytes, zeros: bytes, upper: bool, cuts: list[int]
) -> None:
    body = coded(pieces, extension, trailer, zeros, upper)
    assert fed(body, cuts) == b"".join(pieces) == reference(body)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from([b"", b";a=b", b"  "]), TRAILER)  # h11 takes no space before an extension
def test_it_agrees_with_h11(pieces: list[bytes], extension: bytes, trailer: bytes) -> None:
    h11 = pytest.importorskip("h11")
    body = coded(pieces, extension, trailer, b"", False)
    connection = h11.Connection(our_role=h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "news.example.org")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    out = b""
    while not isinstance(event := connection.next_event(), h11.EndOfMessage):
        assert event is not h11.NEED_DATA
        out += bytes(event.data) if isinstance(event, h11.Data) else b""
    assert fed(body, []) == out


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.lists(st.integers(0, 80), max_size=6))
def test_octets_of_any_kind_come_out_alike_however_they_are_cut(body: bytes, cuts: list[int]) -> None:
    assert fed(body, cuts) == fed(body, [])
    assert len(fed(body, [])) <= len(body)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(1, 50))
def test_the_payload_of_a_chunked_message_is_its_body(body: bytes, size: int) -> None:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n" + chunks(body, size)
    assert payload(split_head(block), block) == body
    plain = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n" + body
    assert payload(split_head(plain), plain) == body
