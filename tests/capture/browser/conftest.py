"""Real Chromium for the tests: skipped with a loud reason where there is none, failed where CI promised one."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from archiver.capture.browser.executable import need
from archiver.errors import ResourceError
from tests.capture.browser.archive import Archive
from tests.capture.browser.processes import Watch


@pytest.fixture
def chromium() -> str:
    try:
        return need(os.environ)
    except ResourceError as e:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have a browser: {e}")
        pytest.skip(f"NOT TESTED: browser capture, because of the machine: {e}")


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """After the test neither a process nor a file is left of what it started."""
    # Not in tmp_path (which is asked for so that pytest makes it elsewhere): Chromium's sockets lie in here, and a socket's path has 108 octets.
    folder = Path(tempfile.mkdtemp(prefix="ab-"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    watch = Watch(folder)
    try:
        yield watch
        watch.assert_nothing_left()
    finally:
        rmtree(folder, ignore_errors=True)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)
