"""Killed half-way: whatever `add` was doing, nothing half-written looks whole, and the next run goes on."""

import json
import random
import subprocess
import time
from pathlib import Path

from archiver.index.sqlite import SqliteIndex
from archiver.store.packages import PackageFiles, find_packages
from tests.cli.running import command, environment_of, in_process

KILLS = 12
FILES = 60
SEED = 20261122
LONGEST = 2.0  # seconds until a kill; a run of all files takes about as long
PAGE = """\
Lorries crossed the river near crossing {number}

The ministry said that {number} lorries had crossed the river at dawn.

“We saw them,” said Olha Vyhadana, who lives nearby. “There were {number} of them, perhaps more.”
"""


def add_all(files: list[str]) -> list[str]:
    return ["add", *files, "--url", "https://www.example.org/{name}", "-q"]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    files = [f"page{number}.txt" for number in range(FILES)]
    for number, name in enumerate(files):
        (tmp_path / name).write_text(PAGE.format(number=number), encoding="utf-8")
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    moments = random.Random(SEED)
    for _ in range(KILLS):
        kill_after(moments.uniform(0.2, LONGEST), add_all(files), tmp_path)
        assert_nothing_looks_whole_that_is_not(tmp_path)

    done = in_process(add_all(files), tmp_path)
    assert (done.status, done.stdout.count("\n")) == (0, FILES)
    assert_index_is_in_step(tmp_path)
    verified = in_process(["verify", "archives", "--quick"], tmp_path)
    assert verified.status == (3 if orphans(tmp_path) else 0), verified.stdout
    assert "TAMPERED" not in verified.stdout


def kill_after(seconds: float, arguments: list[str], work: Path) -> None:
    """Starts a run and kills it, wherever it is by then."""
    process = subprocess.Popen(
        command(arguments),
        cwd=work,
        env=environment_of(work, {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.kill()
    process.wait()


def packages(work: Path) -> list[PackageFiles]:
    return list(find_packages(work / "archives"))


def orphans(work: Path) -> list[PackageFiles]:
    """Segments that were put in their place just before their sidecar would have been."""
    return [files for files in packages(work) if files.sidecar is None]


def assert_nothing_looks_whole_that_is_not(work: Path) -> None:
    """A sidecar is linked last: where there is one, there is a package that verifies."""
    whole = [files for files in packages(work) if files.sidecar]
    assert all(files.warc for files in whole)
    if whole:
        newest = sorted(whole, key=lambda files: files.name)[-5:]
        done = in_process(["verify", *(files.name for files in newest)], work)
        assert done.status == 0, done.stdout


def assert_index_is_in_step(work: Path) -> None:
    on_disk = sum(files.sidecar is not None for files in packages(work))
    with SqliteIndex(work / "archives" / "index.sqlite") as index:
        assert index.count() == on_disk


def test_killed_while_claims_are_stated(tmp_path: Path) -> None:
    """Every sidecar is the old one or the new one, and a second run states what the first did not come to."""
    files = [f"page{number}.txt" for number in range(FILES // 2)]
    for number, name in enumerate(files):
        (tmp_path / name).write_text(PAGE.format(number=number), encoding="utf-8")
    for line in (
        ["init", "--no-passphrase", "-q"],
        add_all(files),
        ["claims", "archives", "--withdraw", "0", "--reason", "A flaw.", "-q"],
    ):
        assert in_process(line, tmp_path).status == 0
    moments = random.Random(SEED)
    for _ in range(KILLS // 2):
        kill_after(moments.uniform(0.4, 1.2), ["claims", "archives", "-q"], tmp_path)
        verified = in_process(["verify", "archives", "--quick"], tmp_path)
        assert verified.status == 0, verified.stdout
    assert in_process(["claims", "archives", "-q"], tmp_path).status == 0
    sets = [len(json.loads(found.sidecar.read_bytes())["claims"]) for found in packages(tmp_path) if found.sidecar]
    assert sets == [2] * len(files)
    assert not [path for path in (tmp_path / "archives").rglob(".tmp-*") if path.is_file()]
