"""Digests of a record do not depend on where its pieces end."""

import hashlib

import pytest

from archiver.bundle.record import make
from archiver.verify.digester import Digester

HTTP = "application/http; msgtype=response"
PLAIN = b"HTTP/1.1 200 OK\r\n\r\n", b"Body: looks like a head\r\n\r\nand goes on"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\nBody\r\n0\r\n\r\n"


@pytest.mark.parametrize(("message", "entity"), [(PLAIN, PLAIN[1]), (CHUNKED, b"Body")])
def test_every_cut_gives_the_payload_and_no_fault(message: tuple[bytes, bytes], entity: bytes) -> None:
    block = b"".join(message)
    for stated in (entity, message[1]):
        label = ("WARC-Payload-Digest", f"sha1:{hashlib.sha1(stated).hexdigest()}")
        head = make([("WARC-Type", "response"), ("Content-Type", HTTP), label], block).head
        for cut in range(len(block)):
            digester = Digester(head)
            digester.update(block[:cut])
            digester.update(block[cut:])
            assert digester.payload() == (f"sha256:{hashlib.sha256(entity).hexdigest()}", len(entity))
            assert list(digester.faults()) == []
