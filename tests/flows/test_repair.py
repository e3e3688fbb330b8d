"""`audit --repair-from`: what is whole stays, and what comes back is what the index or the log knows."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import in_process
from tests.samples import SOURCES

COUNT = 4


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A work folder with an archive whose packages are logged, and a copy of it."""
    names = [f"a{number}.html" for number in range(COUNT)]
    for name in names:
        (tmp_path / name).write_bytes((SOURCES / "bridge.html").read_bytes())
    for line in (
        ["init", "--no-passphrase", "-q"],
        ["add", *names, "--url", "https://www.example.org/{name}", "-q"],
        ["log", "checkpoint", "--no-stamp"],
    ):
        assert in_process(line, tmp_path).status == 0
    shutil.copytree(tmp_path / "archives", tmp_path / "copy")
    return tmp_path


def sidecars(home: Path) -> list[Path]:
    return sorted((home / "archives").glob("2*/**/*.json"))


def segment_of(sidecar: Path) -> Path:
    return sidecar.with_name(sidecar.stem + ".warc.gz")


def repaired(home: Path, status: int) -> list[dict[str, Any]]:
    done = in_process(["audit", "--repair-from", "copy", "--json"], home)
    assert done.status == status, (done.stdout, done.stderr)
    return list(json.loads(done.stdout)["repaired"])


def test_a_segment_that_is_whole_stays_where_its_sidecar_is_gone(home: Path) -> None:
    """The package is found wanting by its segment and by its row in the index, and comes back once."""
    gone, octets = sidecars(home)[1], sidecars(home)[1].read_bytes()
    gone.unlink()
    (one,) = repaired(home, 3)
    assert one["outcome"] == "restored"
    assert one["restored"] == [gone.relative_to(home / "archives").as_posix()]
    assert gone.read_bytes() == octets
    assert list((home / "archives").rglob("*.damaged-*")) == []
    assert in_process(["audit"], home).status == 0


def test_under_the_name_of_a_missing_package_only_that_one_comes_back(home: Path) -> None:
    other, gone = sidecars(home)[:2]
    for path, there in ((gone, other), (segment_of(gone), segment_of(other))):
        path.unlink()
        shutil.copy(there, home / "copy" / path.relative_to(home / "archives"))
    (one,) = repaired(home, 3)
    assert one["outcome"] == "no good copy"
    assert not gone.exists()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]"])
def test_of_a_sidecar_that_says_nothing_the_index_knows_the_statement(home: Path, damage: bytes) -> None:
    other, broken = sidecars(home)[:2]
    broken.write_bytes(damage)
    for path, there in ((broken, other), (segment_of(broken), segment_of(other))):
        shutil.copy(there, home / "copy" / path.relative_to(home / "archives"))
    assert [one["outcome"] for one in repaired(home, 7)] == ["no good copy"]
    assert broken.read_bytes() == damage


def lose(home: Path) -> Path:
    """A package that only the log still knows."""
    gone = sidecars(home)[2]
    gone.unlink()
    segment_of(gone).unlink()
    assert in_process(["index", "rebuild", "-q"], home).status == 0
    return gone


def test_what_only_the_log_knows_is_found_by_the_index_of_the_copy(home: Path) -> None:
    gone = lose(home)
    (one,) = repaired(home, 3)
    assert (one["outcome"], len(one["restored"])) == ("restored", 2)
    assert gone.is_file()
    done = in_process(["audit"], home)
    assert (done.status, "LOST" in done.stdout) == (0, False)


@pytest.mark.parametrize("damage", [None, b"no database", b""])
def test_a_copy_without_an_index_that_can_be_read_is_no_reason_to_stop(home: Path, damage: bytes | None) -> None:
    lose(home)
    index = home / "copy" / "index.sqlite"
    index.unlink()
    if damage is not None:
        index.write_bytes(damage)
    (one,) = repaired(home, 3)
    assert (one["outcome"], one["detail"]) == ("no good copy", "no index of the copy knows it")


def test_a_package_that_took_the_place_of_a_lost_one_stays(home: Path) -> None:
    gone, other = lose(home), sidecars(home)[0]
    shutil.copy(other, gone)
    shutil.copy(segment_of(other), segment_of(gone))
    (one,) = repaired(home, 3)
    assert (one["outcome"], one["detail"]) == ("not possible", "another package lies here under its name")
    assert gone.read_bytes() == other.read_bytes()


def test_where_no_copy_is_is_said_before_anything_is_checked(home: Path) -> None:
    done = in_process(["audit", "--repair-from", "nowhere"], home)
    assert done.status == 2
    assert "found nowhere" in done.stderr
    assert not (home / "archives" / "audits").exists() or not list((home / "archives" / "audits").glob("*.jsonl"))
