"""A disk that fills up half-way, for real: a small file system, the real command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.disk import small_file_system


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that six articles fill."""
    with small_file_system(tmp_path / "disk", "size=192k") as folder:
        yield folder


def archiver(home: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "archiver", *map(str, arguments)]
    environment = {**os.environ, "ARCHIVER_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def articles(folder: Path, count: int) -> list[Path]:
    """Files whose octets hardly compress, so that a few of them fill the disk."""
    files = []
    for number in range(count):
        words = " ".join(os.urandom(6).hex() for _ in range(2500))
        file = folder / f"article{number}.txt"
        file.write_text(f"Headline {number}\n\n{words}\n", encoding="utf-8")
        files.append(file)
    return files


def test_a_full_disk_ends_the_run_with_5_and_nothing_half_written_looks_whole(disk: Path, tmp_path: Path) -> None:
    root, home = disk / "archives", tmp_path / "home"
    assert archiver(home, "init", root, "--no-passphrase").returncode == 0
    files = articles(tmp_path, 6)
    add = ("add", *files, "--url", "https://example.org/{name}", "--archive", root)

    full = archiver(home, *add)
    assert full.returncode == 5, full.stderr
    assert "No space left on device" in full.stderr
    kept = sorted(root.rglob("2*.json"))
    assert {path.with_suffix("").name for path in kept} == {
        path.name.removesuffix(".warc.gz") for path in root.rglob("*.warc.gz")
    }

    subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
    again = archiver(home, *add)
    assert again.returncode == 0, again.stderr
    verified = archiver(home, "verify", root)
    assert verified.returncode == 0, verified.stdout
    assert f"{len(kept) + len(files)} packages: {len(kept) + len(files)} verified" in verified.stdout
