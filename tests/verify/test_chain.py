"""What is no fork, and what joins one: a file that anybody could have put there must not shake a chain."""

from pathlib import Path
from typing import Any

import pytest

from archiver.model.statement import Envelope, Previous
from archiver.sign import dsse
from archiver.sign.canonical import layout
from archiver.verify import chain
from archiver.verify.envelope import Trusted
from archiver.verify.statement import Statement, read_statement
from tests.support.attack import Scene, beside
from tests.support.build import Built, archive_keys, contents, pack, package, stranger_keys, trust_of
from tests.support.chain import LATER, follow, statement_id
from tests.support.forge import resigned

SIBLINGS = {
    "by a stranger": lambda b: resigned(b, signers=stranger_keys()),
    "by the P-256 key alone": lambda b: resigned(b, signers=archive_keys()[:1]),
    "by P-256 and a stranger's ML-DSA": lambda b: resigned(b, signers=(archive_keys()[0], stranger_keys()[1])),
    "by a stranger under the archive's name": lambda b: resigned(
        b, signers=stranger_keys(), statement=lambda s: s["predicate"].update(requiredSigners=_required(b))
    ),
}


def _required(built: Built) -> object:
    from tests.support.forge import statement_of

    return statement_of(built.document)["predicate"]["requiredSigners"]


def _only(built: Built, *others: Built) -> Scene:
    """`built` is verified, the others lie beside it."""
    scene = beside(built, *others)
    return Scene(scene.files, targets=(f"p/{built.stem}.json",))


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_sibling_that_the_set_did_not_sign_is_no_fork(name: str, tmp_path: Path) -> None:
    first = package()
    second, sibling = follow(first), SIBLINGS[name](follow(first, seed="sibling"))
    assert sibling.stem != second.stem
    ran = _only(second, first, sibling).verify(tmp_path)
    assert (ran.status, ran.report["verdict"]) == (0, "verified")
    assert ran.found("E602", "pass")


def test_a_fork_is_joined_by_naming_both(tmp_path: Path) -> None:
    first = package()
    one, two = follow(first), follow(first, seed="two")
    previous = Previous(statements=tuple(sorted([statement_id(one), statement_id(two)])), relation="unchanged")
    joined = contents("english", seed="joined", sequence=2, previous=previous, packaged_at=LATER.replace("23T", "24T"))
    third = pack(joined, archive_keys())
    ran = _only(third, first, one, two).verify(tmp_path)
    assert (ran.status, ran.report["verdict"]) == (0, "verified")
    both = beside(first, one, two, third).verify(tmp_path / "all")
    assert (both.status, both.report["verdict"]) == (0, "verified")
    named = [check["detail"] for check in both.found("E602", "pass") if check["detail"]]
    assert len(named) == 2
    assert all(statement_id(third) in detail for detail in named)


def test_a_chain_of_three(tmp_path: Path) -> None:
    first = package()
    second = follow(first)
    third = follow(second, seed="third", sequence=2, packaged_at=LATER.replace("23T", "24T"))
    assert beside(first, second, third).verify(tmp_path).status == 0
    broken = beside(first, third).verify(tmp_path / "broken")
    assert (broken.status, broken.report["verdict"]) == (3, "indeterminate")
    assert broken.found("E601", "cannot-check")


def test_the_same_package_twice_is_no_fork(tmp_path: Path) -> None:
    scene = beside(package())
    doubled = {name.replace("p/", "p/copy/"): octets for name, octets in scene.files.items()}
    assert Scene({**scene.files, **doubled}).verify(tmp_path).status == 0


def test_a_copy_with_broken_signatures_does_not_hide_a_fork(tmp_path: Path) -> None:
    first = package()
    second, genuine = follow(first), follow(first, seed="two")
    copy = genuine.document
    for signature in copy["provenance"]["capture"]["signatures"]:
        signature["sig"] = "AAAA"
    files = {**beside(first, second, genuine).files, "p/0.json": layout(copy), "p/0.warc.gz": genuine.segment}
    ran = Scene(files, targets=(f"p/{second.stem}.json",)).verify(tmp_path)
    assert (ran.status, bool(ran.found("E602", "cannot-check"))) == (3, True)


def _statement(built: Built) -> Statement:
    return read_statement(Envelope.model_validate_json(layout(built.document["provenance"]["capture"])))


def test_a_signature_beside_packages_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many claim one place: n siblings ask about n - 1 each."""
    checked = 0
    real = dsse.open_envelope

    def counting(*arguments: Any) -> Any:
        nonlocal checked
        checked += 1
        return real(*arguments)

    siblings = [_statement(pack(contents(seed=str(number)), archive_keys())) for number in range(12)]

    class Crowd(chain.Alone):
        def at_place(self, archive: str, series: str, sequence: int, besides: str) -> list[Statement]:
            return [one for one in siblings if one.id != besides and sequence == 0]

    trusted = Trusted.of(trust_of(archive_keys()))
    monkeypatch.setattr(dsse, "open_envelope", counting)
    found = [chain.check_chain(one, trusted, Crowd()) for one in siblings]
    assert all(any(check.code == "E602" and check.status == "cannot-check" for check in checks) for checks in found)
    assert checked == len(siblings)
