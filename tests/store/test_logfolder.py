"""The log on disk: the same tree as in memory, and whole whatever moment a run is killed at."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.errors import ResourceError
from archiver.store.logfolder import LogFolder
from archiver.tlog import checkpoint, merkle, tiles
from tests.tlog.memory import MemoryTiles

ORIGIN = "log.example.org"
KILLED = 77


def sign(text: str) -> str:
    """A note that nobody signed: the folder does not look at signatures."""
    return f"{text}\n— {ORIGIN} {base64.b64encode(bytes(68)).decode()}\n"


def leaves(low: int, high: int) -> list[bytes]:
    return [b"leaf %d" % index for index in range(low, high)]


@pytest.mark.parametrize("steps", [(1,), (255, 1, 1), (256, 256), (3, 600, 70), (300, 0, 300)])
def test_the_same_tree_as_in_memory(steps: tuple[int, ...], tmp_path: Path) -> None:
    memory, size = MemoryTiles(), 0
    for step in steps:
        made = LogFolder(tmp_path / "log").append(leaves(size, size + step), ORIGIN, sign)
        memory.append(leaves(size, size + step))
        size += step
        assert (made.size, made.root) == (size, memory.root)
    log = LogFolder(tmp_path / "log")
    assert {name: (tmp_path / "log" / name).read_bytes() for name in memory.files} == memory.files
    assert [leaf for _, leaf in log.leaves(0, size)] == leaves(0, size)
    assert [index for index, _ in log.leaves(size - 1, size)] == [size - 1]
    assert merkle.root_from_path(merkle.leaf(leaves(0, 1)[0]), 0, size, tiles.inclusion(log, 0, size)) == memory.root


def test_a_lost_tile_is_told(tmp_path: Path) -> None:
    log = LogFolder(tmp_path / "log")
    log.append(leaves(0, 300), ORIGIN, sign)
    (tmp_path / "log" / "tile" / "0" / "000").unlink()
    with pytest.raises(ResourceError, match="tile of 256"):
        tiles.inclusion(LogFolder(tmp_path / "log"), 5, 300)


def is_whole(root: Path) -> int:
    """How many leaves the checkpoint has; all of them are there and lead to its root."""
    log = LogFolder(root)
    newest = log.newest()
    if newest is None:
        return 0
    assert tiles.root(log, newest.size) == newest.root
    found = MemoryTiles.of(leaf for _, leaf in log.leaves(0, newest.size))
    assert found.root == newest.root
    return newest.size


class Dying:
    """Ends this process without any clean-up at the n-th of the calls that change something on disk."""

    def __init__(self, at: int) -> None:
        self.left = at
        for module, name in ((os, "fsync"), (os, "rename"), (Path, "rename"), (Path, "write_bytes")):
            setattr(module, name, self._dying(getattr(module, name)))

    def _dying(self, call: Callable[..., object]) -> Callable[..., object]:
        def dies(*arguments: object, **keywords: object) -> object:
            self.left -= 1
            if self.left < 0:
                os._exit(KILLED)
            return call(*arguments, **keywords)

        return dies


def append_and_die(root: Path, at: int) -> int:
    """The exit status of a child that appends 300 leaves and dies at a call; 0 when it lived."""
    child = os.fork()
    if child == 0:
        Dying(at)
        log = LogFolder(root)
        newest = log.newest()
        size = newest.size if newest else 0
        log.append(leaves(size, size + 300), ORIGIN, sign)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_killed_at_every_step(tmp_path: Path) -> None:
    root, at, deaths = tmp_path / "log", 0, 0
    LogFolder(root).append(leaves(0, 200), ORIGIN, sign)
    while True:
        before = is_whole(root)
        status = append_and_die(root, at)
        after = is_whole(root)
        assert after in (before, before + 300)
        assert [leaf for _, leaf in LogFolder(root).leaves(0, after)] == leaves(0, after)
        if status == 0:
            break
        assert status == KILLED
        deaths, at = deaths + 1, at + 1
    assert deaths > 10


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from archiver.store.logfolder import LogFolder
from tests.store.test_logfolder import ORIGIN, leaves, sign
log = LogFolder(Path(sys.argv[1]))
while True:
    newest = log.newest()
    size = newest.size if newest else 0
    made = log.append(leaves(size, size + 97), ORIGIN, sign)
    print(made.size, flush=True)
"""


def test_killed_from_outside(tmp_path: Path) -> None:
    root, told = tmp_path / "log", 0
    here = str(Path(__file__).parents[2])
    for round_ in range(6):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(root), here], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        for _ in range(round_ + 1):
            told = int(process.stdout.readline())
        time.sleep(0.003 * round_)
        process.send_signal(signal.SIGKILL)
        told = max([told, *map(int, process.stdout.read().split())])
        process.wait()
        assert is_whole(root) >= told  # what was acknowledged is there


def test_proofs_against_an_old_checkpoint(tmp_path: Path) -> None:
    log = LogFolder(tmp_path / "log")
    old = log.append(leaves(0, 300), ORIGIN, sign)
    new = log.append(leaves(300, 900), ORIGIN, sign)
    proof = tiles.consistency(log, old.size, new.size)
    assert merkle.consistent(old.size, old.root, new.size, new.root, proof)
    assert tiles.root(LogFolder(tmp_path / "log"), old.size) == old.root
    assert checkpoint.read(sign(checkpoint.body(ORIGIN, old.size, old.root))).root == old.root
