"""Other people's readers read our segments, and what they do not notice.

Known difference: warcio and FastWARC take the payload digest over the chunked octets, the standard (ISO 28500 2.17) and
this format over the entity body. Facts that hold of `warcio check`: it exits 0 on a file cut between records, on a
record whose digest was taken out, and on digests that were recomputed. It is no verifier.
"""

import contextlib
import io
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from tests.support.build import SUBJECTS, package
from tests.support.forge import members_of, number_of, records_of, segment_of, split, with_block, with_field

PLAIN = [name for name in SUBJECTS if name != "http"]


def types(name: str) -> list[str]:
    """The record types of a sample, in order."""
    return ["warcinfo", "response" if name == "http" else "resource", "conversion", "resource"]


def warcio_check(tmp_path: Path, segment: bytes) -> tuple[int, str]:
    """Exit status and output of `warcio check -v`."""
    path = tmp_path / "s.warc.gz"
    path.write_bytes(segment)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            status = warcio(["check", "-v", str(path)])
        except SystemExit as e:
            status = e.code
    return int(status or 0), out.getvalue()


@pytest.mark.parametrize("name", SUBJECTS)
def test_warcio_reads_every_record(name: str) -> None:
    found = []
    for record in ArchiveIterator(io.BytesIO(package(name).segment), check_digests=name != "http"):
        block = record.raw_stream.read()
        found.append((record.rec_type, record.rec_headers.get_header("WARC-Record-ID"), len(block) > 0))
        assert name == "http" or record.digest_checker.passed is not False, record.digest_checker.problems
    assert [(kind, nonempty) for kind, _, nonempty in found] == [(kind, True) for kind in types(name)]
    assert len({record_id for _, record_id, _ in found}) == len(found)


@pytest.mark.parametrize("name", SUBJECTS)
def test_fastwarc_reads_every_record_and_its_digests(name: str) -> None:
    records = list(FastIterator(io.BytesIO(package(name).segment), parse_http=False))
    assert len(records) == 4
    for record in FastIterator(io.BytesIO(package(name).segment), parse_http=False):
        assert record.verify_block_digest()
    assert records[2].record_type == WarcRecordType.conversion


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_payload_that_warcio_hands_out_is_the_one_that_was_recorded(name: str) -> None:
    record = list(ArchiveIterator(io.BytesIO(package(name).segment), no_record_parse=False))
    del record
    for one in ArchiveIterator(io.BytesIO(package(name).segment)):
        if one.rec_type in ("response", "resource"):
            assert one.content_stream().read() == SUBJECTS[name].body
            return


def test_fastwarc_takes_the_payload_digest_over_the_chunked_octets() -> None:
    """The known difference, in the direction that the standard does not mean."""
    response = next(
        record
        for record in FastIterator(io.BytesIO(package("http").segment))
        if record.record_type == WarcRecordType.response
    )
    assert not response.verify_payload_digest()


def test_warcio_takes_the_payload_digest_over_the_chunked_octets(tmp_path: Path) -> None:
    status, said = warcio_check(tmp_path, package("http").segment)
    assert status == 1
    assert "payload digest failed" in said


@pytest.mark.parametrize("name", PLAIN)
def test_warcio_check_accepts_an_intact_segment(name: str, tmp_path: Path) -> None:
    assert warcio_check(tmp_path, package(name).segment)[0] == 0


def test_warcio_check_does_not_notice_what_the_verifier_does(tmp_path: Path) -> None:
    records = records_of(package().segment)
    source = number_of(records, b"resource")
    rewritten = with_block(records[source], split(records[source])[1].replace(b"2,400", b"1,400"))
    broken = {
        "cut between records": b"".join(members_of(package().segment)[:-1]),
        "cut within the last record": package().segment[:-40],
        "digest recomputed": segment_of([*records[:source], rewritten, *records[source + 1 :]]),
        "digest taken out": segment_of(
            [records[0], with_field(with_field(rewritten, b"WARC-Block-Digest", None), b"WARC-Payload-Digest", None)]
        ),
    }
    for name, segment in broken.items():
        assert warcio_check(tmp_path, segment)[0] == 0, name


def test_segments_can_be_concatenated() -> None:
    whole = package("english").segment + package("ukrainian").segment
    assert [r.rec_type for r in ArchiveIterator(io.BytesIO(whole))] == types("english") + types("ukrainian")
    assert len(list(FastIterator(io.BytesIO(whole)))) == 8
