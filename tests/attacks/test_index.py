"""An archive from somebody else: its index is theirs too, says where to look, and is no reason for anything."""

import os
import re
import sqlite3
from pathlib import Path

import pytest

from archiver.index.interface import Passage
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from tests.support.cli import Ran, run

TEXT = "Grain port reopens\n\nThe port is open again, said Olena.\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two articles, whose keys the user trusts."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{name}: {TEXT}")
    run("init", "--no-passphrase", "arch", home=tmp_path / "home", cwd=tmp_path)
    for name in ("a", "b"):
        url = f"https://example.org/{name}"
        done = run("add", f"{name}.txt", "--url", url, "--archive", "arch", home=tmp_path / "home", cwd=tmp_path)
        assert done.status == 0
    return tmp_path / "arch"


def verify(archive: Path, target: str) -> Ran:
    """`archiver verify` of the archive or of what its index knows."""
    return run("verify", target, "--archive", str(archive), "--json", home=archive.parent / "home", cwd=archive.parent)


def changed(archive: Path, *statements: str) -> None:
    """The index after these statements."""
    with sqlite3.connect(archive / "index.sqlite") as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_verifying_leaves_the_archive_as_it_was(archive: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*")}
    assert verify(archive, "https://example.org/a").status == 0
    assert verify(archive, str(archive)).status == 0
    assert {path: path.stat().st_mtime_ns for path in archive.rglob("*")} == before


@pytest.mark.parametrize("column", ["series", "capture_id"])
def test_another_article_under_the_address_asked_for(column: str, archive: Path) -> None:
    with SqliteIndex(archive / INDEX_NAME) as index:
        a, b = index.rows()
        index.clear()
        index.add([b._replace(**{column: getattr(a, column)})])
    ran = verify(archive, "https://example.org/a" if column == "series" else a.capture_id)
    assert (ran.status, ran.out) == (5, "")
    assert "which is about 'https://example.org/b'" in ran.err


@pytest.mark.parametrize("name", ["/etc/passwd.json", "../arch/x.json", "2026/../../x.json"])
def test_a_name_that_leads_out_of_the_archive(name: str, archive: Path) -> None:
    changed(archive, f"UPDATE package SET sidecar = '{name}'")
    ran = verify(archive, "https://example.org/a")
    assert (ran.status, ran.out) == (5, "")
    assert "expected a relative name" in ran.err


@pytest.mark.parametrize("table", ["package", "series", "passage", "name"])
def test_a_view_that_never_ends_is_not_asked(table: str, archive: Path) -> None:
    with sqlite3.connect(archive / "index.sqlite") as database:
        names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    columns = ", ".join(f"x || '' AS \"{name}\"" for name in names)
    numbers = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
    changed(archive, f"DROP TABLE {table}", f"CREATE VIEW {table} AS {numbers} SELECT {columns} FROM c WHERE x < 0")
    for arguments in (["verify", "https://example.org/a"], ["search", "port"], ["versions", "https://example.org/a"]):
        ran = run(*arguments, "--archive", str(archive), home=archive.parent / "home", cwd=archive.parent)
        assert (ran.status, ran.out) == (5, "")
        assert f"{table} is not the table of this schema but a view" in ran.err
    assert verify(archive, str(archive)).status == 0  # by the packages themselves


def test_a_trigger_that_waits_for_a_writer_is_not_run(archive: Path) -> None:
    changed(archive, "CREATE TRIGGER t AFTER INSERT ON package BEGIN DELETE FROM package; END")
    ran = verify(archive, "https://example.org/a")
    assert (ran.status, ran.out) == (5, "")
    assert "but a trigger" in ran.err


def test_what_a_search_prints_cannot_steer_a_terminal(archive: Path) -> None:
    with SqliteIndex(archive / INDEX_NAME) as index:
        (a, _) = index.rows()
        evil = "port \x1b[2J\u202eopen\r\nVERIFIED"
        passage = Passage(0, "direct_quote", evil, evil, None, (evil,))
        index.add([a._replace(passages=(passage,), case_id=evil, url=f"https://example.org/a?{evil}")])
    (archive / "cdxj").mkdir()
    (archive / "cdxj" / "x.cdxj").write_text(
        'org,example)/a 20260314101500 {"url": "https://example.org/a\\u001b[2J", "mime": "\\u202e", "filename": "\\n"}\n'
    )
    for arguments in (["port"], ["port", "--json"], ["--url", "https://example.org/a"]):
        ran = run("search", *arguments, "--archive", str(archive), home=archive.parent / "home", cwd=archive.parent)
        assert ran.status == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out)
        assert "\nVERIFIED" not in ran.out


def test_a_named_pipe_in_its_place(archive: Path) -> None:
    (archive / "index.sqlite").unlink()
    os.mkfifo(archive / "index.sqlite")
    assert verify(archive, str(archive)).status == 0
