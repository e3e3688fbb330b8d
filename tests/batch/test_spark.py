"""The same contract on a cluster: a real master, two workers, and one of them killed in the middle of the work."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from archiver.batch.auditing import events_on
from archiver.batch.checking import Checking
from archiver.batch.engine import BATCH
from archiver.batch.finding import find_claims
from archiver.batch.local import LocalEngine
from archiver.batch.spark import JOBS, MOST_TOGETHER, TASKS, Answer, Guarded, SparkEngine, connect
from archiver.cli import trusting, wiring
from archiver.errors import ResourceError, UsageError
from archiver.flows.checking import Job
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.sign import trust
from archiver.store.packages import find_packages
from archiver.verify.package import Options
from tests.batch.conformance import EngineConformance, squares
from tests.bench.corpus import NOW, package_many, signers
from tests.docs.document import blocks
from tests.support.cluster import WORKERS, Cluster, standalone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with standalone(tmp_path_factory.mktemp("spark")) as started:
        yield started


@pytest.fixture(scope="module")
def connected(cluster: Cluster) -> Iterator[SparkEngine]:
    with connect(cluster.master) as engine:
        yield engine


def broken(numbers: list[int]) -> list[int]:
    raise ZeroDivisionError(numbers[0])


def test_a_worker_in_another_version_answers_with_what_to_do() -> None:
    answer: Answer[int] = Guarded(squares, "0.0.1-else")([2])
    with pytest.raises(ResourceError, match=r"expected archiver 0\.0\.1-else on every worker, found .*: install one"):
        answer.results()


def test_no_master_is_told_at_once() -> None:
    with (
        pytest.raises(ResourceError, match=r"expected a Spark master at spark://127\.0\.0\.1:1, found .*refused"),
        connect("spark://127.0.0.1:1"),
    ):
        pass


def test_an_engine_needs_an_address() -> None:
    with pytest.raises(UsageError, match="expected --master"), connect(None):
        pass


@pytest.mark.parametrize("master", ["head:7077", "spark:/head", "http://head:7077", "local[", ""])
def test_what_is_no_address_is_refused_before_anything_starts(master: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARK_CONF_DIR", raising=False)
    monkeypatch.delenv("SPARK_HOME", raising=False)
    with pytest.raises(UsageError, match=r"expected (a master such as|--master, such as)"), connect(master):
        pass


@pytest.mark.parametrize("line", ["spark.master spark://127.0.0.1:1", "spark.master=spark://127.0.0.1:1"])
def test_an_address_in_sparks_own_settings_counts(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spark-defaults.conf").write_text(
        f"# spark.master local[2]\n\n{line}  \nspark.eventLog.enabled false\n"
    )
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    with pytest.raises(ResourceError, match=r"expected a Spark master at spark://127\.0\.0\.1:1, found"), connect(None):
        pass


class TestSparkEngine(EngineConformance):
    ahead = (JOBS + 1) * TASKS * MOST_TOGETHER * WORKERS * BATCH

    @pytest.fixture
    def engine(self, connected: SparkEngine) -> SparkEngine:
        return connected


def test_an_interrupt_does_not_go_through_the_jvm(connected: SparkEngine) -> None:
    """PySpark's own way asks the JVM amid another question: a second interrupt then waits for ever."""
    assert connected.context
    assert getattr(signal.getsignal(signal.SIGINT), "__module__", None) != "pyspark.core.context"


def test_a_defect_is_no_result(connected: SparkEngine) -> None:
    with pytest.raises(ResourceError, match="expected the cluster to run the step to its end"):
        list(connected.in_batches(broken, range(3)))


def test_a_second_engine_shares_the_context_and_leaves_it_alone(connected: SparkEngine) -> None:
    with connect(None) as second:
        assert second.context is connected.context
    assert list(connected.in_batches(squares, range(3))) == [0, 1, 4]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    package_many(folder, 6, 4000)
    return folder


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.json"))


def test_claims_found_on_the_cluster_are_those_found_here(connected: SparkEngine, archive: Path) -> None:
    find = partial(find_claims, archive, "default")
    theirs = list(connected.in_batches(find, names(archive), size=2))
    assert theirs == list(LocalEngine(1).in_batches(find, names(archive)))
    assert all(prepared.claims for prepared in theirs)


def test_the_job_in_the_documentation(connected: SparkEngine, archive: Path, tmp_path: Path) -> None:
    """A manifest becomes rows and Parquet, as docs/cluster.md has it; one package was changed."""
    from pyspark.sql import SparkSession

    damaged = archive / names(archive)[1]
    damaged.write_bytes(damaged.read_bytes().replace(b"2026-11-22", b"2026-11-21", 1))
    (tmp_path / "manifest.txt").write_text("\n".join(names(archive)))
    (tmp_path / "trust.json").write_bytes(trust.write(trust.EMPTY.with_set(trust.set_of("mine", signers()))))
    job = next(block.text for block in blocks("cluster.md") if block.language == "python")
    for name in ("manifest.txt", "trust.json", "checked.parquet"):  # Spark's own process works in another folder
        job = job.replace(name, str(tmp_path / name))
    job = job.replace("/mnt/archive", str(archive))
    with redirect_stdout(StringIO()) as said:
        exec(compile(job, "docs/cluster.md", "exec"), {})
    parquet = SparkSession(connected.context).read.parquet(str(tmp_path / "checked.parquet")).collect()
    read = sorted((row.asDict(recursive=True) for row in parquet), key=lambda row: str(row["name"]))

    assert read == list(Checking(archive, (tmp_path / "trust.json").read_bytes())(names(archive)))
    assert [row["verdict"] for row in read].count("tampered") == 1
    assert said.getvalue().count("tampered") == 1


def waited(folder: Path | None) -> str:
    """A clock that stands still, and holds each package up for as long as it takes to lose a worker."""
    if folder:
        (folder / f"by-{os.getpid()}").touch()
        time.sleep(0.2)
    return NOW


def test_an_audit_whose_worker_is_killed_midway_finds_what_one_here_finds(
    connected: SparkEngine, cluster: Cluster, archive: Path, tmp_path: Path
) -> None:
    """Last in the file: the cluster has one worker from here on."""
    root = Path(shutil.copytree(archive, tmp_path / "archive"))
    damaged = root / names(root)[2]
    damaged.write_bytes(damaged.read_bytes().replace(b"2026-11-22", b"2026-11-21", 1))
    (tmp_path / "trust").write_bytes(trust.write(trust.EMPTY.with_set(trust.set_of("mine", signers()))))
    with SqliteIndex(root / INDEX_NAME):
        pass
    believed = partial(trusting.trusted, tmp_path / "trust")
    job = Job(root, believed, wiring.archive_neighbours, Options(), partial(waited, tmp_path))
    packages = list(find_packages(root)) * 6
    theirs = []
    for number, event in enumerate(events_on(connected, job, packages, size=1)):
        theirs.append(event)
        if number == 4:
            cluster.kill(0)
    ours = list(events_on(LocalEngine(1), replace(job, now=partial(waited, None)), packages, size=1))
    assert theirs == ours
    assert {event.outcome for event in ours} == {"verified", "tampered"}
    assert len(list(tmp_path.glob("by-*"))) >= 2
