"""What waits for a stamp in an archive with a log: completed by checkpoints, and never written down twice."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.settings import pending
from tests.e2e.logging import add, archiver, batch, check, provenance, sidecars
from tests.support.blocks import Chain
from tests.support.calendar import Calendar
from tests.support.tsa import Authority, issue
from tests.support.waiting import free_port


class Counting(Authority):
    """Counts what it is asked."""

    asked = 0

    def answer(self, query: bytes) -> bytes:
        self.asked += 1
        return super().answer(query)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Counting, str, Counting, str]]:
    one = Counting(tmp_path / "tsa")
    other = Counting(tmp_path / "other", root=issue("Another root", ca=True))
    with one.served() as url, other.served() as second:
        yield one, url, other, second


def stamps(work: Path) -> list[int]:
    return [len(each["timestamps"]) for each in provenance(work)]


def test_what_a_batch_owes_is_stamped_by_its_checkpoint(work: Path, desks: tuple[Counting, str, Counting, str]) -> None:
    one, url, other, second = desks
    other.is_down = True
    asked = ("--authority", url, "--authority", second)
    assert batch(work, *asked).status == 4
    other.is_down, one.asked = False, 0
    done = archiver(work, "timestamp", "--archive", "archive", *asked)
    assert (done.status, one.asked, other.asked) == (0, 1, 1), done.err
    assert "packages 3, time stamps 2" in done.out
    assert stamps(work) == [2, 2, 2], "one by each: the first one's is not written down twice"
    assert pending.read(work / "archive") == []
    assert archiver(work, "timestamp", "--archive", "archive", *asked).out == "nothing is pending\n"
    assert archiver(work, "verify", "archive").status == 0
    assert check(work) == (0, [])


def test_nothing_is_logged_where_nothing_waits(work: Path, desks: tuple[Counting, str, Counting, str]) -> None:
    """Its twin: `timestamp` is no `log checkpoint`."""
    assert batch(work, "--authority", desks[1]).status == 0
    add(work, 3)
    assert archiver(work, "timestamp", "--archive", "archive", "--json").report == {"log": None, "packages": []}
    assert [len(each["log"]) for each in provenance(work)].count(0) == 1


def test_an_authority_that_stays_down_makes_no_package_grow(
    work: Path, desks: tuple[Counting, str, Counting, str]
) -> None:
    """A hundred such nights would have filled a package with so many proofs that no verifier takes them."""
    _, url, other, second = desks
    other.is_down = True
    asked = ("--authority", url, "--authority", second)
    for night in range(3):
        add(work, 10 + night)
        assert batch(work, *asked).status == 4
    assert stamps(work) == [1] * 6
    assert [len(each["log"]) for each in provenance(work)] == [1] * 6
    assert len(pending.read(work / "archive")) == 6
    shutil.copytree(work / "archive", work / "before")
    assert batch(work, "--authority", url).status == 0, "somebody takes the other one out of the settings"
    assert (stamps(work), pending.read(work / "archive")) == ([1] * 6, [])
    shutil.rmtree(work / "archive")
    (work / "before").rename(work / "archive")
    other.is_down = False
    assert batch(work, *asked).status == 0
    assert stamps(work) == [2] * 6
    # The last one's proof leads to the newest checkpoint already; the others get the one that the second one stamped.
    assert sorted(len(each["log"]) for each in provenance(work)) == [1] + [2] * 5
    assert pending.read(work / "archive") == []
    assert archiver(work, "verify", "archive").status == 0


def test_the_same_with_calendars(work: Path) -> None:
    desk, down = Calendar(Chain()), f"http://127.0.0.1:{free_port()}/"
    settings = work / "archive" / "archiver.yaml"
    settings.write_text(re.sub("(?m)^authorities:.*$", 'authorities: ""', settings.read_text()))
    with desk.served() as url:
        for _ in range(3):
            assert batch(work, "--calendar", url, "--calendar", down).status == 4
    assert stamps(work) == [1, 1, 1]


def test_calendars_alone_take_nothing_off_what_waits_for_an_authority(work: Path) -> None:
    desk, down = Calendar(Chain()), f"http://127.0.0.1:{free_port()}/"
    with desk.served() as url:
        assert archiver(work, "timestamp", "archive", "--authority", down).status == 5
        waiting = pending.read(work / "archive")
        assert len(waiting) == 3
        assert archiver(work, "timestamp", "--ots", "--calendar", url, "--archive", "archive").status == 0
    assert stamps(work) == [1, 1, 1]
    assert pending.read(work / "archive") == waiting


def _cut(octets: bytes) -> bytes:
    return octets[: len(octets) // 2]


@pytest.mark.parametrize("damage", [_cut, lambda octets: b"\0" * len(octets)], ids=["cut", "zeroes"])
def test_a_damaged_package_that_waits_keeps_out_no_other(
    work: Path, desks: tuple[Counting, str, Counting, str], damage: Callable[[bytes], bytes]
) -> None:
    assert batch(work, "--authority", f"http://127.0.0.1:{free_port()}/").status == 4
    victim = sidecars(work)[0]
    add(work, 3)
    whole = victim.read_bytes()
    victim.write_bytes(damage(whole))
    done = batch(work, "--authority", desks[1], "--json")
    assert (done.status, done.report["added"], done.report["stamps"]) == (4, 1, 1)
    assert [one["package"] for one in done.report["refused"]] == [victim.relative_to(work / "archive").as_posix()]
    victim.write_bytes(whole)
    assert sorted(stamps(work)) == [0, 1, 1, 1]
    assert batch(work, "--authority", desks[1]).status == 0, "put back, it is made up for"
    assert stamps(work) == [1, 1, 1, 1]


def test_a_package_is_not_renewed_past_what_a_verifier_reads(
    work: Path, desks: tuple[Counting, str, Counting, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.flows.logbook.MAX_LOGS", 3)
    assert batch(work, "--authority", desks[1]).status == 0
    for number in range(2):
        add(work, 10 + number)
        assert archiver(work, "renew", "--archive", "archive", "--authority", desks[1]).status == 0
    add(work, 20)
    full = archiver(work, "renew", "--archive", "archive", "--authority", desks[1])
    assert (full.status, full.err.count("renewed often enough")) == (4, 3)
    assert max(len(each["log"]) for each in provenance(work)) == 3
    assert archiver(work, "verify", "archive").status == 0


def test_a_checkpoint_keeps_its_witnesses_when_it_is_only_stamped_again(
    work: Path, desks: tuple[Counting, str, Counting, str]
) -> None:
    assert batch(work, "--authority", f"http://127.0.0.1:{free_port()}/").status == 4
    key = archiver(work, "log", "key", "--archive", "archive").out.strip()
    seen = archiver(work, "log", "witness", str(work / "archive" / "log"), "--log", key, "--name", "eye.example.net")
    (work / "seen").write_text(seen.out)
    witness = seen.err.split("witness: ")[1].split()[0]
    assert archiver(work, "log", "cosigned", "seen", "--witness", witness, "--archive", "archive").status == 0
    published = (work / "archive" / "log" / "checkpoint").read_text()
    assert published.count("\n— ") == 2
    assert archiver(work, "timestamp", "--archive", "archive", "--authority", desks[1]).status == 0
    assert (work / "archive" / "log" / "checkpoint").read_text() == published
    assert json.loads(sidecars(work)[0].read_text())["provenance"]["timestamps"]
    assert archiver(work, "verify", "archive").status == 0
    add(work, 9)
    assert batch(work, "--no-stamp").status == 0
    assert "eye.example.net" not in (work / "archive" / "log" / "checkpoint").read_text(), "a new one is nobody's yet"
