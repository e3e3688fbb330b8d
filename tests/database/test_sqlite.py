"""What every database of ours has: versions, faults in words, and readers that a writer does not mislead."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from archiver.database.fresh import fresh
from archiver.database.sqlite import Database, Kind, schema_of, statements
from archiver.errors import ResourceError

SCHEMA = statements("CREATE TABLE pair (a INTEGER PRIMARY KEY, b INTEGER NOT NULL); CREATE INDEX pair_b ON pair (b);")
KIND = Kind("a list", 2, SCHEMA, remedy="restore it", elder="bring it along")
WRITER = """
import sys
from pathlib import Path
from tests.database.test_sqlite import KIND, Database
path, rounds = Path(sys.argv[1]), int(sys.argv[2])
for number in range(1, rounds + 1):
    with Database(path, KIND) as database:
        with database.transaction() as connection:
            connection.execute("DELETE FROM pair")
            connection.executemany("INSERT INTO pair VALUES (?, ?)", [(n, number) for n in range(3000)])
        if number % 3 == 0:
            database.read("PRAGMA wal_checkpoint(TRUNCATE)")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.sqlite"


def fill(path: Path, rows: int = 3000) -> None:
    with Database(path, KIND) as database, database.transaction() as connection:
        connection.executemany("INSERT INTO pair VALUES (?, ?)", [(number, 0) for number in range(rows)])


def test_a_new_file_has_its_schema(path: Path) -> None:
    assert schema_of(path) == 0
    fill(path)
    assert schema_of(path) == 2
    with Database(path, KIND, read_only=True) as database:
        assert database.value("SELECT count(*) FROM pair") == 3000


@pytest.mark.parametrize(
    ("version", "told"), [(1, "schema 2, found 1: bring it along"), (3, "found 3: use the archiver")]
)
def test_another_schema_is_told_apart(path: Path, version: int, told: str) -> None:
    fill(path)
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {version}")
    for read_only in (True, False):
        with pytest.raises(ResourceError, match=told):
            Database(path, KIND, read_only=read_only)


@pytest.mark.parametrize("program", [
    "CREATE VIEW other AS SELECT 1", "CREATE TRIGGER t AFTER INSERT ON pair BEGIN DELETE FROM pair; END",
    "CREATE TABLE other (x)", "CREATE INDEX other ON pair (a, b)", "CREATE VIRTUAL TABLE other USING fts5(x)",
])  # fmt: skip
def test_what_this_program_did_not_make_is_not_asked(path: Path, program: str) -> None:
    fill(path)
    with sqlite3.connect(path) as other:
        other.execute(program)
    with pytest.raises(ResourceError, match=r"damaged file \(\w+ is not the table of this schema but a .*: restore it"):
        Database(path, KIND, read_only=True)


def test_a_transaction_is_whole_or_nothing(path: Path) -> None:
    with Database(path, KIND) as database:
        with pytest.raises(KeyboardInterrupt), database.transaction() as connection:
            connection.execute("INSERT INTO pair VALUES (1, 1)")
            raise KeyboardInterrupt
        assert database.read("SELECT * FROM pair") == []


def test_looking_leaves_no_trace(path: Path) -> None:
    fill(path)
    before = [(found.name, found.stat().st_mtime_ns) for found in path.parent.iterdir()], path.parent.stat().st_mtime_ns
    with Database(path, KIND, read_only=True) as database:
        database.read("SELECT * FROM pair")
    after = [(found.name, found.stat().st_mtime_ns) for found in path.parent.iterdir()], path.parent.stat().st_mtime_ns
    assert before == after


def test_who_looked_before_somebody_wrote_sees_what_was_written(path: Path) -> None:
    fill(path)
    with Database(path, KIND, read_only=True) as looking:
        assert looking.value("SELECT max(b) FROM pair") == 0
        with Database(path, KIND) as database:
            with database.transaction() as connection:
                connection.execute("UPDATE pair SET b = 7")
            assert looking.value("SELECT min(b) FROM pair") == 7
        assert looking.value("SELECT min(b) FROM pair") == 7
        with fresh(path, Kind("a list", 2, SCHEMA[:1], "", ""), SCHEMA[1:]) as database:
            with database.transaction() as connection:
                connection.execute("INSERT INTO pair VALUES (1, 8)")
            assert looking.value("SELECT min(b) FROM pair") == 7
        assert looking.read("SELECT b FROM pair") == [(8,)]


def test_readers_never_see_a_half_while_another_process_writes(path: Path) -> None:
    """Every round of the writer puts one number into every row; readers open, look and stay open meanwhile."""
    fill(path)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), "40"], cwd=Path.cwd())
    torn: list[object] = []
    seen: set[int] = set()

    def look() -> None:
        staying = Database(path, KIND, read_only=True)
        while writer.poll() is None:
            for database in (staying, Database(path, KIND, read_only=True)):
                ((low, high, count, total),) = database.read("SELECT min(b), max(b), count(*), sum(b) FROM pair")
                (by_look_up,) = database.read("SELECT count(*) FROM pair WHERE b = ?", (low,))
                seen.add(low)
                if not (low == high and count == 3000 and total == 3000 * low and by_look_up[0] in (0, 3000)):
                    torn.append((low, high, count, total, by_look_up))
                if database is not staying:
                    database.close()
        staying.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.wait() == 0
    assert torn == []
    assert len(seen) > 1
    with Database(path, KIND, read_only=True) as database:
        assert database.value("SELECT min(b) FROM pair") == 40


def test_what_changes_while_it_is_opened_is_opened_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening reads already: half of what a writer puts down there looks like damage."""
    fill(path)
    whole, prepare = path.read_bytes(), Database._prepare
    path.write_bytes(b"\xff" * 4096)

    def meanwhile(self: Database, connection: sqlite3.Connection) -> None:
        try:
            prepare(self, connection)
        except sqlite3.DatabaseError:
            path.write_bytes(whole)
            raise

    monkeypatch.setattr(Database, "_prepare", meanwhile)
    with Database(path, KIND, read_only=True) as database:
        assert database.value("SELECT count(*) FROM pair") == 3000


def test_a_database_made_anew_takes_the_place_only_when_it_is_whole(path: Path) -> None:
    fill(path)
    partly = Kind("a list", 2, SCHEMA[:1], "", "")
    with pytest.raises(KeyboardInterrupt), fresh(path, partly, SCHEMA[1:]) as database:
        database.read("SELECT 1")
        raise KeyboardInterrupt
    with Database(path, KIND, read_only=True) as database:
        assert database.value("SELECT count(*) FROM pair") == 3000
    with fresh(path, partly, SCHEMA[1:]):
        pass
    with Database(path, KIND, read_only=True) as database:
        assert database.value("SELECT count(*) FROM pair") == 0
    assert list(path.parent.iterdir()) == [path]


def test_the_log_of_the_old_file_is_not_read_with_the_new_one(path: Path) -> None:
    """A run that was killed leaves a log; it belongs to the file beside which it was written."""
    code = WRITER.replace("rounds + 1):", "2):") + "\n    import os; os._exit(9)"
    subprocess.run([sys.executable, "-c", code.replace("with Database(path, KIND) as database:",
        "database = Database(path, KIND)\n    if True:"), str(path), "1"], cwd=Path.cwd(), check=False)  # fmt: skip
    assert path.with_name(path.name + "-wal").stat().st_size > 0
    partly = Kind("a list", 2, SCHEMA[:1], "", "")
    with fresh(path, partly, SCHEMA[1:]) as database, database.transaction() as connection:
        connection.execute("INSERT INTO pair VALUES (1, 8)")
    with Database(path, KIND) as database:
        assert database.read("SELECT * FROM pair") == [(1, 8)]


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"none.*unable to open"), fresh(tmp_path / "none" / "x", KIND, ()):
        pass
