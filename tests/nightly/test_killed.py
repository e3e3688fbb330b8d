"""Killed at random moments, over and over: nothing is done twice, nothing is lost, and the report knows all of it."""

import os
import random
from pathlib import Path

from tests.nightly.desk import Strike, Watch
from tests.nightly.site import Site

SEED = 20261127
ARTICLES = 16
ROUNDS = 4
KILLS = 6 if not os.environ.get("ARCHIVER_SOAK") else 75  # in a round; `make soak` has a few hundred in all
LONGEST = 0.2  # seconds between the answer that a kill waits for and the kill


def test_killed_at_any_moment_and_taken_up_again(tmp_path: Path) -> None:
    moments = random.Random(SEED)
    with Site(ARTICLES) as site, Watch(tmp_path) as watch:
        watch.add([site.url(number) for number in range(ARTICLES)])
        killed = 0
        for round_ in range(1, ROUNDS + 1):
            for _ in range(KILLS):
                answers = site.asked + moments.randint(1, ARTICLES // 2)
                strike = Strike(lambda answers=answers: site.asked >= answers, moments.uniform(0.0, LONGEST))  # type: ignore[misc]
                killed += watch.run(strike=strike) == -9
            assert watch.run() == 0
            assert_each_has_one_more(watch, site, round_)
            for number in site.pages:
                site.edit(number)
            watch.later(hours=2)
        assert killed >= ROUNDS, "the kills came too late to strike anything"
        assert "TAMPERED" not in watch.archiver("verify", "archives", "--quick").stdout


def assert_each_has_one_more(watch: Watch, site: Site, round_: int) -> None:
    for number in site.pages:
        rows = watch.rows(site.url(number))
        assert [row.sequence for row in rows] == list(range(round_)), "a package twice, or one lost"
        assert watch.relations(site.url(number)) == [None, *["text"] * (round_ - 1)]
    with watch.agenda() as agenda:
        runs = agenda.last_runs(10_000)
        told = [one.capture_id for run in runs for one in agenda.outcomes(run.id)]
        assert agenda.unfinished() is None
    packaged = [row.capture_id for number in site.pages for row in watch.rows(site.url(number))]
    assert sorted(map(str, told)) == sorted(packaged), "every package is in exactly one report"
