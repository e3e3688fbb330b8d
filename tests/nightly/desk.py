"""An archive that is watched, run after run, by children of one process that wait for nothing (`victim`)."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archiver.agenda.sqlite import SqliteAgenda
from archiver.index.interface import Row
from archiver.index.sqlite import SqliteIndex
from archiver.model import instant
from archiver.model.url import surt
from tests.cli.running import Done, environment_of, in_process
from tests.samples import ROOT

QUIET = ("--delay", "0", "--allow-private", "--ignore-robots")
START = datetime(2026, 11, 22, 3, tzinfo=UTC)


class Watch(AbstractContextManager["Watch"]):
    """`clock` is the time that runs are told."""

    def __init__(self, work: Path, settings: str = "retries: 0\n", reserve: str = "disk_reserve: 1M\n") -> None:
        self.work = work
        self.clock = START
        assert in_process(["init", "--no-passphrase", "-q"], work).status == 0
        with (work / "archives" / "archiver.yaml").open("a") as file:
            file.write(settings + reserve)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nightly.victim"],
            cwd=work,
            env=environment_of(work, {"PYTHONPATH": str(ROOT)}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def add(self, urls: Sequence[str], *options: str) -> None:
        assert in_process(["watch", "add", *urls, *options, "-q"], self.work).status == 0

    def run(self, *options: str, kill_after: float | None = None) -> int:
        """One run at `clock`; its exit status, -9 when it was killed."""
        order = {"arguments": ["run", *QUIET, *options], "now": instant.format_instant(self.clock), "kill_after": kill_after}
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline())["status"])

    def later(self, **delta: float) -> None:
        self.clock += timedelta(**delta)

    def archiver(self, *arguments: str) -> Done:
        return in_process(arguments, self.work)

    def rows(self, url: str) -> list[Row]:
        with SqliteIndex(self.work / "archives" / "index.sqlite", read_only=True) as index:
            return index.versions(surt(url))

    def sidecar(self, row: Row) -> Any:
        return json.loads((self.work / "archives" / row.sidecar).read_bytes())

    def relations(self, url: str) -> list[str | None]:
        """Of each version to the one before."""
        from archiver.bundle import sidecar
        from archiver.verify.statement import read_statement

        found = []
        for row in self.rows(url):
            model = sidecar.read((self.work / "archives" / row.sidecar).read_bytes()).model
            previous = read_statement(model.provenance.capture).model.predicate.previous
            found.append(previous.relation if previous else None)
        return found

    def agenda(self) -> SqliteAgenda:
        return SqliteAgenda(self.work / "archives" / "watch.sqlite")

    def last_report(self) -> Any:
        with self.agenda() as agenda:
            last = agenda.last_runs(1)[0]
        return json.loads((self.work / "archives" / "reports" / last.id / "report.json").read_bytes())

    def results(self) -> dict[str, int]:
        return dict(self.last_report()["counts"])
