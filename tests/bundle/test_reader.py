"""Members and records, our own and others': what is read, and what is refused with a reason."""

import gzip
import io

import pytest

from archiver.bundle import members, reader
from archiver.bundle.members import Members
from archiver.bundle.reader import foreign_records, segment_records
from archiver.bundle.record import MAX_FIELDS, MAX_HEAD, Head, make
from archiver.bundle.writer import compress, write_segment
from archiver.errors import LimitError, WarcError

LIMIT = 1 << 20
ONE = make([("WARC-Type", "resource"), ("WARC-Record-ID", "<urn:x:1>")], b"hello")
TWO = make([("WARC-Type", "resource"), ("WARC-Record-ID", "<urn:x:2>")], b"")
BOTH = ONE.octets() + TWO.octets()


def foreign(octets: bytes) -> list[bytes]:
    """Every record of a file that others wrote."""
    return [record.load(LIMIT).octets() for record in foreign_records(io.BytesIO(octets))]


def strict(octets: bytes) -> list[bytes]:
    """Every record of a segment of this format."""
    return [record.load(LIMIT).octets() for record in segment_records(Members(io.BytesIO(octets)))]


@pytest.mark.parametrize(
    "octets",
    [BOTH, compress(BOTH), compress(ONE.octets()) + compress(TWO.octets()), compress(BOTH[:40]) + compress(BOTH[40:])],
    ids=["uncompressed", "several records a member", "a member a record", "a record over members"],
)
def test_foreign_files_in_every_framing(octets: bytes) -> None:
    assert foreign(octets) == [ONE.octets(), TWO.octets()]


@pytest.mark.parametrize("octets", [BOTH, compress(BOTH), compress(BOTH[:40]) + compress(BOTH[40:])])
def test_a_segment_has_one_record_a_member(octets: bytes) -> None:
    with pytest.raises(WarcError):
        strict(octets)


def test_an_empty_file_holds_no_records() -> None:
    assert foreign(b"") == strict(b"") == []


@pytest.mark.parametrize("cut", [1, 5, 20, 60, -1, -3])
def test_a_foreign_file_cut_short_is_no_shorter_file(cut: int) -> None:
    with pytest.raises(WarcError):
        foreign(BOTH[:cut] if cut < 0 else ONE.octets() + TWO.octets()[:cut])
    with pytest.raises(WarcError):
        foreign(compress(BOTH)[:cut])


def test_something_else_is_no_warc() -> None:
    with pytest.raises(WarcError, match="expected a WARC record"):
        foreign(b"<html>no</html>")
    with pytest.raises(WarcError, match=r"expected WARC/1\.1"):
        foreign(b"HTTP/1.1 200 OK\r\n\r\n")


def test_a_record_is_not_loaded_beyond_the_limit() -> None:
    opened = next(foreign_records(io.BytesIO(BOTH)))
    with pytest.raises(LimitError, match="at most 4 octets, found 5"):
        opened.load(4)


def test_the_number_of_records_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_RECORDS", 2)
    assert len(foreign(BOTH)) == 2
    with pytest.raises(LimitError, match="at most 2 records"):
        foreign(BOTH + BOTH)
    with pytest.raises(LimitError, match="at most 2 records"):
        strict(compress(ONE.octets()) * 3)


def test_a_head_is_limited_in_size_and_fields() -> None:
    with pytest.raises(LimitError, match="found no end"):
        foreign(b"WARC/1.1\r\nX: " + b"y" * (MAX_HEAD + 600_000))
    with pytest.raises(LimitError, match=f"at most {MAX_FIELDS} fields"):
        foreign(b"WARC/1.1\r\n" + b"X: y\r\n" * (MAX_FIELDS + 1) + b"\r\n")


def test_fields_are_read_as_iso_28500_has_them() -> None:
    head = Head(
        b"WARC/1.0\r\nwarc-type:  response \r\nX-Fold: a\r\n\t b\r\nX-Empty:\r\nWARC-Target-URI: <http://a/>\r\n\r\n"
    )
    assert (head.type, head.get("x-fold"), head.get("X-Empty"), head.get("X-None")) == ("response", "a b", "", None)
    assert head.target_uri == "http://a/"
    with pytest.raises(WarcError, match="expected a WARC-Record-ID field"):
        _ = head.record_id


@pytest.mark.parametrize("value", ["a\r\nWARC-Type: response", "a\nb", "\x00", "\x7f", "a\tb"])
def test_a_field_cannot_break_the_head_apart(value: str) -> None:
    with pytest.raises(WarcError, match="no control characters"):
        make([("WARC-Target-URI", value)], b"")


def test_the_tap_sees_every_octet_once_even_after_damage() -> None:
    octets, seen = compress(ONE.octets()) + b"damage" * 100_000, bytearray()
    found = Members(io.BytesIO(octets), seen.extend)
    with pytest.raises(WarcError):
        list(segment_records(found))
    found.rest()
    assert bytes(seen) == octets


def test_offsets_name_the_member() -> None:
    first = compress(ONE.octets())
    found = Members(io.BytesIO(first + compress(TWO.octets())))
    assert (found.next(), b"".join(iter(found.read, b"")), found.offset) == (True, ONE.octets(), 0)
    assert (found.next(), b"".join(iter(found.read, b"")), found.offset) == (True, TWO.octets(), len(first))
    assert (found.next(), found.end) == (False, len(first) + len(compress(TWO.octets())))


def test_a_bomb_stops_at_its_ratio() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    assert len(bomb) < 200_000
    found, size = Members(io.BytesIO(bomb)), 0
    found.next()
    with pytest.raises(LimitError, match="decompression bomb"):
        while piece := found.read():
            size += len(piece)
    assert size <= members.MAX_RATIO * len(bomb) + members.PIECE


def test_our_writer_writes_no_bomb() -> None:
    record = make([("WARC-Type", "resource"), ("WARC-Record-ID", "<urn:x:1>")], bytes(members.RATIO_FREE + 1))
    out = io.BytesIO()
    segment = write_segment([record], out)
    found = [opened.load(members.RATIO_FREE + 1) for opened in segment_records(Members(io.BytesIO(out.getvalue())))]
    assert found == [record]
    assert segment.length == len(out.getvalue()) > members.RATIO_FREE


def test_what_is_inflated_in_all_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MAX_INFLATED", 1000)
    with pytest.raises(LimitError, match="at most 1000 octets"):
        strict(compress(make([("WARC-Type", "resource")], bytes(400)).octets()) * 3)


def test_a_segment_has_no_time_and_no_name() -> None:
    assert compress(b"x")[:9] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00"
