"""The archive's lock: held, released, and what a killed run leaves behind."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from archiver.errors import ResourceError
from archiver.store.lock import LOCK_NAME, is_locked, locked, unfinished
from tests.support.disk import small_file_system

SINCE = "2026-11-22T07:15:01.000000Z"

_HOLDER = f"""
import sys
from pathlib import Path
from archiver.store.lock import locked
with locked(Path(sys.argv[1]), {SINCE!r}):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_who_comes_second_is_told_who_holds_it_and_since_when(tmp_path: Path) -> None:
    told = pytest.raises(ResourceError, match=f"process {os.getpid()} since {SINCE}: wait")
    with locked(tmp_path, SINCE), told, locked(tmp_path, "2026-11-22T08:00:00.000000Z"):
        pytest.fail("held twice")


def test_it_is_free_again_afterwards_even_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path, SINCE):
        raise KeyError
    with locked(tmp_path, SINCE):
        pass
    with locked(tmp_path, SINCE):
        assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()} {SINCE}\n"


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(ResourceError, match=f"process {holder.pid} since {SINCE}"), locked(tmp_path, SINCE):
            pytest.fail("held twice")
        holder.kill()
        holder.wait()
        assert str(holder.pid) in (tmp_path / LOCK_NAME).read_text()
        with locked(tmp_path, SINCE):
            assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()} {SINCE}\n"


@pytest.mark.parametrize("content", [b"", b"\x1b[2J\n", b"1 2\n", b"9" * 10_000])
def test_the_message_repeats_only_what_this_program_writes(tmp_path: Path, content: bytes) -> None:
    with locked(tmp_path, SINCE):
        (tmp_path / LOCK_NAME).write_bytes(content)
        with pytest.raises(ResourceError, match="found another one: wait"), locked(tmp_path, SINCE):
            pytest.fail("held twice")


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"precious")
    (tmp_path / LOCK_NAME).symlink_to(tmp_path / "victim")
    with pytest.raises(ResourceError, match="expected to lock"), locked(tmp_path, SINCE):
        pytest.fail("followed")
    assert (tmp_path / "victim").read_bytes() == b"precious"


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="No such file"), locked(tmp_path / "none", SINCE):
        pytest.fail("locked")


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    with small_file_system(tmp_path / "disk", "size=64k") as disk:
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        with pytest.raises(ResourceError, match="No space left on device: free some space"), locked(disk, SINCE):
            pytest.fail("locked")


def test_whether_it_is_held_can_be_asked_without_getting_in_anybodys_way(tmp_path: Path) -> None:
    assert is_locked(tmp_path) is False, "never taken"
    with locked(tmp_path, SINCE):
        assert is_locked(tmp_path) is True
    assert is_locked(tmp_path) is False
    done = subprocess.Popen([sys.executable, "-c", _HOLDER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert done.stdout and done.stdin and done.stdout.readline() == b"held\n"
    assert is_locked(tmp_path) is True
    done.kill()
    done.communicate()
    assert (is_locked(tmp_path), (tmp_path / LOCK_NAME).read_bytes() != b"") == (False, True), (
        "stale, and known as such"
    )


def test_who_only_looks_sees_a_run_that_is_under_way_or_was_cut_off(tmp_path: Path) -> None:
    assert unfinished(tmp_path) is None
    with locked(tmp_path, SINCE):
        assert unfinished(tmp_path) == f"process {os.getpid()} since {SINCE}"
    assert unfinished(tmp_path) is None
    with pytest.raises(KeyboardInterrupt), locked(tmp_path, SINCE):
        raise KeyboardInterrupt
    assert unfinished(tmp_path) == f"process {os.getpid()} since {SINCE}"
    (tmp_path / LOCK_NAME).write_bytes(b"\x1b[2J")
    assert unfinished(tmp_path) == "another one"
