"""Deceptive characters are kept, flagged, and still verified: evidence is not cleaned."""

from pathlib import Path

from tests.support.attack import alone
from tests.support.build import SUBJECTS, Built, archive_keys, pack, package, without_article

FLAGS = {"bidi-control": "\u202e", "zero-width": "\u200b", "mixed-script": "хаpактер"}


def _text(built: Built) -> list[str]:
    return list(built.document["text"])


def test_every_sample_verifies(tmp_path: Path) -> None:
    for name in SUBJECTS:
        ran = alone(package(name)).verify(tmp_path / name)
        assert (ran.status, ran.report["verdict"]) == (0, "verified"), name


def test_deceptive_characters_are_kept_and_flagged(tmp_path: Path) -> None:
    built = package("deceptive")
    text = "\n".join(_text(built))
    assert all(exact in text for exact in FLAGS.values())
    flags = {(flag["kind"], flag["exact"]) for flag in built.document["article"]["flags"]}
    assert flags >= set(FLAGS.items())
    assert alone(built).verify(tmp_path).status == 0


def test_a_capture_without_an_article_verifies(tmp_path: Path) -> None:
    ran = alone(pack(without_article(), archive_keys())).verify(tmp_path)
    assert (ran.status, ran.report["verdict"]) == (0, "verified")


def test_a_sidecar_in_another_layout_verifies_and_says_so(tmp_path: Path) -> None:
    import json

    respelled = json.dumps(package("ukrainian").document, indent=None, ensure_ascii=True).encode()
    ran = alone(package("ukrainian").with_sidecar(respelled)).verify(tmp_path)
    assert (ran.status, ran.report["verdict"]) == (0, "verified")
    assert "another layout" in ran.found("E001", "pass")[0]["detail"]
