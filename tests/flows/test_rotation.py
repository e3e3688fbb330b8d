"""Keys that end: rotated, revoked, compared; what was signed before, and what a thief signs after."""

import json
from pathlib import Path

import pytest

from archiver.sign import trust
from tests.support import articles
from tests.support.cli import Ran, run


def archiver(work: Path, *arguments: str) -> Ran:
    return run(*arguments, home=work / "home", cwd=work)


def add(work: Path, number: int) -> Ran:
    (work / f"{number}.html").write_text(articles.ENGLISH_HTML.replace("2,400", f"{number},400"))
    return archiver(work, "add", f"{number}.html", "--url", articles.ENGLISH_URL, "--archive", "archive")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    assert archiver(tmp_path, "init", "archive", "--no-passphrase").status == 0
    assert add(tmp_path, 1).status == 0
    return tmp_path


def sets(work: Path, where: str = "home/trust.json") -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads((work / where).read_text())["sets"]}


def test_rotated(work: Path) -> None:
    done = archiver(work, "keys", "rotate", "default", "--archive", "archive")
    assert (done.status, "default-2  ml-dsa-65" in done.out) == (0, True)
    assert 'signers: "default-2"' in (work / "archive" / "archiver.yaml").read_text()
    assert set(sets(work)) == set(sets(work, "archive/trust.json")) == {"default", "default-2"}
    assert add(work, 2).status == 0  # the next version of the same article, in the same chain
    assert archiver(work, "verify", "archive").status == 0
    again = archiver(work, "keys", "rotate", "default-2", "--archive", "archive")
    assert "default-3" in again.out
    assert archiver(work, "keys", "rotate", "default", "--archive", "archive").status == 2


def test_rotated_with_an_end(work: Path) -> None:
    """What the old keys signed needs an independent time from then on; what the new ones sign does not."""
    assert archiver(work, "keys", "rotate", "default", "--archive", "archive", "--end-old").status == 0
    assert sets(work)["default"]["until"] == sets(work, "archive/trust.json")["default"]["until"] is not None
    assert archiver(work, "verify", "archive").status == 3
    assert archiver(work, "verify", "archive", "--at", "2020-01-01T00:00:00Z").status == 0


def test_revoked(work: Path) -> None:
    done = archiver(
        work,
        "keys",
        "revoke",
        "default",
        "--compromised-at",
        "2026-01-01T00:00:00Z",
        "--archive",
        "archive",
        "--reason",
        "stolen",
    )
    assert (done.status, "ends 2026-01-01T00:00:00.000000Z" in done.out) == (0, True)
    published = sets(work, "archive/trust.json")["default"]["revoked"]
    assert published == sets(work)["default"]["revoked"]
    assert isinstance(published, dict) and published["reason"] == "stolen"
    assert archiver(work, "verify", "archive").status == 3
    assert archiver(work, "keys", "revoke", "nobody", "--archive", "archive").status == 2


def test_an_end_is_taken_over_by_others(work: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    first = (work / "archive" / "trust.json").read_bytes()
    (work / "first.json").write_bytes(first)
    assert run("trust", "add", "first.json", home=other, cwd=work).status == 0
    archiver(work, "keys", "revoke", "default", "--archive", "archive")
    assert run("trust", "add", "archive/trust.json", home=other, cwd=work).status == 0
    assert run("verify", "archive", home=other, cwd=work).status == 3
    assert run("trust", "add", "first.json", home=other, cwd=work).status == 0  # the old file undoes nothing
    assert run("verify", "archive", home=other, cwd=work).status == 3


def test_compared_by_its_fingerprint(work: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    published = trust.read((work / "archive" / "trust.json").read_bytes(), what="trust")
    right = published.sets[0].fingerprint()

    def taken(*more: str) -> Ran:
        return run("trust", "add", "--from", "archive/trust.json", *more, home=other, cwd=work)

    asked = taken()
    assert (asked.status, right in asked.err) == (2, True)  # no terminal to answer at
    assert taken("--fingerprint", right[::-1]).status == 2
    assert not (other / "trust.json").exists()
    assert taken("--fingerprint", right).status == 0
    assert run("verify", "archive", home=other, cwd=work).status == 0
    assert run("trust", "add", "--from", "http://example.org/trust.json", home=other, cwd=work).status == 2
    assert run("trust", "add", home=other, cwd=work).status == 2
