"""Stretches: what passes together is what would pass one by one, and whatever does not is looked at one by one."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from archiver.flows.audit import count
from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from archiver.model.audit import AUDIT_FORMAT, AuditHeader
from archiver.model.digest import sha256
from archiver.store.packages import find_packages
from archiver.store.stretches import Stretch, find_together
from tests.flows.quick import COUNT, archiver
from tests.flows.test_quick_rolled import contents, flipped


def stretch_seals(work: Path) -> Path:
    (path,) = (work / "archives/audits/.stretches").iterdir()
    return path


def recorded(work: Path, done: dict[str, Any]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in Path(work / done["record"]).read_bytes().splitlines()]
    return [line for line in lines if line.get("event") == "fixity check"]


def test_as_many_are_counted_as_are_listed_one_by_one(twins: tuple[Path, Path]) -> None:
    header = AuditHeader(
        format=AUDIT_FORMAT, archive="urn:uuid:00000000-0000-4000-8000-000000000001", started="2026-11-22T07:15:01.000000Z", deep=False,
        sample=None, seed=None, trust_sha256=sha256(b"trust"),
    )  # fmt: skip
    single, rolled = (work / "archives" for work in twins)
    assert [count(root, header) for root in (single, rolled)] == [COUNT, COUNT]
    (warc,) = rolled.glob("2*/**/*.warc.gz")
    before_a_rolled_one = warc.with_name(contents(twins[1])[1]["stem"] + ".json")
    before_a_rolled_one.write_bytes(b"{}")
    warc.with_name("20261122T071501Z-example.org-00000000.json").write_bytes(b"{}")
    assert count(rolled, header) == len(list(find_packages(rolled))) == COUNT + 1


def test_what_is_rolled_lies_on_no_shelf_where_a_file_lies_before_one_of_them(twins: tuple[Path, Path]) -> None:
    single, rolled = (work / "archives" for work in twins)
    assert [type(one) for one in find_together(rolled)] == [Stretch]
    for path in sorted(single.glob("2*/**/*-*.*"))[:2]:
        shutil.copy(path, rolled / path.relative_to(single))
    assert list(find_together(rolled)) == list(find_packages(rolled))


def audited(work: Path, *flags: str, signatures: str = "0") -> dict[str, Any]:
    done = archiver(work, "audit", "--quick", "--json", "--signatures", signatures, *flags)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("at", [0, 15, 16, 23, 24, -1])
def test_a_stretch_whose_seal_was_altered_is_looked_at_package_by_package(twins: tuple[Path, Path], at: int) -> None:
    _, work = twins
    entry = stretch_seals(work).read_bytes()[: 16 + 8 * COUNT]
    stretch_seals(work).write_bytes(flipped(at)(entry))
    done = audited(work, "--restart")
    assert len(recorded(work, done)) == COUNT
    assert dict(done["summary"]["how"]) == {"seal": COUNT}
    assert stretch_seals(work).read_bytes()[: len(entry)] == entry  # and sealed again


def test_the_seal_of_a_stretch_does_not_serve_another_trust_file_or_secret(twins: tuple[Path, Path]) -> None:
    _, work = twins
    before = stretch_seals(work).read_bytes()
    (secret,) = (path for path in (work / "home").rglob("*") if "seal" in path.name and path.is_file())
    secret.write_bytes(flipped(3)(secret.read_bytes()))
    done = audited(work, "--restart")
    assert dict(done["summary"]["how"]) == {"log": COUNT}
    assert stretch_seals(work).read_bytes() != before


def test_what_is_drawn_out_of_a_stretch_has_an_event_of_its_own(twins: tuple[Path, Path]) -> None:
    _, work = twins
    done = audited(work, "--restart", signatures="50")
    events = recorded(work, done)
    (stretch,) = (event for event in events if "warc" in event)
    names = [one["stem"] for one in contents(work)]
    drawn = [names[at] for at in stretch["drawn"]]
    assert [Path(event["package"]).stem for event in events if event["how"] == "sample"] == drawn
    how = dict(done["summary"]["how"])
    assert how.get("seal", 0) + how.get("sample", 0) == COUNT == done["summary"]["checked"]


@pytest.mark.parametrize("kept", range(4))
def test_an_audit_that_goes_on_takes_stretches_from_the_record(twins: tuple[Path, Path], kept: int) -> None:
    """A stretch with some of it drawn: its own line, and a line for each that was drawn, cut off after `kept` of them."""
    _, work = twins
    whole = audited(work, "--restart", signatures="50")
    path = work / whole["record"]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: min(1 + kept, len(lines) - 1)]))
    again = audited(work, signatures="50")
    assert again["record"] == whole["record"]
    ignored = {"finished"}
    assert {key: value for key, value in again["summary"].items() if key not in ignored} == {
        key: value for key, value in whole["summary"].items() if key not in ignored
    }
    assert len(recorded(work, again)) == len(recorded(work, whole))


@pytest.mark.parametrize("kept", [1, COUNT - 1, COUNT])
def test_an_audit_that_goes_on_takes_packages_of_a_stretch_from_the_record(twins: tuple[Path, Path], kept: int) -> None:
    _, work = twins
    shutil.rmtree(work / "archives/audits/.stretches")
    whole = audited(work, "--restart")
    path = work / whole["record"]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: 1 + kept]))
    again = audited(work)
    assert [event["package"] for event in recorded(work, again)] == [
        event["package"] for event in recorded(work, whole)
    ]
    assert again["summary"]["checked"] == COUNT


def test_a_row_that_disagrees_with_a_stretch_is_mended(twins: tuple[Path, Path]) -> None:
    _, work = twins
    with SqliteIndex(work / "archives" / INDEX_NAME) as index:
        rows = list(index.rows())
        index.add([rows[2]._replace(offset=rows[2].offset + 1)])
    done = audited(work, "--restart")
    assert done["summary"]["indexed"] == 1
    assert len(recorded(work, done)) == 1
    with SqliteIndex(work / "archives" / INDEX_NAME) as index:
        assert list(index.rows()) == rows
