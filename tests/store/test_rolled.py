"""Packages in rolled WARCs behave as files of their own: the same suite, and what happens between single and rolled."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.bundle import rolled
from archiver.errors import ResourceError
from archiver.model.digest import sha256
from archiver.model.rolled import Coding, RolledMember
from archiver.store.interface import Location, Store
from archiver.store.local import LocalStore
from archiver.store.rolled import RolledStore
from archiver.store.window import Window
from tests.store.conformance import StoreConformance
from tests.store.memory import MemoryStore

ARCHIVE, AT = "urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11", "2026-11-27T08:15:00.000000Z"
DAY = "2026/11/22"
STEMS = ["20261122T071501Z-a.example.org-00000001", "20261122T071501Z-b.example.org-00000002"]
SEGMENTS, SIDECARS = [b"segment one", b"two"], [b'{\n  "a": "1"\n}\n', b'{\n  "a": [\n    2\n  ]\n}\n']
CONTENTS = f"{DAY}/{rolled.rolled_name('archiver', AT, 0, ARCHIVE)}{rolled.CONTENTS}"


class TestRolledOverMemory(StoreConformance):
    @pytest.fixture
    def store(self) -> Store:
        return RolledStore(MemoryStore())


class TestRolledOverAFolder(StoreConformance):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        root = tmp_path / "store"
        root.mkdir()
        return RolledStore(LocalStore(root))


def rolled_files(*, apart: bool = False, coding: Coding | None = None) -> list[tuple[str, bytes]]:
    members, lines, segment = [], b"", 0
    for stem, octets, sidecar in zip(STEMS, SEGMENTS, SIDECARS, strict=True):
        line = rolled.line_of(sidecar, coding)
        assert line
        place = None if apart else (len(lines), len(line))
        members.append(RolledMember(stem=stem, segment=(segment, len(octets)), line=place, sidecar=sha256(sidecar)))
        lines += line
        segment += len(octets)
    files = [(CONTENTS, rolled.write_contents(ARCHIVE, AT, members, coding))]
    files += [] if apart else [(rolled.rolled_sidecars(CONTENTS, coding), lines)]
    return [*files, (rolled.rolled_warc(CONTENTS), b"".join(SEGMENTS))]


@pytest.fixture(params=[("memory", None), ("folder", None), ("memory", "zstd"), ("folder", "zstd")])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> RolledStore:
    kind, coding = request.param
    made = RolledStore(MemoryStore() if kind == "memory" else LocalStore(tmp_path))
    made.inner.put_new(rolled_files(coding=coding))
    return made


def sidecar(number: int) -> str:
    return f"{DAY}/{STEMS[number]}.json"


def warc(number: int) -> str:
    return f"{DAY}/{STEMS[number]}.warc.gz"


def test_a_rolled_package_is_read_under_its_old_names(store: RolledStore) -> None:
    for number in (0, 1):
        assert store.read(warc(number), 100) == SEGMENTS[number]
        assert store.read(sidecar(number), 100) == SIDECARS[number]
        assert store.size(sidecar(number)) == len(SIDECARS[number])
        assert store.exists(sidecar(number))
    assert store.locate(warc(1)) == Location(rolled.rolled_warc(CONTENTS), len(SEGMENTS[0]), len(SEGMENTS[1]))


def test_rolled_names_are_listed_among_the_others_and_rolled_files_are_not(store: RolledStore) -> None:
    store.put_new([("2026/11/21/x.warc.gz", b""), (f"{DAY}/20261122T071501Z-az.warc.gz", b""), ("2027/x.json", b"")])
    assert list(store.list(".warc.gz")) == sorted(
        ["2026/11/21/x.warc.gz", f"{DAY}/20261122T071501Z-az.warc.gz", warc(0), warc(1)]
    )
    assert list(store.list(".json")) == [sidecar(0), sidecar(1), "2027/x.json"]
    assert list(store.list("", DAY)) == sorted(
        [f"{DAY}/20261122T071501Z-az.warc.gz", *map(warc, (0, 1)), *map(sidecar, (0, 1))]
    )
    assert list(store.list(".json", "2026/11", deep=False)) == []


def test_no_name_that_is_rolled_is_given_again(store: RolledStore) -> None:
    with pytest.raises(ResourceError, match="evidence is never overwritten"):
        store.put_new([(warc(0), b"other")])
    with pytest.raises(ResourceError, match="evidence is never overwritten"):
        store.put_new([(sidecar(0), b"other")])
    assert store.read(warc(0), 100) == SEGMENTS[0]


def test_a_changed_sidecar_stands_beside_the_rolled_one_and_goes_before_it(store: RolledStore) -> None:
    with pytest.raises(ResourceError, match="another run changed it"):
        store.replace(sidecar(0), b"{}", sha256(b"not this"))
    store.replace(sidecar(0), b"{}\n", sha256(SIDECARS[0]))
    assert store.read(sidecar(0), 100) == b"{}\n"
    assert store.read(warc(0), 100) == SEGMENTS[0]
    assert list(store.list(".json")) == [sidecar(0), sidecar(1)]
    store.replace(sidecar(0), b"[]\n", sha256(b"{}\n"))
    assert store.read(sidecar(0), 100) == b"[]\n"
    rolled_one = store.open_rolled(sidecar(0))
    assert rolled_one and rolled_one.read() == SIDECARS[0]


def test_a_reader_finds_what_was_rolled_and_unrolled_behind_its_back(tmp_path: Path) -> None:
    reader, writer = RolledStore(LocalStore(tmp_path)), LocalStore(tmp_path)
    single = [(warc(0), SEGMENTS[0]), (sidecar(0), SIDECARS[0])]
    writer.put_new(single)
    assert reader.read(warc(0), 100) == SEGMENTS[0]
    assert not reader.exists(warc(1))
    writer.put_new(rolled_files())
    writer.discard([(name, sha256(octets)) for name, octets in single])
    assert reader.read(warc(0), 100) == SEGMENTS[0]
    assert reader.exists(warc(1))
    writer.put_new(single)
    writer.discard([(name, sha256(octets)) for name, octets in rolled_files()])
    assert reader.read(sidecar(0), 100) == SIDECARS[0]
    assert not reader.exists(warc(1))


def test_sidecars_that_were_kept_apart(tmp_path: Path) -> None:
    store = RolledStore(LocalStore(tmp_path))
    store.inner.put_new([*rolled_files(apart=True), (sidecar(0), SIDECARS[0])])
    assert store.read(sidecar(0), 100) == SIDECARS[0]
    assert not store.exists(sidecar(1))
    assert store.read(warc(1), 100) == SEGMENTS[1]
    assert list(store.list(".json")) == [sidecar(0)]


def test_what_is_missing_of_the_rolled_files_is_missing(store: RolledStore) -> None:
    store.inner.discard([(rolled.rolled_warc(CONTENTS), sha256(b"".join(SEGMENTS)))])
    assert not store.exists(warc(0))
    with pytest.raises(ResourceError, match=rf"expected a file '{rolled.rolled_warc(CONTENTS)}' .* found none"):
        store.open(warc(0))
    assert store.read(sidecar(0), 100) == SIDECARS[0]


def test_contents_that_nobody_can_read_are_named(tmp_path: Path) -> None:
    store = RolledStore(LocalStore(tmp_path))
    store.inner.put_new([(CONTENTS, b"{}\n"), *rolled_files()[1:]])
    for reading in (lambda: store.read(warc(0), 100), lambda: list(store.list(".json"))):
        with pytest.raises(ResourceError, match=r"2026/11/22/archiver-.*contents\.jsonl: .* restore it from a copy"):
            reading()


@given(data=st.binary(max_size=40), offset=st.integers(0, 40), length=st.integers(0, 40), moves=st.lists(
    st.one_of(st.integers(-1, 12), st.tuples(st.integers(0, 50), st.sampled_from([0, 1, 2]))), max_size=8))  # fmt: skip
def test_a_window_reads_as_the_part_would(data: bytes, offset: int, length: int, moves: list[object]) -> None:
    part = io.BytesIO(data[offset : offset + length])
    seen = Window(io.BytesIO(data), offset, len(part.getvalue()))
    for move in moves:
        if isinstance(move, tuple):
            assert seen.seek(*move) == part.seek(*move)
        elif isinstance(move, int):
            assert seen.read(move) == part.read(move)
        assert seen.tell() == part.tell()
