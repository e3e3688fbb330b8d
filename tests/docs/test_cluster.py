"""docs/cluster.md: its walk-through, run from the document on a real master with two workers."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.docs.document import runnable
from tests.docs.shell import archiver_on_path, run
from tests.samples import SOURCES
from tests.support.cluster import standalone
from tests.support.needed import needed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


def test_the_walk_through(tmp_path: Path) -> None:
    needed("jq")
    for name in ("article.html", "notice.html"):
        shutil.copy(SOURCES / "bridge.html", tmp_path / name)
    (tmp_path / "machines").mkdir()
    with standalone(tmp_path / "machines") as cluster:
        found = find_spec("pyspark")
        assert found and found.submodule_search_locations
        programs = os.pathsep.join([str(Path(sys.executable).parent), f"{found.submodule_search_locations[0]}/bin"])
        environment = archiver_on_path(tmp_path)
        environment["PATH"] = os.pathsep.join([str(tmp_path / "bin"), programs, os.environ["PATH"]])
        ended = run(runnable("cluster.md"), tmp_path, {**environment, "MASTER": cluster.master})
    log = (tmp_path / "submitted.log").read_text() if (tmp_path / "submitted.log").exists() else ""
    assert ended.status == 0, ended.output + log
    for said in (
        "2 of 2 packages checked (every record): 2 verified",
        "2 rows in checked.jsonl",
        "verified\thttps://www.example.org/article\tsha256:",
        ".warc.gz  2 packages",
        "2 rows in rolled.jsonl",
        ".json\t0\t",
        "2 of 2 packages checked (segments hashed): 2 verified",
        "verified\tfull\thttps://www.example.org/notice",
    ):
        assert said in ended.output, ended.output + log
