"""`archiver run --loop`: it runs, sleeps until something is due, and ends when it is asked to."""

import signal
from datetime import timedelta
from pathlib import Path

from archiver.cli.nightly.looping import LONGEST, SHORTEST, pause
from archiver.watch.schedule import Plan
from tests.nightly.desk import START, Strike, Watch
from tests.nightly.site import Site


def test_it_ends_while_it_sleeps_and_what_it_did_is_whole(tmp_path: Path) -> None:
    with Site(2) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0), site.url(1)])
        reports = tmp_path / "archives" / "reports"
        ended = Strike(lambda: any(reports.glob("*/index.html")), 1.5, signal.SIGTERM)
        assert watch.run("--loop", strike=ended) == 130
        assert watch.results() == {"captured": 2}
        with watch.agenda() as agenda:
            assert (len(agenda.last_runs(9)), agenda.unfinished()) == (1, None)


def test_it_sleeps_until_something_is_due_within_bounds(tmp_path: Path) -> None:
    with Site(1) as site, Watch(tmp_path) as watch:
        watch.add([site.url(0)], "--every", "30m")
        with watch.agenda() as agenda:
            assert pause(agenda, Plan(), START + timedelta(minutes=5)) == SHORTEST, "due already"
        assert watch.run() == 0
        with watch.agenda() as agenda:
            assert 1700 < pause(agenda, Plan(), START) < 1900
            (one,) = agenda.everything()
            agenda.replace(one, one.wish.model_copy(update={"every": 86400}))
            assert pause(agenda, Plan(), START) == LONGEST
