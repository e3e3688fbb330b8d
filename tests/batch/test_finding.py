"""Claims found by workers: the same as the writer would find, and only for the text that they were found in."""

from pathlib import Path

import pytest

from archiver.batch.finding import Prepared, find_claims
from archiver.bundle import sidecar
from archiver.claims.given import Given, claims_in, given
from archiver.model.claim import ClaimSet
from tests.bench.corpus import package_many


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    package_many(folder, 2, 4000)
    return folder


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.json"))


def text_of(root: Path, name: str) -> Given:
    model = sidecar.read((root / name).read_bytes()).model
    return given(model.article, model.text)


def test_what_a_worker_finds_is_what_the_extractor_finds(root: Path) -> None:
    found = find_claims(root, "default", names(root))
    for name, prepared in zip(names(root), found, strict=True):
        assert prepared.claims == claims_in(text_of(root, name), "default")
        assert prepared.claims is not None
        assert prepared.claims.items


def test_another_text_is_read_anew(root: Path) -> None:
    first, second = names(root)
    prepared = find_claims(root, "default", [first])[0]
    asked: list[Given] = []

    def find(text: Given) -> ClaimSet:
        asked.append(text)
        return claims_in(text, "default")

    assert prepared.claims_in(text_of(root, first), find) is prepared.claims
    assert asked == []
    assert prepared.claims_in(text_of(root, second), find) == claims_in(text_of(root, second), "default")
    assert asked == [text_of(root, second)]


def test_what_a_worker_cannot_read_is_left_to_the_writer(root: Path) -> None:
    assert find_claims(root, "default", ["2026/none.json", "../none.json"]) == [Prepared(), Prepared()]
