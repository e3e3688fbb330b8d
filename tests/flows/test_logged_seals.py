"""What `log checkpoint` has just logged is checked in depth: the first audit, deep or not, goes by its seals."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from archiver.batch.local import LocalEngine
from archiver.cli import sealing
from archiver.model.digest import sha256
from archiver.sign import keys
from tests.cli.running import environment_of, in_process
from tests.flows.quick import add, archive_of, archiver, audit, name_of, segment_of, sidecars
from tests.support.build import Built
from tests.support.forge import records_of, resigned, with_field

COUNT = 4


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of COUNT packages that were just logged, by whoever audits it."""
    work = tmp_path_factory.mktemp("logged")
    archive_of(work, COUNT)
    assert checkpoint(work)["tampered"] == []
    return work


@pytest.fixture
def work(logged: Path, tmp_path: Path) -> Path:
    shutil.copytree(logged, tmp_path / "work", symlinks=True)
    return tmp_path / "work"


def checkpoint(work: Path, status: int = 0) -> dict[str, Any]:
    done = archiver(work, "log", "checkpoint", "--no-stamp", "--json")
    assert done.status == status, done.stderr
    return dict(json.loads(done.stdout))


def deep(work: Path, *flags: str) -> dict[str, Any]:
    return audit(work, *flags, depth="--deep")


def seal(work: Path, names: Sequence[str]) -> list[str]:
    """What `log checkpoint` does with packages when it has logged them."""
    with mock.patch.dict(os.environ, environment_of(work, {}), clear=True), chdir(work):
        return sealing.seal(Path("archives"), names, quiet=False)


def roll(work: Path) -> None:
    days = sorted({"-".join(path.parts[-4:-1]) for path in sidecars(work)})
    done = in_process(["roll", "-q", *(f"--day={day}" for day in days)], work)
    assert done.status == 0, done.stderr
    assert not sidecars(work)


def test_the_first_deep_audit_goes_by_seals(work: Path) -> None:
    done = deep(work)
    assert (done["status"], done["how"], done["unlogged_count"]) == (0, {"deep-seal": COUNT}, 0)


def test_so_does_the_first_quick_one(work: Path) -> None:
    assert audit(work)["how"] == {"seal": COUNT}


def test_and_the_first_deep_one_after_a_roll_by_one_seal_of_all(work: Path) -> None:
    roll(work)
    assert lines_of(work, deep(work)) == 1


def test_a_roll_that_sealed_nothing_leaves_the_seals_of_the_files(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its twin: as a cluster rolls, where the secret of the seals is not."""
    monkeypatch.setattr(sealing, "seal_rolled", lambda *_, **__: [])
    roll(work)
    assert lines_of(work, deep(work)) == COUNT
    assert lines_of(work, deep(work)) == 1


def lines_of(work: Path, done: dict[str, Any]) -> int:
    """How many lines an audit's record has for packages that all passed by deep seals."""
    assert (done["status"], done["how"]) == (0, {"deep-seal": COUNT})
    record = max((work / "archives/audits").glob("*.jsonl"))
    return sum(json.loads(line).get("event") == "fixity check" for line in record.read_bytes().splitlines())


def test_a_sidecar_that_changed_is_told_when_it_is_rolled(work: Path) -> None:
    """Rolling asks what was signed of the segment alone."""
    path = sidecars(work)[0]
    path.write_bytes(path.read_bytes().replace(b"bridge", b"brigde", 1))
    name = name_of(work, path)
    done = in_process(["roll", "--json", f"--day={'-'.join(path.parts[-4:-1])}"], work)
    assert (done.status, json.loads(done.stdout)["tampered"]) == (4, [name])
    assert f"archiver: rolled, and not what was signed: {name}: run `archiver verify` on it\n" in done.stderr
    assert list(deep(work)["found"]) == [name]


def test_rolling_without_a_log_seals_nothing(tmp_path: Path) -> None:
    assert archiver(tmp_path, "init", "--no-passphrase", "-q").status == 0
    add(tmp_path, "a", "b")
    roll(tmp_path)
    assert not (tmp_path / "archives/audits").exists()


def test_rolled_packages_are_sealed_as_well(work: Path) -> None:
    """Its twin: the packages are rolled before they are checked, as a renewal does it."""
    names = [name_of(work, path) for path in sidecars(work)]
    roll(work)
    shutil.rmtree(work / "archives/audits")
    assert seal(work, names) == []
    assert deep(work)["how"] == {"deep-seal": COUNT}


def test_elsewhere_all_is_checked(work: Path) -> None:
    """A stranger has no such secret, and nobody's seals are worth anything to them."""
    (work / "home/seal.key").write_bytes(os.urandom(32))
    assert deep(work)["how"] == {"deep": COUNT}


def test_what_was_logged_before_there_were_seals_is_checked(work: Path) -> None:
    for path in (work / "archives/audits").glob(".s*"):
        path.unlink()
    assert deep(work)["how"] == {"deep": COUNT}


def test_an_octet_that_changed_since(work: Path) -> None:
    path = segment_of(sidecars(work)[0])
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 1
    path.write_bytes(octets)
    done = deep(work)
    assert (done["status"], done["how"]) == (1, {"deep": 1, "deep-seal": COUNT - 1})
    assert list(done["found"]) == [name_of(work, sidecars(work)[0])]


def signed_wrongly(work: Path) -> Path:
    """A package whose maker signed a record with a digest that is not its own: every hash over it holds."""
    add(work, "wrong")
    (path,) = (one for one in sidecars(work) if "www.example.org/wrong" in one.read_text())
    built = Built(path.stem, path.read_bytes(), segment_of(path).read_bytes())
    records = records_of(built.segment)
    records[1] = with_field(records[1], b"WARC-Block-Digest", sha256(b"something else").encode())
    made = resigned(built, records=records, signers=signers(work))
    path.write_bytes(made.sidecar)
    segment_of(path).write_bytes(made.segment)
    return path


def signers(work: Path) -> Sequence[keys.KeyPair]:
    pems = sorted((work / "home/keys").glob("default.*"))
    return [keys.decode(pem.read_bytes(), None, what="key") for pem in pems if pem.suffix != ".pub"]


def test_a_record_digest_that_does_not_hold_is_told_when_it_is_logged(work: Path) -> None:
    path = signed_wrongly(work)
    done = checkpoint(work, status=4)
    assert (done["added"], done["refused"], done["tampered"]) == (1, [], [name_of(work, path)])
    found = deep(work)
    assert (found["status"], found["how"]) == (1, {"deep": 1, "deep-seal": COUNT})
    assert "E103" in {code for code, _ in found["found"][name_of(work, path)]}


def test_hashes_alone_do_not_show_it(work: Path) -> None:
    """Its twin: why that check is a deep one."""
    signed_wrongly(work)
    checkpoint(work, status=4)
    assert audit(work)["verdicts"] == [["verified", COUNT + 1]]


def test_a_large_batch_is_shared_among_processes(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[int]()

    def engine(jobs: int) -> LocalEngine:
        asked.append(jobs)
        return LocalEngine(jobs)

    for name, value in {"SHARED": COUNT, "BATCH": 1, "cores": lambda: 2, "LocalEngine": engine}.items():
        monkeypatch.setattr(sealing, name, value)
    shutil.rmtree(work / "archives/audits")
    assert seal(work, [name_of(work, path) for path in sidecars(work)]) == []
    assert asked == [2]
    assert deep(work)["how"] == {"deep-seal": COUNT}


def test_how_far_it_is_shows_on_a_terminal(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = dict[str, int]()

    @contextmanager
    def progress(label: str, total: int | None, *, quiet: bool) -> Iterator[Callable[[], None]]:
        assert total == COUNT
        assert not quiet
        yield lambda: shown.update({label: shown.get(label, 0) + 1})

    monkeypatch.setattr(sealing, "progress", progress)
    assert seal(work, [name_of(work, path) for path in sidecars(work)]) == []
    assert shown == {"checking and sealing": COUNT}
