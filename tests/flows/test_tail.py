"""What the archive's log knows of versions that are not at hand: what counts, and what does not (E604 has the attacks)."""

from pathlib import Path

from tests.attacks.e604_chain_tail import LATEST
from tests.support.articles import ENGLISH_URL as URL
from tests.support.attack import Scene
from tests.support.build import Built, archive_keys, contents, pack
from tests.support.chain import follow
from tests.support.cli import Ran, run
from tests.support.shelved import asked, logged, shelved


def chain(base: str) -> tuple[Built, Built, Built]:
    first = pack(contents(base), archive_keys())
    second = follow(first, base=base)
    return first, second, follow(second, base=base, seed="third", sequence=2, packaged_at=LATEST)


def tails(ran: Ran) -> list[str]:
    return [check["status"] for check in ran.checks if check["code"] == "E604"]


def in_words(scene: Scene, folder: Path) -> str:
    scene.verify(folder)
    options = ("--archive", "p", "--trust", "elsewhere/trust.json")
    return run("verify", URL, *options, home=folder / "home", cwd=folder).out


def test_a_version_between_others_of_another_article_says_nothing_of_this_one(tmp_path: Path) -> None:
    ours, theirs = chain("english"), chain("ukrainian")
    ran = asked(URL, shelved(*ours, theirs[0], theirs[2]), logged(*ours, *theirs)).verify(tmp_path)
    assert (ran.status, tails(ran)) == (0, ["pass", "pass", "pass"])


def test_the_newest_one_of_another_article_may_be_one_of_this(tmp_path: Path) -> None:
    ours, theirs = chain("english"), chain("ukrainian")
    ran = asked(URL, shelved(*ours, *theirs[:2]), logged(*ours, *theirs)).verify(tmp_path)
    assert (ran.status, tails(ran)) == (3, ["pass", "pass", "cannot-check"])


def test_a_log_that_nobody_trusts_is_passed_over(tmp_path: Path) -> None:
    ours = chain("english")
    ran = asked(URL, shelved(*ours[:2]), logged(*ours), trusting_log=False).verify(tmp_path)
    assert (ran.status, tails(ran)) == (0, ["not-applicable", "not-applicable"])
    assert ran.report["chains"][0]["log"] is None


def test_one_package_is_no_question_to_the_log(tmp_path: Path) -> None:
    ours = chain("english")
    scene = asked(URL, shelved(*ours[:2]), logged(*ours))
    assert scene.verify(tmp_path).status == 3
    one = str(tmp_path / "p/2026")
    ran = run("verify", one, "--trust", str(tmp_path / "elsewhere/trust.json"), "--json", home=tmp_path / "home")
    assert (ran.status, ran.report["chains"]) == (0, [])


def test_more_are_missing_than_are_named(tmp_path: Path) -> None:
    ours = chain("english")
    gone = [follow(ours[2], seed=str(n), sequence=3, packaged_at="2026-11-25T07:15:02.000000Z") for n in range(23)]
    scene = asked(URL, shelved(*ours), logged(*ours, *gone))
    ran = scene.verify(tmp_path / "json")
    assert len(ran.report["chains"][0]["log"]["absent"]) == 23
    assert ran.report["chains"][0]["findings"][-1] == "missing tail: and 3 more that are in the log"


def test_in_words(tmp_path: Path) -> None:
    ours = chain("english")
    said = in_words(asked(URL, shelved(*ours[:2]), logged(*ours)), tmp_path / "gone")
    assert "E604 chain-tail  sha256:" in said
    assert "3 statements in its log: not whole" in said
    assert "missing tail: sha256:" in said
    said = in_words(asked(URL, shelved(*ours), logged(*ours)), tmp_path / "whole")
    assert "chain of 3, archive urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11, 3 statements in its log: whole" in said
