"""Parts of rolled files: read in one pass, by place, and never in the place of a file of its own."""

import io
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.bundle import rolled
from archiver.model.digest import sha256
from archiver.store.local import LocalStore
from archiver.store.packages import PackageFiles, find_packages
from archiver.store.parts import Parts
from archiver.store.window import Part
from tests.store.test_rolled import CONTENTS, SEGMENTS, SIDECARS, rolled_files, sidecar, warc


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    made = LocalStore(tmp_path)
    made.put_new(rolled_files())
    return made


def files(root: Path, number: int) -> PackageFiles:
    return PackageFiles(root / sidecar(number), root / warc(number))


def test_lines_and_segments_through_files_that_are_opened_once(store: LocalStore, tmp_path: Path) -> None:
    with Parts() as parts:
        before = len(list(Path("/proc/self/fd").iterdir()))
        for number in (0, 1, 0):
            line, segment = parts.of(files(tmp_path, number))
            assert line == rolled.line_of(SIDECARS[number])
            assert segment
            assert segment.stream.read() == SEGMENTS[number]
            assert (segment.warc, segment.offset) == (rolled.rolled_warc(CONTENTS.rpartition("/")[2]), 11 * number)
        assert len(list(Path("/proc/self/fd").iterdir())) == before + 2
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_frame_is_the_line_in_it(tmp_path: Path) -> None:
    LocalStore(tmp_path).put_new(rolled_files(coding="zstd"))
    with Parts() as parts:
        for number in (0, 1):
            assert parts.of(files(tmp_path, number))[0] == rolled.line_of(SIDECARS[number])


def test_a_file_of_its_own_goes_first(store: LocalStore, tmp_path: Path) -> None:
    store.put_new([(sidecar(0), b"{}\n"), (warc(1), b"other")])
    with Parts() as parts:
        line, segment = parts.of(files(tmp_path, 0))
        assert line is None
        assert segment
        line, segment = parts.of(files(tmp_path, 1))
        assert line
        assert segment is None


def test_what_is_not_as_expected_is_left_to_others(store: LocalStore, tmp_path: Path) -> None:
    octets = b"".join(SEGMENTS)
    store.discard([(rolled.rolled_warc(CONTENTS), sha256(octets))])
    with Parts() as parts:
        assert parts.of(files(tmp_path, 0))[1] is None
        assert parts.of(PackageFiles(tmp_path / "2026/x.json", None)) == (None, None)
        assert parts.of(PackageFiles(None, None)) == (None, None)
    (tmp_path / CONTENTS).write_bytes(b"{}\n")
    next(find_packages(tmp_path / "2026"))
    with Parts() as parts:
        assert parts.of(PackageFiles(tmp_path / sidecar(0), tmp_path / warc(0)))[1] is None


@given(data=st.binary(max_size=40), offset=st.integers(0, 40), length=st.integers(0, 40), moves=st.lists(
    st.one_of(st.integers(-1, 12), st.tuples(st.integers(0, 50), st.sampled_from([0, 1, 2]))), max_size=8))  # fmt: skip
def test_a_part_reads_as_the_file_would_wherever_others_read(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, offset: int, length: int, moves: list[object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "part"
    path.write_bytes(data)
    alone = io.BytesIO(data[offset : offset + length])
    with path.open("rb") as file:
        seen = Part(file, offset, len(alone.getvalue()))
        for move in moves:
            file.seek(0)
            if isinstance(move, tuple):
                assert seen.seek(*move) == alone.seek(*move)
            elif isinstance(move, int) and move < 0:
                assert seen.read(move) == alone.read(move)
            elif isinstance(move, int):
                ours, theirs = bytearray(move), bytearray(move)
                assert (seen.readinto(ours), ours) == (alone.readinto(theirs), theirs)
            assert seen.tell() == alone.tell()
        seen.close()
        assert not file.closed


def test_package_files_travel_as_text(tmp_path: Path) -> None:
    for one in (files(tmp_path, 0), PackageFiles(None, tmp_path / "x.warc.gz", "why"), PackageFiles(None, None)):
        assert pickle.loads(pickle.dumps(one)) == one
