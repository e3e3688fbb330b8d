"""The JSON Schemas in `schemas/`: in step with the models, right about every sample, and strict."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from tests import samples
from tests.cli.running import in_process
from tests.generated import SCHEMAS, readme, schema_faults, verification_faults

SIDECARS = sorted(name for name in samples.committed() if name.endswith(".json"))


def test_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    assert in_process(["schema", "--check", str(SCHEMAS)], tmp_path).status == 0


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_schemas_are_schemas(path: Path) -> None:
    Draft202012Validator.check_schema(orjson.loads(path.read_bytes()))


@pytest.mark.parametrize("name", SIDECARS)
def test_the_samples_are_accepted(name: str) -> None:
    assert list(schema_faults(samples.committed()[name])) == []


def test_the_samples_verify_with_their_trust_file() -> None:
    assert list(verification_faults()) == []


def test_a_fresh_package_and_its_report_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes((samples.SOURCES / "bridge.html").read_bytes())
    assert in_process(["init", "--no-passphrase", "-q"], tmp_path).status == 0
    assert in_process(["add", "a.html", "--url", "https://www.example.org/a", "-q"], tmp_path).status == 0
    assert in_process(["add", "a.html", "--url", "https://www.example.org/a", "-q"], tmp_path).status == 0
    for sidecar in (tmp_path / "archives").glob("2*/**/*.json"):
        assert list(schema_faults(sidecar.read_bytes())) == []
    report = orjson.loads(in_process(["verify", "archives", "--json"], tmp_path).stdout)
    assert list(_rules("report").iter_errors(report)) == []


def _rules(name: str) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))


def _without(document: Any, name: str) -> Any:
    return {key: value for key, value in document.items() if key != name}


MUTATIONS: dict[str, Callable[[Any], Any]] = {
    "format": lambda d: {**d, "format": "archiver/package/v2"},
    "unknown member": lambda d: {**d, "extra": None},
    "missing member": lambda d: _without(d, "disclosure"),
    "unknown capture member": lambda d: {**d, "capture": {**d["capture"], "mood": "calm"}},
    "a number as text": lambda d: {**d, "text": [1, *d["text"][1:]]},
    "bytes as text": lambda d: {**d, "capture": {**d["capture"], "source": {**d["capture"]["source"], "bytes": "7"}}},
    "no such kind": lambda d: {**d, "claims": [{**d["claims"][0], "items": [{"kind": "rumour"}]}]},
    "digest in capitals": lambda d: {**d, "article": {**d["article"], "text_sha256": "sha256:" + "A" * 64}},
    "time without zone": lambda d: {**d, "capture": {**d["capture"], "captured_at": "2026-03-14T10:15:00"}},
    "keys": lambda d: {**d, "provenance": {**d["provenance"], "keys": None}},
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_changed_package_is_refused(mutation: str) -> None:
    document = orjson.loads(samples.committed()[SIDECARS[0]])
    changed = MUTATIONS[mutation](document)
    assert changed != document
    assert not _rules("package").is_valid(changed)
    assert _rules("package").is_valid(document)


def test_the_help_in_the_readme_is_what_the_program_prints() -> None:
    assert (samples.ROOT / "README.md").read_text(encoding="utf-8") == readme()


def test_packing_again_gives_the_same_records_and_roots() -> None:
    signers = samples.known_signers((samples.SAMPLE / "trust.json").read_bytes())
    assert samples.comparable(samples.pack(signers)) == samples.comparable(samples.pack(signers))
