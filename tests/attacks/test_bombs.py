"""Decompression bombs: what comes out of 194 kB may be 200 MB, and memory stays where it was."""

import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archiver.sign.canonical import canonical, layout
from archiver.sign.dsse import encode64
from tests.attacks.e105_warc_limits import ATTACKS
from tests.support.attack import TRUST, alone
from tests.support.build import package, trust_file
from tests.support.cli import write_files
from tests.support.forge import statement_of

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


def _record(kind: str, block: bytes, fields: str = "") -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:a>\r\n{fields}Content-Length: {len(block)}\r\n"
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


MANY = {
    "records that are kept": (_record("warcinfo", bytes(16_000_000)), 20),
    "long heads": (_record("resource", b"x", f"X: {'a' * 60_000}\r\n"), 4000),
    "wrong digests": (_record("resource", b"x", f"WARC-Block-Digest: md5:{'0' * 32}\r\n" * 190), 1000),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to see a process's peak memory")
@pytest.mark.parametrize("name", MANY)
def test_memory_stays_bounded_over_many_records(name: str, tmp_path: Path) -> None:
    record, count = MANY[name]
    bomb = gzip.compress(record, 9, mtime=0) * count
    assert len(bomb) < 1_500_000
    built = package()
    status, report, peak = verify(tmp_path, {f"p/{built.stem}.json": built.sidecar, f"p/{built.stem}.warc.gz": bomb})
    assert (status, report["verdict"]) == (1, "tampered")
    assert peak < MEMORY * 3 // 2
    assert len(json.dumps(report)) < 100_000


def test_many_withheld_parts_and_signatures_take_linear_time(tmp_path: Path) -> None:
    many, document = 40_000, package().document
    statement = statement_of(document)
    ids = [f"sha256:{number:064x}" for number in range(many)]
    statement["predicate"]["requiredSigners"] = [{"keyid": name, "algorithm": "ml-dsa-65"} for name in ids]
    envelope = document["provenance"]["capture"]
    envelope["payload"] = encode64(canonical(statement))
    envelope["signatures"] = [{"keyid": name, "sig": "AAAA"} for name in ids]
    document["text"] = [None] * many
    document["disclosure"]["withheld"] = [{"position": f"blocks:{at}", "hash": "0" * 64} for at in range(many)]
    start = time.process_time()
    ran = alone(package().with_sidecar(layout(document))).verify(tmp_path)
    assert ran.status == 1
    assert time.process_time() - start < 20  # quadratic: some minutes
    assert len(ran.out) < 3 * len("sha256:") * many * 15
