"""A simulated week: a seeded script edits, deletes, moves, blocks and breaks a site; the nights must find exactly that.

The clock is virtual; everything else is real: sockets, disk, keys, processes, a time authority. Faults strike between and
in the nights: kills, a clock that is put back, an authority that is down and comes back. In the end the ledger of what
the site served is compared with what the archive can prove, answer by answer, and the log with the packages.
"""

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.settings import pending
from tests.nightly.desk import Strike, Watch
from tests.nightly.site import NO_ANSWER, Served, Site
from tests.support.tsa import Authority

SPOILED = ("gone", "blocked", "error", "garbage", "cut", "shrunken", "moved")
SETTINGS = "retries: 0\ntimeout: 6s\n"  # longer than any answer on loopback takes, also on a busy machine
CHANGED = frozenset({"text", "headline", "returned"})


@dataclass
class Week:
    """`every_hours` between two nights; `edits` articles are changed, and `spoils` spoiled, before each.

    `stalls` articles do not answer at all, in each. In `outages` of the nights the time authority is down.
    """

    articles: int
    days: int
    every_hours: int
    edits: int
    spoils: int
    seed: int
    kills: int = 0
    outages: int = 0
    stalls: int = 0
    dice: random.Random = field(init=False)
    killed: list[int] = field(default_factory=list)
    waited: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def live(self, site: Site, watch: Watch, authority: Authority) -> None:
        """All nights, and a last one, long after, in which everything is due and nothing changes any more."""
        nights = self.days * 24 // self.every_hours
        strikes = set(self.dice.sample(range(nights), self.kills))
        outages = set(self.dice.sample(range(nights), self.outages))
        back = nights // 2
        for night in range(nights):
            authority.is_down = night in outages
            if night in strikes:
                self._killed_night(site, watch)
            assert watch.run() in (0, 4, 6)
            self._assert_only_the_outage_waits(watch, authority)
            self._script(site)
            watch.later(hours=self.every_hours if night != back else -2 * self.every_hours)
        authority.is_down = False
        for number in site.pages:
            site.set(number, mode="ok")
        watch.later(days=60)
        assert watch.run() == 0

    def _assert_only_the_outage_waits(self, watch: Watch, authority: Authority) -> None:
        """What a night could not have stamped waits, and the first night with an authority again completes all of it."""
        waiting = pending.read(watch.work / "archives")
        assert bool(waiting) == authority.is_down
        self.waited += len(waiting)

    def _killed_night(self, site: Site, watch: Watch) -> None:
        answers = site.asked + self.dice.randint(1, 6)
        before = {number: len(served) for number, served in site.ledger.items()}
        if watch.run(strike=Strike(lambda: site.asked >= answers, self.dice.uniform(0, 0.3))) == -9:
            self.killed += [number for number, served in site.ledger.items() if len(served) > before.get(number, 0)]

    def _script(self, site: Site) -> None:
        numbers = list(site.pages)
        for number in self.dice.sample(numbers, self.edits):
            site.edit(number)
        for number in self.dice.sample(numbers, self.spoils):
            site.set(number, mode=self.dice.choice(SPOILED))
        for number in numbers:
            if site.pages[number].mode == "hang":  # or more and more of the night would be spent on waiting
                site.set(number, mode="ok")
        for number in self.dice.sample(numbers, self.stalls):
            site.set(number, mode="hang")


def assert_ledger_is_proven(week: Week, site: Site, watch: Watch) -> Counter[str]:
    """Answer by answer; returns how often each relation was found."""
    found: Counter[str] = Counter()
    for number in site.pages:
        kept = [_kept(watch.sidecar(row)) for row in watch.rows(site.url(number))]
        served = site.ledger[number]
        # A kill between the answer and its package loses the answer; it was asked for again.
        lost = _missing([_served(one) for one in served], kept)
        assert lost is not None, f"/{number}: the archive holds what the site did not serve"
        assert lost <= week.killed.count(number), f"/{number}: {lost} answers are not in the archive"
        relations = watch.relations(site.url(number))
        answers = _kept_of(served, kept)
        assert relations == expected_relations(answers), (
            f"/{number}: {relations} of {[(a.mode, a.version) for a in answers]}"
        )
        found += Counter(map(str, relations))
    return found


Answer = tuple[int, str, bool]  # status, digest of the body, whether it came from the article's other address


def _kept(sidecar: Any) -> Answer:
    capture = sidecar["capture"]
    digest = (capture["source"] or {"sha256": ""})["sha256"].removeprefix("sha256:")
    status = capture["response"]["status"] if capture["response"] else NO_ANSWER
    return status, digest, "/m" in capture["final_url"]


def _served(answer: Served) -> Answer:
    return answer.status, answer.sha256, answer.mode == "moved"


def _missing(served: list[Answer], kept: list[Answer]) -> int | None:
    """How many answers were not kept; None where `kept` is no subsequence of `served`."""
    answers = iter(served)
    return len(served) - len(kept) if all(any(one == answer for answer in answers) for one in kept) else None


def _kept_of(served: list[Served], kept: list[Answer]) -> list[Served]:
    answers = iter(served)
    return [next(answer for answer in answers if _served(answer) == one) for one in kept]


def expected_relations(answers: list[Served]) -> list[str | None]:
    """What follows from the script alone: which text there was last, and whether there is one now."""
    found: list[str | None] = []
    text: tuple[int, bool] | None = None
    gone = elsewhere = False
    for answer in answers:
        shown = (answer.version, answer.mode == "shrunken") if answer.mode in ("ok", "moved", "shrunken") else None
        if shown is None:
            outcome = "removed" if answer.mode == "gone" else "unavailable"
            found.append(None if not found else outcome if text else "unavailable")
            gone = True
            continue
        if not found:
            found.append(None)
        elif text is None:
            found.append("text")
        elif gone:
            found.append("returned")
        elif shown == text:
            found.append("unchanged" if (answer.mode == "moved") == elsewhere else "moved")
        else:
            found.append("text")
        text, gone, elsewhere = shown, False, answer.mode == "moved"
    return found


def assert_reports_agree(site: Site, watch: Watch) -> None:
    """Every package is in exactly one report, and verifies."""
    with watch.agenda() as agenda:
        told = [one.capture_id for run in agenda.last_runs(10_000) for one in agenda.outcomes(run.id)]
        sources = [name for run in agenda.last_runs(10_000) for one in agenda.sources(run.id) for name in one.sidecars]
    packaged = [row.capture_id for number in site.pages for row in watch.rows(site.url(number))]
    assert sorted(map(str, told)) == sorted(packaged)
    assert set(sources) <= {row.sidecar for row in watch.rows(site.feed)}, "a killed run told of none that is not there"
    done = watch.archiver("verify", "archives", "--quick", "--quiet", "--json")
    verdicts = Counter(package["verdict"] for package in json.loads(done.stdout)["packages"] if package["capture_id"])
    assert verdicts == {"verified": len(packaged) + len(watch.rows(site.feed))}


def assert_log_and_stamps(watch: Watch, authority: Authority) -> int:
    """The log holds every package once, and a trusted authority says of each since when; returns how many they are."""
    assert watch.archiver("log", "check", "--quiet").status == 0
    assert watch.archiver("trust", "authority", "tests", str(authority.folder / "root.pem")).status == 0
    assert watch.archiver("trust", "policy", "--authorities", "1", "--log").status == 0
    done = watch.archiver("verify", "archives", "--quick", "--quiet", "--json")
    packages = json.loads(done.stdout)["packages"]
    assert {package["verdict"] for package in packages} == {"verified"}
    paths = list((watch.work / "archives").glob("[0-9]*/**/*.json"))
    places = [entry["index"] for path in paths for entry in json.loads(path.read_bytes())["provenance"]["log"]]
    assert set(places) == set(range(len(paths))), "a lost leaf, or one twice"
    return len(paths)


def soak(work: Path, week: Week) -> str:
    """Lives through `week` and checks it; returns a line about it."""
    authority = Authority(work / "authority")
    with Site(week.articles) as site, authority.served() as address, Watch(work, SETTINGS) as watch:
        watch.add([site.feed])
        watch.add([site.url(number) for number in range(0, week.articles, 2)], "--every", f"{week.every_hours}h")
        watch.with_log(address)
        week.live(site, watch, authority)
        found = assert_ledger_is_proven(week, site, watch)
        assert_reports_agree(site, watch)
        assert CHANGED & set(found), "the script changed nothing that was found"
        logged = assert_log_and_stamps(watch, authority)
        return (
            f"{sum(found.values())} packages, {len(week.killed)} answers in killed runs: {dict(sorted(found.items()))};"
            f" {logged} in log and stamped, {week.waited} of them waited for {week.outages} outages to end"
        )
