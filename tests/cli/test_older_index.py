"""An index that is missing or that an older version of this program made: told to who looks, made anew by who writes."""

import sqlite3
from pathlib import Path

import pytest

from archiver.database.sqlite import schema_of
from archiver.index.schema import SCHEMA_VERSION
from tests.cli.running import in_process
from tests.samples import SOURCES

URL = "https://www.example.org/bridge"
SECOND = """
CREATE TABLE package (
    series TEXT NOT NULL, url TEXT NOT NULL, captured_at TEXT NOT NULL, packaged_at TEXT NOT NULL,
    sequence INTEGER NOT NULL, archive TEXT NOT NULL, capture_id TEXT NOT NULL, statement_id TEXT NOT NULL,
    previous TEXT NOT NULL, sidecar TEXT NOT NULL, warc TEXT NOT NULL, "offset" INTEGER NOT NULL,
    length INTEGER NOT NULL, text_sha256 TEXT, claims INTEGER NOT NULL, relation TEXT,
    PRIMARY KEY (series, sequence, statement_id)
) WITHOUT ROWID;
CREATE INDEX package_capture ON package (capture_id, statement_id);
CREATE INDEX package_statement ON package (statement_id);
CREATE INDEX package_captured_at ON package (captured_at);
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with an archive of one package, and a schema 2 index without it, as schema 2 was made."""
    (tmp_path / "bridge.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    for arguments in (["init", "--no-passphrase", "-q"], ["add", "bridge.html", "--url", URL, "-q"]):
        assert in_process(arguments, tmp_path).status == 0
    path = tmp_path / "archives" / "index.sqlite"
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(SECOND)
    database.execute("PRAGMA user_version = 2")
    database.close()
    return tmp_path


@pytest.mark.parametrize("arguments", [["search"], ["versions", URL], ["verify", URL], ["audit"]])
def test_who_looks_is_told_what_to_run(work: Path, arguments: list[str]) -> None:
    done = in_process(arguments, work)
    assert done.status == 5
    assert f"with schema {SCHEMA_VERSION}, found 2: run `archiver index rebuild`" in done.stderr
    assert schema_of(work / "archives" / "index.sqlite") == 2


def test_who_writes_makes_it_anew(work: Path) -> None:
    done = in_process(["add", "bridge.html", "--url", URL], work)
    assert (done.status, "version 2, unchanged" in done.stdout) == (0, True)
    assert "of an older version (schema 2); it is made anew from the packages" in done.stderr
    assert [line.split("  ")[2] for line in in_process(["search", "-q"], work).stdout.splitlines()] == [
        "version 2, unchanged", "version 1"
    ]  # fmt: skip


def test_one_without_waiting_passages_is_made_anew_with_its_words(work: Path) -> None:
    path = work / "archives" / "index.sqlite"
    assert in_process(["index", "rebuild", "-q"], work).status == 0
    database = sqlite3.connect(path)
    database.executescript("DROP TABLE waiting; PRAGMA user_version = 3")  # schema 3
    database.close()
    done = in_process(["add", "bridge.html", "--url", f"{URL}/2"], work)
    assert "of an older version (schema 3); it is made anew from the packages" in done.stderr
    assert schema_of(path) == SCHEMA_VERSION
    assert in_process(["search", "bridge", "-q"], work).stdout.count("www.example.org/bridge") == 2


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_without_an_index_no_chain_begins_again(work: Path, left: str) -> None:
    path = work / "archives" / "index.sqlite"
    path.unlink()
    if left == "an empty file":
        path.touch()
    done = in_process(["add", "bridge.html", "--url", URL], work)
    assert (done.status, "version 2, unchanged" in done.stdout) == (0, True)
    assert "expected an index beside the packages, found none; it is made anew from the packages" in done.stderr
    assert in_process(["versions", URL], work).stdout.startswith(f"{URL}  2 versions")


def test_a_first_package_is_told_nothing_of_an_index(work: Path) -> None:
    done = in_process(["init", "other", "--no-passphrase", "-q"], work)
    done = in_process(["add", "bridge.html", "--url", URL, "--archive", "other"], work)
    assert (done.status, done.stderr) == (0, "")


@pytest.mark.parametrize("lost", [True, False])
def test_who_rolls_and_unrolls_makes_it_anew(work: Path, lost: bool) -> None:
    path = work / "archives" / "index.sqlite"
    at = ["--captured-at", "2026-11-22T07:15:01Z"]
    for name in ("one", "two"):
        assert in_process(["add", "bridge.html", "--url", f"{URL}/{name}", "-q", *at], work).status == 0

    def spoil() -> None:
        if lost:
            path.unlink()
        else:
            database = sqlite3.connect(path)
            database.executescript("DROP TABLE waiting; PRAGMA user_version = 3")
            database.close()

    spoil()
    rolled = in_process(["roll"], work)
    assert (rolled.status, "it is made anew" in rolled.stderr) == (0, True)
    assert in_process(["search", "-q"], work).stdout.count(URL) == 3
    spoil()
    undone = in_process(["unroll", rolled.stdout.partition("  ")[0]], work)
    assert (undone.status, "it is made anew" in undone.stderr) == (0, True)
    assert in_process(["search", "-q"], work).stdout.count(URL) == 3


def test_a_rebuild_takes_its_place(work: Path) -> None:
    assert in_process(["index", "rebuild"], work).stdout == "1 packages indexed\n"
    assert in_process(["versions", URL], work).status == 0


def test_a_newer_one_is_left_alone(work: Path) -> None:
    path = work / "archives" / "index.sqlite"
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    for arguments in (["search"], ["add", "bridge.html", "--url", URL]):
        done = in_process(arguments, work)
        assert done.status == 5
        assert "use the archiver that wrote it" in done.stderr
    assert schema_of(path) == SCHEMA_VERSION + 1


def test_who_searches_is_told_of_a_run_that_was_cut_off(work: Path) -> None:
    assert in_process(["index", "rebuild", "-q"], work).status == 0
    assert "cut off" not in in_process(["search", "bridge"], work).stderr
    (work / "archives" / ".lock").write_text("4711 2026-11-22T07:15:01.000000Z\n")
    done = in_process(["search", "bridge"], work)
    assert done.status == 0
    assert "process 4711 since 2026-11-22T07:15:01.000000Z writes to this archive, or was cut off" in done.stderr
