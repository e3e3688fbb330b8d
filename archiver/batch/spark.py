"""One step over many items on a Spark cluster that exists already, and the same step inside a user's own Spark job.

    with connect("spark://head:7077") as engine:
        for event in engine.in_batches(partial(check, job), packages): ...

    rows = context.textFile("manifest.txt").mapPartitions(checking("/archive", trust_octets))

Every worker needs this program in the same version, and the archive under the same path. Trust, time and whatever else
decides a verdict go from here to the workers; nothing of it is read from a worker's disk. What comes back is data of
the cluster: whoever rules a worker rules its results, as whoever rules this machine rules those of `local`.
"""

import os
import re
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import uuid4

from archiver import __version__, errors
from archiver.batch.engine import BATCH, in_lists
from archiver.errors import ArchiverError, ResourceError, UsageError

if TYPE_CHECKING:
    from pyspark import SparkContext

TASKS = 2  # a core in one job of the cluster, and
JOBS = 2  # at a time, besides the one whose results are taken in: all of that is held in memory
TASK_SECONDS = 0.5  # of work; Spark takes some hundredths to start a task and to send what it returns
MOST_TOGETHER = 16  # batches of one task; what a lost worker held is done again
APP_NAME = "archiver"
PATIENCE = 10.0  # seconds to reach a master; Spark itself waits for a minute, then goes on without one
MASTER = "spark.master"
DEFAULTS = "spark-defaults.conf"
SUBMITTED = "PYSPARK_GATEWAY_PORT"  # in the environment of what `spark-submit` runs
_SETTING = re.compile(r"\s*([^\s#=:]+)(?:\s*[=:]\s*|\s+)(.*\S)")
_MASTER = re.compile(r"spark://([^/]+)")
_KNOWN = re.compile(r"(spark|k8s)://.+|yarn|local(\[.+\])?|local-cluster\[.+\]")  # what SparkSubmit takes
_NO_MODULE = re.compile(r"No module named '[^']*'")
_SHOWN = 300  # characters of a message of Spark's
_ACTIVE = "_active_spark_context"  # no public name; `SparkContext.getOrCreate` does not say whose context it gives

# On the terminal: what went wrong, in a line each, and nothing of the cluster's daily life. That no worker takes a task
# is a warning of the scheduler's; without it a cluster that is full, or has no workers, would be waited for in silence.
_LOGGING = """\
rootLogger.level = error
logger.scheduler.name = org.apache.spark.scheduler.TaskSchedulerImpl
logger.scheduler.level = warn
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = Spark: %m%n%ex{0}
"""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Answer(Generic[R]):
    """What became of a batch: its results, or the name and the message of an error of ours; and what it took."""

    found: tuple[R, ...]
    error: tuple[str, str] | None = None
    seconds: float = 0.0

    def results(self) -> tuple[R, ...]:
        """Raises the error of the work as it was raised on the worker."""
        if self.error:
            kind: type[ArchiverError] = getattr(errors, self.error[0], ResourceError)
            raise kind(self.error[1])
        return self.found


@dataclass(frozen=True)
class Guarded(Generic[T, R]):
    """`work` as a worker runs it: in the version that asked for it, and with errors of ours as answers.

    Spark would try an error again as if the machine had failed, and report it as a traceback in a text.
    """

    work: Callable[[list[T]], list[R]]
    version: str

    def __call__(self, batch: list[T]) -> Answer[R]:
        """Runs on a worker, whose version is the one that it reads here."""
        if self.version != __version__:
            detail = f"expected archiver {self.version} on every worker, found {__version__}: install one everywhere"
            return Answer((), (ResourceError.__name__, detail))
        began = time.monotonic()
        try:
            return Answer(tuple(self.work(batch)), seconds=time.monotonic() - began)
        except ArchiverError as e:
            return Answer((), (type(e).__name__, str(e)))


@dataclass(frozen=True)
class SparkEngine:
    """An `Engine` on the cluster of a SparkContext."""

    context: "SparkContext"

    def in_batches(self, work: Callable[[list[T]], list[R]], items: Iterable[T], *, size: int = BATCH) -> Iterator[R]:
        """As `Engine.in_batches`.

        As many tasks as keep all cores busy are a job, and the next one is there before a job has ended: no core waits
        for the last task of a job, nor for what is done here with results. A task is a batch at first, and several as
        soon as it shows that a batch is short beside what a task costs.
        """
        batches, guarded = in_lists(items, size), Guarded(work, __version__)
        tasks, group = TASKS * max(1, self.context.defaultParallelism), f"{APP_NAME}-{uuid4()}"
        answers: list[Answer[R]] = []
        with ThreadPoolExecutor(JOBS) as pool:
            waiting: deque[Future[list[Answer[R]]]] = deque()
            try:
                while True:
                    together = _together(answers)
                    while len(waiting) < JOBS and (wave := list(islice(batches, tasks * together))):
                        waiting.append(pool.submit(self._run, group, guarded, wave, together))
                    for answer in answers:
                        yield from answer.results()
                    if not waiting:
                        return
                    answers = waiting.popleft().result()
            finally:
                self._cancel(group, waiting)

    def _cancel(self, group: str, waiting: Iterable["Future[list[Answer[R]]]"]) -> None:
        """Ends what nobody asks for any more."""
        from py4j.protocol import Py4JError

        left = [future for future in waiting if not future.cancel() and not future.done()]
        if left:
            with suppress(Py4JError):
                self.context.cancelJobGroup(group)

    def _run(self, group: str, work: Guarded[T, R], wave: list[list[T]], together: int) -> list[Answer[R]]:
        """One job; its thread is one of the JVM's, which knows the group of its jobs."""
        from py4j.protocol import Py4JError

        try:
            self.context.setJobGroup(group, APP_NAME)
            return list(self.context.parallelize(wave, -(-len(wave) // together)).map(work).collect())
        except (Py4JError, ConnectionError) as e:
            raise ResourceError(
                f"expected the cluster to run the step to its end, found: {_reason(e)};"
                " what was reported before is done; look at the cluster, then run this again"
            ) from e


@contextmanager
def connect(master: str | None) -> Iterator[SparkEngine]:
    """An engine on the cluster at `master` (`spark://host:7077`); None takes what Spark's own settings name.

    A SparkContext that is there already, as under `spark-submit`, is used and left alone. Raises UsageError without
    PySpark or without any cluster, ResourceError when it can't be reached.
    """
    try:
        from pyspark import SparkContext
    except ImportError as e:
        raise UsageError("--engine spark: expected PySpark, found none: install requirements/spark.txt") from e
    if active := getattr(SparkContext, _ACTIVE):
        yield SparkEngine(active)
        return
    with TemporaryDirectory(prefix="archiver-spark-") as folder, _started(master, Path(folder)) as context:
        yield SparkEngine(context)


@contextmanager
def _started(master: str | None, folder: Path) -> "Iterator[SparkContext]":
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException

    logging = folder / "log4j2.properties"
    logging.write_text(_LOGGING)
    conf = SparkConf().setAppName(APP_NAME)
    conf.setIfMissing("spark.ui.showConsoleProgress", "false")
    conf.setIfMissing("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={logging}")
    if master:
        conf.setMaster(master)
    if wanted := conf.get(MASTER) or _named_in_settings():
        if not _KNOWN.fullmatch(wanted):
            raise UsageError(
                f"--engine spark: expected a master such as spark://host:7077 or local[2], found {wanted!r}"
            )
        conf.setMaster(wanted)
        _reach(wanted)
    elif SUBMITTED not in os.environ:
        raise UsageError("--engine spark: expected --master, such as spark://host:7077 or local[2], found none")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers take any python3, without this program
    before = signal.getsignal(signal.SIGINT)  # PySpark's own asks the JVM amid another question, and waits for ever
    try:
        context = SparkContext(conf=conf)
    except (PySparkException, Py4JError, OSError) as e:
        raise ResourceError(f"{wanted or 'spark-submit'}: expected a Spark cluster, found none: {_reason(e)}") from e
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    with context:
        yield context


def _together(answers: "Sequence[Answer[R]]") -> int:
    """How many batches a task is to be, by the longest one of a job: what is unlike the others must not pile up."""
    longest = max((answer.seconds for answer in answers), default=TASK_SECONDS)
    return min(MOST_TOGETHER, max(1, int(TASK_SECONDS / max(longest, 0.001))))


def _named_in_settings() -> str | None:
    """The master in Spark's own settings, which it reads later, and without which it would take this machine.

    Under `spark-submit` they do not count: it has said what does.
    """
    home = os.environ.get("SPARK_HOME")
    folder = os.environ.get("SPARK_CONF_DIR") or (f"{home}/conf" if home else None)
    path = Path(folder or "") / DEFAULTS
    if SUBMITTED in os.environ or not folder or not path.is_file():
        return None
    lines = (_SETTING.match(line) for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return {found[1]: found[2] for found in lines if found}.get(MASTER)


def _reach(master: str) -> None:
    """Raises ResourceError when no master listens; a SparkContext without one would begin, and never end."""
    found = _MASTER.fullmatch(master)
    hosts = [host.rpartition(":") for host in found[1].split(",")] if found else []
    reasons = []
    for host, _, port in hosts:
        try:
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
            return
        except (OSError, ValueError) as e:
            reasons.append(f"{host}:{port}: {e}")
    if reasons:
        raise ResourceError(
            f"expected a Spark master at {master}, found {'; '.join(reasons)}: start it, or correct the address"
        )


def _reason(e: BaseException) -> str:
    """The first line of a message that has a JVM's whole stack behind it; what a worker lacks is said further down."""
    text = str(e)
    missing = _NO_MODULE.search(text)
    return missing[0] if missing else next(iter(text.strip().splitlines()), type(e).__name__)[:_SHOWN]
