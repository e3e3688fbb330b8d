"""A segment that would take hours to hash is refused by its length."""

from io import BytesIO
from pathlib import Path

from archiver.verify.segment import MAX_SEGMENT, check_length


def test_a_hole_of_terabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "hole.warc.gz").open("w+b") as hole:
        hole.truncate(MAX_SEGMENT + 1)
        check = check_length(hole)
    assert check is not None
    assert (check.code, check.status, check.found) == ("E105", "fail", str(MAX_SEGMENT + 1))


def test_what_is_within_the_limit_is_read_from_its_start() -> None:
    stream = BytesIO(b"segment")
    stream.read(3)
    assert check_length(stream) is None
    assert stream.read() == b"segment"
