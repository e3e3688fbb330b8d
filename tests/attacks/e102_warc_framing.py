"""E102: the segment is one well-formed record a gzip member, and nothing else; known even without the signed digest."""

import gzip
from collections.abc import Callable

from archiver.bundle.writer import compress
from tests.support.attack import Attack
from tests.support.build import Built
from tests.support.forge import members_of, records_of, segment_of, with_field


def _members(make: Callable[[list[bytes]], list[bytes]]) -> Callable[[Built], Built]:
    return lambda built: built.with_segment(b"".join(make(members_of(built.segment))))


def _record(make: Callable[[bytes], bytes], at: int = 1) -> Callable[[Built], Built]:
    """One record made another, its member compressed anew."""

    def recipe(built: Built) -> Built:
        records = records_of(built.segment)
        records[at] = make(records[at])
        return built.with_segment(segment_of(records))

    return recipe


def _cut(octets: int) -> Callable[[Built], Built]:
    return lambda built: built.with_segment(built.segment[:octets])


def _cut_member(number: int, octets: int) -> Callable[[Built], Built]:
    return _members(lambda members: [*members[:number], members[number][:octets]])


def _two_in_one(built: Built) -> Built:
    first, second, *rest = records_of(built.segment)
    return built.with_segment(compress(first + second) + segment_of(rest))


def _one_in_two(built: Built) -> Built:
    first, *rest = records_of(built.segment)
    return built.with_segment(compress(first[:50]) + compress(first[50:]) + segment_of(rest))


def _length(change: int) -> Callable[[bytes], bytes]:
    def make(record: bytes) -> bytes:
        length = int(record.partition(b"\r\nContent-Length: ")[2].partition(b"\r\n")[0])
        return with_field(record, b"Content-Length", b"%d" % (length + change))

    return make


def _field(name: bytes, value: bytes | None) -> Callable[[bytes], bytes]:
    return lambda record: with_field(record, name, value)


def _twice(line: bytes) -> Callable[[bytes], bytes]:
    return lambda record: record.replace(b"\r\n", b"\r\n" + line + b"\r\n", 1)


def _checksum(member: bytes) -> bytes:
    return member[:-8] + bytes(4) + member[-4:]


def _size(member: bytes) -> bytes:
    return member[:-4] + bytes(4)


ATTACKS: tuple[Attack, ...] = (
    Attack("cut in the gzip magic", _cut(1)),
    Attack("cut in the gzip head", _cut(7)),
    Attack("cut in the first member", _cut(60)),
    Attack("cut in a record's head", _cut_member(1, 40)),
    Attack("cut in a record's block", _cut_member(1, 900)),
    Attack("cut in the checksum", _members(lambda m: [*m[:-1], m[-1][:-6]])),
    Attack("cut in the length", _members(lambda m: [*m[:-1], m[-1][:-1]])),
    Attack("wrong checksum", _members(lambda m: [_checksum(m[0]), *m[1:]])),
    Attack("wrong length in the gzip trailer", _members(lambda m: [_size(m[0]), *m[1:]])),
    Attack("zeros after the last member", _members(lambda m: [*m, bytes(512)])),
    Attack("text after the last member", _members(lambda m: [*m, b"WARC/1.1\r\n"])),
    Attack("zeros between members", _members(lambda m: [m[0], bytes(4), *m[1:]])),
    Attack("empty member", _members(lambda m: [*m, gzip.compress(b"", mtime=0)])),
    Attack("member of line ends", _members(lambda m: [*m, gzip.compress(b"\r\n\r\n", mtime=0)])),
    Attack("two records in a member", _two_in_one),
    Attack("one record in two members", _one_in_two),
    Attack("not compressed", lambda built: built.with_segment(b"".join(records_of(built.segment)))),
    Attack("Content-Length too short", _record(_length(-1))),
    Attack("Content-Length too long", _record(_length(1))),
    Attack("Content-Length far too long", _record(_length(10**12), at=3)),
    Attack("Content-Length negative", _record(_field(b"Content-Length", b"-1"))),
    Attack("Content-Length in other digits", _record(_field(b"Content-Length", "٣".encode()))),
    Attack("Content-Length of many digits", _record(_field(b"Content-Length", b"9" * 4000))),
    Attack("Content-Length empty", _record(_field(b"Content-Length", b""))),
    Attack("Content-Length missing", _record(_field(b"Content-Length", None))),
    Attack("Content-Length twice", _record(_twice(b"Content-Length: 3"))),
    Attack("WARC-Type missing", _record(_field(b"WARC-Type", None))),
    Attack("WARC-Type twice", _record(_twice(b"warc-type: response"))),
    Attack("WARC-Target-URI twice", _record(_twice(b"WARC-Target-URI: https://b.example/"))),
    Attack("WARC-Record-ID missing", _record(_field(b"WARC-Record-ID", None))),
    Attack("WARC-Record-ID missing in warcinfo", _record(_field(b"WARC-Record-ID", None), at=0)),
    Attack("WARC-Record-ID missing in conversion", _record(_field(b"WARC-Record-ID", None), at=2)),
    Attack("another version", _record(lambda record: record.replace(b"WARC/1.1", b"WARC/9.9"))),
    Attack("a line without a colon", _record(_twice(b"no field"))),
    Attack("a field without a name", _record(_twice(b": value"))),
    Attack("a name with a space", _record(_twice(b"WARC-Date : x"))),
    Attack("lines end in LF", _record(lambda record: record.replace(b"\r\n", b"\n"))),
    Attack("no empty lines at the end", _record(lambda record: record[:-4])),
    Attack("one empty line at the end", _record(lambda record: record[:-2])),
    Attack("octets after the end", _record(lambda record: record + b"x")),
)
