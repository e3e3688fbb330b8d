"""CDXJ of segments: what stands where, in the order that replay programs search in."""

import io
import json
import random

import pytest

from archiver.bundle.members import Members
from archiver.bundle.reader import segment_records
from archiver.errors import WarcError
from archiver.index import cdxj
from tests.support.build import package

NAME = "2026/11/22/x.warc.gz"


def lines(segment: bytes, *, everything: bool = False) -> list[tuple[str, str, dict[str, str]]]:
    found = (line.split(" ", 2) for line in cdxj.lines_of(io.BytesIO(segment), NAME, everything=everything))
    return [(key, moment, json.loads(fields)) for key, moment, fields in found]


def test_offset_and_length_name_exactly_one_record() -> None:
    segment = package().segment
    for _, _, fields in lines(segment, everything=True):
        start, length = int(fields["offset"]), int(fields["length"])
        cut = Members(io.BytesIO(segment[start : start + length]))
        (record,) = [found.load(1 << 20) for found in segment_records(cut)]
        assert record.head.target_uri == fields["url"]
        assert record.head.get("WARC-Payload-Digest") == fields["digest"]


def test_the_text_does_not_stand_in_for_the_page() -> None:
    segment = package().segment
    few, all_of_them = lines(segment), lines(segment, everything=True)
    assert [fields["mime"] for _, _, fields in few] == ["text/html"]
    assert {"text/plain", "application/octet-stream"} <= {fields["mime"] for _, _, fields in all_of_them}
    assert few[0] in all_of_them


def test_a_damaged_segment_has_no_lines_to_trust() -> None:
    with pytest.raises(WarcError):
        lines(package().segment[:-1])


def test_what_is_no_web_address_keeps_its_name_without_white_space() -> None:
    assert cdxj.key_of("urn:view:https://example.org/a") == "urn:view:https://example.org/a"
    assert cdxj.key_of("urn:x y\n") == "urn:xy"
    assert cdxj.key_of("") == "-"


def test_more_lines_than_fit_into_memory_are_sorted_by_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdxj, "IN_MEMORY", 7)
    made = [f"{chr(point)}{number} {{}}" for number, point in enumerate([0x61, 0x416, 0x1F30D, 0xFFFD, 0x7E] * 10)]
    random.Random(1).shuffle(made)
    assert list(cdxj.in_order(made)) == sorted(made, key=str.encode)
    assert list(cdxj.in_order(made[:14])) == sorted(made[:14], key=str.encode)
    assert list(cdxj.in_order([])) == []
