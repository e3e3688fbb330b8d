"""The records that a segment is made of, and how the octets of each are put together (ISO 28500:2017).

    warcinfo - the source's records - conversion (canonical text) - resource (nonce)

A file that was handed over is a `resource` record: never a made-up response. Records that came in a WARC stay octet for
octet as they were; only the others are written here.
"""

from dataclasses import dataclass

from archiver.bundle import http1
from archiver.bundle.record import Record, make
from archiver.model.digest import sha256

CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
CONVERSION_TYPE = "text/plain; charset=utf-8"
NONCE_OCTETS = 32
CERTIFICATE_URI = "urn:archiver:certificate:"  # and the SHA-256 of its DER octets, in hex


@dataclass(frozen=True)
class Stamp:
    """What every record written for one package shares."""

    warcinfo_id: str  # with angle brackets
    date: str  # WARC-Date (ISO 28500 5.4), RFC 3339 with microseconds


def nonce_uri(capture_id: str) -> str:
    """The name under which a package's nonce stands in its segment."""
    return f"urn:archiver:nonce:{capture_id}"


def warcinfo(stamp: Stamp, *, software: str, capture_id: str, sidecar: str) -> Record:
    """ISO 28500 6.2: which program wrote the segment, and which package it belongs to."""
    lines = (
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", CONFORMS_TO),
        ("captureId", capture_id),
        ("sidecar", sidecar),
    )
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()
    return make(
        [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", stamp.warcinfo_id),
            ("WARC-Date", stamp.date),
            ("WARC-Block-Digest", sha256(block)),
            ("Content-Type", "application/warc-fields"),
        ],
        block,
    )


def resource(stamp: Stamp, *, record_id: str, uri: str, media_type: str, block: bytes) -> Record:
    """ISO 28500 6.5: octets without a protocol around them; block and payload are the same."""
    return make(
        [
            ("WARC-Type", "resource"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", stamp.date),
            ("WARC-Warcinfo-ID", stamp.warcinfo_id),
            ("WARC-Target-URI", uri),
            ("WARC-Block-Digest", sha256(block)),
            ("WARC-Payload-Digest", sha256(block)),
            ("Content-Type", media_type),
        ],
        block,
    )


def conversion(stamp: Stamp, *, record_id: str, uri: str, source_id: str, text: bytes) -> Record:
    """ISO 28500 6.8: the canonical text, made from the record `source_id`."""
    return make(
        [
            ("WARC-Type", "conversion"),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", stamp.date),
            ("WARC-Warcinfo-ID", stamp.warcinfo_id),
            ("WARC-Refers-To", source_id),
            ("WARC-Target-URI", uri),
            ("WARC-Block-Digest", sha256(text)),
            ("WARC-Payload-Digest", sha256(text)),
            ("Content-Type", CONVERSION_TYPE),
        ],
        text,
    )


def payload(record: Record) -> bytes:
    """The payload (ISO 28500 2.17): of an HTTP message its entity body, else the block."""
    if not is_http(record.head.get("Content-Type")):
        return record.block
    return http1.payload(http1.split_head(record.block), record.block)


def is_http(content_type: str | None) -> bool:
    """Whether a block of this Content-Type starts with an HTTP head."""
    return (content_type or "").replace(" ", "").lower().startswith("application/http")
