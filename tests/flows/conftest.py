"""Archives that are logged: one that a test may spoil, and one twice, as files of their own and rolled."""

import shutil
from pathlib import Path

import pytest

from tests.cli.running import in_process
from tests.flows.quick import COUNT, archive_of, audit, checkpoint, sidecars, unsealed


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder: an archive of COUNT packages, all of them in its log."""
    work = tmp_path_factory.mktemp("original")
    archive_of(work, COUNT)
    checkpoint(work)
    return work


@pytest.fixture
def work(original: Path, tmp_path: Path) -> Path:
    """A copy that one test may spoil: every package is sealed in it."""
    copy = tmp_path / "work"
    shutil.copytree(original, copy, symlinks=True)
    assert audit(copy)["how"] == {"log": COUNT}
    return copy


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of COUNT packages as files of their own, logged and sealed."""
    work = tmp_path_factory.mktemp("single")
    archive_of(work, COUNT)
    checkpoint(work)
    assert audit(work)["how"] == {"log": COUNT}
    return work


@pytest.fixture(scope="module")
def together(single: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same archive, rolled and audited once since; the roll sealed nothing, as on a cluster."""
    work = tmp_path_factory.mktemp("together") / "work"
    shutil.copytree(single, work, symlinks=True)
    days = {"-".join(path.parts[-4:-1]) for path in sidecars(work)}
    with unsealed(work):
        done = in_process(["roll", "-q", *(f"--day={day}" for day in sorted(days))], work)
    assert done.status == 0, done.stderr
    assert not sidecars(work)
    assert audit(work)["how"] == {"seal": COUNT}
    return work


@pytest.fixture
def twins(single: Path, together: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Copies of both that one test may spoil."""
    for work, name in ((single, "single"), (together, "rolled")):
        shutil.copytree(work, tmp_path / name, symlinks=True)
    return tmp_path / "single", tmp_path / "rolled"
