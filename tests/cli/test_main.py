"""The list of commands, which is there without their modules, says what the modules say."""

import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from archiver.cli.main import COMMANDS, GROUPS
from tests.cli.running import command, environment_of, in_process


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_summed_up_in_the_first_sentence_of_its_help(name: str) -> None:
    told = " ".join((getattr(import_module(f"archiver.cli.{name}"), name).__doc__ or "").split("\n\n")[0].split())
    assert told == COMMANDS[name]


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_is_summed_up_in_its_own_words(name: str) -> None:
    assert import_module(f"archiver.cli.{name}").app.info.help == GROUPS[name]


@pytest.mark.parametrize("group", [[], *([name] for name in GROUPS), ["trust", "root"]])
def test_no_summary_is_cut_short_in_the_list(tmp_path: Path, group: list[str]) -> None:
    listed = in_process([*group, "--help"], tmp_path).stdout.partition("Commands:")[2]
    assert listed and not [line for line in listed.splitlines() if line.endswith("...")]


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_every_command_is_there_when_it_is_called(tmp_path: Path, name: str) -> None:
    done = in_process([name, "--help"], tmp_path)
    assert done.status == 0
    assert f"Usage: archiver {name} [OPTIONS]" in done.stdout


def test_the_list_needs_no_command(tmp_path: Path) -> None:
    script = (
        "import sys; from archiver.cli.main import main; sys.argv = ['archiver', '--help']\n"
        "try:\n    main()\nfinally:\n    print([m for m in sys.modules if m.startswith('archiver.cli.')])"
    )
    done = subprocess.run(
        [command([])[0], "-c", script], env=environment_of(tmp_path, {}), capture_output=True, text=True, check=False
    )
    assert done.stdout.endswith("['archiver.cli.main']\n")
