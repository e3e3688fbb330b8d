"""Long work that is stopped: status 130, a line that says what is kept, and nothing half made beside it."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver.batch.local import LocalEngine
from tests.cli.running import in_process
from tests.samples import SOURCES

SLEEPER = """
import sys, time
from archiver.cli.stopping import stoppable
try:
    with stoppable("it is kept"):
        print("at work", flush=True)
        time.sleep(600)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_both_signals_end_the_work_and_say_what_is_kept(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout and process.stdout.readline() == "at work\n"
        process.send_signal(number)
        _, said = process.communicate()
    assert (process.returncode, said) == (130, "archiver: stopped; it is kept\n")


def stopped(
    engine: LocalEngine, work: Callable[[list[Any]], list[Any]], items: Iterable[Any], *, size: int = 1
) -> Iterator[Any]:
    """The first batch, and then what a signal does."""
    yield from work(next([item] for item in items))
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        (["audit", "--no-seals"], "goes on from there"),
        (["claims", "archives"], "states the rest"),
        (["index", "rebuild"], "as it was"),
        (["roll"], "the next roll ends"),
    ],
)
def test_a_command_that_is_stopped_leaves_no_table_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], kept: str
) -> None:
    shutil.copy(SOURCES / "bridge.html", tmp_path / "a.html")
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    adding = ["add", "a.html", "--url", "https://www.example.org/a", "--captured-at", "2026-03-14T07:00:00Z", "-q"]
    assert in_process(adding, tmp_path).status == 0
    with monkeypatch.context() as patched:
        patched.setattr(LocalEngine, "in_batches", stopped)
        done = in_process([*command, "--results", "t.jsonl"], tmp_path)
    assert done.status == 130
    assert kept in done.stderr
    assert not list(tmp_path.glob("*t.jsonl*"))
    assert in_process([*command, "--results", "t.jsonl"], tmp_path).status == 0
    assert in_process(["audit"], tmp_path).status == 0
