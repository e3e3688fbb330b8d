"""Real file systems to fill, make read-only, cross, or break."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from tests.samples import ROOT

MOUNT_SECONDS = 20.0


def _cannot(reason: str) -> NoReturn:
    """Skipped loudly, and a failure in CI, which installs what is needed."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def small_file_system(folder: Path, options: str = "size=1m") -> Iterator[Path]:
    """A tmpfs at `folder`; skipped loudly where nothing can be mounted, and a failure in CI."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        _cannot(f"cannot mount a small file system here: {made.stderr.decode(errors='replace').strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@dataclass(frozen=True)
class Medium:
    """A mounted folder whose medium breaks when it is told to (`tests.support.faulty_fs`)."""

    folder: Path
    work: Path

    def fail(self, *rules: str) -> None:
        """From now on: `write *.json 2`, `read * 0`."""
        (self.work / "struck").write_text("")
        (self.work / "next").write_text("".join(f"{rule}\n" for rule in rules))
        (self.work / "next").replace(self.work / "rules")

    def heal(self) -> list[str]:
        """Nothing fails any more; returns what did, as `operation path`."""
        struck = (self.work / "struck").read_text().splitlines()
        self.fail()
        return struck


@contextmanager
def failing_medium(work: Path) -> Iterator[Medium]:
    """A file system in user space below `work`; skipped loudly where there is none, and a failure in CI."""
    try:
        import mfusepy  # noqa: F401  # it looks for libfuse
    except (ImportError, OSError, AttributeError) as e:
        _cannot(f"no file system in user space here (libfuse3-3): {e}")
    medium = Medium(work / "mount", work / "medium")
    for folder in (medium.folder, medium.work, medium.work / "octets"):
        folder.mkdir(parents=True)
    medium.fail()
    arguments = [medium.work / "octets", medium.folder, medium.work / "rules", medium.work / "struck"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.faulty_fs", *map(str, arguments)], cwd=ROOT, stderr=subprocess.PIPE
    )
    ends = time.monotonic() + MOUNT_SECONDS
    while not medium.folder.is_mount() and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.02)
    try:
        if not medium.folder.is_mount():
            process.kill()
            _cannot(f"cannot mount a file system in user space: {process.communicate()[1].decode(errors='replace')}")
        yield medium
    finally:
        if medium.folder.is_mount():
            subprocess.run(["umount", "--lazy", medium.folder], check=True)
        process.wait(MOUNT_SECONDS)
