"""`archiver trust root`, `trust add` and `trust update`: people sign far apart, and readers accept only what follows."""

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archiver.cli import wiring
from archiver.sign.dsse import decode64
from tests.generated import SCHEMAS
from tests.support import articles
from tests.support.cli import Ran, run

LATER = "2099-01-01T00:00:00.000000Z"


class Desk:
    """An archive, three holders of its root on machines of their own, and a reader."""

    def __init__(self, work: Path) -> None:
        self.work = work
        (work / "a.html").write_text(articles.ENGLISH_HTML)
        self("desk", "init", "archive", "--no-passphrase")
        self("desk", "add", "a.html", "--url", articles.ENGLISH_URL, "--archive", "archive")
        for name in ("anna", "ben", "chris", "dora"):
            (work / f"{name}.json").write_text(self(name, "trust", "root", "key", name, "--no-passphrase").out)
        people = ["anna.json", "ben.json", "chris.json"]
        self("desk", "trust", "root", "init", "example-archive", *people, "--threshold", "2", "-o", "signed.json")
        self("desk", "trust", "root", "vouch", "signed.json", "archive/trust.json")
        self.signed_by("anna", "ben")

    def __call__(self, who: str, *arguments: str, status: int = 0) -> Ran:
        """A command on somebody's machine, which ends as told."""
        done = run(*arguments, home=self.work / "homes" / who, cwd=self.work)
        assert done.status == status, (arguments, done.out, done.err)
        return done

    def signed_by(self, *names: str, file: str = "signed.json") -> None:
        """Each signs a copy; the copies are joined."""
        for name in names:
            self(name, "trust", "root", "sign", file, "--key", name, "-o", f"by-{name}.json")
        self("desk", "trust", "root", "join", *(f"by-{name}.json" for name in names), "-o", file)

    def fingerprint(self, file: str = "signed.json") -> str:
        """Of the last root, as the archive prints it."""
        shown = run("trust", "root", "show", file, "--json", home=self.work / "homes" / "desk", cwd=self.work)
        return str([one for one in json.loads(shown.out) if "threshold" in one["says"]][-1]["fingerprint"])

    def pin(self) -> Ran:
        """The reader pins the root."""
        return self("reader", "trust", "add", "--from", "signed.json", "--fingerprint", self.fingerprint())

    def read(self, status: int) -> Ran:
        """The reader verifies the archive."""
        return self("reader", "verify", "archive", status=status)

    def keep(self, name: str) -> None:
        """Keeps today's file as `name`."""
        shutil.copy(self.work / "signed.json", self.work / name)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Desk(tmp_path_factory.mktemp("desk")).work


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Desk:
    copy = object.__new__(Desk)
    copy.work = tmp_path / "work"
    shutil.copytree(made, copy.work)
    return copy


def test_a_reader_trusts_what_the_roots_vouch_for(desk: Desk) -> None:
    desk.read(3)
    assert "good until" in desk.pin().out
    assert "signed by default" in desk.read(0).out
    listed = desk("reader", "trust", "list").out
    assert "root example-archive 1, list 1, good until" in listed
    assert "nothing new" in desk("reader", "trust", "update").out


def test_the_fingerprint_decides(desk: Desk) -> None:
    refused = desk("reader", "trust", "add", "--from", "signed.json", "--fingerprint", "00" * 32, status=7)
    assert "expected a root with the fingerprint" in refused.err
    assert "--fingerprint" in desk("reader", "trust", "add", "--from", "signed.json", status=2).err
    desk.read(3)


def test_a_key_that_was_revoked_reaches_readers_by_an_update(desk: Desk) -> None:
    desk.pin()
    desk("desk", "keys", "revoke", "default", "--archive", "archive")
    desk("desk", "trust", "root", "vouch", "signed.json", "archive/trust.json")
    half = desk("reader", "trust", "update", status=7)
    assert "found 0" in half.err
    desk.read(0)
    desk.signed_by("anna", "chris")
    assert "+ default  capture, claims  until" in desk("reader", "trust", "update").out
    desk.read(3)


def test_a_set_that_is_no_longer_listed_is_no_longer_trusted(desk: Desk) -> None:
    desk.pin()
    (desk.work / "none.json").write_text(desk("nobody", "trust", "list", "--json").out)
    desk("desk", "trust", "root", "vouch", "signed.json", "none.json")
    desk.signed_by("anna", "ben")
    assert "- default  no longer trusted" in desk("reader", "trust", "update").out
    desk.read(3)


def test_holders_change_and_readers_follow(desk: Desk) -> None:
    desk.pin()
    desk("desk", "trust", "root", "update", "signed.json", "--add", "dora.json", "--remove", "chris")
    desk.signed_by("anna", "dora")  # one of the old holders is not enough
    assert desk("desk", "trust", "root", "show", "signed.json", status=3).out.count("has 1 of the 2") == 1
    assert "holders of root 1, found 1: 'anna'" in desk("reader", "trust", "update", status=7).err
    desk.signed_by("anna", "ben", "dora")
    desk("desk", "trust", "root", "show", "signed.json")
    assert "root 2, list 1" in desk("reader", "trust", "update").out
    desk.read(0)


def test_an_old_file_in_the_place_of_a_new_one(desk: Desk) -> None:
    desk.keep("old.json")
    desk("desk", "trust", "root", "vouch", "signed.json", "archive/trust.json")
    desk.signed_by("anna", "ben")
    desk.pin()
    shutil.copy(desk.work / "old.json", desk.work / "signed.json")
    assert "expected list 2 or a later one, found 1" in desk("reader", "trust", "update", status=7).err
    desk.read(0)


def test_a_file_that_never_changes_is_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.pin()
    assert "expired" not in desk.read(0).err
    monkeypatch.setattr(wiring, "now", lambda: LATER)
    frozen = desk("reader", "trust", "update", status=7)
    assert "root 1 to be good today" in frozen.err
    assert "may be missing here; run `archiver trust update`" in desk.read(0).err, "what was signed stays verifiable"
    assert "may be missing here" in desk("reader", "trust", "list").err
    assert "may be missing here" in desk("reader", "doctor", "--archive", "archive", status=3).out
    assert "expired: nobody accepts it" in desk("desk", "trust", "root", "show", "signed.json").out


def test_an_unsigned_file_changes_nothing_that_a_root_speaks_for(desk: Desk) -> None:
    desk.pin()
    refused = desk("reader", "trust", "add", "archive/trust.json", status=7)
    assert "found an unsigned one" in refused.err
    planted = json.loads((desk.work / "archive" / "trust.json").read_text())
    stranger = json.loads(
        desk("thief", "keys", "new", "thief", "--no-passphrase").out and desk("thief", "keys", "export", "thief").out
    )
    planted["sets"] += stranger["sets"]
    (desk.work / "planted.json").write_text(json.dumps(planted))
    desk("reader", "trust", "add", "planted.json", status=7)
    (desk.work / "stranger.json").write_text(json.dumps(stranger))
    desk("reader", "trust", "add", "stranger.json")  # its twin: somebody else, whom the root does not speak for


def test_another_root_of_the_same_name_is_refused(desk: Desk) -> None:
    desk.pin()
    desk("thief", "trust", "root", "key", "thief", "--no-passphrase")
    (desk.work / "thief.json").write_text(desk("thief", "trust", "root", "key", "thief").out)
    desk("thief", "trust", "root", "init", "example-archive", "thief.json", "--threshold", "1", "-o", "false.json")
    desk("thief", "trust", "root", "vouch", "false.json", "archive/trust.json")
    desk("thief", "trust", "root", "sign", "false.json", "--key", "thief")
    refused = desk(
        "reader", "trust", "add", "--from", "false.json", "--fingerprint", desk.fingerprint("false.json"), status=7
    )
    assert "another of that version" in refused.err
    assert "another of that version" in desk("reader", "trust", "add", "false.json", status=7).err
    assert "signed by default" in desk.read(0).out


def test_another_root_with_keys_of_this_one_is_refused(desk: Desk) -> None:
    """Whoever runs one archive cannot end the keys of another."""
    desk.pin()
    (desk.work / "thief.json").write_text(desk("thief", "trust", "root", "key", "thief", "--no-passphrase").out)
    desk("thief", "trust", "root", "init", "thieves", "thief.json", "--threshold", "1", "-o", "theirs.json")
    desk("thief", "trust", "root", "vouch", "theirs.json", "archive/trust.json")
    desk("thief", "trust", "root", "sign", "theirs.json", "--key", "thief")
    assert "that the root 'example-archive' speaks for" in desk("reader", "trust", "add", "theirs.json", status=7).err


def test_nothing_beside_a_package_is_trusted(desk: Desk) -> None:
    """Files planted where the user's own would lie, in the archive and in the folder where the command runs."""
    for folder in (desk.work, desk.work / "archive"):
        shutil.copy(desk.work / "signed.json", folder / "trust.json")
    desk.pin()
    (kept,) = (desk.work / "homes" / "reader" / "roots").iterdir()
    for folder in (desk.work / "roots", desk.work / "archive" / "roots"):
        folder.mkdir()
        shutil.copy(kept, folder)
    shutil.rmtree(desk.work / "homes" / "reader")
    desk.read(3)


def test_a_pinned_root_that_was_tampered_with_is_no_reason_to_trust(desk: Desk) -> None:
    desk.pin()
    (kept,) = (desk.work / "homes" / "reader" / "roots").iterdir()
    document = json.loads(kept.read_text())
    document["published"]["trust"]["signatures"].pop()
    kept.write_text(json.dumps(document))
    assert "expected list 1 to be signed by 2 of the 3 holders of root 1, found 1" in desk.read(7).err


def test_a_signed_file_can_be_named_for_one_look(desk: Desk) -> None:
    desk("nobody", "verify", "archive", "--trust", "signed.json")
    assert not (desk.work / "homes" / "nobody" / "roots").exists()
    document = json.loads((desk.work / "signed.json").read_text())
    document["roots"][0]["signatures"] = []
    (desk.work / "bare.json").write_text(json.dumps(document))
    desk("nobody", "verify", "archive", "--trust", "bare.json", status=7)


def test_update_names_what_is_not_there(desk: Desk) -> None:
    assert "no root is pinned" in desk("nobody", "trust", "update").out
    assert "expected a root that you trust" in desk("nobody", "trust", "update", "--from", "signed.json", status=2).err
    desk.pin()
    (desk.work / "signed.json").rename(desk.work / "elsewhere.json")
    desk("reader", "trust", "update", status=5)
    desk("reader", "trust", "update", "--from", "elsewhere.json")
    desk("reader", "trust", "update", status=5)  # it keeps asking where it was told first


def test_the_files_are_those_of_the_schemas(desk: Desk) -> None:
    desk.pin()
    document = json.loads((desk.work / "signed.json").read_text())
    (kept,) = (desk.work / "homes" / "reader" / "roots").iterdir()
    for name, value in {
        "signed-trust": document,
        "root": json.loads(decode64(document["roots"][0]["payload"])),
        "trust-list": json.loads(decode64(document["trust"]["payload"])),
        "root-holder": json.loads((desk.work / "anna.json").read_text()),
        "pinned-root": json.loads(kept.read_text()),
        "trust": json.loads((desk.work / "archive" / "trust.json").read_text()),
    }.items():
        rules = Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text()))
        assert list(rules.iter_errors(value)) == []
        assert list(rules.iter_errors({**value, "more": 1})) != []


def test_a_chain_that_is_broken_is_refused_at_first_sight(desk: Desk) -> None:
    """A good root 1, and a root 2 that only its own holder signed: whoever looks at the last alone sees nothing."""
    (desk.work / "thief.json").write_text(desk("thief", "trust", "root", "key", "thief", "--no-passphrase").out)
    remove = [word for name in ("anna", "ben", "chris") for word in ("--remove", name)]
    new = ("--add", "thief.json", *remove, "--threshold", "1", "-o", "broken.json")
    desk("desk", "trust", "root", "update", "signed.json", *new)
    desk("thief", "trust", "root", "sign", "broken.json", "--key", "thief")
    for arguments in (("trust", "add", "broken.json"), ("verify", "archive", "--trust", "broken.json")):
        assert "root 2 to be signed by 2 of the 3 holders of root 1" in desk("nobody", *arguments, status=7).err


def test_a_reader_can_revoke_what_a_root_still_vouches_for(desk: Desk) -> None:
    desk.pin()
    desk.read(0)
    desk("reader", "keys", "revoke", "default", "--archive", "archive")
    desk.read(3)
    desk("reader", "trust", "update")
    desk.read(3)


def test_root_keys_vouch_for_no_capture(desk: Desk) -> None:
    """A holder's keys are not trusted for anything but the list, not even on the holder's own machine."""
    assert desk("anna", "trust", "list").out == ""
    desk("anna", "trust", "add", "anna.json", status=7)
