"""OpenTimestamps by its commands: a promise, what waits, the block that dates it, and what verification makes of it."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from archiver.settings import headers, pending
from archiver.sign import ots
from archiver.sign.dsse import decode64
from tests.support import articles
from tests.support.blocks import Chain
from tests.support.calendar import Calendar
from tests.support.cli import Ran, run
from tests.support.tsa import shared
from tests.support.waiting import dead_port

STAMP = ("timestamp", "--ots", "--archive", "archive")


@pytest.fixture
def desk() -> Calendar:
    return Calendar(Chain())


@pytest.fixture
def url(desk: Calendar) -> Iterator[str]:
    with desk.served() as address:
        yield address


def archiver(work: Path, *arguments: str) -> Ran:
    return run(*arguments, home=work / "home", cwd=work)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(articles.ENGLISH_HTML)
    assert archiver(tmp_path, "init", "archive", "--no-passphrase").status == 0
    assert archiver(tmp_path, "add", "a.html", "--url", articles.ENGLISH_URL, "--archive", "archive").status == 0
    return tmp_path


def naming(work: Path, *calendars: str) -> None:
    path = work / "archive" / "archiver.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith(("authorities:", "calendars:"))]
    path.write_text("\n".join([*lines, 'authorities: ""', f'calendars: "{" ".join(calendars)}"', ""]))


def proofs(work: Path) -> list[ots.Proof]:
    found: list[ots.Proof] = []
    for path in sorted((work / "archive").glob("*/*/*/*.json")):
        document: dict[str, Any] = json.loads(path.read_text())
        found += [ots.read(decode64(one["proof"])) for one in document["provenance"]["timestamps"] if "proof" in one]
    return found


def waiting(work: Path) -> list[str]:
    return pending.read(work / "archive", pending.PROOFS_NAME)


def trusting(work: Path, desk: Calendar) -> Ran:
    (work / "headers").write_bytes(desk.chain.octets)
    checkpoint = f"{desk.chain.checkpoint.height}:{desk.chain.checkpoint.hash}"
    return archiver(work, "trust", "bitcoin", "headers", "--checkpoint", checkpoint)


def checked(work: Path, code: str) -> tuple[str, str]:
    (check,) = [one for one in archiver(work, "verify", "archive", "--json").checks if one["code"] == code]
    return check["status"], check["detail"]


def test_from_a_promise_to_a_time(work: Path, desk: Calendar, url: str) -> None:
    naming(work, url)
    first = archiver(work, *STAMP, articles.ENGLISH_URL)
    assert (first.status, f"promised  {url}" in first.out) == (0, True)
    assert [proof.complete for proof in proofs(work)] == [False]
    assert len(waiting(work)) == 1
    assert archiver(work, "verify", "archive").status == 0, "a promise harms nothing"
    assert checked(work, "E809") == ("not-applicable", f"pending at {url}")

    again = archiver(work, *STAMP)
    assert (again.status, f"not dated yet  {url}" in again.out) == (0, True)
    height = desk.confirm()
    done = archiver(work, *STAMP)
    assert (done.status, f"Bitcoin block {height}  {url}" in done.out) == (0, True)
    assert [proof.complete for proof in proofs(work)] == [True]
    assert waiting(work) == []
    assert archiver(work, *STAMP).out == "nothing is pending\n"
    status, detail = checked(work, "E809")
    assert (status, "the trust file names no block headers" in detail) == ("not-applicable", True)

    assert f"block headers 100 to {height + 11}" in trusting(work, desk).out
    status, detail = checked(work, "E809")
    assert (status, f"in block {height}" in detail, "does not count it" in detail) == ("pass", True, True)
    assert archiver(work, "trust", "policy", "--time").status == 0
    assert archiver(work, "verify", "archive").status == 3, "a block counts only where the policy says so"
    assert archiver(work, "trust", "policy", "--bitcoin").status == 0
    assert archiver(work, "verify", "archive").status == 0
    assert checked(work, "E204") == ("pass", f"2020-05-20T19:50:00.000000Z, in Bitcoin's block {height}")


def test_two_calendars_of_which_one_is_down(work: Path, desk: Calendar, url: str) -> None:
    down = f"http://127.0.0.1:{dead_port()}"
    naming(work, url, down)
    first = archiver(work, *STAMP, articles.ENGLISH_URL)
    assert (first.status, down in first.err, url in first.err) == (4, True, False)
    assert len(proofs(work)) == 1
    assert archiver(work, "verify", "archive").status == 0
    height = desk.confirm()
    other = Calendar(desk.chain)
    with other.served() as back:
        naming(work, url, back)
        second = archiver(work, *STAMP)
        assert (second.status, f"Bitcoin block {height}" in second.out, f"promised  {back}" in second.out) == (
            0,
            True,
            True,
        )
        other.confirm()
        assert archiver(work, *STAMP).status == 0
    assert [proof.complete for proof in proofs(work)] == [True, True]
    assert (waiting(work), pending.read(work / "archive", pending.CALENDARS_NAME)) == ([], [])


def test_who_asked_calendars_alone_never_has_an_authority_asked(work: Path, desk: Calendar, url: str) -> None:
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_error(500)

        def log_message(self, *_: object) -> None:
            pass

    with shared().served(Handler) as authority:
        naming(work, url)
        path = work / "archive" / "archiver.yaml"
        path.write_text(path.read_text().replace('authorities: ""', f"authorities: {authority}"))
        desk.is_down = True
        assert archiver(work, *STAMP, articles.ENGLISH_URL).status == 5
        assert pending.read(work / "archive") == []
        desk.is_down = False
        assert archiver(work, "timestamp", "--archive", "archive").status == 0
    assert ([proof.complete for proof in proofs(work)], asked) == ([False], [])


def test_nobody_is_asked_whom_the_user_did_not_name(work: Path, desk: Calendar, url: str) -> None:
    refused = archiver(work, *STAMP, articles.ENGLISH_URL)
    assert (refused.status, "name one with --calendar" in refused.err) == (2, True)
    naming(work)
    assert archiver(work, "timestamp", articles.ENGLISH_URL, "--archive", "archive").status == 0
    assert archiver(work, "log", "checkpoint", "--archive", "archive").status == 0
    assert desk.asked == []
    assert archiver(work, *STAMP, articles.ENGLISH_URL, "--calendar", url).status == 0
    assert desk.asked == ["POST /digest"]
    desk.asked.clear()
    desk.confirm()
    naming(work, f"http://127.0.0.1:{dead_port()}")
    assert archiver(work, *STAMP).status == 0
    assert desk.asked == [], "the address in a proof is no name that the user gave"
    assert archiver(work, *STAMP, "--calendar", url).status == 0
    assert [proof.complete for proof in proofs(work)] == [True]


def test_the_checkpoint_is_stamped_and_not_each_package(work: Path, desk: Calendar, url: str) -> None:
    naming(work, url)
    for number in range(4):
        more = ("add", "a.html", "--url", f"https://example.org/{number}", "--archive", "archive")
        assert archiver(work, *more).status == 0
    done = archiver(work, "log", "checkpoint", "--archive", "archive", "--json")
    assert (done.status, done.report["promised"], done.report["proofs"]) == (0, 1, 5)
    assert desk.asked == ["POST /digest"]
    assert len(waiting(work)) == 5
    desk.confirm()
    desk.asked.clear()
    assert archiver(work, "timestamp", "--archive", "archive").status == 0
    assert len(desk.asked) == 1, "five packages, and one promise to ask for"
    assert (len(proofs(work)), all(proof.complete for proof in proofs(work))) == (5, True)
    assert waiting(work) == []
    trusting(work, desk)
    assert archiver(work, "trust", "policy", "--bitcoin", "--time").status == 0
    assert archiver(work, "verify", "archive").status == 0
    assert archiver(work, "log", "check", "--archive", "archive").status == 0


def test_a_promise_of_another_calendar_is_refused(work: Path, desk: Calendar, url: str) -> None:
    with Calendar(desk.chain).served() as pool_address:
        pass
    desk.url = pool_address  # as the aggregators of the public calendars answer: for another one
    done = archiver(work, *STAMP, articles.ENGLISH_URL, "--calendar", url)
    assert (done.status, f"found that of the calendar {pool_address}" in done.err) == (5, True)
    assert proofs(work) == []


def test_down_authorities_are_told_once_and_not_for_ever_asked(work: Path, desk: Calendar, url: str) -> None:
    for number in range(4):
        more = ("add", "a.html", "--url", f"https://example.org/{number}", "--archive", "archive")
        assert archiver(work, *more).status == 0
    desk.is_down = True
    done = archiver(work, "timestamp", "--ots", "archive", "--calendar", url)
    assert done.status == 5
    assert done.err.count(url) == 1
    assert "HTTP status 503 (5 packages)" in done.err
    assert len(desk.asked) == 3


def test_headers_that_are_none(work: Path, desk: Calendar) -> None:
    desk.chain.bury()
    (work / "headers").write_bytes(desk.chain.octets[:-1])
    wanted = ("trust", "bitcoin", "headers", "--checkpoint")
    good = f"100:{desk.chain.checkpoint.hash}"
    assert archiver(work, *wanted, good).status == 7
    assert archiver(work, *wanted, "100:00").status == 2
    assert archiver(work, *wanted, f"100:{'0' * 64}").status == 7, "no headers that begin elsewhere"
    (work / "headers").write_bytes(desk.chain.octets)
    assert archiver(work, *wanted, f"100:{'0' * 64}").status == 7
    assert archiver(work, *wanted, good).status == 0


def test_headers_that_went_missing_stop_nothing(work: Path, desk: Calendar, url: str) -> None:
    assert archiver(work, *STAMP, articles.ENGLISH_URL, "--calendar", url).status == 0
    desk.confirm()
    assert archiver(work, *STAMP, "--calendar", url).status == 0
    trusting(work, desk)
    (work / "headers").unlink()
    assert archiver(work, "verify", "archive").status == 0
    status, detail = checked(work, "E809")
    assert (status, "expected to read the block headers" in detail) == ("not-applicable", True)


def test_the_doctor_says_who_waits_and_since_when(work: Path, desk: Calendar, url: str) -> None:
    doctor = ("doctor", "--archive", "archive")
    assert "nothing waits for a time stamp" in archiver(work, *doctor).out
    down = f"http://127.0.0.1:{dead_port()}"
    assert archiver(work, *STAMP, articles.ENGLISH_URL, "--calendar", url, "--calendar", down).status == 4
    told = archiver(work, *doctor)
    assert "note       stamps       1 package waits for a time stamp, since 20" in told.out
    assert (
        "note       proofs       1 package waits for the Bitcoin block that a calendar promised, since 20" in told.out
    )
    assert "No calendar is named" in told.out
    for name in (pending.CALENDARS_NAME, pending.PROOFS_NAME):
        path = work / "archive" / name
        sidecar, _, _ = path.read_text().partition("\t")
        path.write_text(f"{sidecar}\t2026-01-02T03:04:05.000000Z\n")
    late = archiver(work, *doctor)
    assert late.status == 3
    assert "attention  stamps       1 package waits for a time stamp, since 2026-01-02 03:04 UTC" in late.out
    assert "attention  proofs " in late.out


def test_the_doctor_looks_at_the_headers(work: Path, desk: Calendar) -> None:
    desk.chain.bury()
    trusting(work, desk)
    told = archiver(work, "doctor", "--archive", "archive")
    assert "note       headers      Bitcoin's blocks 100 to 111, the last of 2020-05-20" in told.out
    (work / "headers").write_bytes(desk.chain.octets[80:])
    told = archiver(work, "doctor", "--archive", "archive")
    assert (told.status, "attention  headers" in told.out) == (3, True)


def test_since_when_is_kept_while_others_come_and_go(work: Path, desk: Calendar, url: str) -> None:
    assert archiver(work, *STAMP, articles.ENGLISH_URL, "--calendar", url).status == 0
    (first,) = pending.since(work / "archive", pending.PROOFS_NAME).items()
    more = ("add", "a.html", "--url", "https://example.org/2", "--archive", "archive")
    assert archiver(work, *more).status == 0
    assert archiver(work, *STAMP, "https://example.org/2", "--calendar", url).status == 0
    both = pending.since(work / "archive", pending.PROOFS_NAME)
    assert (len(both), both[first[0]]) == (2, first[1])
    pending.write(work / "archive", ["an/older/file.json"])
    (work / "archive" / pending.PENDING_NAME).write_text("an/older/file.json\n")
    assert pending.since(work / "archive") == {"an/older/file.json": None}


@pytest.mark.parametrize("blocks", [12, 0], ids=["intact", "cut off"])
def test_seals_end_with_the_headers_that_they_were_made_under(
    work: Path, desk: Calendar, url: str, blocks: int
) -> None:
    """A quick audit must not call verified by a block what nobody can look up any more."""
    naming(work, url)
    assert archiver(work, "log", "checkpoint", "--archive", "archive").status == 0
    desk.confirm()
    assert archiver(work, "timestamp", "--archive", "archive").status == 0
    trusting(work, desk)
    assert archiver(work, "trust", "policy", "--bitcoin", "--time").status == 0
    first = archiver(work, "audit", "--quick", "--signatures", "0", "--archive", "archive", "--json")
    assert (first.status, first.report["summary"]["verdicts"]) == (0, [["verified", 1]])
    sealed = archiver(work, "audit", "--quick", "--signatures", "0", "--archive", "archive", "--json")
    assert sealed.report["summary"]["how"] == [["seal", 1]]
    (work / "headers").write_bytes(desk.chain.octets if blocks else desk.chain.octets[:80])
    headers._known.cache_clear()  # another process would read them anew
    again = archiver(work, "audit", "--quick", "--signatures", "0", "--archive", "archive", "--json")
    expected = (0, [["verified", 1]], [["seal", 1]]) if blocks else (3, [["indeterminate", 1]], [["log", 1]])
    assert (again.status, again.report["summary"]["verdicts"], again.report["summary"]["how"]) == expected
