"""Runs blocks of a document in one bash, as a reader who pastes them in order would, and tells where it stopped."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.docs.document import Block

_MARK = "@@ heading: "


@dataclass(frozen=True)
class Run:
    """How it ended: exit status, everything that was printed, the heading of the block that ran last."""

    status: int
    output: str
    last: str


def run(blocks: Iterable[Block], folder: Path, more: Mapping[str, str] | None = None) -> Run:
    """Runs `blocks` in `folder`; the first command that fails ends the run."""
    script = ["set -eu"]
    for block in blocks:
        script += [f"echo '{_MARK}{block.heading}'", block.text]
    ended = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder,
        env={**os.environ, **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    output = ended.stdout.decode("utf-8", "replace")
    marks = [line.removeprefix(_MARK) for line in output.splitlines() if line.startswith(_MARK)]
    return Run(ended.returncode, output, marks[-1] if marks else "")


def archiver_on_path(folder: Path) -> dict[str, str]:
    """An environment in which `archiver` is this checkout's, whatever is installed; keys and trust go to `folder`."""
    programs = folder / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    program = programs / "archiver"
    program.write_text(f"#!{sys.executable}\nfrom archiver.cli.main import main\n\nmain()\n")
    program.chmod(0o755)
    root = Path(__file__).parents[2]
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(root),
        "ARCHIVER_HOME": str(folder / "home"),
        "NO_COLOR": "1",
    }
