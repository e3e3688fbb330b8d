"""Seals of quick audits: who makes them, what they are over, and what they never vouch for."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archiver.sign import trust
from archiver.sign.canonical import canonical
from archiver.store.seals import ENTRY
from archiver.verify import seal
from archiver.verify.package import open_sidecar
from archiver.verify.seal import Sealer, glance, strictly
from tests.flows.quick import (
    COUNT,
    add,
    archiver,
    audit,
    name_of,
    segment_of,
    sidecars,
)


def test_what_was_just_logged_is_sealed(tmp_path: Path) -> None:
    assert archiver(tmp_path, "init", "--no-passphrase", "-q").status == 0
    add(tmp_path, "a", "b")
    assert archiver(tmp_path, "log", "checkpoint", "--no-stamp").status == 0
    assert audit(tmp_path)["how"] == {"seal": 2}


def test_what_is_logged_and_not_what_was_signed_is_told_and_not_sealed(tmp_path: Path) -> None:
    assert archiver(tmp_path, "init", "--no-passphrase", "-q").status == 0
    add(tmp_path, "a", "b")
    path = sidecars(tmp_path)[0]
    path.write_bytes(path.read_bytes().replace(b"bridge", b"brigde", 1))
    done = archiver(tmp_path, "log", "checkpoint", "--no-stamp", "--json")
    assert (done.status, json.loads(done.stdout)["tampered"]) == (4, [name_of(tmp_path, path)])
    found = audit(tmp_path)
    assert (found["status"], found["how"]) == (1, {"log": 1, "seal": 1})


def test_a_log_is_made_where_nothing_can_be_sealed(tmp_path: Path) -> None:
    assert archiver(tmp_path, "init", "--no-passphrase", "-q").status == 0
    add(tmp_path, "a")
    (tmp_path / "archives/audits").write_bytes(b"")
    done = archiver(tmp_path, "log", "checkpoint", "--no-stamp", "--json")
    assert (done.status, json.loads(done.stdout)["added"]) == (0, 1)
    assert "not everything is sealed" in done.stderr


def seals_in(work: Path) -> Path:
    return work / "archives" / "audits" / ".seals"


def test_seals_that_somebody_wrote(work: Path) -> None:
    seals_in(work).write_bytes(os.urandom(ENTRY * COUNT))
    done = audit(work)
    assert (done["status"], done["how"]) == (0, {"log": COUNT})
    assert audit(work)["how"] == {"seal": COUNT}


def test_the_seal_of_another_sidecar(work: Path) -> None:
    """Copied over, with the whole package that it belongs to, it vouches for that package and no other place."""
    octets = seals_in(work).read_bytes()
    seals_in(work).write_bytes(octets[ENTRY : 2 * ENTRY] + octets[ENTRY:])
    assert audit(work)["how"] == {"log": 1, "seal": COUNT - 1}


def test_seals_under_another_secret(work: Path) -> None:
    """A copy of the archive in other hands: its seals are worth nothing there."""
    (work / "home" / "seal.key").write_bytes(os.urandom(32))
    assert audit(work)["how"] == {"log": COUNT}


def test_another_trust_file_breaks_every_seal(work: Path) -> None:
    nobody = work / "nobody.json"
    mine = trust.read((work / "home" / "trust.json").read_bytes(), what="trust")
    logs = tuple(members for members in mine.sets if "log" in members.roles)
    nobody.write_bytes(trust.write(mine.model_copy(update={"sets": logs})))
    done = audit(work, "--trust", str(nobody))
    assert (done["status"], done["verdicts"]) == (3, [["indeterminate", COUNT]])
    assert {code for found in done["found"].values() for code, _ in found} == {"E202"}


def test_a_lost_segment_of_a_sealed_sidecar(work: Path) -> None:
    segment_of(sidecars(work)[1]).unlink()
    done = audit(work)
    assert done["status"] == 3
    assert ("E101", None) in done["found"][name_of(work, sidecars(work)[1])]
    assert done["missing"] == [name_of(work, sidecars(work)[1])]


def test_no_octet_of_a_sealed_sidecar_can_change(work: Path) -> None:
    octets = sidecars(work)[0].read_bytes()
    origin = json.loads(octets)["provenance"]["log"][0]["origin"]
    opened = open_sidecar(octets)
    assert opened.sidecar
    assert opened.statement
    over = strictly(opened.sidecar.model.provenance, opened.statement, origin)
    assert over
    assert glance(octets, origin) == over.index
    sealer = Sealer.of(b"s" * 32, "1", "sha256:" + "0" * 64)
    kept = sealer.seal(over, octets)
    assert seal.same(kept, sealer.seal(over, bytes(octets)))
    for at in range(0, len(octets), max(1, len(octets) // 400)):
        spoiled = octets[:at] + bytes((octets[at] ^ 1,)) + octets[at + 1 :]
        assert not seal.same(kept, sealer.seal(over, spoiled))


@pytest.mark.parametrize("other", [{"index": 1}, {"leaf": b"x" * 64}, {"segment": b"x" * 32}])
def test_a_seal_is_over_place_leaf_and_segment(other: dict[str, Any]) -> None:
    over, sealer = seal.Sealable(0, b"l" * 64, b"s" * 32), Sealer.of(b"s" * 32, "1", "sha256:" + "0" * 64)
    assert not seal.same(sealer.seal(over, b"{}"), sealer.seal(replace(over, **other), b"{}"))


def test_a_hostile_layout_leads_to_no_seal(work: Path) -> None:
    """Entries of another package, laid out as the glance looks for them; the seal there is over another sidecar."""
    first, second = (path.read_bytes() for path in sidecars(work)[:2])
    origin = json.loads(first)["provenance"]["log"][0]["origin"]
    spoiled = first + second[second.index(b'\n    "log": ') :]
    assert glance(spoiled, origin) == glance(second, origin) != glance(first, origin)
    sidecars(work)[0].write_bytes(spoiled)
    assert audit(work)["found"][name_of(work, sidecars(work)[0])][0][0] == "E001"


@pytest.mark.parametrize(
    "octets", [b"", b"{}", b'\n    "log": 1,\n    "timestamps": ', b',"log":[{}],"timestamps":', b"\xff" * 99]
)
def test_what_is_no_sidecar_says_nothing(octets: bytes) -> None:
    assert glance(octets, "x") is None
    assert open_sidecar(octets).statement is None


def test_the_form_of_rolled_sidecars_is_glanced_at_as_well(work: Path) -> None:
    octets = sidecars(work)[4].read_bytes()
    document = json.loads(octets)
    origin = document["provenance"]["log"][0]["origin"]
    assert glance(canonical(document), origin) == glance(octets, origin) == document["provenance"]["log"][0]["index"]
