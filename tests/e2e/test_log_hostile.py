"""What a log's keeper and a witness may be handed: each thing beside its intact twin."""

import os
import time
from pathlib import Path

import pytest

from archiver.sign import notekey
from archiver.store.logfolder import LogFolder
from archiver.tlog import checkpoint, note
from archiver.tlog.note import ED25519, Verifier
from tests.e2e.logging import add, archiver, batch, check

KEY = notekey.generate()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    assert archiver(tmp_path, "init", "archive", "--no-passphrase").status == 0
    for number in range(2):
        add(tmp_path, number)
    assert batch(tmp_path, "--no-stamp").status == 0
    return tmp_path


def against(work: Path, text: str) -> tuple[int, str, str]:
    (work / "kept").write_text(text)
    done = archiver(work, "log", "check", "--against", "kept", "--archive", "archive")
    return done.status, done.out, done.err


def published(work: Path) -> str:
    return (work / "archive" / "log" / "checkpoint").read_text()


def test_a_kept_checkpoint_has_to_be_the_logs_own(work: Path) -> None:
    """Anybody could write down another root, and cry fork."""
    old = published(work)
    origin, size = old.split("\n")[:2]
    add(work, 2)
    assert batch(work, "--no-stamp").status == 0
    assert against(work, old)[0] == 0
    forged = checkpoint.body(origin, int(size), b"\1" * 32)
    unsigned = note.Note(forged, (note.signed(forged, Verifier(origin, ED25519, KEY.public), KEY.sign),)).whole()
    other = checkpoint.body("log.example.net", 2, b"\1" * 32)
    foreign = note.Note(other, (note.signed(other, Verifier("log.example.net", ED25519, KEY.public), KEY.sign),))
    body = old.partition("\n\n")[2]
    for text in (unsigned, foreign.whole(), f"{forged}\n{body}", "garbage", "", old.replace("\n2\n", "\n1\n", 1)):
        status, out, err = against(work, text)
        assert (status, out) == (2, "")
        assert f"kept: expected a checkpoint that the log {origin} signed" in err


def test_a_log_that_went_back_is_found_with_a_checkpoint_that_somebody_kept(work: Path) -> None:
    old = published(work)
    add(work, 2)
    assert batch(work, "--no-stamp").status == 0
    newer = published(work)
    LogFolder(work / "archive" / "log").replace(old)
    for kept in (work / "home" / "checkpoints").iterdir():
        kept.unlink()
    assert against(work, old)[0] == 3, "one package is not logged, as far as this one knows"
    status, out, _ = against(work, newer)
    assert (status, "rolled back" in out) == (1, True)


@pytest.mark.parametrize("line", ["reviewed in May", "\x9b31mred", "a\u202eb", "\x7f"])
def test_a_witness_puts_its_name_under_nothing_that_cannot_be_read(tmp_path: Path, line: str) -> None:
    assert archiver(tmp_path, "init", "own", "--no-passphrase").status == 0
    verifier = Verifier("log.example.org", ED25519, KEY.public)

    def sign(text: str) -> str:
        text += f"{line}\n"
        return note.Note(text, (note.signed(text, verifier, KEY.sign),)).whole()

    folder = LogFolder(tmp_path / "log")
    folder.append([b"x" * 64], "log.example.org", sign)
    done = archiver(tmp_path, "log", "witness", "log", "--log", verifier.vkey(), "--name", "eye.example.net")
    assert (done.status, bool(done.out)) == ((0, True) if line.isprintable() else (7, False)), done.err
    assert all(character.isprintable() or character == "\n" for character in done.out + done.err)


@pytest.mark.parametrize(
    ("octets", "said"),
    [(b"garbage", "expected a signed note"), (b"\xff\xfe", "expected a signed note"), (b"", "expected a signed note")],
)
def test_a_damaged_checkpoint_names_its_file(work: Path, octets: bytes, said: str) -> None:
    (work / "archive" / "log" / "checkpoint").write_bytes(octets)
    for command in (("log", "checkpoint", "--no-stamp"), ("log", "check")):
        done = archiver(work, *command, "--archive", "archive")
        assert done.status == 7
        assert "log/checkpoint: " in done.err
        assert said in done.err
    assert archiver(work, "verify", "archive").status == 0, "packages stand by themselves"


@pytest.mark.parametrize("name", ["eye\n.example.net", "eye+example.net", "eye example.net", "", "eye\u2028x"])
def test_names_that_no_witness_may_have(work: Path, name: str) -> None:
    key = archiver(work, "log", "key", "--archive", "archive").out.strip()
    done = archiver(work, "log", "witness", "archive/log", "--log", key, "--name", name)
    assert (done.status, done.out) == (2, "")
    assert "a name without white space and plus signs" in done.err


def test_two_witnesses_of_one_name(work: Path) -> None:
    """Another key under a trusted name counts for nothing, and the right one beside it still counts."""
    key = archiver(work, "log", "key", "--archive", "archive").out.strip()
    seen = archiver(work, "log", "witness", "archive/log", "--log", key, "--name", "eye.example.net")
    witness = seen.err.split("witness: ")[1].split()[0]
    (work / "seen").write_text(seen.out)
    assert archiver(work, "trust", "vkey", witness).status == 0
    text = published(work).partition("\n\n")[0] + "\n"
    stranger = Verifier("eye.example.net", note.COSIGNATURE, KEY.public)
    own = note.parse(published(work))
    line = note.cosigned(own.text, stranger, KEY.sign, 1_700_000_000)
    (work / "other").write_text(note.Note(text, (line,)).whole())
    assert archiver(work, "trust", "policy", "--witnesses", "1").status == 0
    taken = archiver(work, "log", "cosigned", "other", "--witness", stranger.vkey(), "--archive", "archive")
    assert taken.status == 0
    assert archiver(work, "verify", "archive").status == 3, "a stranger of that name"
    assert archiver(work, "log", "cosigned", "seen", "--witness", witness, "--archive", "archive").status == 0
    assert published(work).count("— eye.example.net ") == 2
    assert archiver(work, "verify", "archive").status == 0
    assert archiver(work, "trust", "policy", "--witnesses", "2").status == 0
    assert archiver(work, "verify", "archive").status == 3
    assert check(work) == (0, [])


@pytest.mark.parametrize("ahead", [-3600, 3600], ids=["intact", "put back"])
def test_a_witness_whose_clock_was_put_back(work: Path, ahead: int) -> None:
    key = archiver(work, "log", "key", "--archive", "archive").out.strip()
    witness = ("log", "witness", "archive/log", "--log", key, "--name", "eye.example.net")
    assert archiver(work, *witness).status == 0
    (kept,) = (work / "home" / "checkpoints").iterdir()
    os.utime(kept, (time.time() + ahead,) * 2)
    done = archiver(work, *witness)
    assert (done.status, bool(done.out), "set the clock" in done.err) == (
        (5, False, True) if ahead > 0 else (0, True, False)
    )


@pytest.mark.parametrize("tile", ["tile/0/000.p/2", "tile/entries/000.p/2"])
@pytest.mark.parametrize("left", [1.0, 0.5, 0.0], ids=["intact", "half", "nothing"])
def test_a_tile_that_is_cut_short(work: Path, tile: str, left: float) -> None:
    """The last tiles are not full yet, and everybody reads them."""
    path = work / "archive" / "log" / tile
    octets = path.read_bytes()
    path.write_bytes(octets[: int(len(octets) * left)])
    status, findings = check(work)
    add(work, 2)
    done = batch(work, "--no-stamp")
    if left == 1.0:
        assert (status, findings, done.status) == (0, [], 0)
    else:
        assert (status, [one["kind"] for one in findings]) == (1, ["tree"])
        assert f"{tile}: expected a tile of 2, found none or a shorter one" in findings[0]["where"]
        assert done.status == 5, "no checkpoint is signed over what nobody can read"
    assert archiver(work, "verify", "archive").status == 0


def test_a_last_tile_that_says_something_else(work: Path) -> None:
    path = work / "archive" / "log" / "tile/0/000.p/2"
    octets = path.read_bytes()
    assert check(work) == (0, [])
    path.write_bytes(octets[:-1] + bytes([octets[-1] ^ 1]))
    assert check(work) == (1, [{"kind": "tree", "where": "tile/0/000.p/2"}])
    path.write_bytes(octets)
    assert check(work) == (0, [])
