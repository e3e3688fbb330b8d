"""One pass over the segment (E101-E105): its digest always, its records with `--deep`.

The pass streams: whatever the segment's size, only the records that later checks read are kept, each under a limit.
"""

import hashlib
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from io import SEEK_END
from itertools import islice
from typing import BinaryIO

from archiver.bundle.members import PIECE, Members
from archiver.bundle.reader import OpenRecord, segment_records
from archiver.bundle.record import Head, Record
from archiver.errors import LimitError, WarcError
from archiver.model.digest import PREFIX
from archiver.model.report import Check
from archiver.verify import codes
from archiver.verify.digester import Digester

MAX_SEGMENT = 16 * 1024 * 1024 * 1024  # octets on disk; at 1 GB/s a check takes 16 s
MAX_KEPT = 64 * 1024 * 1024  # octets of one record that a check reads as a whole
MAX_KEPT_TOGETHER = 2 * MAX_KEPT  # of all of them
MAX_HEADS = 64 * 1024 * 1024  # octets of all heads together; they stay in memory until the last check
_KEPT_TYPES = frozenset({"warcinfo", "conversion"})


@dataclass(frozen=True)
class RecordFacts:
    """What is known of one record after the pass; `kept` only for records that a check reads.

    `faults` are the first of the segment: after codes.MAX_NAMED + 1 of them the other records' are not looked for.
    """

    head: Head
    sha256: str
    payload_sha256: str
    payload_length: int
    faults: tuple[str, ...]
    kept: Record | None


@dataclass(frozen=True)
class SegmentFacts:
    """The segment after the pass; `records` is None when they were not looked at or could not be read to the end."""

    sha256: str
    records: tuple[RecordFacts, ...] | None
    fault: WarcError | LimitError | None = None
    names: dict[str, RecordFacts] = field(default_factory=dict)


def check_length(stream: BinaryIO) -> Check | None:
    """E105 for a file that would take hours to hash, such as a hole of terabytes; leaves the stream at its start."""
    length = stream.seek(0, SEEK_END)
    stream.seek(0)
    if length <= MAX_SEGMENT:
        return None
    return codes.WARC_LIMITS.failed("the segment is too large", expected=f"at most {MAX_SEGMENT}", found=str(length))


def digest_only(stream: BinaryIO) -> SegmentFacts:
    """The segment's digest, nothing else."""
    whole = hashlib.sha256()
    while piece := stream.read(PIECE):
        whole.update(piece)
    return SegmentFacts(PREFIX + whole.hexdigest(), None)


def read_segment(stream: BinaryIO, keep: Container[str]) -> SegmentFacts:
    """Digest and records; the records whose ids are in `keep` stay in memory, as do warcinfo and conversion."""
    whole = hashlib.sha256()
    members = Members(stream, whole.update)
    facts: list[RecordFacts] = []
    held = _Held()
    fault: WarcError | LimitError | None = None
    try:
        for record in segment_records(members):
            facts.append(_read_record(record, keep, held))
    except (WarcError, LimitError) as e:
        fault = e
    members.rest()
    digest = PREFIX + whole.hexdigest()
    if fault:
        return SegmentFacts(digest, None, fault)
    return SegmentFacts(digest, tuple(facts), None, {fact.head.record_id: fact for fact in facts})


def recompute_digests(stream: BinaryIO, tap: Callable[[bytes], None]) -> bool:
    """Reads every record to its end and recomputes each digest that a head states; whether all of them hold.

    It is what E102, E103 and E105 ask, by the same readers and under the same limits, without the names of what is
    wrong. `tap` sees the octets of the file as they are read; where the answer is False, perhaps not all of them.
    """
    members = Members(stream, tap)
    try:
        for record in segment_records(members):
            if not (record.head.type and record.head.record_id):
                return False
            digester = Digester(record.head, labelled_only=True)
            for piece in record.pieces():
                digester.update(piece)
            if any(digester.faults()):
                return False
    except (WarcError, LimitError):
        return False
    return True


def check_segment(facts: SegmentFacts, expected: str, *, deep: bool) -> list[Check]:
    """E101, and with `deep` E102, E103, E105. `expected` is the signed digest."""
    if facts.sha256 == expected:
        checks = [codes.WARC_DIGEST.passed()]
    else:
        checks = [
            codes.WARC_DIGEST.failed(
                "the segment is not the one that was signed", expected=expected, found=facts.sha256
            )
        ]
    if not deep:
        return checks
    if isinstance(facts.fault, LimitError):
        return [*checks, codes.WARC_LIMITS.failed(str(facts.fault))]
    if facts.fault:
        return [*checks, codes.WARC_FRAMING.failed(str(facts.fault))]
    return [*checks, codes.WARC_FRAMING.passed(), codes.WARC_LIMITS.passed(), *_record_digests(facts)]


def _record_digests(facts: SegmentFacts) -> Iterator[Check]:
    records = facts.records or ()
    faults = [(number, fault) for number, record in enumerate(records) for fault in record.faults]
    for number, fault in faults[: codes.MAX_NAMED]:
        yield codes.RECORD_DIGEST.failed(fault, part=f"record {number} {records[number].head.record_id}")
    if len(faults) > codes.MAX_NAMED:
        yield codes.RECORD_DIGEST.failed("and more")
    if not faults:
        yield codes.RECORD_DIGEST.passed(f"{len(records)} records")


@dataclass
class _Held:
    """What a pass holds in memory so far: a segment of many small records must not add up to a bomb."""

    heads: int = 0
    kept: int = 0
    faults: int = 0

    def count(self, head: Head, *, kept: bool) -> None:
        """Counts a record before it is read; raises LimitError over the limits."""
        self.heads += len(head.octets)
        self.kept += head.content_length if kept else 0
        if self.heads > MAX_HEADS:
            raise LimitError(f"expected at most {MAX_HEADS} octets in the heads of all records, found more")
        if self.kept > MAX_KEPT_TOGETHER:
            raise LimitError(f"expected at most {MAX_KEPT_TOGETHER} octets in records that are read whole, found more")


def _read_record(record: OpenRecord, keep: Container[str], held: _Held) -> RecordFacts:
    head = record.head
    kind, name = head.type, head.record_id  # read here, where a record without them is a finding
    wanted = kind in _KEPT_TYPES or name in keep
    if wanted and head.content_length > MAX_KEPT:
        raise LimitError(f"record {head.record_id}: expected at most {MAX_KEPT} octets, found {head.content_length}")
    held.count(head, kept=wanted)
    digester, pieces = Digester(head), []
    for piece in record.pieces():
        digester.update(piece)
        if wanted:
            pieces.append(piece)
    payload, length = digester.payload()
    kept = Record(head, b"".join(pieces)) if wanted else None
    faults = tuple(islice(digester.faults(), codes.MAX_NAMED + 1 - held.faults))
    held.faults += len(faults)
    return RecordFacts(head, digester.record_sha256(), payload, length, faults, kept)
