"""Runs the real command line in this process and hands back what it printed and its exit status."""

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from archiver.cli.main import main
from tests.support import forked


@dataclass(frozen=True)
class Ran:
    """One run of the command line."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """What `--json` printed."""
        return dict(json.loads(self.out))

    @property
    def checks(self) -> list[dict[str, Any]]:
        """The checks of all packages."""
        return [check for package in self.report["packages"] for check in package["checks"]]

    def found(self, code: str, status: str) -> list[dict[str, Any]]:
        """The checks of one code with one status."""
        return [check for check in self.checks if (check["code"], check["status"]) == (code, status)]


def run(*arguments: str, home: Path, cwd: Path | None = None) -> Ran:
    """`archiver ARGUMENTS` with the user's folder at `home`."""
    out, err = io.StringIO(), io.StringIO()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ARCHIVER_")} | {"ARCHIVER_HOME": str(home)}
    with (
        mock.patch.object(sys, "argv", ["archiver", *arguments]),
        mock.patch("archiver.batch.child.Child.start", forked.start),
        mock.patch.dict(os.environ, environment, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(cwd) if cwd else contextlib.nullcontext(),
    ):
        try:
            main()
        except SystemExit as e:
            return Ran(e.code if isinstance(e.code, int) else 1, out.getvalue(), err.getvalue())


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Puts `files` (relative name to octets) below `folder`."""
    for name, octets in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return folder


def only_files(folder: Path) -> Iterator[Path]:
    """Every regular file below `folder`."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
