"""The log against another implementation of the same standards: Go's golang.org/x/mod, as the distribution has it.

Without Go and that package this is skipped, loudly; `.ci/run` installs both.
"""

import base64
import json
import random
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archiver.sign import notekey
from archiver.tlog import checkpoint, note, tiles
from archiver.tlog.note import ED25519, Verifier
from tests.support import go
from tests.tlog.memory import MemoryTiles

HERE = Path(__file__).parent / "go"
SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 1 << 20]
DRAW = random.Random(7)
PAIRS = [(a, b) for b in (1, 2, 3, 5, 8, 13) for a in range(b + 1)] + [
    (DRAW.randrange(size + 1), size) for size in SIZES[9:] for _ in range(20)
]

pytestmark = [go.installed, go.together]


@cache
def key() -> notekey.NoteKey:
    return notekey.generate()


def signed_note() -> tuple[str, Verifier]:
    verifier = Verifier("log.example.org/a", ED25519, key().public)
    text = checkpoint.body("log.example.org/a", 3, b"\1" * 32)
    return note.Note(text, (note.signed(text, verifier, key().sign),)).whole(), verifier


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Any:
    binary = go.build(HERE, tmp_path_factory.mktemp("go") / "oracle")

    def ask(text: str, verifier: Verifier, sizes: list[int], pairs: list[tuple[int, int]]) -> dict[str, Any]:
        question = {"Note": text, "Key": verifier.vkey(), "Sizes": sizes, "Pairs": pairs}
        done = subprocess.run([binary], input=json.dumps(question).encode(), capture_output=True, check=True)
        return dict(json.loads(done.stdout))

    return ask


def test_notes(oracle: Any) -> None:
    text, verifier = signed_note()
    assert oracle(text, verifier, [1], [])["Text"] == note.parse(text).text
    assert oracle(text.replace("\n3\n", "\n4\n"), verifier, [1], [])["Error"]
    assert note.read_vkey(verifier.vkey()) == verifier


def test_roots_proofs_and_tiles(oracle: Any) -> None:
    text, verifier = signed_note()
    said = oracle(text, verifier, SIZES, PAIRS)
    log, grown = MemoryTiles(), 0
    for size in sorted({*SIZES, *(pair[1] for pair in PAIRS)}):  # a log keeps the tiles of every size it was seen at
        log.append(b"leaf %d" % index for index in range(grown, size))
        grown = size
    assert {size: base64.b64decode(root) for size, root in said["Roots"].items()} == {
        str(size): tiles.root(log, size) for size in SIZES
    }
    for first, size in PAIRS:
        name = f"{first}/{size}"
        if first < size:
            assert [base64.b64decode(one) for one in said["Inclusion"][name]] == list(tiles.inclusion(log, first, size))
        if first:
            assert [base64.b64decode(one) for one in said["Consistency"][name]] == list(
                tiles.consistency(log, first, size)
            )
    compared = 0
    for line in said["Tiles"]:  # Go lists every width that a tile ever had; a log writes those that somebody saw
        level, number, width, octets = line.split(" ")
        if tiles.path(int(level), int(number), int(width)) in log.files:
            compared += 1
            assert log.tile(int(level), int(number), int(width)) == base64.b64decode(octets)
    assert compared >= (1 << 20 >> 8) + (1 << 20 >> 16)
