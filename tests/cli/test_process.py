"""What only a process shows: terminals, pipes that close, other encodings. Nothing here depends on how long it takes."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import as_process, command, environment_of, in_process
from tests.samples import SAMPLE, SOURCES

ESCAPE = b"\x1b["
PROMPT = re.compile(rb"(?:New passphrase for|Passphrase for|Repeat for confirmation|Repeat|do they match\?)[^:]*: ")
TIMEOUT = 60
COLUMNS = 80


@pytest.fixture
def sidecar() -> str:
    return str(next(SAMPLE.glob("2*/**/*example.org*.json")))


def on_terminal(
    arguments: list[str], work: Path, typed: bytes = b"", more: Mapping[str, str] = {}
) -> tuple[int, bytes]:
    """Status and output of a run on a terminal; `typed` is typed when it asks for a passphrase or for an answer."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command(arguments),
        cwd=work,
        env=environment_of(work, {"TERM": "xterm", **more}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, answered = b"", 0
    while chunk := _read(ours):
        shown += chunk
        if len(PROMPT.findall(shown)) > answered:
            answered += 1
            os.write(ours, typed)
    os.close(ours)  # whoever still waits for an answer gets a hang-up
    return process.wait(TIMEOUT), shown


def _read(descriptor: int) -> bytes:
    if not select.select([descriptor], [], [], TIMEOUT)[0]:
        return b""  # it waits for something that is never typed
    try:
        return os.read(descriptor, 4096)
    except OSError:  # Linux says EIO when the other side is gone
        return b""


def test_colour_only_on_a_terminal(tmp_path: Path, sidecar: str) -> None:
    status, shown = on_terminal(["show", sidecar], tmp_path)
    assert status == 0
    assert ESCAPE in shown
    assert "\x1b" not in as_process(["show", sidecar], tmp_path).stdout


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(tmp_path: Path, sidecar: str, variable: dict[str, str]) -> None:
    status, shown = on_terminal(["show", sidecar], tmp_path, more=variable)
    assert status == 0
    assert ESCAPE not in shown


def test_lines_are_as_wide_as_the_terminal_at_most(tmp_path: Path, sidecar: str) -> None:
    _, shown = on_terminal(["show", sidecar, "--text"], tmp_path, more={"NO_COLOR": "1"})
    assert max(map(len, shown.decode().splitlines())) <= COLUMNS
    assert max(map(len, as_process(["show", sidecar, "--text"], tmp_path).stdout.splitlines())) > 110


def test_the_first_add_asks_for_a_passphrase(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    arguments = ["add", "a.html", "--url", "https://www.example.org/a"]
    status, shown = on_terminal(arguments, tmp_path, typed=b"a long passphrase\n")
    assert b"a long passphrase" not in shown
    assert len(PROMPT.findall(shown)) == 2  # the new one, and once more
    assert status == 0, shown
    assert in_process(["verify", "archives"], tmp_path).status == 0


def test_no_answer_to_the_prompt_is_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    status, _ = on_terminal(["add", "a.html", "--url", "https://www.example.org/a"], tmp_path, typed=b"\x04")
    assert status == 130
    assert not (tmp_path / "archives" / "archiver.yaml").exists()


@pytest.mark.parametrize(("answer", "status"), [(b"y\n", 0), (b"n\n", 2), (b"\x04", 130)])
def test_a_fingerprint_is_compared_at_the_terminal(answer: bytes, status: int, tmp_path: Path) -> None:
    home = {"ARCHIVER_HOME": str(tmp_path / "reader")}
    holder = in_process(["trust", "root", "key", "anna", "--no-passphrase"], tmp_path)
    (tmp_path / "anna.json").write_text(holder.stdout)
    for line in (
        "init -q --no-passphrase",
        "trust root init example-archive anna.json --threshold 1 -o signed.json",
        "trust root vouch signed.json archives/trust.json",
        "trust root sign signed.json --key anna",
    ):
        assert in_process(line.split(), tmp_path).status == 0
    ended, shown = on_terminal(["trust", "add", "--from", "signed.json"], tmp_path, answer, home)
    assert ended == status, shown
    assert b"fingerprint" in shown
    assert bool(in_process(["trust", "list"], tmp_path, home).stdout) == (status == 0)


@pytest.mark.parametrize("view", [[], ["--text"], ["--json"], ["--records"]])
def test_a_reader_who_leaves_gets_no_traceback(tmp_path: Path, sidecar: str, view: list[str]) -> None:
    process = subprocess.Popen(
        command(["show", sidecar, *view]),
        cwd=tmp_path,
        env=environment_of(tmp_path, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    complaint = process.stderr.read()
    process.stderr.close()
    assert (process.wait(TIMEOUT), complaint) == (5, b"")


def test_a_full_disk_behind_stdout_is_no_defect(tmp_path: Path, sidecar: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(["show", sidecar]),
            cwd=tmp_path,
            env=environment_of(tmp_path, {}),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT,
            check=False,
        )
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["--trust=planted.json", "--trust", "-q"])
def test_a_file_that_looks_like_an_option_is_refused(tmp_path: Path, sidecar: str, name: str) -> None:
    """What a shell makes of `archiver verify *` in a folder that came from somebody else."""
    (tmp_path / "planted.json").write_bytes((SAMPLE / "trust.json").read_bytes())
    found = ["verify", name, "planted.json", sidecar]
    honest = in_process(["verify", sidecar], tmp_path)
    assert honest.status == 3, "its signer is not trusted here"
    (tmp_path / name).touch()
    done = in_process(found, tmp_path)
    assert (done.status, done.stdout) == (2, "")
    assert f"./{name}" in done.stderr
    assert in_process(["verify", "--", f"./{name}"], tmp_path).status != 2


def test_cyrillic_on_an_ascii_terminal_is_escaped(tmp_path: Path) -> None:
    sidecar = str(next(SAMPLE.glob("2*/**/*uk.example.org*.json")))
    done = as_process(["show", sidecar], tmp_path, {"PYTHONIOENCODING": "ascii"})
    assert done.status == 0
    assert "\\u0413\\u0440\\u0435\\u0431\\u043b\\u044e" in done.stdout


def test_the_demonstration_is_a_self_test(tmp_path: Path) -> None:
    done = as_process(["demo"], tmp_path)
    assert (done.status, done.stderr) == (0, "")
    assert [line.strip() for line in done.stdout.splitlines() if "exit status" in line] == [
        "(exit status 0)",
        "(exit status 0)",
        "(exit status 0)",
        "(exit status 0)",
        "(exit status 1)",
    ]
    assert "forged.warc.gz" in done.stdout
    assert not list(tmp_path.iterdir()), "it leaves nothing behind, in the user's own folders least of all"


def test_a_demonstration_that_goes_wrong_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.cli.forger.forge", lambda segment, old, new: segment)
    done = in_process(["demo"], tmp_path)
    assert done.status == 70
    assert "expected exit status 1" in done.stderr


def test_help_starts_without_the_heavy_parts(tmp_path: Path) -> None:
    script = (
        "import sys; from archiver.cli import main; "
        "print([name for name in ('pydantic', 'lxml', 'cryptography', 'trafilatura', 'rich') if name in sys.modules])"
    )
    done = subprocess.run(
        [command([])[0], "-c", script], env=environment_of(tmp_path, {}), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
