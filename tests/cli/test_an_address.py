"""An address in the place of an archive's folder is refused in a sentence that does not repeat it."""

from pathlib import Path

import pytest

from tests.cli.running import in_process

ADDRESS = "s3://somebody:secret@news-evidence/desk"


@pytest.mark.parametrize(
    "command",
    [
        ["init", ADDRESS],
        ["audit", "--archive", ADDRESS],
        ["add", "-", "--archive", ADDRESS],
        ["roll", "--archive", ADDRESS],
    ],
    ids=["init", "audit", "add", "roll"],
)
def test_an_address_is_no_folder(tmp_path: Path, command: list[str]) -> None:
    done = in_process(command, tmp_path)
    assert (done.status, done.stdout) == (2, "")
    assert "under `store`" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "s3:").exists()


def test_a_folder_whose_name_has_a_colon_is_one(tmp_path: Path) -> None:
    done = in_process(["init", "desk: 2026", "--no-passphrase", "-q"], tmp_path)
    assert (done.status, (tmp_path / "desk: 2026" / "archiver.yaml").is_file()) == (0, True)
