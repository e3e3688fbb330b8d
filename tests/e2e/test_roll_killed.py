"""Killed at any moment of a roll or an unroll: every package is there and verifies, and the next run ends the work."""

import random
import signal
import subprocess
from pathlib import Path

import pytest

from archiver.index.sqlite import SqliteIndex
from archiver.store.local import LocalStore
from archiver.store.packages import find_packages
from archiver.store.rolled import RolledStore
from tests.cli.running import command, environment_of, in_process

KILLS = 10
FILES = 60
SEED = 20261127
DAY = "2026-11-22"
PAGE = "Crossing {number}\n\nThe ministry said that {number} lorries had crossed the river at dawn.\n"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    files = [f"page{number}.txt" for number in range(FILES)]
    for number, name in enumerate(files):
        (tmp_path / name).write_text(PAGE.format(number=number), encoding="utf-8")
    given = ["--url", "https://www.example.org/{name}", "--captured-at", f"{DAY}T07:15:01Z", "-q"]
    for line in (["init", "--no-passphrase", "-q"], ["add", *files, *given]):
        assert in_process(line, tmp_path).status == 0
    return tmp_path


def contents_of(work: Path) -> dict[str, bytes]:
    """Every file of every package, by the name that it has in the archive, wherever it lies."""
    store = RolledStore(LocalStore(work / "archives"))
    found = {}
    for suffix in (".json", ".warc.gz"):
        for name in store.list(suffix, "2026"):
            found[name] = store.read(name, 1 << 20)
    return found


def kill_at(step: int, arguments: list[str], work: Path) -> int:
    """Starts a run that kills itself before its `step`-th step on the disk, if it takes as many; its status."""
    process = subprocess.Popen(
        [command(arguments)[0], "-c", KILLER, str(step), *arguments],
        cwd=work, env=environment_of(work, {}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return process.wait(60)


# The real command, in which the n-th step on the disk is its last: no moment is left to chance.
KILLER = """
import os, signal, sys
left = int(sys.argv[1])
def counted(step):
    def run(*given, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*given, **named)
    return run
for name in ("fsync", "link", "unlink", "mkdir", "rename"):
    setattr(os, name, counted(getattr(os, name)))
from archiver.cli.main import main
sys.argv = ["archiver", *sys.argv[2:]]
main()
"""


def test_a_roll_killed_at_every_kind_of_step(work: Path) -> None:
    before = contents_of(work)
    assert len(before) == 2 * FILES
    moments = [*range(0, 14), *random.Random(SEED).sample(range(14, 14 + 2 * FILES), KILLS)]
    killed = 0
    for moment in moments:
        killed += kill_at(moment, ["roll", "-q"], work) == -signal.SIGKILL
        assert contents_of(work) == before, f"killed at step {moment}"
    assert killed > KILLS
    assert in_process(["roll", "-q"], work).status == 0
    assert_rolled_and_whole(work, before)


def test_an_unroll_killed_again_and_again(work: Path) -> None:
    before = contents_of(work)
    assert in_process(["roll", "-q"], work).status == 0
    (rolled,) = (work / "archives").rglob("archiver-*.warc.gz")
    line = ["unroll", str(rolled), "-q"]
    for moment in [1, 3, 8, *random.Random(SEED).sample(range(10, 6 * FILES), KILLS // 2)]:
        if not rolled.exists():
            break
        kill_at(moment, line, work)
        assert contents_of(work) == before, f"killed at step {moment}"
    if rolled.with_name(rolled.name.replace(".warc.gz", ".contents.jsonl")).exists():
        assert in_process(line, work).status == 0
    assert contents_of(work) == before
    assert not list((work / "archives").rglob("archiver-*"))
    assert verified(work)


def assert_rolled_and_whole(work: Path, before: dict[str, bytes]) -> None:
    assert contents_of(work) == before
    names = sorted(path.name for path in (work / "archives" / DAY.replace("-", "/")).iterdir())
    assert [name.split(".", 1)[1] for name in names] == ["contents.jsonl", "sidecars.jsonl", "warc.gz"]
    assert verified(work)
    with SqliteIndex(work / "archives" / "index.sqlite") as index:
        assert {row.warc.rpartition("/")[2] for row in index.rows()} == {names[2]}
        assert index.count() == FILES


def verified(work: Path) -> bool:
    assert len(list(find_packages(work / "archives"))) == FILES
    done = in_process(["verify", "archives", "--quick", "-q"], work)
    return done.status == 0 and f"{FILES} verified" in done.stdout
