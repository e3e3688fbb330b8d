"""One damaged or missing file of a rolled WARC: everything else is audited and indexed, and the damage has a name."""

import shutil
from pathlib import Path

import pytest

from archiver.bundle import rolled
from archiver.bundle.naming import WARC
from archiver.settings.logged import LoggedNames
from tests.cli.running import in_process
from tests.flows.test_quick_audit import COUNT, add, audit, sidecars
from tests.flows.test_quick_rolled import the, the_id


def rolled_file(work: Path, suffix: str) -> Path:
    return the(work, f"-{the_id(work)}{WARC}" if suffix == WARC else suffix)


@pytest.fixture
def work(twins: tuple[Path, Path]) -> Path:
    """A rolled archive with one package more, which is a file of its own."""
    _, work = twins
    add(work, "later")
    return work


DAMAGE = {
    "no JSON": b"{",
    "another header": b'{"format":"archiver/rolled/v2"}\n',
    "no packages": None,
    "empty": b"",
    "no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_contents_do_not_end_an_audit(work: Path, damage: str) -> None:
    path = rolled_file(work, rolled.CONTENTS)
    octets = DAMAGE[damage]
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0] if octets is None else octets)
    done = audit(work)
    assert (done["status"], dict(done["verdicts"])) == (3, {"indeterminate": 1, "verified": 1})
    assert list(done["found"]) == [str(path.relative_to(work / "archives"))]
    assert len(done["missing"]) == COUNT
    assert not done["alone"]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_contents_do_not_end_a_rebuild(work: Path, damage: str) -> None:
    path = rolled_file(work, rolled.CONTENTS)
    octets = DAMAGE[damage]
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0] if octets is None else octets)
    done = in_process(["index", "rebuild"], work)
    assert (done.status, done.stdout) == (4, "1 packages indexed, 1 skipped\n")
    assert path.name in done.stderr
    assert "--repair-from" in done.stderr


def cut(contents: Path) -> None:
    """Without its last line; what is left is well-formed."""
    contents.write_bytes(b"".join(contents.read_bytes().splitlines(keepends=True)[:-1]))


def test_a_rebuild_names_contents_that_lost_a_line(work: Path) -> None:
    cut(contents := rolled_file(work, rolled.CONTENTS))
    done = in_process(["index", "rebuild"], work)
    assert (done.status, done.stdout) == (4, f"{COUNT} packages indexed, 1 skipped\n")
    warc = rolled_file(work, WARC)
    assert f"expected all {warc.stat().st_size} octets of " in done.stderr
    assert f"{contents.name}: expected" in done.stderr


def test_an_audit_names_contents_that_lost_a_line(work: Path) -> None:
    """The package is in the WARC still; without the line nobody would miss it in an index that was made anew."""
    cut(contents := rolled_file(work, rolled.CONTENTS))
    assert in_process(["index", "rebuild"], work).status == 4
    name = str(contents.relative_to(work / "archives"))
    for way in ("--deep", "--quick", "--quick"):
        done = audit(work, way)
        assert (done["status"], list(done["found"])) == (3, [name])
        assert dict(done["verdicts"]) == {"indeterminate": 1, "verified": COUNT}
    for target in ("archives", str(rolled_file(work, WARC))):
        told = in_process(["verify", target], work)
        assert told.status == 3
        assert "octets of" in told.stdout


@pytest.mark.parametrize("suffix", [WARC, rolled.SIDECARS])
def test_an_audit_names_what_was_added_to_rolled_files(work: Path, suffix: str) -> None:
    with rolled_file(work, suffix).open("ab") as file:
        file.write(b"x")
    done = audit(work, "--quick")
    assert (done["status"], len(done["found"])) == (3, 1)


def test_a_rebuild_names_what_was_added_to_rolled_files(work: Path) -> None:
    for suffix in (WARC, rolled.SIDECARS):
        with rolled_file(work, suffix).open("ab") as file:
            file.write(b"x")
        done = in_process(["index", "rebuild"], work)
        assert (done.status, done.stdout) == (4, f"{COUNT + 1} packages indexed, 1 skipped\n")


@pytest.mark.parametrize("grown", [False, True])
def test_nothing_is_removed_that_contents_do_not_list(work: Path, grown: bool) -> None:
    contents, warc = rolled_file(work, rolled.CONTENTS), rolled_file(work, WARC)
    cut(contents)
    before = warc.read_bytes()
    if grown:
        assert in_process(["claims", "archives", "--withdraw", "0", "--reason", "A flaw."], work).status == 4
        day = "-".join(contents.relative_to(work / "archives").parts[:3])
        done = in_process(["roll", "--day", day], work)
        assert (done.status, f"left as it is: {contents.relative_to(work / 'archives')}" in done.stderr) == (4, True)
    else:
        assert in_process(["unroll", str(warc)], work).status == 5
        assert len(sidecars(work)) == 1
    assert warc.read_bytes() == before


def test_a_rebuild_of_a_whole_archive_skips_nothing(work: Path) -> None:
    done = in_process(["index", "rebuild"], work)
    assert (done.status, done.stdout) == (0, f"{COUNT + 1} packages indexed\n")


@pytest.mark.parametrize("suffix", [WARC, rolled.SIDECARS, rolled.CONTENTS])
def test_a_rebuild_names_the_rolled_file_that_is_missing(work: Path, suffix: str) -> None:
    path = rolled_file(work, suffix)
    path.unlink()
    done = in_process(["index", "rebuild"], work)
    assert done.status == 4
    assert done.stdout.startswith("1 packages indexed, ")
    assert path.name in done.stderr


@pytest.mark.parametrize(("damage", "lines"), [("damaged", 1), ("cut", COUNT), ("missing", COUNT + 1)])
def test_an_export_names_contents_that_are_not_whole(work: Path, damage: str, lines: int) -> None:
    """Without contents a rolled WARC is a WARC as any other."""
    contents = rolled_file(work, rolled.CONTENTS)
    if damage == "damaged":
        contents.write_bytes(b"{}\n")
    elif damage == "cut":
        cut(contents)
    else:
        contents.unlink()
    done = in_process(["index", "export"], work)
    assert done.status == 4
    assert done.stdout.count("\n") == lines
    assert contents.name in done.stderr


@pytest.mark.parametrize(
    ("suffix", "known"), [(rolled.CONTENTS, True), (rolled.SIDECARS, True), (rolled.SIDECARS, False)]
)
def test_one_damaged_file_keeps_no_other_package_out_of_the_log(work: Path, suffix: str, known: bool) -> None:
    """Sidecars that are lost are only looked at, and named, where it is not known that they are logged."""
    path = rolled_file(work, suffix)
    path.unlink() if suffix == rolled.SIDECARS else path.write_bytes(b"{}\n")
    if not known:
        LoggedNames(work / "archives").clear()
    done = in_process(["log", "checkpoint", "--no-stamp"], work)
    named = not known or suffix == rolled.CONTENTS
    assert (done.status, "new 1" in done.stdout) == (4 if named else 0, True), done
    assert (path.name in done.stderr) == named
    assert in_process(["log", "check"], work).status != 0


def test_claims_of_the_others_are_found_again(work: Path) -> None:
    contents = rolled_file(work, rolled.CONTENTS)
    contents.write_bytes(b"{}\n")
    done = in_process(["claims", "archives"], work)
    assert (done.status, done.stdout.count("stays current")) == (4, 1)
    assert f"{contents.name}: expected a package, found these contents of a rolled WARC are damaged" in done.stderr


def test_a_rolled_warc_without_contents_is_not_called_unsigned(work: Path) -> None:
    warc, contents = rolled_file(work, WARC), rolled_file(work, rolled.CONTENTS)
    contents.unlink()
    done = in_process(["audit", "--quick"], work)
    assert done.status == 3
    assert contents.name in done.stdout
    assert "nobody signed" not in done.stdout
    done = in_process(["verify", str(warc)], work)
    assert done.status == 3
    assert f"without {contents.name}" in done.stdout


def test_verify_says_what_is_damaged_and_what_to_do(work: Path) -> None:
    rolled_file(work, rolled.CONTENTS).write_bytes(b"{}\n")
    done = in_process(["verify", str(rolled_file(work, WARC))], work)
    assert done.status == 7
    assert "these contents of a rolled WARC are damaged" in done.stderr
    assert "--repair-from" in done.stderr


def test_packages_of_damaged_contents_are_taken_back_one_by_one(work: Path) -> None:
    copy = work / "copy"
    shutil.copytree(work / "archives", copy)
    rolled_file(work, rolled.CONTENTS).write_bytes(b"{}\n")
    done = audit(work, "--repair-from", str(copy))
    assert len(done["missing"]) == COUNT
    assert len(sidecars(work)) == COUNT + 1
    again = audit(work)
    assert dict(again["verdicts"]) == {"verified": COUNT + 1, "indeterminate": 1}
    assert not again["missing"]
