"""The transparency log by its commands: batches, proofs, what `log check` finds, witnesses, a batch that is cut off."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.flows import logbook
from archiver.flows.unlogged import Unlogged
from archiver.settings.logged import LoggedNames
from archiver.store.local import LocalStore
from archiver.tlog import checkpoint
from tests.e2e.logging import add, archiver, batch, check, provenance, sidecars
from tests.store.test_logfolder import KILLED, Dying
from tests.support.cli import Ran, run
from tests.support.tsa import Authority, issue
from tests.support.waiting import dead_port


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def url(desk: Authority) -> Iterator[str]:
    with desk.served() as address:
        yield address


def test_one_stamp_for_a_batch(work: Path, desk: Authority, url: str) -> None:
    done = batch(work, "--authority", url, "--json")
    assert done.status == 0, done.err
    assert (done.report["leaves"], done.report["added"], done.report["stamps"]) == (3, 3, 1)
    tokens = {stamp["token"] for each in provenance(work) for stamp in each["timestamps"]}
    assert len(tokens) == 1
    archiver(work, "trust", "authority", "tests", str(desk.folder / "root.pem"))
    archiver(work, "trust", "policy", "--authorities", "1", "--log", "--time")
    verified = archiver(work, "verify", "archive", "--json")
    assert verified.status == 0, verified.out
    assert len(verified.found("E804", "pass")) == len(verified.found("E806", "pass")) == 3
    assert check(work) == (0, [])

    add(work, 3)
    assert check(work)[0] == 3
    assert batch(work, "--no-stamp", "--json").report["added"] == 1
    assert archiver(work, "verify", "archive").status == 3  # the newest has no stamp yet
    assert batch(work, "--authority", url, "--json").report["added"] == 0
    assert check(work) == (0, [])


def test_an_authority_that_is_down_is_made_up_for(work: Path, desk: Authority, url: str) -> None:
    assert batch(work, "--authority", f"http://127.0.0.1:{dead_port()}/").status == 4
    assert all(len(each["log"]) == 1 and not each["timestamps"] for each in provenance(work))
    again = batch(work, "--authority", url, "--json")
    assert (again.status, again.report["added"], again.report["proofs"]) == (0, 0, 3)
    assert all(len(each["log"]) == 1 and len(each["timestamps"]) == 1 for each in provenance(work))
    archiver(work, "trust", "authority", "tests", str(desk.folder / "root.pem"))
    archiver(work, "trust", "policy", "--authorities", "1")
    assert archiver(work, "verify", "archive").status == 0


def test_renewed(work: Path, desk: Authority, url: str) -> None:
    """Everything is stamped once more under the newest checkpoint, and what was there stays."""
    batch(work, "--authority", url)
    renewed = archiver(work, "renew", "--archive", "archive", "--authority", url)
    assert renewed.status == 0, renewed.err
    assert all(len(each["timestamps"]) == 2 for each in provenance(work))
    add(work, 3)
    archiver(work, "renew", "--archive", "archive", "--authority", url)
    # Names sort by second, so that packages of one second come in any order.
    assert sorted(len(each["log"]) for each in provenance(work)) == [1, 2, 2, 2]
    archiver(work, "trust", "authority", "tests", str(desk.folder / "root.pem"))
    archiver(work, "trust", "policy", "--authorities", "1", "--log")
    assert archiver(work, "verify", "archive").status == 0
    assert check(work) == (0, [])


def test_a_renewal_outlives_the_authority_before_it(work: Path, desk: Authority, url: str, tmp_path: Path) -> None:
    """One authority's key is lost; who renewed before that with another one has a time by that one."""
    batch(work, "--authority", url)
    archiver(work, "trust", "authority", "old", str(desk.folder / "root.pem"))
    archiver(work, "trust", "policy", "--authorities", "1", "--time")
    assert archiver(work, "verify", "archive").status == 0
    other = Authority(tmp_path / "other", root=issue("Another root", ca=True))
    with other.served() as new:
        renewed = archiver(work, "renew", "--archive", "archive", "--authority", new, "--json")
    assert (renewed.report["added"], renewed.report["stamps"], renewed.report["proofs"]) == (0, 1, 3)
    archiver(work, "trust", "authority", "new", str(other.folder / "root.pem"))
    revoked = archiver(work, "trust", "authority", "old", "--revoke", "--reason", "stolen")
    assert (revoked.status, "no stamp of it counts" in revoked.out) == (0, True)
    verified = archiver(work, "verify", "archive", "--json")
    assert verified.status == 0, verified.out
    assert [check["detail"].partition(":")[2] for check in verified.found("E804", "pass")] == [
        " new; not counted: the authority 'old' is revoked"
    ] * 3


def test_without_a_renewal_the_time_goes_with_the_authority(work: Path, desk: Authority, url: str) -> None:
    batch(work, "--authority", url)
    archiver(work, "trust", "authority", "old", str(desk.folder / "root.pem"))
    archiver(work, "trust", "policy", "--authorities", "1")
    assert archiver(work, "trust", "authority", "old", "--revoke").status == 0
    assert archiver(work, "verify", "archive").status == 3


def test_revoking_an_authority(work: Path, desk: Authority) -> None:
    root = str(desk.folder / "root.pem")
    assert archiver(work, "trust", "authority", "old", root).status == 0
    assert archiver(work, "trust", "authority", "old", root, "--revoke").status == 2
    assert archiver(work, "trust", "authority", "old").status == 2
    assert archiver(work, "trust", "authority", "other", "--revoke").status == 2
    assert archiver(work, "trust", "authority", "old", "--revoke", "--reason", "stolen").status == 0
    (first,) = json.loads((work / "home" / "trust.json").read_text())["authorities"]
    assert first["revoked"]["reason"] == "stolen"
    assert archiver(work, "trust", "authority", "old", "--revoke", "--reason", "again").status == 0
    (again,) = json.loads((work / "home" / "trust.json").read_text())["authorities"]
    assert again == first, "the first revocation stays"
    assert archiver(work, "trust", "authority", "old", root).status == 2, "pinning it again would undo that"
    assert archiver(work, "trust", "authority", "as another", root).status == 2


def test_a_proof_for_others(work: Path) -> None:
    batch(work, "--no-stamp")
    proof = archiver(work, "log", "prove", "https://news.example.org/1", "--archive", "archive")
    assert checkpoint.read_proof(proof.out).checkpoint.size == 3
    assert archiver(work, "log", "key", "--archive", "archive").out.startswith("urn:uuid:")


def test_what_check_finds(work: Path) -> None:
    batch(work, "--no-stamp")
    first, second, _ = sidecars(work)
    saved = first.read_bytes()
    first.unlink()
    status, found = check(work)
    assert (status, [one["kind"] for one in found]) == (1, ["missing"])

    document = json.loads(saved)
    document["provenance"]["capture"]["signatures"].reverse()  # the same statement in another envelope
    first.write_text(json.dumps(document))
    assert [one["kind"] for one in check(work)[1]] == ["altered"]

    first.write_bytes(saved)
    second.with_name(second.name.replace(".json", "-2.json")).write_bytes(second.read_bytes())
    assert [one["kind"] for one in check(work)[1]] == ["doubled"]


def test_a_changed_tile_is_found(work: Path) -> None:
    batch(work, "--no-stamp")
    bundle = work / "archive" / "log" / "tile" / "entries" / "000.p" / "3"
    octets = bytearray(bundle.read_bytes())
    octets[10] ^= 1
    bundle.write_bytes(octets)
    status, found = check(work)
    assert status == 1
    assert "tree" in {one["kind"] for one in found}


def test_going_back_is_refused(work: Path) -> None:
    batch(work, "--no-stamp")
    shutil.copytree(work / "archive" / "log", work / "old")
    add(work, 3)
    batch(work, "--no-stamp")
    shutil.rmtree(work / "archive" / "log")
    shutil.move(work / "old", work / "archive" / "log")
    assert "history" in {one["kind"] for one in check(work)[1]}
    add(work, 4)
    refused = batch(work, "--no-stamp")
    assert (refused.status, "rolled back" in refused.err) == (5, True)


def test_another_history_is_refused(work: Path) -> None:
    """The log is made anew, longer than before, by the same key: only what was kept can tell."""
    batch(work, "--no-stamp")
    kept_before = (work / "archive" / "log" / "checkpoint").read_bytes()
    (work / "seen.txt").write_bytes(kept_before)
    shutil.rmtree(work / "archive" / "log")
    shutil.rmtree(work / "home" / "checkpoints")
    for path in sidecars(work):
        document = json.loads(path.read_text())
        document["provenance"]["log"] = []
        path.write_text(json.dumps(document))
    add(work, 3)
    shutil.move(sidecars(work)[0], work / "archive" / "zzz.json")  # another order
    assert batch(work, "--no-stamp").status == 0
    status, found = check(work, "--against", "seen.txt")
    assert (status, "fork" in found[0]["where"]) == (1, True)


def test_a_witness(work: Path) -> None:
    batch(work, "--no-stamp")
    vkey = archiver(work, "log", "key", "--archive", "archive").out.strip()
    eye = work / "eye"
    assert run("init", "own", "--no-passphrase", home=eye, cwd=work).status == 0

    def witness() -> Ran:
        return run("log", "witness", "archive/log", "--log", vkey, "--name", "eye.example.net", home=eye, cwd=work)

    seen = witness()
    assert seen.status == 0, seen.err
    (work / "seen.note").write_text(seen.out)
    vkey_of_witness = seen.err.split("your key as a witness: ")[1].strip()
    taken = archiver(work, "log", "cosigned", "seen.note", "--witness", vkey_of_witness, "--archive", "archive")
    assert taken.out == "3 proofs have it now\n", taken.err

    assert archiver(work, "trust", "vkey", vkey_of_witness).status == 0
    archiver(work, "trust", "policy", "--witnesses", "1", "--log", "--time")
    assert archiver(work, "verify", "archive").status == 0
    add(work, 3)
    batch(work, "--no-stamp")
    assert witness().status == 0
    shutil.copy(work / "seen.note", work / "archive" / "log" / "checkpoint")  # an old one
    gone_back = witness()
    assert (gone_back.status, gone_back.out) == (5, "")


def _batch_that_dies(work: Path, at: int) -> None:
    os.environ["ARCHIVER_HOME"] = str(work / "home")
    from archiver.cli.logging import log_key, open_log

    log = open_log(work / "archive", log_key(work / "archive"))
    Dying(at)
    store = LocalStore(work / "archive")
    fresh = Unlogged(store, log, LoggedNames(work / "archive"))
    made = logbook.log_batch(list(fresh), store, log, lambda *_: [])
    fresh.logged(made.names, made.checkpoint)


def batch_and_die(work: Path, at: int) -> int:
    child = os.fork()
    if child == 0:
        try:
            _batch_that_dies(work, at)
            os._exit(0)
        finally:  # what is raised here must not go on as a second pytest
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.slow
def test_a_batch_that_is_cut_off_anywhere(work: Path) -> None:
    """No leaf twice, none lost, every sidecar with its proof in the end, whatever call a run died at."""
    shutil.copytree(work / "archive", work / "fresh")
    shutil.copytree(work / "home", work / "fresh-home")
    for at in range(0, 200, 3):
        for name in ("archive", "home"):
            shutil.rmtree(work / name)
        shutil.copytree(work / "fresh", work / "archive")
        shutil.copytree(work / "fresh-home", work / "home")
        died = batch_and_die(work, at)
        assert died in (0, KILLED)
        assert batch(work, "--no-stamp").status == 0
        assert check(work) == (0, [])
        assert all(len(each["log"]) == 1 for each in provenance(work))
        assert archiver(work, "verify", "archive").status == 0
        if died == 0:
            return
    raise AssertionError("expected a run that is not cut off in the end")


def test_more_packages_than_one_batch_takes(work: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Every package gets its one proof, whichever batch it was in, and each batch its own checkpoint and stamp."""
    monkeypatch.setattr("archiver.cli.logging.LARGEST", 2)
    done = batch(work, "--authority", url, "--json").report
    assert (done["leaves"], done["added"], done["proofs"], done["stamps"]) == (3, 3, 3, 2)
    assert sorted(each["log"][0]["index"] for each in provenance(work)) == [0, 1, 2]
    assert all(len(each["log"]) == len(each["timestamps"]) == 1 for each in provenance(work))
    assert check(work) == (0, [])
    assert batch(work, "--no-stamp", "--json").report["added"] == 0
