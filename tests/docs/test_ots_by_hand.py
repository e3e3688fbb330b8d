"""docs/verify-without-us.md, step 13: an OpenTimestamps proof with the shell's own tools, on good and bad packages."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver.sign import ots
from archiver.sign.bitcoin import block_hash
from archiver.sign.dsse import decode64, encode64
from tests.docs.conftest import Made, make
from tests.docs.document import Block, blocks, runnable
from tests.docs.shell import Run, archiver_on_path, run
from tests.support.blocks import Chain
from tests.support.calendar import Calendar

NAME = "verify-without-us.md"
pytestmark = pytest.mark.xdist_group("ots-by-hand")  # what the module makes once is made in one worker


@dataclass(frozen=True)
class Dated:
    """A package with a proof, the height of its block and the blocks."""

    made: Made
    height: int
    chain: Chain


@pytest.fixture(scope="module")
def promised(tmp_path_factory: pytest.TempPathFactory) -> Made:
    with Calendar(Chain()).served() as url:
        return make(tmp_path_factory.mktemp("promised") / "made", _stamp(url))


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Dated:
    desk = Calendar(Chain())
    with desk.served() as url:
        made = make(tmp_path_factory.mktemp("dated") / "made", _stamp(url))
        height, folder = desk.confirm(), made.folder.parent
        again = [Block("bash", (), "upgrade", f"archiver timestamp --archive archive --ots --calendar {url}")]
        ended = run(again, folder, archiver_on_path(folder))
    assert ended.status == 0, ended.output
    (grown,) = (folder / "archive").glob("[0-9]*/*/*/*.json")
    made.sidecar.write_bytes(grown.read_bytes())
    (made.folder / f"block-{height}.hex").write_text(desk.chain.headers[height - desk.chain.first].hex() + "\n")
    return Dated(made, height, desk.chain)


def _stamp(url: str) -> str:
    return f"archiver timestamp https://example.org/news/port --archive archive --ots --calendar {url}"


def _check(package: Made, *words: str) -> Run:
    first = [block for block in runnable(NAME) if not block.needs]
    found = [block for block in blocks(NAME) if {"ots", *words} & set(block.words)]
    assert len(found) == 3 + len(words)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return run([*first, *found], package.folder, {"PATH": path, "HOME": str(package.folder)})


def test_a_proof_leads_to_its_block(dated: Dated) -> None:
    ended = _check(dated.made)
    assert ended.status == 0, ended.output
    assert f"leads to Bitcoin's block {dated.height}" in ended.output
    assert f"ok         block {dated.height}: its Merkle root" in ended.output
    assert f"has the hash {block_hash(dated.chain.headers[dated.height - dated.chain.first])}" in ended.output
    assert "found about Wed May 20 18:50:00 UTC 2020" in ended.output


def test_the_independent_client_names_the_same_root(dated: Dated) -> None:
    ended = _check(dated.made, "ots-client")
    assert ended.status == 0, ended.output
    root = dated.chain.headers[dated.height - dated.chain.first][36:68][::-1].hex()
    assert f"check that Bitcoin block {dated.height} has merkleroot {root}" in ended.output


def test_a_promise_is_called_one(promised: Made) -> None:
    ended = _check(promised)
    assert ended.status == 0, ended.output
    assert "promised by http://127.0.0.1:" in ended.output
    assert "leads to" not in ended.output


def _changed(package: Made, to: Path, change: Callable[[bytes], bytes]) -> Made:
    copy = package.copy(to)
    document = json.loads(copy.sidecar.read_text())
    (entry,) = document["provenance"]["timestamps"]
    entry["proof"] = encode64(change(decode64(entry["proof"])))
    copy.sidecar.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return copy


def _flip(at: int) -> Callable[[bytes], bytes]:
    return lambda proof: proof[:at] + bytes((proof[at] ^ 1,)) + proof[at + 1 :]


DIGEST_AT = len(ots.MAGIC) + 2
FAULTS = {
    "another magic": (_flip(3), "DIFFERENT  it is an OpenTimestamps proof"),
    "another digest": (_flip(DIGEST_AT), "DIFFERENT  what the proof is over"),
    "another step": (_flip(DIGEST_AT + 40), "its Merkle root"),
    "an unknown step": (
        lambda proof: proof[: DIGEST_AT + 32] + b"\x09" + proof[DIGEST_AT + 33 :],
        "DIFFERENT  the step",
    ),
    "octets behind": (lambda proof: proof + b"\x00", "DIFFERENT  the proof ends there"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_change_is_found(name: str, dated: Dated, tmp_path: Path) -> None:
    change, said = FAULTS[name]
    ended = _check(_changed(dated.made, tmp_path / "copy", change))
    assert ended.status != 0
    assert said in ended.output
    assert "DIFFERENT" in ended.output


def test_another_block_is_found(dated: Dated, tmp_path: Path) -> None:
    copy = dated.made.copy(tmp_path / "copy")
    (copy.folder / f"block-{dated.height}.hex").write_text(dated.chain.headers[-1].hex())
    ended = _check(copy)
    assert (ended.status != 0, f"DIFFERENT  block {dated.height}: its Merkle root" in ended.output) == (True, True)
