"""Two ways to run the program: in this process, which is quick, and as the real one."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from unittest import mock

from tests.samples import ROOT
from tests.support import forked


class Done(NamedTuple):
    """How a run ended and what it said."""

    status: int
    stdout: str
    stderr: str


class Runner(Protocol):
    """Runs `archiver` with these arguments in a folder."""

    def __call__(
        self, arguments: Sequence[str], work: Path, environment: Mapping[str, str] = ..., stdin: bytes = ...
    ) -> Done: ...


def environment_of(work: Path, more: Mapping[str, str]) -> dict[str, str]:
    """A user's environment in which nothing leads out of `work`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVER_", "NO_COLOR", "LC_"))}
    ours = {"ARCHIVER_HOME": str(work / "home"), "COLUMNS": "96", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return {**own, **ours, **more}


def in_process(arguments: Sequence[str], work: Path, environment: Mapping[str, str] = {}, stdin: bytes = b"") -> Done:
    """The command line in this process; its ways out are caught."""
    from archiver.cli.main import main

    with _redirected(stdin) as (out, err), contextlib.chdir(work):
        with (
            mock.patch.dict(os.environ, environment_of(work, environment), clear=True),
            mock.patch.object(sys, "argv", ["archiver", *arguments]),
            mock.patch("archiver.batch.child.Child.start", forked.start),
        ):
            try:
                main()
            except SystemExit as e:
                status = e.code if isinstance(e.code, int) else 1
        return Done(status, out.getvalue().decode(), err.getvalue().decode())


@contextlib.contextmanager
def _redirected(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"),
        "stdout": io.TextIOWrapper(out, encoding="utf-8", write_through=True),
        "stderr": io.TextIOWrapper(err, encoding="utf-8", write_through=True),
    }
    with contextlib.ExitStack() as stack:
        for name, stream in streams.items():
            stack.enter_context(mock.patch.object(sys, name, stream))
        yield out, err


def as_process(arguments: Sequence[str], work: Path, environment: Mapping[str, str] = {}, stdin: bytes = b"") -> Done:
    """The command line as a process of its own."""
    done = subprocess.run(
        command(arguments),
        cwd=work,
        env=environment_of(work, environment),
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "archiver", *arguments]
