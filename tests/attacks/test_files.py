"""Files that are no packages, cannot be read, or try to keep the verifier waiting: an exit status each, never a hang."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.attack import TRUST, alone, beside
from tests.support.build import Built, package, trust_file
from tests.support.cli import Ran, run, write_files

NOBODY = 65534


def laid_out(folder: Path, built: Built | None = None) -> Path:
    """An intact package below `folder`/p and the trust file."""
    return write_files(folder, {**alone(built or package()).files, TRUST: trust_file()})


def verify(folder: Path, *targets: Path) -> Ran:
    """`archiver verify` of the targets."""
    return run("verify", *map(str, targets), "--trust", str(folder / TRUST), "--json", home=folder / "home", cwd=folder)


def test_an_empty_folder_is_bad_input(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "empty").mkdir()
    ran = verify(tmp_path, tmp_path / "empty")
    assert (ran.status, ran.out) == (7, "")
    assert "expected packages" in ran.err


def test_a_folder_named_as_a_sidecar_is_looked_into(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "p").rename(tmp_path / "p.json")
    assert verify(tmp_path, tmp_path / "p.json").status == 0


@pytest.mark.parametrize("octets", [b"", b"Some text.\n", b"\x1f\x8b", b"%PDF-1.7"])
def test_a_file_that_is_no_sidecar(octets: bytes, tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "page.html").write_bytes(octets)
    ran = verify(tmp_path, tmp_path / "page.html")
    assert (ran.status, ran.report["verdict"], bool(ran.found("E001", "fail"))) == (7, "indeterminate", True)


def test_nothing_of_that_name(tmp_path: Path) -> None:
    laid_out(tmp_path)
    assert verify(tmp_path, tmp_path / "nothing.json").status == 2


@pytest.mark.parametrize("ending", [".json", ".warc.gz"])
def test_a_named_pipe_keeps_nobody_waiting(ending: str, tmp_path: Path) -> None:
    laid_out(tmp_path)
    pipe = tmp_path / "p" / (package().stem + ending)
    pipe.unlink()
    os.mkfifo(pipe)
    ran = verify(tmp_path, tmp_path / "p")
    assert (ran.status, ran.report["verdict"]) == (5, "indeterminate")
    assert "expected a regular file" in ran.checks[0]["detail"]


def test_a_link_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    laid_out(tmp_path)
    for ending in (".json", ".warc.gz"):
        (tmp_path / f"link{ending}").symlink_to(tmp_path / "p" / (package().stem + ending))
    only = tmp_path / "only.json"
    only.symlink_to(tmp_path / "p" / f"{package().stem}.json")
    assert verify(tmp_path, only).status == 3  # no WARC beside it
    assert verify(tmp_path, tmp_path / "link.json").status == 3  # the WARC beside it is a link that nobody named


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "p").symlink_to(tmp_path / "p")
    (tmp_path / "archive" / "loop").symlink_to(tmp_path / "archive")
    assert verify(tmp_path, tmp_path / "archive").status == 7


def test_a_name_that_is_no_utf8_is_reported_and_the_rest_is_verified(tmp_path: Path) -> None:
    laid_out(tmp_path)
    folder = os.fsencode(tmp_path / "p")
    try:
        Path(os.fsdecode(folder + b"/20261122T071501Z-\xff-1a2b3c4d.json")).write_bytes(package().sidecar)
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    ran = verify(tmp_path, tmp_path / "p")
    assert (ran.status, sorted(p["verdict"] for p in ran.report["packages"])) == (3, ["indeterminate", "verified"])
    assert "\\xff" in "".join(p["sidecar"] for p in ran.report["packages"])


def test_a_name_with_terminal_escapes_is_not_printed_raw(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "p" / "20261122T071501Z-\x1b[2J\x9b31m\u202e-1a2b3c4d.json").write_bytes(b"{}")
    ran = run("verify", str(tmp_path / "p"), "--trust", str(tmp_path / TRUST), home=tmp_path / "home")
    assert ran.status == 7
    assert not set("\x1b\x9b\u202e") & set(ran.out + ran.err)


def test_the_worst_of_several_packages_decides(tmp_path: Path) -> None:
    broken = package("text").with_segment(package("text").segment[:-1])
    unreadable = package("ukrainian").with_sidecar(b"[]")
    write_files(tmp_path, {**beside(package(), broken, unreadable).files, TRUST: trust_file()})
    ran = verify(tmp_path, tmp_path / "p")
    assert (ran.status, ran.report["verdict"]) == (1, "tampered")
    verdicts = sorted(one["verdict"] for one in ran.report["packages"])
    assert verdicts == ["indeterminate", "tampered", "verified"]
    (tmp_path / "p" / f"{broken.stem}.json").unlink()
    assert verify(tmp_path, tmp_path / "p").status == 7  # before 3, for the segment that is left alone


def test_a_damaged_index_does_not_hide_a_changed_package(tmp_path: Path) -> None:
    changed = package().with_sidecar(package().sidecar.replace(b"eleven months", b"twelve months"))
    laid_out(tmp_path, changed)
    settings = b"version: 1\narchive: urn:uuid:0b8f0f0e-7d6a-4e7e-9a52-1f0f5f6f2c11\nname: x\nsigners: x\n"
    write_files(tmp_path, {"p/archiver.yaml": settings, "p/index.sqlite": b"no database", "p/.index.sqlite": b"none"})
    ran = verify(tmp_path, tmp_path / "p")
    assert (ran.status, ran.report["verdict"]) == (1, "tampered")


def test_what_cannot_be_read_beside_a_package_hides_no_finding(everybodys_folder: Path) -> None:
    """One package is named; the folder that holds it may be entered and not listed."""
    folder = laid_out(everybodys_folder, package().with_segment(package("text").segment))
    assert verify(folder, folder / "p").status == 1
    (folder / "p").chmod(0o711)
    status, said = as_nobody(folder, folder / "p" / f"{package().stem}.json")
    assert status == 1, said
    assert "Permission denied" in said


def test_a_closed_folder_below_is_no_neighbour(everybodys_folder: Path) -> None:
    folder = laid_out(everybodys_folder)
    sidecar = folder / "p" / f"{package().stem}.json"
    assert verify(folder, sidecar).status == 0
    (folder / "p" / "closed").mkdir(mode=0)
    status, said = as_nobody(folder, sidecar)
    assert status == 0, said


@pytest.fixture
def everybodys_folder() -> Iterator[Path]:
    """pytest's own folders are closed to others, and so is whatever is made under some people's umask."""
    before = os.umask(0o022)
    try:
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o755)
            yield Path(name)
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["sidecar", "warc", "folder"])
def test_what_may_not_be_read_is_a_missing_resource(name: str, everybodys_folder: Path) -> None:
    folder = laid_out(everybodys_folder)
    assert verify(folder, folder / "p").status == 0  # and every module is loaded now
    target = {
        "sidecar": folder / "p" / f"{package().stem}.json",
        "warc": folder / "p" / f"{package().stem}.warc.gz",
        "folder": folder / "p" / "closed",
    }[name]
    if name == "folder":
        target.mkdir()
    target.chmod(0)
    status, said = as_nobody(folder, folder / "p")
    assert status == 5, said
    assert "Permission denied" in said


def as_nobody(folder: Path, named: Path) -> tuple[int, str]:
    """Status and output of `verify` in a process without root's right to read everything."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(writer, "wb") as out:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            ran = verify(folder, named)
            out.write(f"{ran.status} {ran.out}{ran.err}".encode())
            out.flush()
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        status, _, said = answer.read().decode().partition(" ")
    os.waitpid(child, 0)
    return int(status or -1), said


def test_folders_without_end_are_no_crash(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "p").joinpath(*["d"] * 300).mkdir(parents=True)
    ran = verify(tmp_path, tmp_path / "p")
    assert (ran.status, ran.out) == (5, "")
    assert "folders at most" in ran.err


def test_octets_that_are_no_characters_in_the_name_of_a_folder(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "p").rename(tmp_path / os.fsdecode(b"d\xff"))
    (tmp_path / "p").mkdir()
    (tmp_path / os.fsdecode(b"d\xff")).rename(tmp_path / "p" / os.fsdecode(b"d\xff"))
    assert verify(tmp_path, tmp_path / "p").status == 0


def test_octets_that_are_no_characters_in_the_name_of_a_link(tmp_path: Path) -> None:
    laid_out(tmp_path)
    name = f"{package().stem[:-8]}00000000.json"
    (tmp_path / "p" / os.fsdecode(name.encode().replace(b"example", b"ex\xffmple"))).symlink_to("/etc/passwd")
    ran = verify(tmp_path, tmp_path / "p")
    assert (ran.status, len(ran.report["packages"])) == (3, 2)
    assert ran.found("E001", "cannot-check")
