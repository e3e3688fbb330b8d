"""Decompression bombs: what comes out of 194 kB may be 200 MB, and memory stays where it was."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.e105_warc_limits import ATTACKS
from tests.support.attack import TRUST
from tests.support.build import package, trust_file
from tests.support.cli import write_files

MEMORY = 200_000_000  # octets: the bound that the issue gives for a segment of 1 GB

# The peak of this process and nothing else: Linux carries the parent's peak over into ru_maxrss of a child.
PROGRAM = """
import runpy, sys, atexit
def peak():
    status = open("/proc/self/status").read()
    sys.stderr.write("peak " + status.split("VmHWM:")[1].split()[0] + "\\n")
atexit.register(peak)
sys.argv = ["archiver", *sys.argv[1:]]
runpy.run_module("archiver", run_name="__main__")
"""


def verify(folder: Path, files: dict[str, bytes]) -> tuple[int, dict[str, object], int]:
    """Exit status, report and peak memory in octets of a process of its own."""
    write_files(folder, {**files, TRUST: trust_file()})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "verify", str(folder / "p"), "--trust", str(folder / TRUST), "--json"],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "ARCHIVER_HOME": str(folder)},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout), int(done.stderr.rpartition("peak ")[2]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to see a process's peak memory")
@pytest.mark.parametrize("name", ["gzip bomb, signed", "200,000 fields, signed"])
def test_memory_stays_bounded(name: str, tmp_path: Path) -> None:
    attack = next(attack for attack in ATTACKS if attack.name == name)
    scene = attack.scene()
    assert max(map(len, scene.files.values())) < 1_500_000
    status, report, peak = verify(tmp_path, dict(scene.files))
    assert (status, report["verdict"]) == (7, "indeterminate")
    assert peak < MEMORY


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to see a process's peak memory")
def test_memory_stays_bounded_on_a_bomb_in_the_first_head(tmp_path: Path) -> None:
    bomb = gzip.compress(b"WARC/1.1\r\nX: " + bytes(200_000_000), 9, mtime=0)
    assert len(bomb) < 200_000
    status, report, peak = verify(
        tmp_path, {f"p/{package().stem}.json": package().sidecar, f"p/{package().stem}.warc.gz": bomb}
    )
    assert (status, report["verdict"]) == (1, "tampered")
    assert peak < MEMORY
