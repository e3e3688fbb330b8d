"""A passphrase or a PIN is in no argument, no message, no crash report and no file but the one that holds it."""

from pathlib import Path
from typing import Any

import pytest
import typer.main

from archiver.cli import main
from archiver.sign.keys import KeyPair
from tests.cli.running import as_process, in_process
from tests.support import articles

SECRET = "Xylophon-0815-Kanarienvogel"
COMMANDS = (
    "init archive",
    f"add a.html --url {articles.ENGLISH_URL} --archive archive",
    "claims archive --withdraw 0 --reason Misread.",
    "log checkpoint --archive archive --no-stamp",
    "sums archive",
    "keys export default",
    "keys rotate default --archive archive",
    "keys revoke default --archive archive",
    "trust root key anna",
    "trust root sign signed.json --key anna",
    "doctor --archive archive",
)


def _commands(command: Any, path: str = "archiver") -> "list[tuple[str, Any]]":
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [found for name, below in inner.items() for found in _commands(below, f"{path} {name}")]


def test_no_argument_takes_a_secret() -> None:
    """What stands in an argument, every process on the machine can read."""
    every = typer.main.get_command(main.app_for({*main.COMMANDS, *main.GROUPS}))
    for path, command in _commands(every):
        for parameter in command.params:
            names = " ".join((*parameter.opts, *parameter.secondary_opts)).lower()
            if any(word in names.replace("-", " ").split() for word in ("passphrase", "password", "pin", "secret")):
                assert parameter.is_flag, f"{path} {names}"


def _holds(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and SECRET.encode() in path.read_bytes()
    ]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(articles.ENGLISH_HTML)
    (tmp_path / "secret").write_text(SECRET + "\n")
    return tmp_path


def test_no_command_says_or_writes_it(work: Path) -> None:
    environment = {"ARCHIVER_PASSPHRASE_FILE": str(work / "secret")}
    for line in COMMANDS:
        done = as_process(line.split(), work, environment)
        assert done.status in (0, 3), (line, done.stderr)
        assert SECRET not in done.stdout + done.stderr
        if line == "trust root key anna":
            (work / "anna.json").write_text(done.stdout)
            first = "trust root init example anna.json --threshold 1 -o signed.json"
            assert as_process(first.split(), work, environment).status == 0
    assert _holds(work) == ["secret"]
    keys = [path.read_bytes() for path in (work / "home" / "keys").iterdir()]
    assert len(keys) == 7
    assert all(b"ENCRYPTED" in key.split(b"\n", 1)[0] for key in keys)


@pytest.mark.parametrize("command", ["add a.html --url https://example.org/b --archive archive", "sums archive"])
def test_no_crash_report_holds_it(command: str, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"ARCHIVER_PASSPHRASE_FILE": str(work / "secret")}
    assert in_process(["init", "archive"], work, environment).status == 0

    def broken(self: KeyPair, message: bytes) -> bytes:
        raise RuntimeError("a defect, while keys are open")

    monkeypatch.setattr(KeyPair, "sign", broken)
    done = in_process(command.split(), work, environment)
    assert done.status == 70
    assert "a defect, while keys are open" in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert _holds(work) == ["secret"]


@pytest.mark.parametrize("content", [b"\xff" + SECRET.encode(), b"wrong " + SECRET.encode(), b""])
def test_a_wrong_one_is_not_repeated(content: bytes, work: Path) -> None:
    assert in_process(["init", "archive"], work, {"ARCHIVER_PASSPHRASE_FILE": str(work / "secret")}).status == 0
    (work / "wrong").write_bytes(content)
    for variable in ("ARCHIVER_PASSPHRASE_FILE", "ARCHIVER_PIN_FILE"):
        done = in_process(["sums", "archive"], work, {variable: str(work / "wrong")})
        assert done.status in (2, 5)
        assert SECRET not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
