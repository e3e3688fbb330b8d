"""HTTP responses as they cross a socket, and the WARC record around one."""

from archiver.bundle.record import Record, make
from archiver.bundle.records import Stamp
from archiver.model.digest import sha256

CHUNK = 700


def chunks(body: bytes, size: int = CHUNK) -> bytes:
    """`body` in the chunked transfer coding (RFC 9112 7.1)."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def chunked_response(body: bytes) -> bytes:
    """A response with odd spelling on purpose: nothing of it may be corrected."""
    head = b"HTTP/1.1 200 OK\r\nserver:x\r\nContent-Type:  text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + chunks(body)


def response_record(stamp: Stamp, record_id: str, uri: str, block: bytes, payload: bytes) -> Record:
    """A `response` record (ISO 28500 6.3) whose payload digest is over the entity body."""
    return make(
        [
            ("WARC-Type", "response"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", stamp.date),
            ("WARC-Warcinfo-ID", stamp.warcinfo_id),
            ("WARC-Target-URI", uri),
            ("WARC-Block-Digest", sha256(block)),
            ("WARC-Payload-Digest", sha256(payload)),
            ("Content-Type", "application/http;msgtype=response"),
        ],
        block,
    )
