"""`--results`: a table of what a step over many found, whole or not there, and never in the way of the step itself."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import jsonschema
import pytest

from archiver.model.schema import schemas
from tests.capture.http.server import Server, page, site
from tests.cli.running import Done, environment_of, in_process
from tests.samples import SOURCES
from tests.support.capture import QUICK
from tests.support.disk import small_file_system

DAYS = ("14", "15", "16")
SCHEMA = schemas()["results.schema.json"]


def run(work: Path, *arguments: str, status: int = 0) -> Done:
    done = in_process(arguments, work)
    assert done.status == status, (arguments, done.stdout, done.stderr)
    return done


def table(work: Path, name: str = "t.jsonl") -> list[dict[str, Any]]:
    """The rows, each of which is what the schema says."""
    rows = [json.loads(line) for line in (work / name).read_bytes().splitlines()]
    for row in rows:
        jsonschema.Draft202012Validator(SCHEMA).validate(row)
    return rows


def names(work: Path) -> list[str]:
    found = (work / "archives").glob("2*/*/*/*.json")
    return sorted(path.relative_to(work / "archives").as_posix() for path in found)


def add(work: Path, day: str, address: str) -> None:
    at = f"2026-03-{day}T10:15:00Z"
    run(work, "add", "a.html", "--url", f"https://www.example.org/{address}", "--captured-at", at, "-q")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Three packages, one a day."""
    run(tmp_path, "init", "--no-passphrase", "-q")
    settings = tmp_path / "archives" / "archiver.yaml"
    kept = [line for line in settings.read_text().splitlines() if not line.startswith("authorities:")]
    settings.write_text("\n".join([*kept, 'authorities: ""', ""]))
    (tmp_path / "a.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    for day in DAYS:
        add(tmp_path, day, day)
    return tmp_path


def damage(work: Path, number: int) -> str:
    name = names(work)[number]
    path = work / "archives" / name
    path.write_bytes(path.read_bytes().replace(b"nine days", b"ten days", 1))
    return name


def test_audit_has_a_row_a_package_that_says_what_its_event_says(work: Path) -> None:
    name = damage(work, 1)
    done = run(work, "audit", "--results", "t.jsonl", status=1)
    assert done.stderr.endswith("3 rows in t.jsonl\n")
    rows = table(work)
    assert [row["name"] for row in rows] == names(work)
    assert [row["verdict"] for row in rows] == ["verified", "tampered", "verified"]
    assert [row["url"] for row in rows] == [f"https://www.example.org/{day}" for day in DAYS]
    (record,) = (work / "archives" / "audits").glob("2*.jsonl")
    events = [json.loads(line) for line in record.read_bytes().splitlines()[1:-1]]
    for row, event in zip(rows, events, strict=True):
        assert (row["name"], row["verdict"], row["status"], row["how"], row["leaf"], row["findings"]) == tuple(
            event[member] for member in ("package", "outcome", "status", "how", "leaf", "findings")
        )
        assert row["codes"] == [check["code"] for check in event["findings"]]
        assert row["length"] == (work / "archives" / row["warc"]).stat().st_size
    sidecar = json.loads((work / "archives" / rows[0]["name"]).read_bytes())
    assert rows[0]["text_sha256"] == sidecar["article"]["text_sha256"]
    assert rows[0]["source_sha256"] == sidecar["capture"]["source"]["sha256"]
    assert name == rows[1]["name"] and rows[1]["codes"]


def test_parquet_holds_the_same_rows(work: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    damage(work, 1)
    for command, status in ((("audit",), 1), (("claims", "archives"), 4), (("index", "rebuild"), 0)):
        for name in ("t.jsonl", "t.parquet"):
            run(work, *command, "--results", name, status=status)
        read = parquet.read_table(work / "t.parquet").to_pylist()
        rows = table(work)
        for row in (*read, *rows):
            row.pop("checked_at", None)
        assert read == rows


def test_a_quick_audit_of_rolled_packages_has_a_row_for_each_of_a_stretch(work: Path) -> None:
    """Names, statements and places are those of an audit that looks at each; a stretch is one line of the record."""
    for number in range(6):
        add(work, "14", f"more-{number}")
    run(work, "log", "checkpoint", "-q")
    run(work, "roll", "-q")
    run(work, "audit", "-q", "--deep", "--results", "deep.jsonl")
    run(work, "audit", "-q", "--quick", "--signatures", "0", "--results", "sealed.jsonl")
    run(work, "audit", "-q", "--quick", "--signatures", "0", "--results", "quick.jsonl")
    record = max((work / "archives" / "audits").glob("2*.jsonl")).read_text()
    assert '"of":7' in record and '"drawn":[]' in record
    run(work, "audit", "-q", "--quick", "--signatures", "40", "--results", "drawn.jsonl")
    deep, *others = (table(work, f"{name}.jsonl") for name in ("deep", "sealed", "quick", "drawn"))
    assert len(deep) == 9 and len({row["warc"] for row in deep}) == 3  # single packages are not rolled
    for rows in others:
        assert [_undated(row) for row in rows] == [_undated(row) for row in deep]
        assert {row["verdict"] for row in rows} == {"verified"}
    assert {row["how"] for row in others[1]} == {"seal"}
    assert {row["how"] for row in others[2]} == {"seal", "sample"}
    assert sorted({row["leaf"] for row in others[1]}) == list(range(9))


def _undated(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("checked_at", "how")}


def test_what_was_checked_before_an_interruption_is_in_the_table(work: Path) -> None:
    run(work, "audit")
    (record,) = (work / "archives" / "audits").glob("2*.jsonl")
    record.write_bytes(b"".join(record.read_bytes().splitlines(keepends=True)[:-2]))
    said = run(work, "audit", "--results", "t.jsonl").stderr
    assert "Going on" in said
    assert [row["name"] for row in table(work)] == names(work)


def test_a_package_that_is_not_there_has_a_row(work: Path) -> None:
    gone = names(work)[0].replace("example.org", "example.net")
    (work / "list.txt").write_text(f"{names(work)[0]}\n{gone}\n")
    run(work, "audit", "--manifest", "list.txt", "--results", "t.jsonl", status=5)
    rows = {row["name"]: row for row in table(work)}
    assert rows[gone]["verdict"] == "indeterminate" and rows[gone]["url"] is None and rows[gone]["warc"] is None
    run(work, "index", "rebuild", "--manifest", "list.txt", "--results", "t.jsonl", status=4)
    assert [(row["name"], row["error"] is None) for row in table(work)] == [(names(work)[0], True), (gone, False)]


def test_claims_are_in_the_row_of_their_package(work: Path) -> None:
    name = damage(work, 0)
    run(work, "claims", "archives", "--results", "t.jsonl", "-q", status=4)
    first, *others = table(work)
    assert first["name"] == name and "expected a package that verifies" in first["error"] and not first["claims"]
    for row in others:
        sidecar = json.loads((work / "archives" / row["name"]).read_bytes())
        assert row["claims"] == sidecar["claims"][0]["items"] and row["claims"]
        assert (row["current"], row["added"], row["error"]) == (0, False, None)
    run(
        work,
        "claims",
        str(work / "archives" / others[0]["name"]),
        "--withdraw",
        "0",
        "--reason",
        "No.",
        "-q",
        "--results",
        "t.jsonl",
    )
    (row,) = table(work)
    assert (row["current"], row["claims"], row["extractor"], row["added"]) == (None, [], None, True)


def test_index_rebuild_and_roll_say_where_packages_are(work: Path) -> None:
    (work / "archives" / "2026" / "03" / "14" / "odd.json").write_text("{}")
    (work / "archives" / "2026" / "03" / "14" / "odd.warc.gz").write_text("")
    run(work, "index", "rebuild", "--results", "t.jsonl", status=4)
    *rows, odd = table(work)
    assert [row["name"] for row in rows] == [name for name in names(work) if "odd" not in name]
    assert odd["name"].endswith("odd.json") and odd["error"] and odd["statement_id"] is None
    for day in DAYS:
        add(work, day, f"more-{day}")
    whole = run(work, "roll", "--results", "t.jsonl", status=4)
    rolled = [row for row in table(work) if row["error"] is None]
    (left,) = (row for row in table(work) if row["error"])
    assert len(rolled) == 6 and left["name"] == odd["name"]
    for row in rolled:
        assert row["warc"] in whole.stdout
        segment = (work / "archives" / row["warc"]).read_bytes()[row["offset"] : row["offset"] + row["length"]]
        assert row["segment_sha256"] == f"sha256:{hashlib.sha256(segment).hexdigest()}"


def test_captures_are_in_the_order_of_their_addresses(work: Path) -> None:
    body = page((SOURCES / "bridge.html").read_bytes())
    with Server(site({"/a": body, "/b": body})) as one:
        urls = [one.url(path) for path in ("/gone", "/b", "/a", "/b")]
        run(
            work, "capture", *urls, *QUICK, "--allow-private", "--ignore-robots", "--results", "t.jsonl", "-q", status=4
        )
    rows = table(work)
    assert [(row["asked"], row["url"]) for row in rows] == list(enumerate(urls))
    assert [row["status"] for row in rows] == [6, 0, 0, 0]
    assert rows[0]["error"] and all(row["name"] and row["text_sha256"] for row in rows[1:])
    assert sorted(row["sequence"] for row in (rows[1], rows[3])) == [0, 1]


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_a_full_disk_costs_the_table_and_nothing_else(work: Path, suffix: str) -> None:
    """The claims of three packages do not fit; what lay there before stays, and no part of the new one is left."""
    pytest.importorskip("pyarrow")
    with small_file_system(work / "small", "size=8k") as small:
        (small / f"t.{suffix}").write_text("old")
        done = run(work, "claims", "archives", "--results", f"small/t.{suffix}", "--json", status=5)
        assert len(json.loads(done.stdout)["packages"]) == 3
        assert "No space left on device" in done.stderr and done.stderr.count("archiver:") == 1, done.stderr
        assert [path.name for path in small.iterdir()] == [f"t.{suffix}"]
        assert (small / f"t.{suffix}").read_text() == "old"


def test_a_verdict_is_told_and_on_record_without_its_table(work: Path) -> None:
    """A worse status than that of the table stays."""
    with small_file_system(work / "small", "size=4k") as small:
        (small / "filler").write_bytes(bytes(4096))
        done = run(work, "audit", "--results", "small/t.jsonl", status=5)
        assert "3 verified" in done.stdout and "No space left" in done.stderr
        damage(work, 0)
        done = run(work, "audit", "--results", "small/t.jsonl", status=1)
        assert "1 tampered" in done.stdout and "No space left" in done.stderr
        assert [path.name for path in small.iterdir()] == ["filler"]
    records = sorted((work / "archives" / "audits").glob("2*.jsonl"))
    assert all('"finished":' in record.read_text() for record in records) and len(records) == 2


def test_an_audit_whose_record_does_not_fit_leaves_none(work: Path) -> None:
    folder = work / "archives" / "audits"
    with small_file_system(folder, "size=4k") as small:
        (small / "filler").write_bytes(bytes(4096))
        assert "make room for it" in run(work, "audit", status=5).stderr
        assert [path.name for path in small.iterdir()] == ["filler"]
    assert "3 verified" in run(work, "audit").stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t.csv", ".jsonl or .parquet"),
        ("t", ".jsonl or .parquet"),
        ("archives/t.jsonl", "outside of the archive"),
        ("archives/2026/03/14/x.contents.jsonl", "outside of the archive"),
        ("folder.jsonl", "found something else"),
    ],
)
def test_a_name_that_is_no_place_for_a_table_is_refused_before_anything_is_done(
    work: Path, name: str, said: str
) -> None:
    (work / "folder.jsonl").mkdir()
    for command in (
        ("audit",),
        ("claims", "archives"),
        ("roll",),
        ("index", "rebuild"),
        ("capture", "https://x.test/"),
    ):
        assert said in run(work, *command, "--results", name, status=2).stderr
    assert not (work / "archives" / "audits").exists()


def test_a_folder_that_is_not_there_is_told_before_anything_is_done(work: Path) -> None:
    assert "No such file" in run(work, "audit", "--results", "none/t.jsonl", status=5).stderr
    assert not (work / "archives" / "audits").exists()


def test_without_pyarrow_the_extra_is_named(work: Path) -> None:
    with mock.patch.dict(sys.modules, {"pyarrow": None, "pyarrow.parquet": None}):
        assert "install the extra `parquet`" in run(work, "audit", "--results", "t.parquet", status=2).stderr


def test_a_command_that_ends_early_leaves_what_lay_there(work: Path) -> None:
    (work / "t.jsonl").write_text("old")
    (work / "archives" / "index.sqlite").write_bytes(b"no database, and long enough to be seen as none " * 40)
    run(work, "audit", "--results", "t.jsonl", status=5)
    assert (work / "t.jsonl").read_text() == "old"
    assert not list(work.glob(".tmp-*"))


def test_a_table_follows_the_umask_and_no_link(work: Path) -> None:
    (work / "elsewhere").write_text("old")
    (work / "t.jsonl").symlink_to("elsewhere")
    subprocess.run(
        [sys.executable, "-c", "import os, sys; os.umask(0o027); os.execv(sys.executable, [sys.executable, '-m', 'archiver', *sys.argv[1:]])",
         "audit", "--results", "t.jsonl"],
        cwd=work, env=environment_of(work, {}), check=True, capture_output=True,
    )  # fmt: skip
    assert (work / "elsewhere").read_text() == "old"
    assert not (work / "t.jsonl").is_symlink() and (work / "t.jsonl").stat().st_mode & 0o777 == 0o640
