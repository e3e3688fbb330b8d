"""What the log vouches for in a quick audit: a forged, replaced or rolled back log, and packages that it lacks."""

import json
import shutil
from pathlib import Path

from archiver.bundle import sidecar as sidecars_of_format
from archiver.sign import trust
from archiver.store.logfolder import LogFolder
from archiver.tlog import merkle, tiles
from archiver.verify.log import leaf_of
from archiver.verify.statement import read_statement
from tests.flows.quick import (
    COUNT,
    add,
    archiver,
    audit,
    changed,
    checkpoint,
    flipped_signature,
    name_of,
    segment_of,
    sidecars,
)


def forge_leaf(work: Path, path: Path) -> None:
    """The log's folder says what the sidecar says: its leaf, the bundle, the tile; only the checkpoint cannot."""
    provenance = sidecars_of_format.read(path.read_bytes()).model.provenance
    index, leaf = provenance.log[0].index, leaf_of(read_statement(provenance.capture).id, provenance.capture)
    bundle = work / "archives" / "log" / tiles.path(tiles.ENTRIES, 0, COUNT)
    octets = bytearray(bundle.read_bytes())
    octets[66 * index + 2 : 66 * (index + 1)] = leaf
    bundle.write_bytes(octets)
    tile = work / "archives" / "log" / tiles.path(0, 0, COUNT)
    hashes = bytearray(tile.read_bytes())
    hashes[32 * index : 32 * (index + 1)] = merkle.leaf(leaf)
    tile.write_bytes(hashes)


def test_a_forged_leaf_for_a_forged_envelope(work: Path) -> None:
    target = sidecars(work)[3]
    changed(target, flipped_signature(0))
    forge_leaf(work, target)
    done = audit(work)
    assert done["status"] == 1
    assert done["log"]["standing"] == "contradicts"
    assert ("E201", "ecdsa-p256-sha256 signature") in done["found"][name_of(work, target)]
    assert done["how"] == {"full": COUNT}  # a bundle that leads nowhere vouches for none of its leaves


def test_a_log_that_somebody_made_anew(work: Path) -> None:
    """All of it fits together, under a checkpoint by a key that nobody trusts."""
    from archiver.sign import notekey
    from archiver.tlog import note
    from archiver.tlog.note import ED25519, Verifier

    folder = LogFolder(work / "archives" / "log")
    newest = folder.newest()
    assert newest
    key = notekey.generate()
    verifier = Verifier(newest.origin, ED25519, key.public)
    shutil.rmtree(folder.root)
    LogFolder(folder.root).append(
        [b"x" * 64] * COUNT,
        newest.origin,
        lambda text: note.Note(text, (note.signed(text, verifier, key.sign),)).whole(),
    )
    done = audit(work)
    assert (done["log"]["standing"], done["how"]) == ("unknown", {"full": COUNT})


def test_a_log_that_was_rolled_back(work: Path) -> None:
    before = work / "before"
    shutil.copytree(work / "archives" / "log", before)
    add(work, "later")
    checkpoint(work)
    twin = audit(work)
    assert (twin["status"], twin["log"]["standing"]) == (0, "holds")
    shutil.rmtree(work / "archives" / "log")
    before.rename(work / "archives" / "log")
    done = audit(work)
    assert (done["status"], done["log"]["standing"]) == (1, "contradicts")
    assert done["how"] == {"full": COUNT + 1}


def test_a_log_whose_key_was_revoked_vouches_for_nothing(work: Path) -> None:
    mine = trust.read((work / "home" / "trust.json").read_bytes(), what="trust")
    revoked = trust.Revocation(at="2026-01-01T00:00:00.000000Z", compromised_at=None, reason=None)
    sets = tuple(m.model_copy(update={"revoked": revoked}) if "log" in m.roles else m for m in mine.sets)
    (work / "home" / "trust.json").write_bytes(trust.write(mine.model_copy(update={"sets": sets})))
    done = audit(work)
    assert (done["log"]["standing"], done["how"]) == ("unknown", {"full": COUNT})


def test_a_package_that_is_not_in_the_log(work: Path) -> None:
    add(work, "fresh")
    done = audit(work)
    fresh = [name_of(work, path) for path in sidecars(work)]
    assert (done["status"], done["how"]) == (0, {"full": 1, "seal": COUNT})
    assert (done["unlogged_count"], len(done["unlogged"])) == (1, 1)
    assert done["unlogged"][0] in fresh
    checkpoint(work)
    assert audit(work)["unlogged"] == []


def test_a_proof_of_another_package_is_no_place_in_the_log(work: Path) -> None:
    add(work, "fresh")
    fresh = next(path for path in sidecars(work) if not json.loads(path.read_bytes())["provenance"]["log"])
    others = json.loads(sidecars(work)[0 if sidecars(work)[0] != fresh else 1].read_bytes())["provenance"]["log"]
    changed(fresh, lambda document: document["provenance"].__setitem__("log", others))
    done = audit(work)
    assert done["status"] == 1
    assert ("E802", "log 0") in done["found"][name_of(work, fresh)]


def test_a_package_that_left_no_trace_but_its_leaf(work: Path) -> None:
    gone = sidecars(work)[1]
    gone.unlink()
    segment_of(gone).unlink()
    assert archiver(work, "index", "rebuild", "-q").status == 0
    done = audit(work)
    assert (done["status"], done["missing"], len(done["lost"])) == (3, [], 1)
    assert done["lost"][0].startswith("leaf ")


def test_a_lost_package_that_the_index_knows_is_missing(work: Path) -> None:
    gone = sidecars(work)[1]
    gone.unlink()
    segment_of(gone).unlink()
    done = audit(work)
    assert (done["status"], done["missing"], done["lost"]) == (3, [name_of(work, gone)], [])


def test_a_forged_package_is_not_admitted_to_the_log(work: Path) -> None:
    """Else the log would vouch for signatures that nobody ever checked."""
    add(work, "good", "bad")
    fresh = [path for path in sidecars(work) if not json.loads(path.read_bytes())["provenance"]["log"]]
    changed(fresh[0], flipped_signature(1))
    done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    report = json.loads(done.stdout)
    assert (done.status, report["added"], report["leaves"]) == (4, 1, COUNT + 1)
    assert [one["package"] for one in report["refused"]] == [name_of(work, fresh[0])]
    assert "E201" in report["refused"][0]["reason"]
    assert audit(work)["unlogged_count"] == 0  # tampered, which says more


def test_a_deep_audit_names_the_unlogged_as_well(work: Path) -> None:
    add(work, "fresh")
    done = archiver(work, "audit", "--json")
    summary = json.loads(done.stdout)["summary"]
    assert (summary["how"], summary["unlogged_count"]) == ([["deep", COUNT + 1]], 1)
