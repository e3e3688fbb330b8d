"""Programs that a test needs: without one it is skipped loudly, and fails in CI, which installs them."""

import os
import shutil

import pytest


def needed(program: str) -> None:
    """Skips where `program` is not installed, fails in CI."""
    if not shutil.which(program):
        missing(program)


def missing(what: str) -> None:
    """Skips, or fails in CI, because `what` is not there."""
    reason = f"{what} is not installed; this test needs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
