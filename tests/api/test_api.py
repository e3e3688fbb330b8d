"""`import archiver` as a notebook would use it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import archiver
from archiver.errors import InputError, ResourceError, UsageError
from archiver.flows.setup import found_archive
from tests.flows.workshop import ARTICLE, URL, counting_entropy


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    user = tmp_path / "home"
    monkeypatch.setenv("ARCHIVER_HOME", str(user))
    made = tmp_path / "archives"
    found_archive(made, user, name="desk", signers="desk", passphrase=None, entropy=counting_entropy())
    return made


def test_package_verify_open(root: Path) -> None:
    kept = archiver.package(ARTICLE.encode(), url=URL, archive=root, media_type="text/plain")
    assert kept.text[0] == "Bridge at Dolna reopened"
    assert kept.claim_sets[0].items == kept.claims
    assert [package.current_claims for package in archiver.verify(root).packages] == [0]
    assert any(claim.speaker and claim.speaker.resolved == "Olena Marchenko" for claim in kept.claims)
    assert archiver.verify(root).verdict == "verified"
    assert archiver.open(URL, archive=root) == archiver.open(kept.path) == kept
    assert archiver.open((kept.statement_id and kept.capture.id) or "", archive=root) == kept


def test_a_time_that_is_asserted_is_kept_as_such(root: Path) -> None:
    when = datetime(2022, 9, 12, 8, 30, tzinfo=UTC)
    kept = archiver.package(ARTICLE.encode(), url=URL, archive=root, media_type="text/plain", captured_at=when)
    assert kept.capture.captured_at == "2022-09-12T08:30:00.000000Z"
    assert kept.capture.time_basis == "asserted"
    with pytest.raises(UsageError, match="time zone"):
        archiver.verify(root, at=datetime(2022, 9, 12))


def test_without_trust_nothing_is_verified(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archiver.package(ARTICLE.encode(), url=URL, archive=root, media_type="text/plain")
    monkeypatch.setenv("ARCHIVER_HOME", str(tmp_path / "somebody else"))
    assert archiver.verify(root).verdict == "indeterminate"
    assert archiver.verify(root, trust=root / "trust.json").verdict == "verified"


def test_errors_say_what_to_do(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="archiver init"):
        archiver.package(ARTICLE.encode(), url=URL, archive=tmp_path / "none")
    with pytest.raises(InputError):
        archiver.package(b"", url=URL, archive=root)
    with pytest.raises(ResourceError):
        archiver.package(tmp_path / "missing.html", url=URL, archive=root)
    with pytest.raises(UsageError):
        archiver.verify("https://example.org/never", archive=root)


def test_the_module_says_what_it_does_not_have() -> None:
    with pytest.raises(AttributeError, match="no attribute 'verifi'"):
        getattr(archiver, "verifi")  # noqa: B009  (a type checker knows that it is not there)


def test_search(root: Path) -> None:
    kept = archiver.package(ARTICLE.encode(), url=URL, archive=root, media_type="text/plain")
    answer = archiver.search("lanes open", speaker="marchenko", archive=root)
    assert [hit.row.capture_id for hit in answer.hits] == [kept.capture.id]
    assert [passage.stands_for or passage.speaker for passage in answer.hits[0].passages] == ["Olena Marchenko"]
    assert archiver.search("lanes open", until=datetime(2020, 1, 1, tzinfo=UTC), archive=root).hits == ()
    assert archiver.search(url=URL, archive=root).hits[0].row.statement_id == kept.statement_id
    with pytest.raises(UsageError, match="time zone"):
        archiver.search(since=datetime(2020, 1, 1), archive=root)
    (root / "index.sqlite").unlink()
    with pytest.raises(ResourceError, match="index rebuild"):
        archiver.search(archive=root)
