"""What a record holds for a reader: its payload with transfer and content codings undone."""

from archiver.bundle import content, http1
from archiver.bundle.record import Record
from archiver.bundle.records import is_http


def readable(record: Record) -> bytes:
    """The payload with its codings undone; raises WarcError or LimitError."""
    if not is_http(record.head.get("Content-Type")):
        return record.block
    head = http1.split_head(record.block)
    return content.decode(http1.payload(head, record.block), head.get("content-encoding"))
