"""Quick audits of rolled packages: what passes as a single file passes rolled, and what fails fails with the same words.

Every attack is made twice, on single files and on the same packages rolled, beside the untouched twin of each.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.bundle import rolled
from archiver.sign.canonical import canonical
from archiver.verify.seal import Sealable, Sealer
from tests.cli.running import in_process
from tests.flows.quick import COUNT, archiver, audit, sidecars

Change = Callable[[bytes], bytes]


def the(work: Path, suffix: str) -> Path:
    (found,) = (work / "archives").glob(f"2*/**/*{suffix}")
    return found


def contents(work: Path) -> list[dict[str, Any]]:
    lines = the(work, rolled.CONTENTS).read_bytes().splitlines()
    return [json.loads(line) for line in lines[1:]]


def rewritten(work: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    path, members = the(work, rolled.CONTENTS), contents(work)
    change(members)
    head = path.read_bytes().splitlines()[0]
    path.write_bytes(b"\n".join([head, *map(canonical, members)]) + b"\n")


def spoiled(work: Path, number: int, part: str, change: Change) -> None:
    """Changes octets of the same length in a package's sidecar or segment, wherever they lie."""
    if part == "sidecar" and sidecars(work):
        path, (offset, length) = sidecars(work)[number], (0, sidecars(work)[number].stat().st_size)
    elif sidecars(work):
        path = sidecars(work)[number]
        path = path.with_name(f"{path.stem}.warc.gz")
        offset, length = 0, path.stat().st_size
    else:
        warc = f"-{the_id(work)}.warc.gz"
        suffix, key = (rolled.SIDECARS, "line") if part == "sidecar" else (warc, "segment")
        path, (offset, length) = the(work, suffix), contents(work)[number][key]
    octets = path.read_bytes()
    before = octets[offset : offset + length]
    after = change(before)
    assert len(after) == length
    assert after != before
    path.write_bytes(octets[:offset] + after + octets[offset + length :])


def the_id(work: Path) -> str:
    return the(work, rolled.CONTENTS).name.removesuffix(rolled.CONTENTS)[-8:]


def flipped(at: int) -> Change:
    def change(octets: bytes) -> bytes:
        spoiled = bytearray(octets)
        spoiled[at] ^= 1
        return bytes(spoiled)

    return change


def with_other_words(octets: bytes) -> bytes:
    return octets.replace(b"bridge", b"brigde", 1)


CHANGES = {
    "a segment's first octet": ("segment", flipped(0)),
    "a segment's octet": ("segment", flipped(700)),
    "a segment's last octet": ("segment", flipped(-1)),
    "a word in a sidecar": ("sidecar", with_other_words),
    "a value that is no JSON": ("sidecar", lambda octets: octets.replace(b"true", b"trve", 1).replace(b"null", b"nvll", 1)),
    "a float": ("sidecar", lambda octets: octets.replace(b"null", b"1.25", 1)),
    "an octet that is no UTF-8": ("sidecar", lambda octets: octets.replace(b"bridge", b"brid\xffe", 1)),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", [0, COUNT - 1])
def test_a_tampered_member_is_found_as_a_tampered_file_is(twins: tuple[Path, Path], number: int, change: str) -> None:
    part, how = CHANGES[change]
    for work in twins:
        assert audit(work)["how"] == {"seal": COUNT}
        spoiled(work, number, part, how)
    alone, together = (audit(work) for work in twins)
    assert alone["found"] == together["found"]
    assert len(together["found"]) == 1
    assert (together["status"], together["how"].get("seal")) == (alone["status"], COUNT - 1)
    assert alone["verdicts"] == together["verdicts"]


def test_places_that_were_exchanged(twins: tuple[Path, Path]) -> None:
    """The contents are nobody's evidence: what they lead to has to be what was signed."""
    _, work = twins

    def exchange(members: list[dict[str, Any]]) -> None:
        members[0]["segment"], members[1]["segment"] = members[1]["segment"], members[0]["segment"]

    rewritten(work, exchange)
    done = audit(work)
    assert (done["status"], done["how"]["seal"], len(done["found"])) == (1, COUNT - 2, 2)


def test_a_line_that_is_shown_twice_is_found(twins: tuple[Path, Path]) -> None:
    """Line and segment of another package under this one's name: both are well, and one package is lost."""
    alone, work = twins

    def double(members: list[dict[str, Any]]) -> None:
        members[0] |= {"line": members[1]["line"], "segment": members[1]["segment"]}

    rewritten(work, double)
    first, second = sidecars(alone)[:2]
    for one in (".json", ".warc.gz"):
        shutil.copy(second.with_name(second.stem + one), first.with_name(first.stem + one))
    reports = [audit(one) for one in twins]
    assert [done["status"] for done in reports] == [3, 3]
    assert reports[0]["lost"] == reports[1]["lost"]
    assert len(reports[0]["lost"]) == 1


@pytest.mark.parametrize("left", [0, 1, 2000])
def test_a_rolled_warc_that_was_cut(twins: tuple[Path, Path], left: int) -> None:
    _, work = twins
    path = the(work, f"-{the_id(work)}.warc.gz")
    path.write_bytes(path.read_bytes()[:left])
    done = audit(work)
    assert done["status"] == 1
    assert len(done["found"]) == COUNT


@pytest.mark.parametrize("suffix", ["segments", rolled.SIDECARS])
def test_a_rolled_file_that_is_gone(twins: tuple[Path, Path], suffix: str) -> None:
    _, work = twins
    the(work, f"-{the_id(work)}.warc.gz" if suffix == "segments" else suffix).unlink()
    done = audit(work)
    assert done["status"] in (3, 4, 5)
    assert "seal" not in done["how"]


def test_unrolling_costs_one_closer_look(twins: tuple[Path, Path]) -> None:
    _, work = twins
    assert in_process(["unroll", "-q", str(the(work, f"-{the_id(work)}.warc.gz"))], work).status == 0
    assert len(sidecars(work)) == COUNT
    assert audit(work)["how"] == {"log": COUNT}  # these octets were not sealed: the lines were
    assert audit(work)["how"] == {"seal": COUNT}


def test_a_sidecar_beside_its_line_goes_before_it(twins: tuple[Path, Path]) -> None:
    alone, work = twins
    first = sidecars(alone)[0]
    beside = work / first.relative_to(alone)
    beside.write_bytes(first.read_bytes())
    assert audit(work)["verdicts"] == [["verified", COUNT]]
    spoiled_one = with_other_words(first.read_bytes())
    beside.write_bytes(spoiled_one)
    done = audit(work)
    assert done["status"] == 1
    assert list(done["found"]) == [str(first.relative_to(alone / "archives"))]


def test_an_audit_says_where_rolled_segments_are(twins: tuple[Path, Path]) -> None:
    _, work = twins
    done = json.loads(archiver(work, "audit", "--quick", "--restart", "--json", "--signatures", "0").stdout)
    lines = [json.loads(line) for line in (work / done["record"]).read_bytes().splitlines()]
    warc = the(work, f"-{the_id(work)}.warc.gz").relative_to(work / "archives")
    (together,) = (line for line in lines if line.get("event") == "fixity check")
    assert (together["warc"], together["first"], together["of"], together["drawn"]) == (str(warc), 0, COUNT, [])
    assert together["leaves"] == [[0, COUNT]]
    assert done["summary"]["indexed"] == 0
    shutil.rmtree(work / "archives/audits/.stretches")  # then each of them is looked at on its own
    done = json.loads(archiver(work, "audit", "--quick", "--restart", "--json", "--signatures", "0").stdout)
    lines = [json.loads(line) for line in (work / done["record"]).read_bytes().splitlines()]
    places = [(line["within"], line["octets"]) for line in lines if line.get("event") == "fixity check"]
    assert places == [([str(warc), one["segment"][0]], one["segment"][1]) for one in contents(work)]
    assert done["summary"]["indexed"] == 0


def test_what_the_index_says_of_another_place_is_mended(twins: tuple[Path, Path]) -> None:
    """As after a roll whose last step was lost: rows of single files, packages in a rolled WARC."""
    alone, work = twins
    for path in (alone / "archives").glob("index.sqlite*"):
        shutil.copy(path, work / "archives" / path.name)
    assert audit(work)["indexed"] == COUNT
    assert audit(work)["indexed"] == 0


def test_the_seal_of_a_line_fits_no_file() -> None:
    sealer, over = Sealer.of(b"s" * 32, "1", "sha256:" + "0" * 64), Sealable(0, b"l" * 64, b"s" * 32)
    assert sealer.seal(over, b"{}\n", line=True) != sealer.seal(over, b"{}\n")
