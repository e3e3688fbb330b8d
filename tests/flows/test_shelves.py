"""Shelves: files of one folder pass with one event, and whatever does not pass by itself has an event of its own."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from archiver.index.sqlite import INDEX_NAME, SqliteIndex
from tests.flows.quick import COUNT, archiver, name_of, segment_of, sidecars
from tests.flows.test_stretches import audited, recorded


@pytest.fixture
def work(single: Path, tmp_path: Path) -> Path:
    """A copy of an archive of single files, logged and sealed, that one test may spoil."""
    shutil.copytree(single, tmp_path / "work", symlinks=True)
    return tmp_path / "work"


def shelves(events: list[dict[str, Any]]) -> list[list[str]]:
    return [[f"{one['folder']}/{name}" for name in one["sidecars"]] for one in events if "sidecars" in one]


def by_themselves(events: list[dict[str, Any]]) -> list[str]:
    return [one["package"] for one in events if "package" in one]


def named(work: Path) -> list[str]:
    return [name_of(work, path) for path in sidecars(work)]


@pytest.mark.parametrize("depth", ["--quick", "--deep"])
def test_what_passes_has_one_event_that_says_what_each_would_have_said(work: Path, depth: str) -> None:
    audited_as(work, depth)  # seals
    done = audited_as(work, depth)
    (event,) = recorded(work, done)
    assert shelves([event]) == [named(work)]
    assert event["octets"] == [segment_of(path).stat().st_size for path in sidecars(work)]
    logged = [_leaf(path) for path in sidecars(work)]
    assert [number for first, many in event["leaves"] for number in range(first, first + many)] == logged
    how = "deep-seal" if depth == "--deep" else "seal"
    assert (event["how"], dict(done["summary"]["how"])) == (how, {how: COUNT})
    assert (done["summary"]["packages"], done["summary"]["checked"], done["summary"]["lost"]) == (COUNT, COUNT, [])


def audited_as(work: Path, depth: str) -> dict[str, Any]:
    done = archiver(work, "audit", depth, "--json", "--restart", "--signatures", "0")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _leaf(path: Path) -> int:
    number: int = orjson.loads(path.read_bytes())["provenance"]["log"][0]["index"]
    return number


def test_what_is_drawn_has_an_event_of_its_own(work: Path) -> None:
    done = audited(work, "--restart", signatures="50")
    events = recorded(work, done)
    how = dict(done["summary"]["how"])
    assert sorted([*by_themselves(events), *(name for some in shelves(events) for name in some)]) == named(work)
    assert (how.get("sample", 0), how.get("seal", 0)) == (
        len(by_themselves(events)),
        sum(map(len, shelves(events))),
    )


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"{")


def shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link(path: Path) -> None:
    path.rename(path.with_name(f".{path.name}"))
    path.symlink_to(f".{path.name}")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("part", ["sidecar", "segment"])
@pytest.mark.parametrize("spoil", [longer, shorter, a_pipe, a_link, a_folder, Path.unlink])
def test_one_that_is_not_as_it_was_is_named_and_its_neighbours_pass(
    work: Path, part: str, spoil: Callable[[Path], object]
) -> None:
    target = sidecars(work)[2]
    others = [name for name in named(work) if name != name_of(work, target)]
    spoil(target if part == "sidecar" else segment_of(target))
    done = audited(work, "--restart")
    events = recorded(work, done)
    assert sorted(name for some in shelves(events) for name in some) == others
    assert target.name.removesuffix(".json") in json.dumps([done["findings"], done["summary"]["missing"]])
    assert dict(done["summary"]["verdicts"])["verified"] == COUNT - 1


def test_what_follows_the_longest_sidecar_is_seen(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = sidecars(work)[2]
    monkeypatch.setattr("archiver.flows.shelf.MAX_JSON_BYTES", target.stat().st_size)
    assert dict(audited(work, "--restart")["summary"]["how"]) == {"seal": COUNT}
    longer(target)
    assert dict(audited(work, "--restart")["summary"]["verdicts"])["verified"] == COUNT - 1


def test_a_row_that_says_something_else_is_written_anew(work: Path) -> None:
    path = work / "archives" / INDEX_NAME
    with SqliteIndex(path) as index:
        rows = list(index.rows())
        index.add([rows[1]._replace(length=rows[1].length + 1)])
    done = audited(work, "--restart")
    assert done["summary"]["indexed"] == 1
    with SqliteIndex(path) as index:
        assert list(index.rows()) == rows
    assert audited(work, "--restart")["summary"]["indexed"] == 0


def test_a_row_that_is_missing_is_written_and_a_package_that_is_missing_is_named(work: Path) -> None:
    path = work / "archives" / INDEX_NAME
    with SqliteIndex(path) as index:
        rows = list(index.rows())
        index.clear()
        index.add(rows[1:])
    gone = next(one for one in sidecars(work) if name_of(work, one) == rows[2].sidecar)
    segment_of(gone).unlink()
    gone.unlink()
    summary = audited(work, "--restart")["summary"]
    assert (summary["indexed"], summary["unindexed"]) == (1, [rows[0].sidecar])
    assert summary["missing"] == [rows[2].sidecar]


def test_a_copy_under_another_name_is_surplus(work: Path) -> None:
    one = sidecars(work)[0]
    copy = one.with_name(one.name.replace(one.stem[-8:], "00000000"))
    shutil.copy(segment_of(one), segment_of(copy))
    shutil.copy(one, copy)
    summary = audited(work, "--restart")["summary"]
    assert summary["surplus"] == [name_of(work, copy)]
    assert (summary["packages"], summary["missing"], summary["indexed"]) == (COUNT + 1, [], 0)


def cut_off(work: Path, done: dict[str, Any], events: int) -> None:
    """As if the audit had been killed when so many events were on record."""
    path = work / done["record"]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: 1 + events]))


def test_an_audit_that_goes_on_takes_a_shelf_from_the_record(work: Path) -> None:
    done = audited(work, "--restart")
    cut_off(work, done, 1)
    assert f": {COUNT} packages checked." in archiver(work, "audit", "--quick", "--signatures", "0").stderr
    cut_off(work, done, 1)
    again = audited(work)
    assert again["record"] == done["record"]
    assert len(recorded(work, again)) == 1
    assert again["summary"]["how"] == done["summary"]["how"]
    assert again["summary"]["verdicts"] == done["summary"]["verdicts"]


def test_an_audit_that_goes_on_checks_what_came_in_between_and_nothing_else(work: Path) -> None:
    """The new one is put between the others, as a captured day can be, and the record stays a list without repeats."""
    done = audited(work, "--restart")
    cut_off(work, done, 1)
    one = sidecars(work)[1]
    copy = one.with_name(f"{one.stem[:-8]}{'0' * 8}.json")
    shutil.copy(segment_of(one), segment_of(copy))
    shutil.copy(one, copy)
    again = audited(work)
    events = recorded(work, again)
    names = [*by_themselves(events), *(name for some in shelves(events) for name in some)]
    assert sorted(names) == named(work)
    assert again["summary"]["checked"] == COUNT + 1


def test_an_audit_that_goes_on_without_its_log_checks_what_only_the_log_could_tell(work: Path) -> None:
    done = audited(work, "--restart")
    cut_off(work, done, 1)
    shutil.rmtree(work / "archives/log")
    with SqliteIndex(work / "archives" / INDEX_NAME) as index:
        rows = list(index.rows())
        index.clear()
        index.add(rows[1:])
    summary = audited(work)["summary"]
    assert (dict(summary["how"]), summary["unindexed"]) == ({"full": COUNT}, [rows[0].sidecar])


@pytest.mark.parametrize("change", [{"sidecars": []}, {"octets": [1]}, {"leaves": []}, {"leaves": [[0, 1 << 40]]}])
def test_an_event_that_says_too_little_is_no_line_of_a_record(work: Path, change: dict[str, object]) -> None:
    done = audited(work, "--restart")
    path = work / done["record"]
    header, event = map(json.loads, path.read_bytes().splitlines()[:2])
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in (header, event | change)))
    again = archiver(work, "audit", "--quick", "--signatures", "0")
    assert "expected lines of an audit's record, found another one" in again.stderr


def test_the_record_is_in_the_order_of_the_listing(work: Path) -> None:
    """So that what was looked at by itself is found there, though a shelf may begin elsewhere then."""
    for target in sidecars(work)[:2]:
        longer(target)
    (first, second, *_), events = named(work), recorded(work, audited(work, "--restart"))
    assert [one.get("package") for one in events] == [first, second, None]


def test_what_has_gone_since_is_not_counted(work: Path) -> None:
    done = audited(work, "--restart")
    cut_off(work, done, 1)
    gone = sidecars(work)[1]
    name = name_of(work, gone)
    segment_of(gone).unlink()
    gone.unlink()
    again = audited(work)
    assert (again["summary"]["checked"], again["summary"]["missing"]) == (COUNT - 1, [name])


def test_a_table_has_a_row_for_each_package_of_a_shelf(work: Path) -> None:
    done = archiver(work, "audit", "--quick", "--restart", "--signatures", "40", "--results", "all.jsonl", "--json")
    assert done.status == 0, done.stderr
    rows = [orjson.loads(line) for line in (work / "all.jsonl").read_bytes().splitlines()]
    assert [row["name"] for row in rows] == named(work)
    with SqliteIndex(work / "archives" / INDEX_NAME) as index:
        indexed = {row.sidecar: row for row in index.rows()}
    for row in rows:
        known = indexed[row["name"]]
        assert (row["statement_id"], row["warc"], row["offset"], row["length"]) == (
            known.statement_id, known.warc, 0, known.length,
        )  # fmt: skip
        assert row["leaf"] == _leaf(work / "archives" / row["name"])
        assert row["how"] in ("seal", "sample")
