"""A rolled archive at work: what waits for stamps, what is missing of a rolled WARC, a log that went back; sums beside a bucket."""

import json
import shutil
from pathlib import Path

import pytest

from archiver.settings import pending
from tests.support import articles
from tests.support.cli import Ran, run

DAY = "2026/03/14"


def archiver(work: Path, *arguments: str) -> Ran:
    return run(*arguments, home=work / "home", cwd=work)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(articles.ENGLISH_HTML)
    assert archiver(tmp_path, "init", "--no-passphrase").status == 0
    for hour in ("10", "11"):
        at = f"2026-03-14T{hour}:00:00Z"
        assert archiver(tmp_path, "add", "a.html", "--url", articles.ENGLISH_URL, "--captured-at", at).status == 0
    return tmp_path


def rolled_file(work: Path, suffix: str) -> Path:
    (found,) = (work / "archives" / DAY).glob(f"archiver-*{suffix}")
    return found


def test_what_waits_for_stamps_is_not_left_in_silence(work: Path) -> None:
    names = sorted(f"{DAY}/{path.name}" for path in (work / "archives" / DAY).glob("*.json"))
    pending.write(work / "archives", names)
    ran = archiver(work, "roll")
    assert (ran.status, ran.out) == (0, "nothing to roll\n")
    assert "left until stamped: 2 packages; `archiver timestamp` asks again" in ran.err
    assert json.loads(archiver(work, "roll", "--json").out) == {
        "rolled": [],
        "left": [],
        "waiting": 2,
        "tampered": [],
    }
    pending.write(work / "archives", [])
    ran = archiver(work, "roll")
    assert "2 packages" in ran.out
    assert "stamped" not in ran.err


@pytest.mark.parametrize("suffix", [".sidecars.jsonl", ".warc.gz"])
def test_the_missing_rolled_file_is_named(work: Path, suffix: str) -> None:
    assert archiver(work, "roll").status == 0
    gone = rolled_file(work, suffix)
    gone.unlink()
    ran = archiver(work, "verify", f"archives/{DAY}")
    assert ran.status == 5
    assert ran.out.count(f"expected it in {gone.name}, found no such file: restore that one") == 2


def test_the_contents_stand_for_their_rolled_warc(work: Path) -> None:
    assert archiver(work, "roll").status == 0
    ran = archiver(work, "verify", str(rolled_file(work, ".contents.jsonl").relative_to(work)))
    assert ran.status == 0
    assert "2 packages: 2 verified" in ran.out


def test_a_log_that_went_back_is_named_once(work: Path) -> None:
    settings = work / "archives" / "archiver.yaml"
    kept = [line for line in settings.read_text().splitlines() if not line.startswith("authorities:")]
    settings.write_text("\n".join([*kept, 'authorities: ""', ""]))
    assert archiver(work, "log", "checkpoint").status == 0
    shutil.copytree(work / "archives" / "log", work / "older")
    at = ("--captured-at", "2026-03-14T12:00:00Z")
    assert archiver(work, "add", "a.html", "--url", articles.ENGLISH_URL, *at).status == 0
    assert archiver(work, "log", "checkpoint").status == 0
    shutil.rmtree(work / "archives" / "log")
    shutil.move(work / "older", work / "archives" / "log")
    (line,) = (line for line in archiver(work, "audit").out.splitlines() if line.startswith("LOG"))
    assert line.count("urn:uuid:") == 1
    assert "it was rolled back" in line


def test_sums_say_that_packages_in_a_bucket_are_not_among_them(work: Path) -> None:
    settings = work / "archives" / "archiver.yaml"
    settings.write_text(settings.read_text() + "store: s3://news-evidence/desk\n")
    shutil.rmtree(work / "archives" / "2026")
    ran = archiver(work, "sums", "archives")
    assert ran.status == 0
    assert "packages in s3://news-evidence/desk are not in this list" in ran.err
