"""Quick audits: what log and seal vouch for passes quickly, and nothing else does.

Every attack stands beside its twin, the untouched archive, which passes by the shortcut.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.flows.quick import (
    COUNT,
    audit,
    changed,
    flipped_signature,
    name_of,
    segment_of,
    sidecars,
)


def test_an_untouched_archive_passes_by_log_and_seal(work: Path) -> None:
    done = audit(work)
    assert (done["status"], done["how"], done["verdicts"]) == (0, {"seal": COUNT}, [["verified", COUNT]])
    assert (done["log"]["standing"], done["unlogged_count"], done["lost"], done["missing"]) == ("holds", 0, [], [])


def test_what_was_drawn_is_checked_in_full(work: Path) -> None:
    assert audit(work, signatures="100")["how"] == {"sample": COUNT}


def test_the_draw_is_new_in_every_audit(work: Path) -> None:
    """Nobody can tell beforehand which signatures will be checked: the seed comes from the system, each time."""
    seeds = set()
    for _ in range(3):
        audit(work)
        record = max((work / "archives" / "audits").glob("2*.jsonl"))
        seeds.add(json.loads(record.read_bytes().splitlines()[0])["seed"])
    assert len(seeds) == 3


def test_a_changed_segment(work: Path) -> None:
    target = sidecars(work)[2]
    octets = bytearray(segment_of(target).read_bytes())
    octets[len(octets) // 2] ^= 1
    segment_of(target).write_bytes(octets)
    done = audit(work)
    assert (done["status"], done["how"]) == (1, {"log": 1, "seal": COUNT - 1})
    assert done["found"] == {name_of(work, target): [("E101", None)]}


def test_the_segment_of_another_package(work: Path) -> None:
    first, second = sidecars(work)[:2]
    shutil.copy(segment_of(first), segment_of(second))
    assert audit(work)["found"] == {name_of(work, second): [("E101", None)]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d["text"].__setitem__(1, d["text"][1] + " not"), ("E302", "block 1")),
        (lambda d: d["article"].__setitem__("headline", "Another"), ("E301", "field /article/headline")),
        (lambda d: d["claims"][0]["items"][0].__setitem__("negated", not d["claims"][0]["items"][0]["negated"]), ("E303", "claim 0")),
        (flipped_signature(0), ("E201", "ecdsa-p256-sha256 signature")),
        (flipped_signature(1), ("E201", "ml-dsa-65 signature")),
    ],
)  # fmt: skip
def test_a_changed_sidecar_is_named_with_its_part(work: Path, change: Any, expected: tuple[str, str]) -> None:
    target = sidecars(work)[3]
    changed(target, change)
    done = audit(work)
    assert done["status"] == 1
    assert list(done["found"]) == [name_of(work, target)]
    assert expected in done["found"][name_of(work, target)]
    assert done["how"]["seal"] == COUNT - 1


def test_a_copy_is_surplus(work: Path) -> None:
    first = sidecars(work)[0]
    copy = first.with_name(f"20200101T000000Z-www.example.org-00000000{first.suffix}")
    shutil.copy(first, copy)
    shutil.copy(segment_of(first), segment_of(copy))
    assert audit(work)["surplus"] == [name_of(work, copy)]


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_something_else_in_the_place_of_a_segment(work: Path, kind: str) -> None:
    target = segment_of(sidecars(work)[0])
    kept = target.rename(work / "kept")
    target.symlink_to(kept) if kind == "link" else os.mkfifo(target)
    done = audit(work)
    assert done["status"] in (3, 5)
    assert list(done["found"]) == [name_of(work, sidecars(work)[0])]
