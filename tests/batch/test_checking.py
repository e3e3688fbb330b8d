"""Verification as a step: the rows say what the verifier says."""

import pickle
from pathlib import Path

import pytest

from archiver.batch.checking import Checking
from archiver.errors import FormatError
from archiver.sign import trust
from archiver.verify import codes
from tests.bench.corpus import package_many, signers

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
