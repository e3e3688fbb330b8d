"""What the tests of log and stamps begin with."""

from pathlib import Path

import pytest

from tests.e2e.logging import add, archiver


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A user's folder: an archive of three packages, none of them in a log."""
    assert archiver(tmp_path, "init", "archive", "--no-passphrase").status == 0
    for number in range(3):
        add(tmp_path, number)
    return tmp_path
