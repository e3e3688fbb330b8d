"""E105: limits that protect the reader. The archive's own signature does not lift them (7); without it, it is 1."""

import gzip
from collections.abc import Callable

from archiver.bundle.record import MAX_FIELDS, MAX_HEAD
from tests.support.attack import Attack, unusable
from tests.support.build import Built
from tests.support.forge import records_of, resigned, with_block, with_field


def _bomb(record: bytes) -> bytes:
    return gzip.compress(with_block(record, bytes(200_000_000)), 9, mtime=0)


def _segment(built: Built, make: Callable[[bytes], bytes], at: int) -> bytes:
    members = [gzip.compress(record, mtime=0) for record in records_of(built.segment)]
    members[at] = make(records_of(built.segment)[at])
    return b"".join(members)


def _fields(count: int) -> Callable[[bytes], bytes]:
    lines = b"".join(b"X-%d: y\r\n" % number for number in range(count))
    return lambda record: gzip.compress(record.replace(b"\r\n", b"\r\n" + lines, 1), mtime=0)


def _long_head(record: bytes) -> bytes:
    return gzip.compress(with_field(record, b"X-Long", b"y" * MAX_HEAD), mtime=0)


def _signed(make: Callable[[bytes], bytes], at: int = 1) -> Callable[[Built], Built]:
    return lambda built: resigned(built, segment=_segment(built, make, at))


def _put(make: Callable[[bytes], bytes], at: int = 1) -> Callable[[Built], Built]:
    return lambda built: built.with_segment(_segment(built, make, at))


ATTACKS: tuple[Attack, ...] = (
    unusable("gzip bomb, signed", _signed(_bomb)),
    Attack("gzip bomb in place of the source", _put(_bomb)),
    unusable("200,000 fields, signed", _signed(_fields(200_000))),
    Attack("200,000 fields", _put(_fields(200_000))),
    unusable("a field too many, signed", _signed(_fields(MAX_FIELDS + 1))),
    unusable("one long field, signed", _signed(_long_head)),
    unusable("200,000 fields in warcinfo, signed", _signed(_fields(200_000), at=0)),
)
