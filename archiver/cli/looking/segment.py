"""The records of a package's WARC, read one by one; each row can be checked by hand:

tail -c +$((offset + 1)) FILE.warc.gz | head -c $length | gzip -dc | sha256sum
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from archiver.bundle.members import Members
from archiver.bundle.reader import OpenRecord, segment_records
from archiver.bundle.record import END_OF_RECORD, Head
from archiver.errors import InputError
from archiver.model.digest import PREFIX
from archiver.store.opening import located, opened
from archiver.store.packages import PackageFiles


@dataclass(frozen=True)
class RecordRow:
    """One record: where its gzip member lies (octets), what it is, and the digest that the records tree takes of it.

    `bytes` is the length of its block, `sha256` over the whole uncompressed record.
    """

    offset: int
    length: int
    type: str
    id: str
    uri: str | None
    media_type: str | None
    bytes: int
    sha256: str

    def document(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def rows(files: PackageFiles) -> list[RecordRow]:
    """The records in order; raises InputError without a WARC, WarcError for a damaged one."""
    with _members(files) as members:
        return list(_rows(members, located(files.warc).offset if files.warc else 0))


@contextmanager
def _members(files: PackageFiles) -> Iterator[Members]:
    if files.warc is None or files.problem:
        raise InputError(f"{files.name}: expected its WARC beside it, found {files.problem or 'none'}")
    with opened(files.warc) as stream:
        yield Members(stream)


def _rows(members: Members, start: int) -> Iterator[RecordRow]:
    """`start` is where the segment begins in its file."""
    before: tuple[int, Head, str] | None = None
    for record in segment_records(members):
        if before:
            yield _row(*before, end=start + members.offset)
        before = (start + members.offset, record.head, _digest(record))
    if before:
        yield _row(*before, end=start + members.end)


def _row(offset: int, head: Head, sha256: str, *, end: int) -> RecordRow:
    return RecordRow(
        offset=offset,
        length=end - offset,
        type=head.type,
        id=head.record_id,
        uri=head.target_uri,
        media_type=head.get("Content-Type"),
        bytes=head.content_length,
        sha256=sha256,
    )


def _digest(record: OpenRecord) -> str:
    whole = hashlib.sha256(record.head.octets)
    for piece in record.pieces():
        whole.update(piece)
    whole.update(END_OF_RECORD)
    return PREFIX + whole.hexdigest()
