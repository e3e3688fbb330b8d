"""An archive that is watched, run after run, by children of one process that wait for nothing (`victim`)."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from archiver.agenda.sqlite import SqliteAgenda
from archiver.index.interface import Row
from archiver.index.sqlite import SqliteIndex
from archiver.model import instant
from archiver.model.url import surt
from archiver.store.logfolder import BATCH, LOG_NAME
from tests.cli.running import Done, environment_of, in_process
from tests.samples import ROOT

QUIET = ("--delay", "0", "--allow-private")
START = datetime(2026, 11, 22, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Strike:
    """What befalls a run `then` seconds after `now` came true: a signal, or with `act` something else."""

    now: Callable[[], bool]
    then: float = 0.0
    signal: int = signal.SIGKILL
    act: Callable[[], None] | None = None


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
            bufsize=0,
        )

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def add(self, urls: Sequence[str], *options: str) -> None:
        with mock.patch("archiver.cli.wiring.now", lambda: instant.format_instant(self.clock)):
            assert in_process(["watch", "add", *urls, *options, "-q"], self.work).status == 0

    def run(self, *options: str, strike: "Strike | None" = None, nameless: bool = False, robots: bool = False) -> int:
        """One run at `clock`; its exit status, -9 when it was killed. With `nameless` no host name has an address; robots.txt is asked for with
        `robots` only, so that every request is one for a page.
        """
        order = {
            "arguments": ["run", *QUIET, *([] if robots else ["--ignore-robots"]), *options],
            "now": instant.format_instant(self.clock),
            "nameless": nameless,
        }
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        number = int(json.loads(self._process.stdout.readline())["pid"])
        if strike:
            self._strike(strike, number)
        return int(json.loads(self._process.stdout.readline())["status"])

    def _strike(self, strike: "Strike", number: int) -> None:
        """Waits until it is time or the run has ended, whichever is first. The run is no child of ours until it is."""
        answers = self._process.stdout
        assert answers
        while not strike.now():
            if select.select([answers], [], [], 0.002)[0]:
                return
        time.sleep(strike.then)
        if strike.act:
            strike.act()
        elif not select.select([answers], [], [], 0)[0]:
            with suppress(ProcessLookupError):
                os.kill(number, strike.signal)

    def later(self, **delta: float) -> None:
        self.clock += timedelta(**delta)

    def with_log(self, authorities: str = "") -> None:
        """From now on every run puts its packages into a log, and `authorities` are asked to stamp its checkpoints."""
        settings = self.work / "archives" / "archiver.yaml"
        settings.write_text(re.sub("(?m)^authorities:.*$", f'authorities: "{authorities}"', settings.read_text()))
        assert self.archiver("log", "checkpoint", "--quiet").status == 0

    @property
    def log_batch(self) -> Path:
        """Is there while a batch is being put into the log, and after a kill in it."""
        return self.work / "archives" / LOG_NAME / BATCH

    def archiver(self, *arguments: str) -> Done:
        return in_process(arguments, self.work)

    def status(self) -> Any:
        """What `archiver status` says at `clock`."""
        with mock.patch("archiver.cli.wiring.now", lambda: instant.format_instant(self.clock)):
            return json.loads(self.archiver("status", "--json").stdout)

    def rows(self, url: str) -> list[Row]:
        with SqliteIndex(self.work / "archives" / "index.sqlite", read_only=True) as index:
            return index.versions(surt(url))

    def sidecar(self, row: Row) -> Any:
        return json.loads((self.work / "archives" / row.sidecar).read_bytes())

    def relations(self, url: str) -> list[str | None]:
        """Of each version to the one before."""
        from archiver.bundle import sidecar
        from archiver.verify.statement import read_statement

        found: list[str | None] = []
        for row in self.rows(url):
            model = sidecar.read((self.work / "archives" / row.sidecar).read_bytes()).model
            previous = read_statement(model.provenance.capture).model.predicate.previous
            found.append(previous.relation if previous else None)
        return found

    def agenda(self) -> SqliteAgenda:
        return SqliteAgenda(self.work / "archives" / "watch.sqlite")

    def last_report(self) -> Any:
        """Of the last run; only its counts where nothing was due, which leaves no report."""
        with self.agenda() as agenda:
            last = agenda.last_runs(1)[0]
        if last.report is None:
            return {"id": last.id, "counts": {}, "outcomes": [], "causes": {}}
        return json.loads((self.work / "archives" / "reports" / last.id / "report.json").read_bytes())

    def page(self) -> str:
        """The last report as HTML."""
        name = str(self.last_report()["id"])
        return (self.work / "archives" / "reports" / name / "index.html").read_text()

    def results(self) -> dict[str, int]:
        return dict(self.last_report()["counts"])
