"""docs/operations.md and its files: the walk-through is run, systemd reads the units, the CronJob is one."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.document import DOCS, read, runnable
from tests.docs.shell import archiver_on_path, run
from tests.nightly.site import Site
from tests.support.needed import needed

NAME = "operations.md"
FILES = DOCS / "operations"
EXPOSED = 2.0  # of 10, by `systemd-analyze security`: what it calls OK


@pytest.fixture
def units(tmp_path: Path) -> Iterator[list[str]]:
    """The units, with a program that is there in the place of the one that is not."""
    needed("systemd-analyze")
    for name in ("archiver.service", "archiver.timer"):
        text = (FILES / name).read_text()
        (tmp_path / name).write_text(text.replace("/usr/local/bin/archiver", shutil.which("true") or "/bin/true"))
    yield [str(tmp_path / "archiver.service"), str(tmp_path / "archiver.timer")]


def analyzed(*arguments: str) -> str:
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_reads_the_units_without_a_word(units: list[str]) -> None:
    assert not analyzed("verify", "--man=no", "--recursive-errors=no", *units).strip()


def test_the_service_is_as_closed_as_systemd_can_tell(units: list[str]) -> None:
    said = analyzed("security", "--offline=true", units[0])
    found = re.search(r"Overall exposure level for archiver\.service: ([0-9.]+)", said)
    assert found and float(found[1]) <= EXPOSED, said


def test_the_cron_job_is_valid_and_never_runs_twice_at_once() -> None:
    job: Any = yaml.safe_load((FILES / "archiver.cronjob.yaml").read_text())
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"] and pod["securityContext"]["runAsNonRoot"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_options_in_all_of_them_exist() -> None:
    import typer.main

    from archiver.cli.main import app_for

    run_command: Any = typer.main.get_command(app_for({"run"})).commands["run"]  # type: ignore[attr-defined]
    there = {option for parameter in run_command.params for option in parameter.opts}
    for path in FILES.iterdir():
        assert set(re.findall(r"(?<=\s)--[a-z-]+|(?<=\")--[a-z-]+", path.read_text())) <= there, path.name


def test_every_file_is_explained() -> None:
    assert all(f"operations/{path.name}" in read(NAME) for path in FILES.iterdir())


def test_the_walk_through(tmp_path: Path) -> None:
    needed("jq")
    with Site(3) as site:
        environment = archiver_on_path(tmp_path) | {
            "NEWS": f"http://127.0.0.1:{site.port}",
            "ARCHIVER_ALLOW_PRIVATE": "1",
            "HOME": os.environ.get("HOME", str(tmp_path)),
        }
        (tmp_path / "work").mkdir()
        ended = run(runnable(NAME), tmp_path / "work", environment)
    assert ended.status == 0, ended.output
    for words in ("3 captured", "all done", "nothing is overdue", "VERIFIED", "restored: 4 verified", "keys are back"):
        assert words in ended.output, (words, ended.output)
    assert "TAMPERED" not in ended.output
