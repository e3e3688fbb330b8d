"""Programs in Go that tests compare ours with; built with the library that the distribution has, and no network."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PACKAGE = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
installed = pytest.mark.skipif(
    not shutil.which("go") or not PACKAGE.is_dir(),
    reason="NOT CHECKED against another implementation: Go or golang-golang-x-mod-dev is missing",
)
together = pytest.mark.xdist_group("go")  # in one worker, so that Go's own library is compiled once


@cache
def _compiled() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="archiver-go-")


def build(source: Path, binary: Path) -> Path:
    """`source`/main.go as the program `binary`."""
    own = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": _compiled().name, "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", binary, "main.go"], cwd=source, env={**os.environ, **own}, check=True)
    return binary
