"""Unrolling, and rolled files that somebody spoiled: the same octets come back, or nothing is removed."""

from pathlib import Path

import pytest

from archiver.bundle import rolled
from archiver.errors import ResourceError
from archiver.flows.archive import Workshop
from archiver.flows.reindex import rebuild
from archiver.flows.unroll import give, undo
from archiver.store.local import LocalStore
from archiver.store.packages import find_packages, kept
from archiver.store.paths import is_there
from tests.flows.test_roll import COUNT, before, roll, root, shop, store_of, verdicts
from tests.index.memory import MemoryIndex

__all__ = ["before", "root", "shop"]  # fixtures


def test_unroll_gives_the_same_octets(root: Path, shop: Workshop, before: dict[str, bytes], tmp_path: Path) -> None:
    (done,), _ = roll(shop)
    out = tmp_path / "out"
    out.mkdir()
    for name in (name for name in before if name.endswith(".json")):
        give(kept(root, name), LocalStore(out))
    assert {name.rpartition("/")[2]: octets for name, octets in before.items()} == {
        path.name: path.read_bytes() for path in out.iterdir()
    }
    contents = done.warc.removesuffix(".warc.gz") + rolled.CONTENTS
    assert undo(contents, store_of(shop), shop.index.add) == COUNT
    assert {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.*")} == before
    assert {(row.warc, row.offset) for row in shop.index.rows()} == {
        (name, 0) for name in before if name.endswith(".warc.gz")
    }


def test_a_copy_that_was_cut_off_is_ended(root: Path, shop: Workshop, before: dict[str, bytes], tmp_path: Path) -> None:
    roll(shop)
    name = sorted(name for name in before if name.endswith(".json"))[0]
    (out := tmp_path / "out").mkdir()
    for _ in range(2):
        base = give(kept(root, name), LocalStore(out))
        copies = {path.name: path.read_bytes() for path in out.iterdir()}
        assert copies == {one.rpartition("/")[2]: before[one] for one in before if one.startswith(name[:-5])}
        (out / base).unlink()  # a kill between the two
    segment = out / base.replace(".json", ".warc.gz")
    segment.write_bytes(segment.read_bytes() + b"x")
    with pytest.raises(ResourceError, match="never overwritten"):
        give(kept(root, name), LocalStore(out))
    assert not (out / base).exists()


def test_unroll_of_a_damaged_roll_removes_nothing(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    (done,), _ = roll(shop)
    path = root / done.warc
    octets = bytearray(path.read_bytes())
    octets[-20] ^= 1
    path.write_bytes(octets)
    with pytest.raises(ResourceError, match="found sha256:"):
        undo(done.warc.removesuffix(".warc.gz") + rolled.CONTENTS, store_of(shop), shop.index.add)
    assert path.is_file()
    assert verdicts(root).count("tampered") == 1


def test_tampering_with_rolled_files_is_seen(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    roll(shop)
    (lines,) = root.rglob("*.sidecars.jsonl")
    octets = lines.read_bytes()
    lines.write_bytes(octets.replace(b"engineers said", b"engineers deny", 1))
    assert verdicts(root).count("tampered") == 1
    lines.write_bytes(octets[:-2])
    assert len(verdicts(root)) == COUNT
    assert verdicts(root).count("verified") == COUNT - 1


@pytest.mark.parametrize("what", [b'"segment"', b'"line"'])
def test_contents_that_lie_do_not_change_what_is_signed(
    root: Path, shop: Workshop, before: dict[str, bytes], what: bytes
) -> None:
    roll(shop)
    (contents,) = root.rglob("*.contents.jsonl")
    lines = contents.read_bytes().splitlines(keepends=True)
    first, second = (line[line.index(what) :].partition(b"]")[0] for line in lines[1:3])
    lines[1] = lines[1].replace(first, second)
    contents.write_bytes(b"".join(lines))
    assert verdicts(root).count("tampered") == 1


def test_damaged_contents_are_a_finding_not_a_silence(root: Path, shop: Workshop, before: dict[str, bytes]) -> None:
    roll(shop)
    (contents,) = root.rglob("*.contents.jsonl")
    contents.write_bytes(contents.read_bytes()[:40])
    (found,) = list(find_packages(root))
    assert found.problem and "damaged" in found.problem
    assert not is_there(root / sorted(before)[0])
    done = rebuild(shop.store, MemoryIndex())
    assert (done.indexed, [name for name, _ in done.skipped]) == (0, [contents.relative_to(root).as_posix()])
