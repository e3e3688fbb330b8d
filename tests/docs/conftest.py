"""A package made by the command line, for the documents' commands to work on."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.document import Block
from tests.docs.shell import archiver_on_path, run
from tests.support.needed import missing, needed

NPM = Path(__file__).with_name("npm")
ARTICLE = Path(__file__).with_name("article.html")
_MAKE = """
archiver init archive --no-passphrase --quiet
archiver add article.html --url https://example.org/news/port --captured-at 2026-11-22T07:15:01Z --archive archive
"""


@dataclass(frozen=True)
class Made:
    """A folder with the three files that verify-without-us.md starts from."""

    folder: Path

    @property
    def sidecar(self) -> Path:
        """The one sidecar."""
        return next(path for path in self.folder.glob("*-*.json"))

    @property
    def segment(self) -> Path:
        """The one WARC."""
        return next(self.folder.glob("*.warc.gz"))

    @property
    def trust(self) -> Path:
        """The archive's published keys."""
        return self.folder / "trust.json"

    def copy(self, to: Path) -> "Made":
        """The same three files elsewhere, to be tampered with."""
        shutil.copytree(self.folder, to)
        return Made(to)


_STATE = """
archiver claims archive --withdraw 0 --reason 'Found by a program with a flaw.'
archiver claims archive
"""


def make(folder: Path, more: str = "") -> Made:
    """A fresh archive with one article, signed by fresh keys; `more` are further commands."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ARTICLE, folder / "article.html")
    ended = run([Block("bash", (), "make", _MAKE + more)], folder, archiver_on_path(folder))
    assert ended.status == 0, ended.output
    made = folder / "package"
    made.mkdir()
    for path in ((folder / "archive").glob("[0-9]*/*/*/*"), [folder / "archive" / "trust.json"]):
        for file in path:
            shutil.copy(file, made)
    return Made(made)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One package for all tests of a worker; copy it before you touch it."""
    return make(tmp_path_factory.mktemp("pristine"))


@pytest.fixture(scope="session")
def pristine_stated(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A package whose first claims are withdrawn and that holds a second set."""
    return make(tmp_path_factory.mktemp("stated"), _STATE)


@pytest.fixture
def stated(pristine_stated: Made, tmp_path: Path) -> Made:
    """A copy of it that a test may change."""
    return pristine_stated.copy(tmp_path / "stated")


@pytest.fixture
def package(pristine: Made, tmp_path: Path) -> Made:
    """A copy that a test may change."""
    return pristine.copy(tmp_path / "package")


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the documents install by npm, by the hashes in the committed lockfile."""
    needed("node")
    needed("npm")
    folder = tmp_path_factory.mktemp("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(NPM / name, folder)
    command = ["npm", "ci", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit", "--no-fund"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode:
        missing(f"packages of {NPM.name} by npm ({ended.stderr.strip()[-300:]})")
    return folder / "node_modules"
