"""`--manifest`: a step over many is about the packages that a file names, and about no others."""

import json
import shutil
from pathlib import Path

import pytest

from archiver.index.sqlite import SqliteIndex
from tests.capture.http.server import Server, page, site
from tests.cli.running import Done, in_process
from tests.samples import SOURCES

DAYS = ("14", "15", "16")
pytestmark = pytest.mark.xdist_group("lists")  # what the module makes once is made in one worker


def run(work: Path, *arguments: str, status: int = 0, stdin: bytes = b"") -> Done:
    done = in_process(arguments, work, stdin=stdin)
    assert done.status == status, (arguments, done.stdout, done.stderr)
    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three packages, one a day; `list.txt` names the middle one."""
    work = tmp_path_factory.mktemp("made")
    run(work, "init", "--no-passphrase", "-q")
    (work / "a.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    for day in DAYS:
        at = f"2026-03-{day}T10:15:00Z"
        run(work, "add", "a.html", "--url", f"https://www.example.org/{day}", "--captured-at", at, "-q")
    (work / "list.txt").write_text(f"\n{name(work, '15')}\n\n{name(work, '15')}\n")
    return work


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "work"))


def name(work: Path, day: str) -> str:
    (path,) = (work / "archives" / "2026" / "03" / day).glob("*.json")
    return path.relative_to(work / "archives").as_posix()


def test_audit_checks_what_is_named_and_finds_what_is_not_there(work: Path) -> None:
    done = json.loads(run(work, "audit", "--manifest", "list.txt", "--json").stdout)
    assert done["summary"]["checked"] == 1
    record = (work / done["record"]).read_text()
    assert name(work, "15") in record and name(work, "14") not in record
    lost = name(work, "15").replace("example.org", "example.net")
    said = run(work, "audit", "--manifest", "-", status=5, stdin=f"{lost}\n".encode()).stdout
    assert "INDETERMINATE" in said and "example.net" in said
    (work / "archives" / name(work, "14")).write_bytes(b"{}")
    run(work, "audit", "--manifest", "list.txt")
    assert run(work, "audit", status=7).stdout


def test_an_interrupted_audit_of_all_is_not_gone_on_with_for_a_few(work: Path) -> None:
    run(work, "audit")
    (record,) = (work / "archives" / "audits").glob("2*.jsonl")
    record.write_bytes(b"".join(record.read_bytes().splitlines(keepends=True)[:-2]))
    done = json.loads(run(work, "audit", "--manifest", "list.txt", "--json").stdout)
    assert done["summary"]["checked"] == 1
    assert done["record"] != f"archives/audits/{record.name}"


def test_index_rebuild_reads_what_is_named_and_leaves_the_rest(work: Path) -> None:
    assert "1 packages indexed" in run(work, "index", "rebuild", "--manifest", "list.txt").stdout
    for day in DAYS:
        assert "1 version" in run(work, "versions", f"https://www.example.org/{day}").stdout
    with SqliteIndex(work / "archives" / "index.sqlite") as index:
        index.clear()
    run(work, "index", "rebuild", "--manifest", "list.txt")
    run(work, "versions", "https://www.example.org/15")
    run(work, "versions", "https://www.example.org/14", status=2)
    done = run(work, "index", "rebuild", "--manifest", "-", status=4, stdin=b"2026/03/15/none.json\n")
    assert "skipped 2026/03/15/none.json: expected a package of that name, found none" in done.stderr


def test_without_an_index_a_few_packages_make_none(work: Path) -> None:
    (work / "archives" / "index.sqlite").unlink()
    done = run(work, "index", "rebuild", "--manifest", "list.txt")
    assert "found none; it is made anew from the packages" in done.stderr
    for day in DAYS:
        assert "1 version" in run(work, "versions", f"https://www.example.org/{day}").stdout


def test_claims_are_found_again_in_what_is_named(work: Path) -> None:
    done = json.loads(run(work, "claims", "--manifest", "list.txt", "--json").stdout)
    assert [name(work, "15") in row["sidecar"] for row in done["packages"]] == [True]
    run(work, "claims", status=2)


def test_roll_takes_the_days_of_what_is_named(work: Path) -> None:
    at = "2026-03-15T11:15:00Z"
    (work / "a.html").write_text((work / "a.html").read_text().replace("nine days", "ten days"))
    run(work, "add", "a.html", "--url", "https://www.example.org/15", "--captured-at", at, "-q")
    done = json.loads(run(work, "roll", "--manifest", "list.txt", "--json").stdout)
    assert {row["warc"].rpartition("/")[0] for row in done["rolled"]} <= {"2026/03/15"}
    assert done["waiting"] + sum(row["packages"] for row in done["rolled"]) == 2
    assert run(work, "roll", "--manifest", "-", status=7, stdin=b"somewhere/a.json\n").stderr


def test_capture_takes_addresses_from_a_file(work: Path) -> None:
    body = page((SOURCES / "bridge.html").read_bytes())
    with Server(site({"/a": body, "/b": body})) as server:
        (work / "urls.txt").write_text(f"{server.url('/a')}\n{server.url('/b')}\n")
        done = run(
            work, "capture", "--manifest", "urls.txt", "--allow-private", "--ignore-robots", "--delay", "0", "--json"
        )
    assert len(json.loads(done.stdout)["packages"]) == 2


@pytest.mark.parametrize(
    ("lines", "status", "found"),
    [
        (b"", 7, "expected a name a line, found none"),
        (b"\n \n", 7, "expected a name a line, found none"),
        (b"../../etc/passwd.json\n", 7, "relative name"),
        (b"2026/03/15/.hidden.json\n", 7, "relative name"),
        (b"notes.txt\n", 7, "expected names such as"),
        (b"\xff\xfe\n", 7, "expected UTF-8"),
        (b"2026/\x1b[2J.json\n", 7, "relative name"),
    ],
)
@pytest.mark.parametrize("command", [["audit"], ["index", "rebuild"], ["claims"], ["roll"]])
def test_what_is_no_list_is_refused(work: Path, command: list[str], lines: bytes, status: int, found: str) -> None:
    done = run(work, *command, "--manifest", "-", status=status, stdin=lines)
    assert found in done.stderr and "\x1b" not in done.stderr


def test_a_sample_of_a_list_is_refused(work: Path) -> None:
    assert "found both" in run(work, "audit", "--manifest", "list.txt", "--sample", "5", status=2).stderr


def test_a_night_on_a_cluster_is_refused(work: Path) -> None:
    done = run(work, "run", "--engine", "spark", status=2)
    assert "a night keeps one journal" in done.stderr
