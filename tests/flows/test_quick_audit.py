"""Quick audits: what log and seal vouch for passes quickly, and nothing else does.

Every attack stands beside its twin, the untouched archive, which passes by the shortcut.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archiver.bundle import sidecar as sidecars_of_format
from archiver.sign import trust
from archiver.sign.canonical import canonical, layout
from archiver.store.logfolder import LogFolder
from archiver.store.seals import ENTRY
from archiver.tlog import merkle, tiles
from archiver.verify import seal
from archiver.verify.log import leaf_of
from archiver.verify.package import open_sidecar
from archiver.verify.seal import Sealer, glance, strictly
from archiver.verify.statement import read_statement
from tests.cli.running import Done, in_process
from tests.samples import SOURCES

COUNT = 6


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder: an archive of COUNT packages, all of them in its log."""
    work = tmp_path_factory.mktemp("original")
    assert archiver(work, "init", "--no-passphrase", "-q").status == 0
    add(work, *(f"a{number}" for number in range(COUNT)))
    checkpoint(work)
    return work


@pytest.fixture
def work(original: Path, tmp_path: Path) -> Path:
    """A copy that one test may spoil: every package is sealed in it."""
    copy = tmp_path / "work"
    shutil.copytree(original, copy, symlinks=True)
    assert audit(copy)["how"] == {"log": COUNT}
    return copy


def archiver(work: Path, *arguments: str) -> Done:
    return in_process(arguments, work)


def add(work: Path, *names: str) -> None:
    for name in names:
        (work / f"{name}.html").write_bytes((SOURCES / "bridge.html").read_bytes())
    files = [f"{name}.html" for name in names]
    done = archiver(work, "add", *files, "--url", "https://www.example.org/{name}", "-q")
    assert done.status == 0, done.stderr


def checkpoint(work: Path) -> None:
    """Logs what is new, and forgets its seals, as where another user's home looks at the archive."""
    with unsealed(work):
        done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    assert done.status == 0, done.stderr


@contextmanager
def unsealed(work: Path) -> Iterator[None]:
    """Whatever is sealed inside is not afterwards; older seals are as they were."""
    audits, kept = work / "archives/audits", work / "kept-audits"
    audits.mkdir(exist_ok=True)
    shutil.copytree(audits, kept, symlinks=True)
    yield
    shutil.rmtree(audits)
    kept.rename(audits)


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


def audit(work: Path, *flags: str, signatures: str = "0", depth: str = "--quick") -> dict[str, Any]:
    """The JSON report, with its exit status and the ways of checking as a dictionary."""
    done = archiver(work, "audit", depth, "--restart", "--json", "--signatures", signatures, *flags)
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    found = {
        event["package"]: [(one["code"], one["part"]) for one in event["findings"]] for event in report["findings"]
    }
    return {"status": done.status, "found": found, **report["summary"], "how": dict(report["summary"]["how"])}


def sidecars(work: Path) -> list[Path]:
    return sorted((work / "archives").glob("2*/**/*.json"))


def name_of(work: Path, path: Path) -> str:
    return str(path.relative_to(work / "archives"))


def segment_of(path: Path) -> Path:
    return path.with_name(path.stem + ".warc.gz")


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The sidecar with a change, in the format's own layout."""
    document = json.loads(path.read_bytes())
    change(document)
    path.write_bytes(layout(document))


def flipped_signature(which: int) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        signature = document["provenance"]["capture"]["signatures"][which]
        first = signature["sig"][20]
        signature["sig"] = signature["sig"][:20] + ("A" if first != "A" else "B") + signature["sig"][21:]

    return change


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


def test_a_lost_segment_of_a_sealed_sidecar(work: Path) -> None:
    segment_of(sidecars(work)[1]).unlink()
    done = audit(work)
    assert done["status"] == 3
    assert ("E101", None) in done["found"][name_of(work, sidecars(work)[1])]
    assert done["missing"] == [name_of(work, sidecars(work)[1])]


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
