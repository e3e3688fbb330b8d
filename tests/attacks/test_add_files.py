"""`archiver add` of files that hold no article: an exit status that says why, and nothing in the archive."""

import os
from pathlib import Path

import pytest

from tests.support.articles import ENGLISH_TEXT, TEXT_URL
from tests.support.cli import Ran, only_files, run


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A new archive with keys that need no passphrase."""
    root = tmp_path / "archive"
    ran = run("init", str(root), "--no-passphrase", home=tmp_path / "home")
    assert ran.status == 0, ran.err
    return root


def add(archive: Path, file: Path) -> Ran:
    """`archiver add` of one file."""
    return run("add", str(file), "--url", TEXT_URL, "--archive", str(archive), home=archive.parent / "home")


def packages(archive: Path) -> list[str]:
    """The files of packages in the archive."""
    return [path.name for path in only_files(archive) if path.name.endswith((".warc.gz",)) or "-news." in path.name]


def test_the_twin_is_packaged_and_verifies(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH_TEXT)
    assert add(archive, tmp_path / "a.txt").status == 0
    assert len(packages(archive)) == 2
    assert run("verify", str(archive), home=tmp_path / "home").status == 0
    assert run("verify", TEXT_URL, "--archive", str(archive), home=tmp_path / "home").status == 0


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"", 7), (b" \n\t\n", 7), (bytes(5000), 7), (os.urandom(5000), 7), (b"<html><body></body></html>", 7),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, 7),
    ],
    ids=["empty", "white space", "zeros", "noise", "an empty page", "a picture"],
)  # fmt: skip
def test_not_an_article(octets: bytes, status: int, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(octets)
    ran = add(archive, tmp_path / "a.html")
    assert (ran.status, packages(archive)) == (status, [])
    assert "expected an article" in ran.err


def test_a_folder_or_nothing(archive: Path, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "nothing.txt"):
        ran = add(archive, target)
        assert (ran.status, packages(archive)) == (5, [])
        assert "expected a readable file" in ran.err


@pytest.mark.parametrize("octets", [b"", b"no warc", b"WARC/1.1\r\n", b"\x1f\x8b\x08"])
def test_not_a_warc(octets: bytes, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(octets)
    ran = run("add", str(tmp_path / "a.warc.gz"), "--archive", str(archive), home=tmp_path / "home")
    assert (ran.status, packages(archive)) == (7, [])
