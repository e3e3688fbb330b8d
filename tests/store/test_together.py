"""Listing several packages at a time: what is listed one by one, in the same order, and only what it can be."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.bundle.naming import SIDECAR, WARC
from archiver.store.members import LONGEST
from archiver.store.packages import PackageFiles, find_packages
from archiver.store.stretches import Shelf, find_together

STEM = "20261122T071501Z-example.org-{:08x}"


def put(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")


def one_by_one(root: Path) -> list[PackageFiles]:
    listed = list[PackageFiles]()
    for one in find_together(root):
        listed += [one] if isinstance(one, PackageFiles) else [one.files(at) for at in range(len(one))]
    return listed


def shelves(root: Path) -> list[int]:
    return [len(one) for one in find_together(root) if isinstance(one, Shelf)]


def pair(number: int) -> tuple[str, str]:
    return STEM.format(number) + SIDECAR, STEM.format(number) + WARC


def test_a_long_day_is_several_shelves(tmp_path: Path) -> None:
    put(tmp_path / "2026/11/22", *(name for number in range(2 * LONGEST + 1) for name in pair(number)))
    put(tmp_path / "2026/11/23", *pair(7))
    assert shelves(tmp_path) == [LONGEST, LONGEST, 1, 1]
    assert one_by_one(tmp_path) == list(find_packages(tmp_path))


@pytest.mark.parametrize("name", [STEM.format(1) + SIDECAR, STEM.format(1) + WARC])
def test_half_a_package_lies_on_no_shelf(tmp_path: Path, name: str) -> None:
    put(tmp_path, *pair(0), name, *pair(2))
    assert one_by_one(tmp_path) == list(find_packages(tmp_path))
    assert shelves(tmp_path) == [1, 1]


@pytest.mark.parametrize("suffix", [SIDECAR, WARC])
def test_a_link_lies_on_no_shelf(tmp_path: Path, suffix: str) -> None:
    put(tmp_path, *pair(0), *pair(1), *pair(2))
    path = tmp_path / (STEM.format(1) + suffix)
    path.rename(tmp_path / ".elsewhere")
    path.symlink_to(".elsewhere")
    listed = one_by_one(tmp_path)
    assert listed == list(find_packages(tmp_path))
    assert listed[1].problem
    assert shelves(tmp_path) == [1, 1]


def test_what_is_no_package_is_not_listed(tmp_path: Path) -> None:
    put(tmp_path, *pair(0), STEM.format(0) + ".txt", ".hidden", *pair(1))
    assert shelves(tmp_path) == [1, 1]
    assert one_by_one(tmp_path) == list(find_packages(tmp_path))


def test_names_that_are_no_text_lie_on_no_shelf(tmp_path: Path) -> None:
    put(tmp_path, *pair(0))
    for suffix in (SIDECAR, WARC):
        (tmp_path / os.fsdecode(b"20261122T071501Z-\xff-00000001" + suffix.encode())).write_bytes(b"")
    assert shelves(tmp_path) == [1]
    assert one_by_one(tmp_path) == list(find_packages(tmp_path))


NAMES = st.sampled_from([
    *pair(1), *pair(2), *pair(3), STEM.format(2) + ".jsonl", STEM.format(2) + ".k", "a.json", "a.warc.gz",
    "20261122T071501Z-example.org-1.json", "z.json", "ä.json", "folder/", "x.warc.gz/", STEM.format(3) + ".json/",
    "folder/" + pair(1)[0], "folder/" + pair(1)[1],
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(names=st.lists(NAMES, unique=True))
def test_whatever_lies_there_is_listed_the_same(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    root = tmp_path_factory.mktemp("any")
    for name in names:
        path = root / name
        if path.exists():
            continue
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            put(path.parent, path.name)
    assert one_by_one(root) == list(find_packages(root))
