"""What `log checkpoint` reads to find what is not in the log: what is new, and nothing that it has seen logged.

Reads are counted at the store. Beside each case in which nothing is read stands one in which something has to be.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from archiver.bundle.naming import in_folder_of_its_day
from archiver.errors import ResourceError
from archiver.flows import unlogged
from archiver.settings.logged import NAMES
from archiver.store.local import LocalStore
from tests.cli.running import in_process
from tests.flows.quick import (
    add,
    archive_of,
    archiver,
    audit,
    changed,
    flipped_signature,
    name_of,
    segment_of,
    sidecars,
)

COUNT = 4


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of COUNT packages, all of them logged."""
    work = tmp_path_factory.mktemp("original")
    archive_of(work, COUNT)
    assert checkpoint(work)["added"] == COUNT
    return work


@pytest.fixture
def work(original: Path, tmp_path: Path) -> Path:
    shutil.copytree(original, tmp_path / "work", symlinks=True)
    return tmp_path / "work"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each sidecar is opened in the store; `trust.json`, which lies above them and is none, does not count."""
    counted, really = Counter[str](), LocalStore.open

    def counting(store: LocalStore, name: str) -> BinaryIO:
        counted.update([name] if in_folder_of_its_day(name) and name.endswith(".json") else [])
        return really(store, name)

    monkeypatch.setattr(LocalStore, "open", counting)
    yield counted


def checkpoint(work: Path, status: int = 0) -> dict[str, Any]:
    done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    assert done.status == status, done.stderr
    return dict(json.loads(done.stdout))


def added(work: Path, *names: str) -> list[Path]:
    """The sidecars of new packages."""
    before = set(sidecars(work))
    add(work, *names)
    return sorted(set(sidecars(work)) - before)


def notes(work: Path) -> list[Path]:
    return sorted((work / "archives/.logged").rglob(NAMES))


def test_what_is_logged_is_not_read_again(work: Path, opened: Counter[str]) -> None:
    assert checkpoint(work)["added"] == 0
    assert not opened


def test_only_what_is_new_is_read(work: Path, opened: Counter[str]) -> None:
    fresh = added(work, "b", "c")
    opened.clear()
    done = checkpoint(work)
    assert (done["added"], done["proofs"], done["leaves"]) == (2, 2, COUNT + 2)
    assert set(opened) == {name_of(work, path) for path in fresh}
    opened.clear()
    checkpoint(work)
    assert not opened


def test_the_cost_of_a_night_is_that_of_its_packages(work: Path, opened: Counter[str]) -> None:
    """However many there are: each night opens as many sidecars as the one before it."""
    nights = []
    for night in range(3):
        add(work, f"n{night}")
        opened.clear()
        checkpoint(work)
        nights.append(opened.total())
    assert nights[0] == nights[1] == nights[2] > 0


def test_while_one_stays_refused_only_that_one_is_read(work: Path, opened: Counter[str]) -> None:
    bad, _ = added(work, "bad", "good")
    changed(bad, flipped_signature(1))
    first = checkpoint(work, status=4)
    assert (first["added"], [one["package"] for one in first["refused"]]) == (1, [name_of(work, bad)])
    opened.clear()
    again = checkpoint(work, status=4)
    assert again["refused"] == first["refused"]
    assert set(opened) == {name_of(work, bad)}


def test_what_cannot_be_read_is_told_and_read_again_when_it_can(work: Path, opened: Counter[str]) -> None:
    cut, _ = added(work, "cut", "good")
    octets = cut.read_bytes()
    cut.write_bytes(octets[:-100])
    done = checkpoint(work, status=4)
    assert (done["added"], [one["package"] for one in done["refused"]]) == (1, [name_of(work, cut)])
    opened.clear()
    assert [one["package"] for one in checkpoint(work, status=4)["refused"]] == [name_of(work, cut)]
    assert set(opened) == {name_of(work, cut)}
    cut.write_bytes(octets)
    assert checkpoint(work)["added"] == 1


def test_what_is_no_package_is_passed_over(work: Path) -> None:
    """Its twin: the same octets beside a segment are what is left of one."""
    (folder,) = {path.parent for path in sidecars(work)[:1]}
    (folder / "notes.json").write_bytes(b"[1, 2")
    assert checkpoint(work)["refused"] == []
    (folder / "notes.warc.gz").write_bytes(b"")
    assert [one["package"] for one in checkpoint(work, status=4)["refused"]] == [name_of(work, folder / "notes.json")]


@pytest.mark.parametrize(("faults", "status"), [(unlogged.MAX_FAULTS, 4), (unlogged.MAX_FAULTS + 1, 5)])
def test_a_medium_that_gives_nothing(work: Path, monkeypatch: pytest.MonkeyPatch, faults: int, status: int) -> None:
    """Some sidecars that cannot be had are told one by one; beyond that it is not they, and the run ends."""
    (folder,) = {path.parent for path in sidecars(work)[:1]}
    for number in range(faults):
        (folder / f"{number:02}.json").write_bytes(b"{}")
    really = LocalStore.open

    def failing(store: LocalStore, name: str) -> BinaryIO:
        if name.rpartition("/")[2][:2].isdecimal() and len(name.rpartition("/")[2]) == len("00.json"):
            raise ResourceError(f"expected to open {name!r}, found Input/output error")
        return really(store, name)

    monkeypatch.setattr(LocalStore, "open", failing)
    add(work, "b")
    done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    assert done.status == status, done.stderr
    if status == 4:
        report = json.loads(done.stdout)
        assert (report["added"], len(report["refused"])) == (1, faults)
    else:
        assert "Input/output error" in done.stderr


def test_rolling_makes_nothing_new(work: Path, opened: Counter[str]) -> None:
    days = sorted({"-".join(path.parts[-4:-1]) for path in sidecars(work)})
    assert in_process(["roll", "-q", *(f"--day={day}" for day in days)], work).status == 0
    assert not sidecars(work)
    opened.clear()
    assert checkpoint(work)["added"] == 0
    assert not opened


def test_an_archive_from_before_there_were_notes_is_read_once(work: Path, opened: Counter[str]) -> None:
    shutil.rmtree(work / "archives/.logged")
    names = {name_of(work, path) for path in sidecars(work)}
    assert (checkpoint(work)["added"], set(opened)) == (0, names)
    opened.clear()
    assert (checkpoint(work)["added"], set(opened)) == (0, set())


@pytest.mark.parametrize("spoiled", [b"", b"\0" * 99, b"\xff\xfe", b"one that was cu"])
def test_notes_that_are_spoiled_cost_a_look(work: Path, opened: Counter[str], spoiled: bytes) -> None:
    for path in notes(work):
        path.write_bytes(spoiled)
    add(work, "b")
    opened.clear()
    assert checkpoint(work)["added"] == 1
    assert set(opened) == {name_of(work, path) for path in sidecars(work)}
    opened.clear()
    assert checkpoint(work)["added"] == 0
    assert not opened


@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link to a file", "a link to a folder"])
def test_something_else_in_the_place_of_notes(work: Path, kind: str) -> None:
    path = notes(work)[0]
    elsewhere = work / "mine.txt"
    elsewhere.write_bytes(b"mine\n")
    path.unlink()
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a link to a file":
        path.symlink_to(elsewhere)
    else:
        shutil.move(path.parent, work / "theirs")
        path.parent.symlink_to(work / "theirs")
    add(work, "b")
    done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    assert (done.status, json.loads(done.stdout)["added"]) == (0, 1)
    assert "every sidecar will be read again" in done.stderr
    assert elsewhere.read_bytes() == b"mine\n"
    assert not (work / "theirs" / NAMES).exists()


def test_notes_that_lead_elsewhere_as_a_whole(work: Path, opened: Counter[str]) -> None:
    """The link goes, what it leads to stays."""
    shutil.move(work / "archives/.logged", work / "theirs")
    (work / "archives/.logged").symlink_to(work / "theirs")
    before = {path: path.read_bytes() for path in (work / "theirs").rglob("*") if path.is_file()}
    assert checkpoint(work)["added"] == 0
    assert len(opened) == COUNT
    assert {path: path.read_bytes() for path in (work / "theirs").rglob("*") if path.is_file()} == before
    assert not (work / "archives/.logged").is_symlink()


@pytest.mark.parametrize("kind", ["none", "another log's", "garbage"])
def test_notes_that_are_of_no_log_of_ours_say_nothing(work: Path, opened: Counter[str], kind: str) -> None:
    """Names that somebody put there hide no package."""
    add(work, "b")
    for path in notes(work):
        path.write_text("".join(f"{one.name}\n" for one in sidecars(work)))
    said = work / "archives/.logged/checkpoint"
    if kind == "none":
        said.unlink()
    else:
        lines = said.read_text().split("\n")
        lines[2] = "A" * 43 + "="
        said.write_text("\n".join(lines) if kind == "another log's" else "garbage")
    opened.clear()
    assert checkpoint(work)["added"] == 1
    assert set(opened) == {name_of(work, path) for path in sidecars(work)}


def test_a_sidecar_from_an_old_copy_gets_its_proof_when_an_audit_has_named_it(work: Path, opened: Counter[str]) -> None:
    path = sidecars(work)[0]
    document = json.loads(path.read_bytes())
    changed(path, lambda document: document["provenance"].update(log=[]))
    assert checkpoint(work)["proofs"] == 0
    assert audit(work)["unlogged"] == [name_of(work, path)]
    opened.clear()
    assert checkpoint(work)["proofs"] == 1
    assert set(opened) == {name_of(work, path)}
    assert json.loads(path.read_bytes())["provenance"]["log"][0]["origin"] == document["provenance"]["log"][0]["origin"]
    assert audit(work)["unlogged"] == []


def test_a_name_that_somebody_noted_keeps_a_package_out_until_the_next_audit(work: Path) -> None:
    """Whoever can write here could as well remove it; the log's own check sees it meanwhile."""
    (path,) = added(work, "b")
    with notes(work)[-1].open("a") as file:
        file.write(f"{path.name}\n")
    assert checkpoint(work)["added"] == 0
    assert archiver(work, "log", "check").status == 3
    assert audit(work)["unlogged"] == [name_of(work, path)]
    assert checkpoint(work)["added"] == 1


def test_what_is_taken_back_from_another_copy_is_looked_at(work: Path, opened: Counter[str]) -> None:
    path = sidecars(work)[0]
    copy = work / "copy"
    shutil.copytree(work / "archives", copy)
    changed(copy / name_of(work, path), lambda document: document["provenance"].update(log=[]))
    path.write_bytes(b"{}")
    assert archiver(work, "audit", "--restart", "--repair-from", "copy").status == 7
    opened.clear()
    assert checkpoint(work)["proofs"] == 1
    assert set(opened) == {name_of(work, path)}
    assert segment_of(path).exists()


def test_more_than_an_audit_names(work: Path, opened: Counter[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.flows.found.SHOWN", 1)
    some = sidecars(work)[:2]
    for path in some:
        changed(path, lambda document: document["provenance"].update(log=[]))
    assert audit(work)["unlogged_count"] == 2
    assert checkpoint(work)["proofs"] == 2


def test_a_batch_that_took_nothing_down_is_not_logged_twice(work: Path) -> None:
    """A run that is killed between the proofs and its notes."""
    kept = shutil.copytree(work / "archives/.logged", work / "kept")
    add(work, "b")
    assert checkpoint(work)["added"] == 1
    shutil.rmtree(work / "archives/.logged")
    shutil.move(kept, work / "archives/.logged")
    done = checkpoint(work)
    assert (done["added"], done["leaves"]) == (0, COUNT + 1)
