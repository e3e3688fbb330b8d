"""The commands on a cluster: what they do and say is what they do and say on one machine."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from archiver.batch.spark import connect
from tests.capture.http.server import Server, page, site
from tests.cli.running import Done, in_process
from tests.samples import SOURCES
from tests.support.capture import QUICK
from tests.support.cluster import Cluster, standalone
from tests.support.remotes import S3, moto

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]
COUNT = 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user with an archive of packages from three days."""
    work = tmp_path_factory.mktemp("made")
    assert in_process(["init", "--no-passphrase", "-q"], work).status == 0
    for number in range(COUNT):
        shutil.copy(SOURCES / "bridge.html", work / f"a{number}.html")
        at = f"2026-11-2{number % 3}T07:15:0{number}Z"
        url = f"https://www.example.org/a{number}"
        assert in_process(["add", f"a{number}.html", "--url", url, "--captured-at", at, "-q"], work).status == 0
    return work


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3]:
    """An emulation of S3."""
    with moto() as server:
        yield server


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, made: Path, bucket: S3) -> Iterator[Cluster]:
    """Its machines have a user's folder of their own, with the archive's keys and without anybody's trust.

    They have the credentials of the bucket, as machines that are to read it do.
    """
    home = tmp_path_factory.mktemp("theirs")
    shutil.copytree(made / "home" / "keys", home / "keys")
    with (
        standalone(tmp_path_factory.mktemp("spark"), {"ARCHIVER_HOME": str(home), **bucket.environment}) as started,
        connect(started.master),
    ):
        yield started


@pytest.fixture
def work(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "work"))


def run(work: Path, cluster: Cluster | None, *arguments: str, status: int = 0) -> Done:
    """On `cluster`, or here without one."""
    more = ["--engine", "spark", "--master", cluster.master] if cluster else []
    done = in_process([*arguments, *more], work)
    assert done.status == status, (arguments, done.stdout, done.stderr)
    return done


def twin(work: Path) -> Path:
    return Path(shutil.copytree(work, work.parent / "twin"))


def events(work: Path) -> list[dict[str, object]]:
    """The record of the last audit, without its times and without what is drawn at random."""
    record = max((work / "archives" / "audits").glob("*.jsonl"))
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    return [{k: v for k, v in line.items() if k not in ("at", "started", "finished", "seed")} for line in lines]


@pytest.mark.parametrize("depth", ["--deep", "--quick"])
def test_audit(work: Path, cluster: Cluster, depth: str) -> None:
    damaged = sorted((work / "archives").glob("2*/*/*/*.json"))[1]
    damaged.write_bytes(damaged.read_bytes().replace(b"nine days", b"ten days", 1))
    here = twin(work)
    theirs, ours = (run(place, on, "audit", depth, status=1) for place, on in ((work, cluster), (here, None)))
    assert "1 tampered" in theirs.stdout
    assert [line for line in theirs.stdout.splitlines() if "on record in" not in line] == [
        line for line in ours.stdout.splitlines() if "on record in" not in line
    ]
    assert events(work) == events(here)


def test_index_rebuild(work: Path, cluster: Cluster) -> None:
    here = twin(work)
    (work / "archives" / "2026" / "11" / "20" / "odd.json").write_text("{}")
    (work / "archives" / "2026" / "11" / "20" / "odd.warc.gz").write_text("")
    assert "6 packages indexed, 1 skipped" in run(work, cluster, "index", "rebuild", status=4).stdout
    assert "6 packages indexed" in run(here, None, "index", "rebuild").stdout
    search = ("search", "--host", "www.example.org", "--json")
    assert in_process(search, work).stdout == in_process(search, here).stdout


def test_claims(work: Path, cluster: Cluster) -> None:
    for package in (work / "archives").glob("2*/*/*/*.json"):
        in_process(["claims", str(package), "--withdraw", "0", "--reason", "To be found again.", "-q"], work)
    here = twin(work)
    theirs, ours = (
        run(place, on, "claims", "archives", "--json").stdout for place, on in ((work, cluster), (here, None))
    )
    told = [
        [{k: v for k, v in row.items() if k != "stated_by"} for row in json.loads(t)["packages"]]
        for t in (theirs, ours)
    ]
    assert told[0] == told[1]
    assert [row["added"] for row in told[0]] == [True] * COUNT
    assert f"{COUNT} verified" in run(work, None, "audit").stdout


def test_roll(work: Path, cluster: Cluster) -> None:
    here = twin(work)
    theirs, ours = (run(place, on, "roll", "--json").stdout for place, on in ((work, cluster), (here, None)))
    sizes = [[(one["packages"], one["bytes"]) for one in json.loads(text)["rolled"]] for text in (theirs, ours)]
    assert sizes[0] == sizes[1]
    assert [packages for packages, _ in sizes[0]] == [2, 2, 2]
    names = [one["warc"] for one in json.loads(theirs)["rolled"]]
    assert len({name.rpartition("/")[2] for name in names}) == 3
    for one, other in zip(json.loads(theirs)["rolled"], json.loads(ours)["rolled"], strict=True):
        assert (work / "archives" / one["warc"]).read_bytes() == (here / "archives" / other["warc"]).read_bytes()
    assert f"{COUNT} verified" in run(work, None, "audit").stdout


def test_capture(work: Path, cluster: Cluster) -> None:
    """Two hosts, an article of one given twice: a host's addresses go to one worker, and its chain is one chain."""
    body = page((SOURCES / "bridge.html").read_bytes())
    with Server(site({"/a": body, "/b": body})) as one, Server(site({"/c": body})) as two:
        urls = [one.url("/a"), two.url("/c"), one.url("/b"), one.url("/gone"), one.url("/a")]
        done = run(work, cluster, "capture", *urls, "--json", *QUICK, "--allow-private", "--ignore-robots", status=4)
    told = json.loads(done.stdout)["packages"]
    assert sorted((package["url"], package["sequence"]) for package in told) == sorted(
        zip(urls, [0, 0, 0, 0, 1], strict=True)
    )
    assert f"{COUNT + len(urls)} verified" in run(work, None, "audit").stdout
    assert "2 versions" in run(work, None, "versions", one.url("/a")).stdout


def names(work: Path) -> list[str]:
    return sorted(path.relative_to(work / "archives").as_posix() for path in (work / "archives").glob("2*/*/*/*.json"))


def listed(work: Path, *lines: str) -> None:
    (work / "list.txt").write_text("".join(f"{line}\n" for line in lines))


def table(work: Path) -> list[dict[str, object]]:
    """The rows of the last table, without what is of the moment; a cluster names what it cannot open in full."""
    text = (work / "t.jsonl").read_text().replace(f"{work}/", "")
    rows = [json.loads(line) for line in text.splitlines()]
    return [{k: v for k, v in row.items() if k not in ("checked_at", "stated_by")} for row in rows]


LISTED = ("--manifest", "list.txt", "--results", "t.jsonl")


@pytest.mark.parametrize("depth", ["--deep", "--quick"])
def test_audit_of_a_list(work: Path, cluster: Cluster, depth: str) -> None:
    """One is damaged, one is not there; both engines give the same rows in the same order, by either kind of file."""
    damaged = work / "archives" / names(work)[1]
    damaged.write_bytes(damaged.read_bytes().replace(b"nine days", b"ten days", 1))
    gone = names(work)[4].replace("example.org", "example.net")
    listed(work, *names(work)[3:0:-1], gone)
    here = twin(work)
    for place, on in ((work, cluster), (here, None)):
        said = run(place, on, "audit", depth, *LISTED, status=1).stdout
        assert "4 of 4 packages checked" in said and "1 indeterminate, 1 tampered, 2 verified" in said
    assert table(work) == table(here)
    assert [row["name"] for row in table(work)] == sorted([*names(work)[1:4], gone], key=lambda name: name.split("/"))
    assert [row["verdict"] for row in table(work)].count("verified") == 2
    parquet = pytest.importorskip("pyarrow.parquet")
    run(work, cluster, "audit", depth, "--manifest", "list.txt", "--results", "t.parquet", status=1)
    rows = json.loads(json.dumps(parquet.read_table(work / "t.parquet").to_pylist()).replace(f"{work}/", ""))
    assert [{k: v for k, v in row.items() if k != "checked_at"} for row in rows] == table(work)


def test_index_rebuild_of_a_list(work: Path, cluster: Cluster) -> None:
    listed(work, names(work)[4], names(work)[0], names(work)[2].replace("example.org", "example.net"))
    here = twin(work)
    for place, on in ((work, cluster), (here, None)):
        assert "2 packages indexed, 1 skipped" in run(place, on, "index", "rebuild", *LISTED, status=4).stdout
    assert table(work) == table(here)
    assert [row["name"] for row in table(work)[:2]] == [names(work)[0], names(work)[4]]
    assert f"{COUNT} verified" in run(work, None, "audit").stdout


def test_claims_of_a_list(work: Path, cluster: Cluster) -> None:
    for name in names(work):
        in_process(["claims", f"archives/{name}", "--withdraw", "0", "--reason", "To be found again.", "-q"], work)
    damaged = work / "archives" / names(work)[2]
    damaged.write_bytes(damaged.read_bytes().replace(b"nine days", b"ten days", 1))
    listed(work, *names(work)[:3])
    here = twin(work)
    for place, on in ((work, cluster), (here, None)):
        run(place, on, "claims", *LISTED, status=4)
    assert table(work) == table(here)
    assert [(row["added"], bool(row["claims"])) for row in table(work)] == [(True, True), (True, True), (False, False)]
    assert "no set of claims is current" not in run(work, None, "show", f"archives/{names(work)[0]}", "--claims").stdout


def test_roll_of_the_days_in_a_list(work: Path, cluster: Cluster) -> None:
    wanted = names(work)
    listed(work, wanted[0], wanted[-1])
    here = twin(work)
    for place, on in ((work, cluster), (here, None)):
        assert run(place, on, "roll", *LISTED).stdout.count("2 packages") == 2
    rows = [[{k: v for k, v in row.items() if k != "warc"} for row in table(place)] for place in (work, here)]
    assert rows[0] == rows[1]
    assert [row["name"] for row in rows[0]] == [*wanted[:2], *wanted[-2:]]
    assert names(work) == wanted[2:4]
    assert f"{COUNT} verified" in run(work, None, "audit").stdout


def test_capture_of_a_list(work: Path, cluster: Cluster) -> None:
    """Three hosts; the rows stand in the order of the list, whatever worker had them."""
    body = page((SOURCES / "bridge.html").read_bytes())
    with Server(site({"/a": body, "/b": body})) as one, Server(site({"/c": body})) as two:
        urls = [
            one.url("/a"),
            two.url("/c"),
            one.url("/gone"),
            one.url("/b"),
            "http://127.0.0.1:1/closed",
            one.url("/a"),
        ]
        listed(work, *urls[:-1])
        asked = ("--allow-private", "--ignore-robots", *QUICK)
        here = twin(work)
        for place, on in ((work, cluster), (here, None)):
            run(place, on, "capture", urls[-1], *asked, *LISTED, status=4)
    own = (
        "name",
        "statement_id",
        "capture_id",
        "captured_at",
        "packaged_at",
        "warc",
        "length",
        "segment_sha256",
        "previous",
    )
    rows = [[{k: v for k, v in row.items() if k not in own} for row in table(place)] for place in (work, here)]
    assert rows[0] == rows[1]
    assert [row["url"] for row in rows[0]] == [urls[-1], *urls[:-1]]
    assert [row["status"] for row in rows[0]] == [0, 0, 0, 6, 0, 6]
    assert f"{COUNT + len(urls)} verified" in run(work, None, "audit").stdout


def test_an_archive_whose_packages_lie_in_a_bucket(
    made: Path, cluster: Cluster, bucket: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workers read the bucket themselves, from the first package on."""
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(made / "home", tmp_path / "home")
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    settings = tmp_path / "archives" / "archiver.yaml"
    kept = [line for line in settings.read_text().splitlines() if not line.startswith("authorities:")]
    settings.write_text("\n".join([*kept, 'authorities: ""', f"store: {bucket.address()}", ""]))
    for number in range(4):
        shutil.copy(SOURCES / "bridge.html", tmp_path / f"a{number}.html")
    pages = [f"a{number}.html" for number in range(4)]
    run(tmp_path, None, "add", *pages, "--url", "https://www.example.org/{name}", "-q")
    run(tmp_path, None, "log", "checkpoint", "-q")
    for _ in range(2):  # whatever worker has the first one: none may have met the archive before
        said = run(tmp_path, cluster, "audit", "--results", "t.jsonl").stdout
        assert "4 verified" in said and "UNLOGGED" not in said, said
        assert sorted(row["leaf"] for row in table(tmp_path)) == [0, 1, 2, 3]  # type: ignore[type-var]
        assert all(row["text_sha256"] for row in table(tmp_path))
    assert "4 packages indexed" in run(tmp_path, cluster, "index", "rebuild").stdout
    run(tmp_path, cluster, "claims", "archives", "-q")
    assert not list((tmp_path / "archives").glob("2*"))


def test_capture_needs_keys_on_the_workers(work: Path, cluster: Cluster) -> None:
    assert in_process(["init", "other", "--no-passphrase", "--signers", "elsewhere", "-q"], work).status == 0
    arguments = ("capture", "https://www.example.org/a", "--archive", "other")
    assert "elsewhere" in run(work, cluster, *arguments, status=5).stderr


def test_a_cluster_has_processes_of_its_own(work: Path) -> None:
    done = in_process(["audit", "--engine", "spark", "--jobs", "2"], work)
    assert (done.status, "--jobs 2" in done.stderr) == (2, True)
    done = in_process(["audit", "--master", "spark://head:7077"], work)
    assert (done.status, "--engine spark" in done.stderr) == (2, True)
    with mock.patch.dict(os.environ):
        assert in_process(["capture", "https://www.example.org/a", "--master", "x"], work).status == 2
