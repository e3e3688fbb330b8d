"""`archiver capture` as somebody types it, in a folder of its own, against servers on loopback.

desk = Desk(tmp_path)
taken = desk.capture(server.url("/a"))          # status, stderr, packages
taken.only.sidecar["capture"]["quality"]        # what the package holds; its records are in `records`
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from archiver.bundle.members import Members
from archiver.bundle.reader import segment_records
from archiver.bundle.record import Record
from archiver.store.opening import opened
from tests.cli.running import Done, Runner, in_process

QUICK = ("--delay", "0", "--retries", "0", "--timeout", "20")
MUCH = 10_000_000


@dataclass(frozen=True)
class Package:
    """One package and what the command said about it."""

    said: dict[str, Any]
    work: Path

    @property
    def warc(self) -> Path:
        return self.work / str(self.said["warc"])

    @cached_property
    def sidecar(self) -> Any:
        return json.loads((self.work / self.said["sidecar"]).read_bytes())

    @property
    def seen(self) -> tuple[Any, Any]:
        """Verdict and relation."""
        return self.sidecar["capture"]["quality"]["verdict"], self.said["change"]

    @property
    def signals(self) -> str:
        return "; ".join(self.sidecar["capture"]["quality"]["signals"])

    @property
    def is_small(self) -> bool:
        """Whether nothing was read in it, and it says why."""
        holds = (self.sidecar["article"], self.sidecar["text"], self.sidecar["claims"])
        return holds == (None, [], []) and bool(self.sidecar["capture"]["absent"]["/article"])

    @property
    def records(self) -> list[Record]:
        return self.records_up_to(MUCH)

    def records_up_to(self, octets: int) -> list[Record]:
        with opened(self.warc) as stream:
            return [record.load(octets) for record in segment_records(Members(stream))]

    def of(self, kind: str) -> list[Record]:
        return [record for record in self.records if record.head.type == kind]


@dataclass(frozen=True)
class Taken:
    """How one run of the command ended."""

    status: int
    stderr: str
    packages: list[Package] = field(default_factory=list)

    @property
    def only(self) -> Package:
        (package,) = self.packages
        return package


class Desk:
    """A user with an archive."""

    def __init__(self, work: Path, run: Runner = in_process) -> None:
        self.work = work
        self._run = run
        assert in_process(["init", "--no-passphrase", "-q"], work).status == 0

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Done:
        return self._run(arguments, self.work, environment or {})

    def capture(self, *arguments: str, environment: Mapping[str, str] | None = None, private: bool = True) -> Taken:
        """Without robots.txt unless `--robots` is among the arguments; without `private` as on the open web."""
        allowed = ("--allow-private",) if private else ()
        robots = () if "--robots" in arguments else ("--ignore-robots",)
        wanted = [argument for argument in arguments if argument != "--robots"]
        done = self.run("capture", "--json", *QUICK, *allowed, *robots, *wanted, environment=environment)
        said = json.loads(done.stdout)["packages"] if done.stdout else []
        assert "Traceback" not in done.stderr, done.stderr
        return Taken(done.status, done.stderr, [Package(one, self.work) for one in said])

    def verified(self) -> bool:
        """Whether `archiver verify` is content with every package."""
        done = self.run("verify", "archives")
        return done.status == 0 and "VERIFIED" in done.stdout
