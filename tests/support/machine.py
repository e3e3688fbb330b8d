"""A machine of its own for systemd: a real one boots in a container over this machine's files, and nothing is left.

    with machine(tmp_path) as place:
        ended = place.boot("systemctl start archiver.service")      -> status, output

`/usr/local/bin/archiver` is there: this Python and this checkout, seen from within the walls that a service has.
"""

import os
import site
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.running import Done
from tests.samples import ROOT

BOOT_SECONDS = 150.0
PYTHON, PACKAGES, SOURCE = "/opt/archiver/python", "/opt/archiver/packages", "/opt/archiver/source"
# Not under /root or /home, which ProtectHome hides.
PROGRAM = f"""#!/bin/sh
export LD_LIBRARY_PATH={PYTHON}/lib PYTHONHOME={PYTHON} PYTHONPATH={SOURCE}:{PACKAGES} PYTHONDONTWRITEBYTECODE=1
exec {PYTHON}/bin/{Path(sys.executable).resolve().name} -P -m archiver "$@"
"""
CHECK = """[Unit]
After=basic.target
Requires=basic.target
[Service]
Type=oneshot
ExecStart=/bin/bash -x /check.sh
StandardOutput=file:/check.out
StandardError=file:/check.err
ExecStopPost=/bin/sh -c 'echo $EXIT_STATUS > /check.status; systemctl poweroff --force'
"""


def _cannot(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Machine:
    """`root` is its file system: what is written there is seen by it alone."""

    root: Path

    def boot(self, script: str) -> Done:
        """Boots, runs `script` with bash as root and as a unit, and switches off."""
        (self.root / "check.sh").write_text(f"set -eu\n{script}\n")
        (self.root / "etc/systemd/system/check.service").write_text(CHECK)
        binds = [f"--bind-ro={where}:{to}" for where, to in (
            (sys.base_prefix, PYTHON), (site.getsitepackages()[0], PACKAGES), (ROOT, SOURCE)
        )]  # fmt: skip
        done = subprocess.run(
            ["systemd-nspawn", "--quiet", "--directory", str(self.root), "--boot", "--register=no", "--keep-unit",
             f"--machine=archiver-{os.getpid()}", "--link-journal=no", "--console=pipe", *binds, "systemd.unit=check.service"],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=BOOT_SECONDS, check=False,
        )  # fmt: skip
        status = self.root / "check.status"
        if not status.exists():
            _cannot(f"no systemd boots here: {done.stderr.decode(errors='replace')[-500:]}")
        return Done(
            int(status.read_text()), (self.root / "check.out").read_text(), (self.root / "check.err").read_text()
        )


@contextmanager
def machine(work: Path) -> Iterator[Machine]:
    """A machine whose files are this one's, with what it writes below `work`; skipped loudly, a failure in CI."""
    folders = {name: work / name for name in ("upper", "inner", "root")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    options = f"lowerdir=/,upperdir={folders['upper']},workdir={folders['inner']}"
    made = subprocess.run(
        ["mount", "-t", "overlay", "overlay", "-o", options, folders["root"]], capture_output=True, check=False
    )
    if made.returncode:
        _cannot(f"cannot lay a file system over this one's: {made.stderr.decode(errors='replace').strip()}")
    try:
        root = folders["root"]
        (root / "usr/local/bin/archiver").write_text(PROGRAM)
        (root / "usr/local/bin/archiver").chmod(0o755)
        (root / "etc/machine-id").write_text("uninitialized\n")
        yield Machine(root)
    finally:
        subprocess.run(["umount", folders["root"]], check=True)
