"""What README.md tells a newcomer to type works, in the order in which it stands there."""

import re
import shutil
from pathlib import Path

from tests.cli.running import in_process
from tests.cli.transcript import parse, perform
from tests.samples import ROOT, SAMPLE, SOURCES

STRANGER = "archiver verify archives/sample"  # its signer is not trusted: indeterminate


def test_the_walk_through(tmp_path: Path) -> None:
    shutil.copytree(SOURCES, tmp_path / "archiver" / "cli" / "sample")
    shutil.copytree(SAMPLE, tmp_path / "archives" / "sample")
    lines = re.findall(r"^    \$ (archiver .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(lines) > 5
    for line in lines:
        (step,) = parse(f"$ {line}\n").steps
        answer = perform(step, tmp_path, in_process)
        status = "[exit 3]" if line == STRANGER else None
        assert (answer[-1] if answer and answer[-1].startswith("[exit") else None) == status, (line, answer)
