"""Rolling: one WARC of the very octets, every signature as it was, and nothing removed that was not read back."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator

from archiver.bundle import rolled
from archiver.errors import ResourceError
from archiver.flows import cdx
from archiver.flows.archive import Workshop, archive
from archiver.flows.reindex import rebuild
from archiver.flows.roll import Roll, Rolled, Way, days_with_packages
from archiver.flows.rows import warc_name
from archiver.flows.unroll import undo
from archiver.flows.verify import verify_files
from archiver.sign import trust
from archiver.sign.strict import MAX_JSON_BYTES
from archiver.store.local import LocalStore
from archiver.store.opening import located
from archiver.store.packages import find_packages
from archiver.store.rolled import RolledStore
from archiver.verify.chain import Alone
from archiver.verify.envelope import Trusted
from archiver.verify.package import Options
from tests.flows.workshop import ARTICLE, SIGNERS, captured, workshop
from tests.index.memory import MemoryIndex

COUNT = 5
DAY = "2026/11/22"
SUFFIXES = ("contents.jsonl", "sidecars.jsonl.zst", "warc.gz")
TRUSTED = Trusted.of(trust.EMPTY.with_set(trust.set_of("desk", SIGNERS)))
WAY = Way(archive="urn:uuid:00000000-0000-4000-8000-000000000001", at="2026-11-27T08:15:00.000000Z")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def shop(root: Path) -> Workshop:
    made = replace(workshop(), store=RolledStore(LocalStore(root)))
    for number in range(COUNT):
        archive(captured(f"{ARTICLE}\nNo. {number}.\n", made, url=f"https://news.example.org/{number}"), made)
    return made


@pytest.fixture
def before(root: Path, shop: Workshop) -> dict[str, bytes]:
    """What lay there as single files."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("2*.*")}


def store_of(shop: Workshop) -> RolledStore:
    assert isinstance(shop.store, RolledStore)
    return shop.store


def roll(shop: Workshop, way: Way = WAY) -> tuple[list[Rolled], list[tuple[str, str]]]:
    run = Roll(store_of(shop), shop.index.add, way)
    done = [one for day in days_with_packages(store_of(shop).inner) for one in run.day(day)]
    return done, run.left


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def verdicts(root: Path) -> list[str]:
    found = (verify_files(one, TRUSTED, Options(deep=True), Alone()) for one in find_packages(root))
    return [outcome.report.verdict for outcome in found]


def read_all(shop: Workshop) -> dict[str, bytes]:
    return {name: shop.store.read(name, MAX_JSON_BYTES) for name in shop.store.list("")}


def test_a_roll_is_the_segments_one_after_the_other(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    (done,), left = roll(shop)
    assert (done.packages, left) == (COUNT, [])
    base = "archiver-20261127081500-00000-00000000"
    assert files(root) == [base + rolled.CONTENTS, base + rolled.SIDECARS, base + ".warc.gz"]
    octets = (root / done.warc).read_bytes()
    assert octets == b"".join(before[name] for name in sorted(before) if name.endswith(".warc.gz"))
    assert read_all(shop) == before
    assert verdicts(root) == ["verified"] * COUNT
    records = list(ArchiveIterator(io.BytesIO(octets)))
    assert [record.rec_type for record in records].count("warcinfo") == COUNT
    lines = (root / DAY / (base + rolled.SIDECARS)).read_bytes().splitlines(keepends=True)
    assert [rolled.sidecar_of(line) for line in lines] == [before[name] for name in sorted(before) if ".json" in name]


def test_the_index_knows_file_offset_and_length(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    (done,), _ = roll(shop)
    octets = (root / done.warc).read_bytes()
    rows = list(shop.index.rows())
    for row in rows:
        assert row.warc == done.warc
        assert octets[row.offset : row.offset + row.length] == before[warc_name(row.sidecar)]
        assert located(root / warc_name(row.sidecar)).offset == row.offset
    fresh = MemoryIndex()
    assert rebuild(shop.store, fresh).indexed == COUNT
    assert list(fresh.rows()) == rows


def test_cdxj_leads_into_the_rolled_warc(root: Path, shop: Workshop) -> None:
    single = [line.split(" ", 2)[:2] for line in cdx.export(shop.store, everything=True, skipped=[])]
    (done,), _ = roll(shop)
    skipped: list[tuple[str, str]] = []
    lines = list(cdx.export(shop.store, everything=True, skipped=skipped))
    assert (skipped, [line.split(" ", 2)[:2] for line in lines]) == ([], single)
    assert all(f'"filename": "{done.warc}"' in line for line in lines)


def test_large_nights_become_several_files(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    largest = max(len(octets) for name, octets in before.items() if name.endswith(".warc.gz"))
    done, _ = roll(shop, replace(WAY, size=2 * largest))
    assert [one.packages for one in done] == [2, 2]  # the fifth waits for company
    assert [one.warc[-22:] for one in done] == ["00000-00000000.warc.gz", "00001-00000000.warc.gz"]
    assert max(one.size for one in done) <= 2 * largest
    assert read_all(shop) == before
    assert roll(shop, replace(WAY, at="2026-11-28T08:15:00.000000Z")) == ([], [])


def test_sidecars_can_be_kept_apart(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    roll(shop, replace(WAY, apart=True))
    assert sum(name.endswith(".json") for name in files(root)) == COUNT
    assert not any(name.endswith(rolled.SIDECARS) for name in files(root))
    assert (read_all(shop), verdicts(root)) == (before, ["verified"] * COUNT)
    assert roll(shop) == ([], [])


def test_sidecars_can_be_compressed_each_alone(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    (done,), left = roll(shop, replace(WAY, coding="zstd"))
    stem = done.warc.removesuffix(".warc.gz")
    assert (left, files(root)) == ([], [f"{Path(stem).name}.{suffix}" for suffix in SUFFIXES])
    assert (read_all(shop), verdicts(root)) == (before, ["verified"] * COUNT)
    (lines,) = root.rglob("*.zst")
    with zstandard.ZstdDecompressor().stream_reader(lines.read_bytes(), read_across_frames=True) as reader:
        plain = reader.read()
    sidecars = [octets for name, octets in sorted(before.items()) if name.endswith(".json")]
    assert [rolled.sidecar_of(line) for line in plain.splitlines(keepends=True)] == sidecars
    assert rebuild(shop.store, MemoryIndex()).indexed == COUNT
    assert undo(stem + rolled.CONTENTS, store_of(shop), shop.index.add) == COUNT
    assert {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("2*.*")} == before
    assert len(files(root)) == 2 * COUNT


def test_a_frame_that_is_damaged_or_another_one_is_seen(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    (done,), _ = roll(shop, replace(WAY, coding="zstd"))
    contents = done.warc.removesuffix(".warc.gz") + rolled.CONTENTS
    (lines,) = root.rglob("*.zst")
    octets = bytearray(lines.read_bytes())
    octets[len(octets) // 2] ^= 1
    lines.write_bytes(octets)
    assert verdicts(root).count("verified") == COUNT - 1
    with pytest.raises(ResourceError, match="restore the file of sidecars from a copy"):
        undo(contents, store_of(shop), shop.index.add)
    assert lines.is_file()


def test_what_is_not_what_was_signed_stays_in_sight(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    damaged, other = [name for name in sorted(before) if name.endswith(".warc.gz")][:2]
    (root / damaged).write_bytes(before[damaged][:-1] + b"\x01")
    sidecar = other.removesuffix(".warc.gz") + ".json"
    (root / sidecar).write_bytes(before[sidecar].replace(b"\n", b" \n", 1))
    (done,), left = roll(shop)
    assert done.packages == COUNT - 2
    assert [name for name, _ in left] == [damaged.removesuffix(".warc.gz") + ".json", sidecar]
    assert (root / damaged).is_file() and (root / sidecar).is_file()
    assert verdicts(root) == ["tampered"] + ["verified"] * (COUNT - 1)


def test_nothing_is_removed_that_does_not_read_back(
    root: Path, shop: Workshop, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A medium that writes something else than it was given."""
    put_new = LocalStore.put_new

    def badly(store: LocalStore, given: list[tuple[str, object]]) -> None:
        put_new(store, given)  # type: ignore[arg-type]
        path = root / given[-1][0]
        octets = bytearray(path.read_bytes())
        octets[len(octets) // 2] ^= 1
        path.write_bytes(octets)

    monkeypatch.setattr(LocalStore, "put_new", badly)
    with pytest.raises(ResourceError, match="check the medium"):
        roll(shop)
    assert {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.*")} == before


def test_where_a_rolled_file_is_in_doubt_nothing_is_doubled(
    root: Path, shop: Workshop, before: dict[str, bytes]
) -> None:
    (done,), _ = roll(shop)
    (root / done.warc).write_bytes((root / done.warc).read_bytes()[:-30])
    for name, octets in before.items():
        (root / name).write_bytes(octets)
    again, left = roll(shop)
    assert (again, left[0][0]) == ([], done.warc.removesuffix(".warc.gz") + rolled.CONTENTS)
    assert "check the medium" in left[0][1]
    assert read_all(shop) == before


def test_a_roll_that_was_cut_off_before_its_warc_is_begun_anew(
    root: Path, shop: Workshop, before: dict[str, bytes]
) -> None:
    roll(shop)
    (warc,) = root.rglob("archiver-*.warc.gz")
    for name, octets in before.items():
        (root / name).write_bytes(octets)
    warc.unlink()
    (done,), left = roll(shop, replace(WAY, at="2026-11-28T08:15:00.000000Z"))
    assert (done.packages, left) == (COUNT, [])
    assert [name for name in files(root) if "20261127" in name] == []
    assert read_all(shop) == before


def test_contents_without_warc_are_kept_where_they_may_be_all_that_is_left(
    root: Path, shop: Workshop, before: dict[str, bytes]
) -> None:
    roll(shop)
    (warc,) = root.rglob("archiver-*.warc.gz")
    warc.unlink()
    _, left = roll(shop)
    assert "restore it from a copy" in left[0][1]
    assert [name.rpartition(".")[2] for name in files(root)] == ["jsonl", "jsonl"]
    with pytest.raises(ResourceError, match="restore it from a copy"):
        undo(left[0][0], store_of(shop), shop.index.add)


def test_a_roll_that_was_cut_off_while_removing_goes_on(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    roll(shop)
    for name in sorted(before)[:3]:
        (root / name).write_bytes(before[name])
    changed = sorted(name for name in before if name.endswith(".json"))[0]
    (root / changed).write_bytes(before[changed].replace(b'"later": []', b'"later":  []'))
    assert read_all(shop).keys() == before.keys()
    roll(shop)
    single = [name for name in files(root) if not name.startswith("archiver-")]
    assert single == [changed.rpartition("/")[2]]  # what was changed since is not lost
    assert (root / changed).read_bytes() != before[changed]


def test_a_day_with_one_package_is_left(root: Path) -> None:
    shop = replace(workshop(), store=RolledStore(LocalStore(root)))
    archive(captured(ARTICLE, shop), shop)
    assert roll(shop) == ([], [])
    assert len(files(root)) == 2


def test_the_next_version_continues_a_rolled_one(root: Path, shop: Workshop) -> None:
    roll(shop)
    kept = archive(captured(f"{ARTICLE}\nNo. 0, and more.\n", shop, url="https://news.example.org/0"), shop)
    assert (kept.row.sequence, kept.change) == (1, "text")
    assert (root / kept.row.sidecar).is_file()
