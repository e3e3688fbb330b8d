"""Octets in, octets out, durable, bounded."""

import os
from pathlib import Path

import pytest

from archiver.errors import LimitError, ResourceError
from archiver.settings.trustfile import MAX_TRUST, read_trust, trust_path, write_trust


def test_what_is_written_is_read_and_may_be_replaced(tmp_path: Path) -> None:
    path = trust_path(tmp_path / "new" / "home")
    write_trust(path, b"one")
    write_trust(path, b"two")
    assert read_trust(path) == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = trust_path(tmp_path)
    write_trust(path, b"one")

    def failing(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(ResourceError, match="No space left on device: check"):
        write_trust(path, b"two")
    assert read_trust(path) == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_on_the_medium_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = trust_path(tmp_path)
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def watched_fsync(descriptor: int) -> None:
        steps.append("folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file")
        fsync(descriptor)

    def watched_rename(old: Path, new: Path) -> Path:
        steps.append("rename")
        return rename(old, new)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    write_trust(path, b"one")
    assert steps.index("file") < steps.index("rename")
    assert steps[-2:] == ["rename", "folder"]


def test_the_limit_is_the_last_that_is_read(tmp_path: Path) -> None:
    path = trust_path(tmp_path)
    write_trust(path, b"x" * MAX_TRUST)
    assert len(read_trust(path)) == MAX_TRUST
    write_trust(path, b"x" * (MAX_TRUST + 1))
    with pytest.raises(LimitError, match=f"at most {MAX_TRUST} octets"):
        read_trust(path)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"trust\.json.*No such file"):
        read_trust(trust_path(tmp_path))
    with pytest.raises(ResourceError, match="Is a directory"):
        read_trust(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ResourceError, match="regular file"):
        read_trust(tmp_path / "pipe")
