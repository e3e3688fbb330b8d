"""What was added to rolled packages is taken in by the next roll; what is no addition stays, and so does its line."""

import json
from pathlib import Path

import pytest

from archiver.bundle import rolled
from tests.cli.running import Done, in_process
from tests.flows.quick import COUNT, archiver, audit, sidecars
from tests.flows.test_quick_rolled import contents, the, with_other_words


@pytest.fixture
def work(twins: tuple[Path, Path]) -> Path:
    return twins[1]


def stems(work: Path) -> list[str]:
    return [one["stem"] for one in contents(work)]


def path_of(work: Path, number: int) -> Path:
    """Where a package's sidecar would lie."""
    return the(work, rolled.CONTENTS).with_name(stems(work)[number] + ".json")


def warc_of(work: Path) -> Path:
    (warc,) = the(work, rolled.CONTENTS).parent.glob("archiver-*.warc.gz")
    return warc


def roll(work: Path) -> Done:
    day = "-".join(the(work, rolled.CONTENTS).parts[-4:-1])
    return in_process(["roll", f"--day={day}"], work)


def withdraw(work: Path, number: int) -> bytes:
    done = archiver(work, "claims", str(path_of(work, number)), "--withdraw", "0", "--reason", "a test")
    assert done.status == 0, done.stderr
    return path_of(work, number).read_bytes()


@pytest.mark.parametrize("numbers", [[0], [1, COUNT - 1]])
def test_what_was_added_is_rolled_with_the_rest(work: Path, numbers: list[int]) -> None:
    old = stems(work)
    octets = warc_of(work).read_bytes()
    grown = {number: withdraw(work, number) for number in numbers}
    assert len(sidecars(work)) == len(numbers)
    done = roll(work)
    assert (done.status, f"{COUNT} packages" in done.stdout) == (0, True), done.stderr
    assert not sidecars(work)
    assert stems(work) == old
    lines = the(work, rolled.SIDECARS).read_bytes().splitlines(keepends=True)
    assert {number: rolled.sidecar_of(lines[number]) for number in numbers} == grown
    assert warc_of(work).read_bytes() == octets
    assert audit(work)["verdicts"] == [["verified", COUNT]]
    assert "nothing to roll" in roll(work).stdout


@pytest.mark.parametrize("damage", ["words", "no JSON", "a statement less"])
def test_what_is_no_addition_stays_beside_its_line(work: Path, damage: str) -> None:
    withdraw(work, 0)
    assert roll(work).status == 0
    octets = withdraw(work, 1)
    path = path_of(work, 1)
    if damage == "words":
        path.write_bytes(with_other_words(octets))
    elif damage == "no JSON":
        path.write_bytes(octets[:-2])
    else:
        path.unlink()
        lines = the(work, rolled.SIDECARS).read_bytes().splitlines(keepends=True)
        document = json.loads(rolled.sidecar_of(lines[0]))
        document["provenance"]["later"] = []
        path = path_of(work, 0)
        path.write_bytes(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n")
    before = the(work, rolled.SIDECARS).read_bytes()
    done = roll(work)
    assert (done.status, path.name in done.stderr) == (4, True)
    assert the(work, rolled.SIDECARS).read_bytes() == before
    assert path.exists()


def test_a_list_of_sums_that_is_of_before_is_named(work: Path) -> None:
    assert archiver(work, "sums", "archives", "-q").status == 0
    done = archiver(work, "claims", str(path_of(work, 0)))
    assert "SHA256SUMS" not in done.stderr  # nothing was added
    done = archiver(work, "claims", str(path_of(work, 0)), "--withdraw", "0", "--reason", "a test")
    assert "SHA256SUMS is of before" in done.stderr
    assert "SHA256SUMS is of before" in roll(work).stderr
    assert "SHA256SUMS is of before" in archiver(work, "unroll", str(warc_of(work))).stderr


def test_unroll_names_the_rolled_warc_of_a_package(work: Path) -> None:
    done = archiver(work, "unroll", str(path_of(work, 0)))
    assert (done.status, warc_of(work).name in done.stderr) == (2, True)
