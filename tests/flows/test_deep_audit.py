"""Deep audits by seals: every record is read again, and nothing but the seal of a deep check leaves anything out.

Every attack is made on single files and on the same packages rolled, beside the untouched twin of each.
"""

import gzip
import json
import os
import re
import shutil
from hashlib import sha256 as hashed
from pathlib import Path
from typing import Any

import pytest

from archiver import __version__
from archiver.bundle import rolled
from archiver.bundle.members import MAX_RATIO, RATIO_FREE
from archiver.model.digest import sha256
from archiver.sign import trust
from archiver.store.local import LocalStore
from archiver.store.logfolder import LogFolder
from archiver.store.rolled import RolledStore
from archiver.store.seals import Seals
from archiver.verify.seal import Sealable, Sealer
from tests.flows.quick import COUNT, archiver, audit, sidecars
from tests.flows.test_quick_rolled import CHANGES, contents, rewritten, spoiled, the, the_id

Twins = tuple[Path, Path]


@pytest.fixture(scope="module")
def seen(single: Path, together: Path, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Both archives after a deep audit: its first look takes no seal of a quick check."""
    both = tmp_path_factory.mktemp("seen")
    for work, name in ((single, "single"), (together, "rolled")):
        shutil.copytree(work, both / name, symlinks=True)
        assert deep(both / name)["how"] == {"deep": COUNT}
    return both / "single", both / "rolled"


@pytest.fixture
def checked(seen: Twins, tmp_path: Path) -> Twins:
    """Copies of both that one test may spoil."""
    for work in seen:
        shutil.copytree(work, tmp_path / work.name, symlinks=True)
    return tmp_path / "single", tmp_path / "rolled"


def deep(work: Path, *flags: str, signatures: str = "0") -> dict[str, Any]:
    return audit(work, *flags, signatures=signatures, depth="--deep")


def test_what_passed_a_deep_check_is_read_again_and_not_verified_again(checked: Twins) -> None:
    for work in checked:
        done = deep(work)
        assert (done["status"], done["how"], done["unlogged_count"], done["indexed"]) == (0, {"deep-seal": COUNT}, 0, 0)


def test_a_rolled_archive_has_one_line_a_stretch_in_its_record(checked: Twins) -> None:
    _, work = checked
    done = json.loads(archiver(work, "audit", "--restart", "--json", "--signatures", "0").stdout)
    lines = [json.loads(line) for line in (work / done["record"]).read_bytes().splitlines()]
    (event,) = (line for line in lines if line.get("event") == "fixity check")
    assert (event["how"], event["first"], event["of"]) == ("deep-seal", 0, COUNT)


@pytest.mark.parametrize("how", ["as they are", "copied to where those of deep checks lie"])
def test_the_seal_of_a_quick_check_serves_no_deep_one(twins: Twins, how: str) -> None:
    for work in twins:
        assert audit(work)["how"] == {"seal": COUNT}
        folder = work / "archives/audits"
        if how != "as they are":
            shutil.copy(folder / ".seals", folder / ".seals-deep")
        if how != "as they are" and (folder / ".stretches").exists():
            shutil.copytree(folder / ".stretches", folder / ".stretches-deep")
        assert deep(work)["how"] == {"deep": COUNT}
        assert deep(work)["how"] == {"deep-seal": COUNT}


def test_a_deep_check_is_a_quick_one_as_well(checked: Twins) -> None:
    for work in checked:
        (work / "archives/audits/.seals").unlink()
        shutil.rmtree(work / "archives/audits/.stretches", ignore_errors=True)
        assert audit(work)["how"] == {"log": COUNT}
        (work / "archives/audits/.seals").unlink()
        shutil.rmtree(work / "archives/audits/.stretches", ignore_errors=True)
        assert deep(work, "--no-seals")["how"] == {"deep": COUNT}
        assert audit(work)["how"] == {"seal": COUNT}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", [0, COUNT - 1])
def test_a_tampered_member_is_found_as_a_tampered_file_is(checked: Twins, number: int, change: str) -> None:
    part, how = CHANGES[change]
    for work in checked:
        spoiled(work, number, part, how)
    alone, together = (deep(work) for work in checked)
    assert alone["found"] == together["found"]
    assert len(together["found"]) == 1
    assert (together["status"], together["how"]) == (alone["status"], {"deep": 1, "deep-seal": COUNT - 1})
    assert alone["verdicts"] == together["verdicts"]


def test_places_that_were_exchanged(checked: Twins) -> None:
    _, work = checked

    def exchange(members: list[dict[str, Any]]) -> None:
        members[0]["segment"], members[1]["segment"] = members[1]["segment"], members[0]["segment"]

    rewritten(work, exchange)
    done = deep(work)
    assert (done["status"], done["how"], len(done["found"])) == (1, {"deep": 2, "deep-seal": COUNT - 2}, 2)


@pytest.mark.parametrize("name", [".seals-deep", ".stretches-deep"])
def test_seals_that_somebody_wrote(checked: Twins, name: str) -> None:
    _, work = checked
    path = work / "archives/audits" / name
    for file in path.iterdir() if path.is_dir() else [path]:
        file.write_bytes(os.urandom(file.stat().st_size))
    shutil.rmtree(work / "archives/audits/.stretches-deep") if name == ".seals-deep" else None
    done = deep(work)
    assert (done["status"], done["how"]) == (0, {"deep" if name == ".seals-deep" else "deep-seal": COUNT})


def test_another_version_checks_anew(checked: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.cli.auditing.__version__", f"{__version__}.another")
    for work in checked:
        assert deep(work)["how"] == {"deep": COUNT}


def test_another_trust_file_checks_anew(checked: Twins) -> None:
    for work in checked:
        mine = trust.read((work / "home" / "trust.json").read_bytes(), what="trust")
        logs = tuple(members for members in mine.sets if "log" in members.roles)
        (work / "nobody.json").write_bytes(trust.write(mine.model_copy(update={"sets": logs})))
        done = deep(work, "--trust", str(work / "nobody.json"))
        assert (done["status"], done["how"]) == (3, {"deep": COUNT})
        assert {code for found in done["found"].values() for code, _ in found} == {"E202"}


def test_a_share_is_drawn_and_checked_all_the_same(checked: Twins) -> None:
    for work in checked:
        assert deep(work, signatures="100")["how"] == {"deep": COUNT}
        how = deep(work, signatures="50")["how"]
        assert how.get("deep", 0) + how.get("deep-seal", 0) == COUNT


@pytest.mark.parametrize(("depth", "how"), [("--deep", "deep"), ("--quick", "full")])
def test_nothing_is_believed_where_no_seals_are_asked_for(checked: Twins, depth: str, how: str) -> None:
    for work in checked:
        done = audit(work, "--no-seals", depth=depth)
        assert (done["status"], done["how"], done["unlogged_count"]) == (0, {how: COUNT}, 0)


def test_an_audit_by_seals_does_not_go_on_as_one_without(checked: Twins) -> None:
    _, work = checked
    first = json.loads(archiver(work, "audit", "--restart", "--json").stdout)
    path = work / first["record"]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    other = json.loads(archiver(work, "audit", "--no-seals", "--json").stdout)
    assert other["record"] != first["record"]
    assert other["summary"]["how"] == [["deep", COUNT]]


@pytest.mark.parametrize("kept", range(3))
def test_a_deep_audit_that_goes_on_takes_stretches_from_the_record(checked: Twins, kept: int) -> None:
    _, work = checked
    whole = json.loads(archiver(work, "audit", "--restart", "--json", "--signatures", "50").stdout)
    path = work / whole["record"]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: min(1 + kept, len(lines) - 1)]))
    again = json.loads(archiver(work, "audit", "--json", "--signatures", "50").stdout)
    assert again["record"] == whole["record"]
    assert again["summary"]["how"] == whole["summary"]["how"]


def with_another_body(segment: bytes) -> bytes:
    """The segment with a word of its page changed: each record a member, and digests that do not hold."""
    plain = members(segment)
    (at,) = (number for number, one in enumerate(plain) if b"Content-Type: text/html" in one)
    plain[at] = plain[at].replace(b"bridge", b"brigde")
    return b"".join(gzip.compress(one, mtime=0) for one in plain)


def as_a_bomb(segment: bytes) -> bytes:
    """The segment, and a member behind it that inflates to more than a reader takes."""
    zeros = RATIO_FREE + 65_536
    head = b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x>\r\nContent-Length: %d\r\n\r\n" % zeros
    made = gzip.compress(head + bytes(zeros), mtime=0)
    assert zeros > MAX_RATIO * len(made)
    return segment + made


def members(segment: bytes) -> list[bytes]:
    return [one for one in re.split(rb"(?=WARC/1\.1\r\nWARC-Type)", gzip.decompress(segment)) if one]


def forged(work: Path, change: Any) -> str:
    """A segment put in the place of the first package's, and sealed as somebody who has read the secret can."""
    store = RolledStore(LocalStore(work / "archives"))
    path = sidecars(work)[0]
    name = str(path.relative_to(work / "archives"))
    segment = change(path.with_name(f"{path.stem}.warc.gz").read_bytes())
    path.with_name(f"{path.stem}.warc.gz").write_bytes(segment)
    octets = store.read(name, 1 << 24)
    index = json.loads(octets)["provenance"]["log"][0]["index"]
    newest = LogFolder(work / "archives/log").newest()
    assert newest
    _, leaf = next(iter(LogFolder(work / "archives/log").leaves(index, newest.size)))
    over = Sealable(index, leaf, hashed(segment).digest())
    sealer = Sealer.of(
        (work / "home/seal.key").read_bytes(), __version__, sha256((work / "home/trust.json").read_bytes())
    )
    for file, deeply in ((".seals", False), (".seals-deep", True)):
        with Seals(work / "archives/audits" / file) as seals:
            seals.put(index, over.segment, sealer.seal(over, octets, deep=deeply))
    return name


def test_digests_are_recomputed_whatever_a_seal_says(checked: Twins) -> None:
    """It cannot happen without the secret: a deep seal is made when the digests of these very octets held."""
    work, _ = checked
    name = forged(work, with_another_body)
    assert audit(work)["how"] == {"seal": COUNT}  # what a stolen secret does to a quick audit (docs/threat-model.md)
    done = deep(work)
    assert (done["status"], done["how"]) == (1, {"deep": 1, "deep-seal": COUNT - 1})
    assert {"E101", "E103"} <= {code for code, _ in done["found"][name]}


def test_a_bomb_under_a_forged_seal_is_a_finding(checked: Twins) -> None:
    work, _ = checked
    name = forged(work, as_a_bomb)
    done = deep(work)
    assert (done["status"], done["how"]) == (1, {"deep": 1, "deep-seal": COUNT - 1})
    assert {"E101", "E105"} <= {code for code, _ in done["found"][name]}


def test_what_a_stolen_secret_hides_shows_without_seals(checked: Twins) -> None:
    """A segment of records whose digests all hold, which is not the one that was signed."""
    work, _ = checked
    name = forged(work, lambda segment: b"".join(gzip.compress(one, mtime=0) for one in members(segment)))
    assert deep(work)["how"] == {"deep-seal": COUNT}
    done = deep(work, "--no-seals")
    assert done["status"] == 1
    assert {"E101", "E106"} & {code for code, _ in done["found"][name]}


@pytest.mark.parametrize("suffix", ["segments", rolled.SIDECARS])
def test_a_rolled_file_that_is_gone(checked: Twins, suffix: str) -> None:
    _, work = checked
    the(work, f"-{the_id(work)}.warc.gz" if suffix == "segments" else suffix).unlink()
    done = deep(work)
    assert done["status"] in (3, 4, 5)
    assert "deep-seal" not in done["how"]


def test_a_rolled_warc_that_was_cut(checked: Twins) -> None:
    _, work = checked
    path, last = the(work, f"-{the_id(work)}.warc.gz"), contents(work)[-1]["segment"]
    path.write_bytes(path.read_bytes()[: last[0] + last[1] // 2])
    done = deep(work)
    assert (done["status"], done["how"]) == (1, {"deep": 1, "deep-seal": COUNT - 1})
