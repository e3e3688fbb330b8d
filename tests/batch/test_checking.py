"""Verification as a step: the rows say what the verifier says."""

import pickle
import shutil
from pathlib import Path

import pytest

from archiver.batch.checking import Checking
from archiver.errors import FormatError
from archiver.flows.roll import Way, days_with_packages, roll_day
from archiver.settings.archive import SETTINGS_NAME, ArchiveSettings, dump_settings
from archiver.sign import trust
from archiver.store.local import LocalStore
from archiver.store.rolled import RolledStore
from archiver.verify import codes
from tests.bench.corpus import ARCHIVE, NOW, package_many, signers
from tests.support.remotes import moto

TRUST = trust.write(trust.EMPTY.with_set(trust.set_of("mine", signers())))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    package_many(folder, 3, 4000)
    return folder


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.json"))


def test_a_row_a_name_in_order(root: Path) -> None:
    rows = list(Checking(root, TRUST)(names(root)))
    assert [row["name"] for row in rows] == names(root)
    assert {(row["verdict"], row["status"], len(row["findings"])) for row in rows} == {("verified", 0, 0)}


def test_the_step_travels(root: Path) -> None:
    step = pickle.loads(pickle.dumps(Checking(root, TRUST, deep=False)))
    assert list(step(names(root))) == list(Checking(root, TRUST, deep=False)(names(root)))


def test_nobody_is_trusted_but_by_the_octets_that_came_along(root: Path) -> None:
    row = next(Checking(root, trust.write(trust.EMPTY))(names(root)))
    assert (row["verdict"], row["status"]) == ("indeterminate", 3)
    assert codes.TRUSTED_SET.code in {finding["code"] for finding in row["findings"]}


def test_a_changed_package_is_named_with_its_part(root: Path, tmp_path: Path) -> None:
    name = names(root)[0]
    copy = tmp_path / name
    copy.parent.mkdir(parents=True)
    copy.write_bytes((root / name).read_bytes().replace(b"2026-11-22", b"2026-11-21", 1))
    row = next(Checking(tmp_path, TRUST)([name]))
    assert (row["verdict"], row["status"]) == ("tampered", 1)


@pytest.mark.parametrize("name", ["2026/11/22/none.json", "../../etc/passwd", "archiver.yaml", ""])
def test_a_name_of_no_package_is_told(root: Path, name: str) -> None:
    row = next(Checking(root, TRUST)([name]))
    assert row["verdict"] == "indeterminate"
    assert row["findings"][0]["detail"]


def test_no_trust_file_is_no_trust(root: Path) -> None:
    with pytest.raises(FormatError):
        next(Checking(root, b"{}")(names(root)))


def test_packages_that_are_rolled_have_the_rows_that_they_had(root: Path, tmp_path: Path) -> None:
    rolled = Path(shutil.copytree(root, tmp_path / "archive"))
    before = [{**row, "name": ""} for row in Checking(rolled, TRUST)(names(rolled))]
    wanted, store = names(rolled), RolledStore(LocalStore(rolled))
    for day in days_with_packages(store):
        roll_day(store, Way(archive=ARCHIVE, at=NOW), day)
    assert names(rolled) != wanted
    rows = list(Checking(rolled, TRUST)(wanted))
    assert [row["name"] for row in rows] == wanted
    assert [{**row, "name": ""} for row in rows] == before


def test_a_bucket_is_reached_by_the_step_itself(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with moto() as bucket:
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        address = bucket.address()
        for path in root.rglob("2*.*"):
            bucket.put(address, path.relative_to(root).as_posix(), path.read_bytes())
        settings = ArchiveSettings(version=1, archive=ARCHIVE, name="desk", signers="default", store=address)
        (tmp_path / SETTINGS_NAME).write_bytes(dump_settings(settings))
        rows = list(Checking(tmp_path, TRUST)(names(root)))
        assert {row["verdict"] for row in rows} == {"verified"}
