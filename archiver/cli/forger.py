"""The forger of the demonstration: rewrites a WARC so that everything written in it agrees again.

    forge(octets, "four vehicles", "forty vehicles")

Every block that holds the words is changed, and every Content-Length, WARC-Block-Digest and WARC-Payload-Digest is
computed anew: what any program that reads WARCs can check is right afterwards.
"""

from io import BytesIO

from archiver.bundle.members import Members
from archiver.bundle.reader import OpenRecord, segment_records
from archiver.bundle.record import Record, make
from archiver.bundle.writer import write_segment
from archiver.model.digest import sha256

MAX_BLOCK = 1024 * 1024
_DIGESTS = ("warc-block-digest", "warc-payload-digest")


def forge(segment: bytes, old: str, new: str) -> bytes:
    """`segment` with `new` in the place of `old`, consistent in itself."""
    out = BytesIO()
    write_segment([_rewritten(record, old, new) for record in segment_records(Members(BytesIO(segment)))], out)
    return out.getvalue()


def _rewritten(record: OpenRecord, old: str, new: str) -> Record:
    block = record.load(MAX_BLOCK).block.replace(old.encode(), new.encode())
    fields = [
        (name, sha256(block) if name.lower() in _DIGESTS else value)
        for name, value in record.head.fields
        if name.lower() != "content-length"
    ]
    return make(fields, block)
