"""A real Spark cluster on loopback: a standalone master and two workers, each a process of its own that can be killed.

PySpark comes without `start-master.sh`; `spark-class` starts both kinds.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from unittest import mock

import pytest

from tests.support.needed import missing, needed

WORKERS = 2
PATIENCE = 120.0  # seconds for one process to come up on a busy machine
ROOT = Path(__file__).parent.parent.parent
# A Java machine that lives for seconds: compiled code that is good enough at once takes half of its processor time.
BRIEFLY = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


@dataclass(frozen=True)
class Cluster:
    """`master` is its address; `workers` are the processes, each the head of a process group."""

    master: str
    workers: tuple["subprocess.Popen[str]", ...]

    def kill(self, number: int) -> None:
        """Worker `number` and its executors, as a power cut does."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)


@contextmanager
def standalone(folder: Path, environment: Mapping[str, str] = {}) -> Iterator[Cluster]:
    """A master and its workers, with their scratch space in `folder`; skips where PySpark or Java are missing.

    `environment` is that of their machines, besides what is common to all.
    """
    found = find_spec("pyspark")
    if found is None or not found.submodule_search_locations:
        missing("PySpark (the extra `spark`)")
        return
    needed("java")
    home = found.submodule_search_locations[0]
    started: list[subprocess.Popen[str]] = []

    def start(kind: str, *arguments: str) -> Queue[str]:
        process = subprocess.Popen(
            [f"{home}/bin/spark-class", f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1", "--webui-port", "0", *arguments],
            env={**os.environ, **BRIEFLY, **environment, "SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return _lines(process)

    try:
        master = _wait_for(start("master.Master", "--port", "0"), "Starting Spark master at ").split()[0]
        options = ("--cores", "1", "--memory", "1g", "--work-dir")
        said = [start("worker.Worker", *options, str(folder / str(n)), master) for n in range(WORKERS)]
        for lines in said:
            _wait_for(lines, "Successfully registered with master")
        with mock.patch.dict(os.environ, BRIEFLY):  # the driver's machine, which comes last
            yield Cluster(master, tuple(started[1:]))
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _lines(process: "subprocess.Popen[str]") -> Queue[str]:
    """What it says, read to the end so that it never waits for a reader."""
    lines: Queue[str] = Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _wait_for(lines: Queue[str], text: str) -> str:
    """What follows `text` in the first line that holds it."""
    said = []
    try:
        while text not in (line := lines.get(timeout=PATIENCE)):
            said.append(line)
    except Empty:
        pytest.fail(f"expected {text!r}, found:\n{''.join(said)}")
    return line.partition(text)[2]
