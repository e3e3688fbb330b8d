"""docs/verify-without-us.md: a trust file that roots signed, checked by openssl, and then used for the package."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.docs.conftest import Made, make
from tests.docs.document import blocks, runnable
from tests.docs.shell import Run, run

NAME = "verify-without-us.md"
SIGNED = "signed-trust.json"
MAKE = """
for holder in anna ben chris; do
  ARCHIVER_HOME=$PWD/$holder archiver trust root key $holder --no-passphrase > $holder.json
done
archiver trust root init example-archive anna.json ben.json chris.json --threshold 2 --output signed-trust.json
archiver trust root vouch signed-trust.json archive/trust.json
for holder in anna ben; do
  ARCHIVER_HOME=$PWD/$holder archiver trust root sign signed-trust.json --key $holder
done
"""
pytestmark = pytest.mark.xdist_group("signed-trust")  # what the module makes once is made in one worker


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = make(tmp_path_factory.mktemp("signed") / "made", MAKE)
    (made.folder / SIGNED).write_bytes((made.folder.parent / SIGNED).read_bytes())
    made.trust.unlink()
    return made


def _check(package: Made) -> Run:
    first, *others = [block for block in runnable(NAME) if not block.needs]
    roots = [block for block in blocks(NAME) if "roots" in block.words]
    assert roots
    return run([first, *roots, *others], package.folder)


def test_the_list_is_taken_out_and_the_package_passes(signed: Made, tmp_path: Path) -> None:
    ended = _check(signed.copy(tmp_path / "copy"))
    assert ended.status == 0, ended.output
    assert ended.output.count("is signed by anna\n") == ended.output.count("is signed by ben\n") == 2
    assert "ok         the required signers are a set in trust.json" in ended.output


def _unsigned(document: dict[str, Any]) -> None:
    document["trust"]["signatures"] = document["trust"]["signatures"][:2]


def _another_list(document: dict[str, Any]) -> None:
    payload = base64.b64decode(document["trust"]["payload"]).replace(b'"version":1', b'"version":2')
    document["trust"]["payload"] = base64.b64encode(payload).decode()


def _another_root(document: dict[str, Any]) -> None:
    payload = base64.b64decode(document["roots"][0]["payload"]).replace(b'"threshold":2', b'"threshold":1')
    document["roots"][0]["payload"] = base64.b64encode(payload).decode()


@pytest.mark.parametrize("attack", [_unsigned, _another_list, _another_root])
def test_a_change_is_found(attack: Callable[[dict[str, Any]], None], signed: Made, tmp_path: Path) -> None:
    copy = signed.copy(tmp_path / "copy")
    document = json.loads((copy.folder / SIGNED).read_text())
    attack(document)
    (copy.folder / SIGNED).write_text(json.dumps(document))
    ended = _check(copy)
    assert ended.status != 0, ended.output
    assert "or more\n  expected true" in ended.output
