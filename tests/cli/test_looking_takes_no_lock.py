"""Who looks at an archive turns away no run that begins at that moment."""

import fcntl
import os
from pathlib import Path
from unittest import mock

import pytest

from archiver.store.lock import LOCK_NAME, is_locked, locked, unfinished
from tests.cli.running import in_process

SINCE = "2026-11-22T07:15:01.000000Z"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    (tmp_path / "archives" / LOCK_NAME).touch()
    return tmp_path


@pytest.mark.parametrize("command", ["doctor", "status"])
def test_no_lock_is_taken(work: Path, command: str) -> None:
    with mock.patch.object(fcntl, "flock", side_effect=AssertionError("took a lock")):
        with pytest.raises(AssertionError), locked(work / "archives", SINCE):
            pytest.fail("held")  # the twin: whoever writes does take it
        assert in_process([command], work).status in (0, 3)


def test_what_is_said_of_it(work: Path) -> None:
    assert "lock         free" in in_process(["doctor"], work).stdout
    with locked(work / "archives", SINCE):
        assert f"another run is writing: process {os.getpid()} since {SINCE}" in " ".join(
            in_process(["doctor"], work).stdout.split()
        )
    with pytest.raises(KeyError), locked(work / "archives", SINCE):
        raise KeyError
    assert "the last run did not end well: process" in in_process(["doctor"], work).stdout


def test_a_pipe_in_its_place_holds_nobody_up(work: Path) -> None:
    path = work / "archives" / LOCK_NAME
    path.unlink()
    os.mkfifo(path)
    assert unfinished(work / "archives") is None
    assert is_locked(work / "archives") in (False, None)
    assert in_process(["doctor"], work).status in (0, 3)
