"""Where the user's own folder is."""

from pathlib import Path

import pytest

from archiver.errors import UsageError
from archiver.settings.home import home


def test_the_variable_decides(tmp_path: Path) -> None:
    assert home({"ARCHIVER_HOME": str(tmp_path)}) == tmp_path


@pytest.mark.parametrize("environment", [{}, {"ARCHIVER_HOME": ""}])
def test_without_it_the_platform_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = home(environment)
    assert found.name == "archiver"
    assert tmp_path in found.parents


def test_a_relative_folder_is_refused() -> None:
    with pytest.raises(UsageError, match=r"absolute path in ARCHIVER_HOME, found 'keys'"):
        home({"ARCHIVER_HOME": "keys"})
