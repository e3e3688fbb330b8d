"""A trust file over time: what its publisher ends stays ended, whoever adds which file in which order."""

from pathlib import Path

import pytest

from archiver.sign import trust
from archiver.sign.trust import Revocation, SignerSet
from tests.support.attack import alone
from tests.support.build import archive_keys, package, trust_of
from tests.support.cli import run, write_files

EARLY, LATE = "2026-11-01T00:00:00.000000Z", "2026-12-01T00:00:00.000000Z"


def signer_set(revoked_at: str | None = None, until: str | None = None, compromised: str | None = None) -> SignerSet:
    """The archive's set, ended as told."""
    revoked = Revocation(at=revoked_at, compromised_at=compromised, reason="stolen") if revoked_at else None
    return trust_of(archive_keys()).sets[0].model_copy(update={"revoked": revoked, "until": until})


@pytest.mark.parametrize(
    ("known", "added", "end"),
    [
        (signer_set(), signer_set(LATE), LATE),
        (signer_set(LATE), signer_set(), LATE),
        (signer_set(LATE), signer_set(LATE, compromised=EARLY), EARLY),
        (signer_set(LATE, compromised=EARLY), signer_set(LATE), EARLY),
        (signer_set(), signer_set(until=EARLY), EARLY),
        (signer_set(until=EARLY), signer_set(until=LATE), EARLY),
        (signer_set(), signer_set(), None),
    ],
)
def test_an_end_is_taken_over_and_never_undone(known: SignerSet, added: SignerSet, end: str | None) -> None:
    both = trust.EMPTY.with_set(known).with_set(added)
    assert [found.end() for found in both.sets] == [end]


def test_adding_the_set_again_revoked_ends_it(tmp_path: Path) -> None:
    folder = write_files(tmp_path, alone(package()).files)
    for revoked, status in ((None, 0), (LATE, 3)):
        (folder / "own.json").write_bytes(trust.write(trust.EMPTY.with_set(signer_set(revoked))))
        added = run("trust", "add", str(folder / "own.json"), home=tmp_path / "home")
        assert added.status == 0
        assert (f"until {LATE}" in added.out) == bool(revoked)
        assert run("verify", str(folder / "p"), home=tmp_path / "home").status == status


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_set_that_stands_twice_the_end_counts(order: int, tmp_path: Path) -> None:
    folder = write_files(tmp_path, alone(package()).files)
    sets = (signer_set(), signer_set(LATE))[::order]
    (folder / "own.json").write_bytes(trust.write(trust.EMPTY.model_copy(update={"sets": sets})))
    ran = run("verify", str(folder / "p"), "--trust", str(folder / "own.json"), "--json", home=tmp_path / "home")
    assert (ran.status, bool(ran.found("E203", "cannot-check"))) == (3, True)
