"""Killed at random moments, over and over: nothing is done twice, nothing is lost, and the report knows all of it.

A run is struck anywhere: some time after it began, after an answer of the site, or while its batch goes into the log.
Only kills that found a run alive count; a night that could end is followed by the next one, with new texts everywhere.
"""

import json
import random
from collections import Counter
from pathlib import Path

from tests.nightly.desk import Watch
from tests.nightly.site import Site
from tests.nightly.strikes import thrown

SEED = 20261127
ARTICLES = 16
KILLS = 24  # `make soak` strikes a week of nights 300 times
MANY = 40  # runs for a kill at most: some end before they are struck


class Killer:
    """Strikes runs until `KILLS` have died."""

    def __init__(self, watch: Watch, site: Site) -> None:
        self.watch = watch
        self.site = site
        self.dice = random.Random(SEED)
        self.killed: Counter[str] = Counter()
        self.nights = 0

    def live(self) -> None:
        for _ in range(KILLS * MANY):
            if self.killed.total() >= KILLS:
                break
            kind, strike = thrown(self.dice, self.watch, self.site, ARTICLES // 2)
            status = self.watch.run(strike=strike)
            assert status in (0, -9)
            self.killed[kind] += status == -9
            if status == 0:
                self.dawn()
        assert self.watch.run() == 0
        self.dawn()

    def dawn(self) -> None:
        """A night has ended: every article has one more package than the night before, and all have a new text."""
        self.nights += 1
        for number in self.site.pages:
            rows = self.watch.rows(self.site.url(number))
            assert [row.sequence for row in rows] == list(range(self.nights)), "a package twice, or one lost"
            self.site.edit(number)
        with self.watch.agenda() as agenda:
            assert agenda.unfinished() is None
        self.watch.later(hours=2)


def test_killed_at_any_moment_and_taken_up_again(tmp_path: Path) -> None:
    with Site(ARTICLES) as site, Watch(tmp_path) as watch:
        watch.add([site.url(number) for number in site.pages])
        watch.with_log()
        killer = Killer(watch, site)
        killer.live()
        assert killer.killed.total() == KILLS and min(killer.killed.values()) > 0, killer.killed
        for number in site.pages:
            assert watch.relations(site.url(number)) == [None, *["text"] * (killer.nights - 1)]
        packages = _packaged(watch, site)
        assert _told(watch) == packages, "every package is in exactly one report"
        assert _logged(watch, site) == set(range(len(packages))), (
            "every package has its own leaf, and there is no other"
        )
        assert watch.archiver("log", "check", "--quiet").status == 0
        done = watch.archiver("verify", "archives", "--quick", "--quiet", "--json")
        # A kill can leave a segment without a sidecar, which nobody signed and nothing counts (docs/adr/0004).
        signed = [one["verdict"] for one in json.loads(done.stdout)["packages"] if one["capture_id"]]
        assert Counter(signed) == {"verified": len(packages)}
        print(f"{KILLS} kills {dict(killer.killed)}, {killer.nights} nights, {len(packages)} packages")


def _packaged(watch: Watch, site: Site) -> list[str]:
    return sorted(row.capture_id for number in site.pages for row in watch.rows(site.url(number)))


def _told(watch: Watch) -> list[str]:
    with watch.agenda() as agenda:
        return sorted(str(one.capture_id) for run in agenda.last_runs(10_000) for one in agenda.outcomes(run.id))


def _logged(watch: Watch, site: Site) -> set[int]:
    """The places in the log that the packages say they have."""
    rows = [row for number in site.pages for row in watch.rows(site.url(number))]
    return {entry["index"] for row in rows for entry in watch.sidecar(row)["provenance"]["log"]}
