"""A simulated week: a seeded script edits, deletes, moves, blocks and breaks a site; the nights must find exactly that.

The clock is virtual; everything else is real: sockets, disk, keys, processes, a time authority. Faults strike between and
in the nights: kills at any moment, articles that stall, a clock that is put back, nights without name servers, an
authority that is down and comes back. In the end the ledger of what the site served is compared with what the archive
can prove, answer by answer, and the log with the packages.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.settings import pending
from tests.nightly.desk import Watch
from tests.nightly.site import NO_ANSWER, Served, Site
from tests.nightly.strikes import EARLY, LATE, thrown
from tests.support.tsa import Authority

SPOILED = ("gone", "blocked", "error", "garbage", "cut", "shrunken", "moved")
SETTINGS = "retries: 0\ntimeout: 6s\n"  # longer than any answer on loopback takes, also on a busy machine
ANSWERS = 4  # a kill waits for so many at most: some twenty have to find a run of 150 articles alive
KILLED = -9
MORE = 3  # times the planned nights, at most, until all kills have struck
CHANGED = frozenset({"text", "headline", "returned"})


@dataclass
class Week:
    """`every_hours` between two nights; `edits` articles are changed, and `spoils` spoiled, before each.

    `stalls` articles do not answer at all, in each. In `outages` of the nights the time authority is down, in `nameless`
    ones no host name has an address. Runs are killed until `kills` have died of it, in all other nights; where the nights
    do not suffice there are more of them.
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
    nameless: int = 0
    dice: random.Random = field(init=False)
    killed: list[int] = field(default_factory=list)  # numbers of the articles that killed runs had asked for
    struck: Counter[str] = field(default_factory=Counter)  # runs that died, by the kind of strike
    nights: int = 0
    waited: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def live(self, site: Site, watch: Watch, authority: Authority) -> None:
        """All nights, and a last one, long after, in which everything is due and nothing changes any more."""
        planned = self.days * 24 // self.every_hours
        outages = set(self.dice.sample(range(planned), self.outages))
        nameless = set(self.dice.sample(range(1, planned), self.nameless))
        while self.nights < planned or self.struck.total() < self.kills:
            assert self.nights < planned * MORE, f"{self.struck.total()} of {self.kills} kills struck a living run"
            night = self.nights
            authority.is_down = night in outages
            if night in nameless:
                self._night_without_names(site, watch)
            else:
                self._kill(site, watch, -(-self.kills * (night + 1) // planned))
                assert watch.run() in (0, 4, 6)
            self._assert_only_the_outage_waits(watch, authority)
            self._script(site)
            watch.later(hours=self.every_hours if night != planned // 2 else -2 * self.every_hours)
            self.nights += 1
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

    def _kill(self, site: Site, watch: Watch, until: int) -> None:
        """Strikes one run after the other until `until` have died in all, or one came to its end: the night is over.

        The last one is struck while its batch goes into the log, because nothing is left to be captured then.
        """
        while (left := min(until, self.kills) - self.struck.total()) > 0:
            before = {number: len(served) for number, served in site.ledger.items()}
            kind, strike = thrown(self.dice, watch, site, ANSWERS, EARLY if left > 1 else LATE)
            if watch.run(strike=strike) != KILLED:
                break
            self.struck[kind] += 1
            self.killed += [number for number, served in site.ledger.items() if len(served) > before.get(number, 0)]

    def _night_without_names(self, site: Site, watch: Watch) -> None:
        """Nothing is asked for; each package of this night says that there was no address."""
        asked, before = site.asked, {number: len(watch.rows(site.url(number))) for number in site.pages}
        assert watch.run(nameless=True) == 6
        assert site.asked == asked
        for number, page in site.pages.items():
            for row in watch.rows(site.url(number))[before[number] :]:
                assert watch.sidecar(row)["capture"]["absent"]["/capture/response"].startswith("dns: ")
                site.ledger[number].append(Served(NO_ANSWER, "", page.version, "nameless"))

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
        assert lost is not None, (
            f"/{number}: the archive holds what the site did not serve: kept {_brief(kept)},"
            f" served {_brief(_served(one) for one in served)}"
        )
        assert lost <= week.killed.count(number), f"/{number}: {lost} answers are not in the archive"
        relations = watch.relations(site.url(number))
        answers = _kept_of(served, kept)
        assert relations == expected_relations(answers), (
            f"/{number}: {relations} of {[(a.mode, a.version) for a in answers]}"
        )
        found += Counter(map(str, relations))
    return found


def _brief(answers: Iterable["Answer"]) -> list[str]:
    return [f"{status} {digest[:8]}{' moved' * elsewhere}" for status, digest, elsewhere in answers]


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
    untold, twice = Counter(packaged) - Counter(map(str, told)), Counter(map(str, told)) - Counter(packaged)
    assert not untold and not twice, f"packages that no report tells: {untold}; told and not there, or twice: {twice}"
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
    others = {
        package["sidecar"]: [check for check in package["checks"] if check["status"] in ("fail", "cannot-check")]
        for package in packages
        if package["verdict"] != "verified" and package["capture_id"]  # a kill can leave a segment without a sidecar
    }
    assert packages and not others, f"{len(others)} of {len(packages)} packages: {dict(list(others.items())[:3])}"
    paths = list((watch.work / "archives").glob("[0-9]*/**/*.json"))
    places = [entry["index"] for path in paths for entry in json.loads(path.read_bytes())["provenance"]["log"]]
    assert set(places) == set(range(len(paths))), "a lost leaf, or one twice"
    return len(paths)


def soak(work: Path, week: Week) -> str:
    """Lives through `week` and checks it; returns a line about it."""
    authority = Authority(work / "authority")
    with Site(week.articles, "localhost") as site, authority.served() as address, Watch(work, SETTINGS) as watch:
        watch.add([site.feed])
        watch.add([site.url(number) for number in range(0, week.articles, 2)], "--every", f"{week.every_hours}h")
        watch.with_log(address)
        week.live(site, watch, authority)
        found = assert_ledger_is_proven(week, site, watch)
        assert_reports_agree(site, watch)
        assert CHANGED & set(found), "the script changed nothing that was found"
        logged = assert_log_and_stamps(watch, authority)
        return (
            f"{week.nights} nights, {week.struck.total()} runs killed {dict(week.struck)} with {len(week.killed)} answers;"
            f" {sum(found.values())} packages of articles {dict(sorted(found.items()))};"
            f" {logged} packages in log and stamped, {week.waited} of them waited for {week.outages} outages to end;"
            f" {week.nameless} nights without names"
        )
