"""Two captures at once fork openly; the next one names both, and the chain is whole again."""

from pathlib import Path

from archiver.model.statement import Previous
from tests.support.attack import Scene, beside
from tests.support.build import Built, archive_keys, contents, pack, package, stranger_keys
from tests.support.chain import follow, statement_id

JOINED = "2026-11-24T07:15:02.000000Z"


def _next(*before: Built, strangers: bool = False) -> Built:
    previous = Previous(statements=tuple(sorted(map(statement_id, before))), relation="unchanged")
    made = contents("english", seed="join", sequence=2, previous=previous, packaged_at=JOINED)
    return pack(made, stranger_keys() if strangers else archive_keys())


def _forks() -> tuple[Built, Built, Built]:
    first = package()
    return first, follow(first), follow(first, seed="another machine")


def _status(scene: Scene, folder: Path) -> int:
    return scene.verify(folder).status


def test_an_open_fork_is_indeterminate(tmp_path: Path) -> None:
    assert _status(beside(*_forks()), tmp_path) == 3


def test_a_fork_that_the_next_version_joins_is_verified(tmp_path: Path) -> None:
    first, one, other = _forks()
    done = beside(first, one, other, _next(one, other)).verify(tmp_path)
    assert done.status == 0, done.out
    assert len([check for check in done.found("E602", "pass") if "fork in the open" in (check["detail"] or "")]) == 2


def test_a_version_that_names_one_of_them_joins_nothing(tmp_path: Path) -> None:
    first, one, other = _forks()
    assert _status(beside(first, one, other, _next(one)), tmp_path) == 3


def test_a_stranger_joins_nothing(tmp_path: Path) -> None:
    first, one, other = _forks()
    done = beside(first, one, other, _next(one, other, strangers=True)).verify(tmp_path)
    assert len(done.found("E602", "cannot-check")) == 2
