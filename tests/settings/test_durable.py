"""A file that is written piece by piece: it is there whole or not at all, and what a killed writer left goes."""

import fcntl
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.settings.durable import replacing

WRITER = """
import sys
from pathlib import Path
from archiver.settings.durable import replacing
with replacing(Path(sys.argv[1]), 0o600) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def writer(path: Path) -> "subprocess.Popen[str]":
    """Another process that is writing `path`."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "writing\n"
    return process


def write(path: Path, data: bytes) -> None:
    with replacing(path, 0o600) as file:
        file.write(data)


def test_what_a_killed_writer_left_goes_with_the_next_one(tmp_path: Path) -> None:
    with writer(tmp_path / "t.jsonl") as process:
        process.send_signal(signal.SIGKILL)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"half"]
    write(tmp_path / "t.jsonl", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("t.jsonl", b"whole")]


def test_a_writer_that_lives_is_left_alone(tmp_path: Path) -> None:
    with writer(tmp_path / "t.jsonl") as process:
        write(tmp_path / "t.jsonl", b"whole")
        assert len(list(tmp_path.glob(".tmp-*"))) == 1
        process.communicate("")
        assert process.returncode == 0
    assert (tmp_path / "t.jsonl").read_bytes() == b"half"


@pytest.mark.parametrize(
    "name", [".tmp-0011223344556677-other.jsonl", ".tmp-0011-t.jsonl", ".tmp-0011223344556677-t.jsonl.bak", "t.jsonl~"]
)
def test_what_has_another_name_is_somebody_elses(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("theirs")
    write(tmp_path / "t.jsonl", b"whole")
    assert (tmp_path / name).read_text() == "theirs"


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / ".tmp-0011223344556677-t.jsonl").symlink_to("theirs")
    write(tmp_path / "t.jsonl", b"whole")
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_a_file_that_was_swept_before_its_lock_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer's sweep comes between the making of a temporary file and its lock, once."""
    real, swept = fcntl.flock, list[Path]()

    def flock(descriptor: int, how: int) -> None:
        if not swept:
            swept.extend(tmp_path.glob(".tmp-*"))
            swept[0].unlink()
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    write(tmp_path / "t.jsonl", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("t.jsonl", b"whole")]
    assert len(swept) == 1
